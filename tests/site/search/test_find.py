# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader types and what he is shown: the browser's half asked about an index that Python wrote."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.site.search.both_halves import ask_browser, lay_out, text
from tests.site.search.test_build import library

TEXTS = [
    text(
        "letter", "Он написал письмо матери из тюрьмы.|Письма идут долго.", title="Письмо из тюрьмы", by="Анна Лисина"
    ),
    text("trial", "Суд огласил приговор. Защита просила об освобождении.", title="Приговор"),
    text("hunger", "Голодовка в колонии: заключённые требуют врача. Писем не передают.", title="Голодовка"),
    text("tree", "Ёлка во дворе тюрьмы стояла до весны.", title="Во дворе"),
    text("uk-letter", "Лист із в'язниці прийшов улітку. Її лист.", "uk", title="Лист"),
    text("uk-her", "її її її", "uk", title="Вона"),
    text("be-city", "У горадзе ўсе ведалі пра гэты ліст.", "be", title="Горад"),
    text("en-letter", "The prisoner wrote letters from solitary confinement.", "en", title="Letters"),
    text("en-trial", "The judge sentenced him; letters were evidence at the trial.", "en", title="Trial"),
]


@pytest.fixture(scope="module")
def asking(run_node: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Any]]:
    """Queries to the small library above."""
    folder = lay_out(TEXTS, tmp_path_factory.mktemp("index"))

    def ask(*queries: dict[str, Any]) -> list[Any]:
        (answers,) = ask_browser(run_node, {"do": "find", "folder": str(folder), "queries": queries})
        return list(answers)

    return ask


def names(answer: dict[str, Any]) -> list[str]:
    """Of the pages shown, in order."""
    return [card["path"].removeprefix("texts/").removesuffix(".html") for card in answer["cards"]]


SHOWN = {
    "a form finds every other form": ("письмами", "ru", ["letter", "hunger"]),
    "the title counts for more than the text": ("приговоров", "ru", ["trial"]),
    "the author is found": ("Лисиной", "ru", ["letter"]),
    "all the words before some": ("письмо тюрьма", "ru", ["letter", "tree", "hunger"]),
    "е finds ё": ("елка", "ru", ["tree"]),
    "ё finds е": ("матёри", "ru", ["letter"]),
    "small words are left out": ("в тюрьме на дворе", "ru", ["tree", "letter"]),
    "small words alone are looked for": ("во", "ru", ["tree"]),
    "an apostrophe of any kind": ("вʼязниця", "uk", ["uk-letter"]),
    "ї is not і": ("її", "uk", ["uk-her", "uk-letter"]),
    "ў at the beginning is у": ("усе", "be", ["be-city"]),
    "case and consonant changed": ("гораду", "be", ["be-city"]),
    "irregular forms": ("write", "en", ["en-letter"]),
    "English plural": ("letter trials", "en", ["en-trial", "en-letter"]),
    "another language's texts stay out": ("лист", "ru", []),
    "nothing": ("кенгуру", "ru", []),
}


@pytest.fixture(scope="module")
def shown(asking: Callable[..., list[Any]]) -> dict[str, list[str]]:
    """All of the table in one run of node."""
    answers = asking(*({"query": query, "lang": lang} for query, lang, _ in SHOWN.values()))
    return dict(zip(SHOWN, map(names, answers), strict=True))


@pytest.mark.parametrize("claim", SHOWN)
def test_a_query_shows(claim: str, shown: dict[str, list[str]]) -> None:
    assert shown[claim] == SHOWN[claim][2]


def test_pages_with_all_words_are_counted_apart(asking: Callable[..., list[Any]]) -> None:
    (answer,) = asking({"query": "письмо тюрьма", "lang": "ru"})
    assert (answer["all"], answer["some"]) == (1, 3)


def test_a_word_is_found_while_it_is_typed(asking: Callable[..., list[Any]]) -> None:
    typed = ["голод", "голодо", "голодов", "голодовк", "освобо", "пригов"]
    answers = asking(*({"query": query, "lang": "ru", "unfinished": True} for query in typed))
    assert [names(answer) for answer in answers] == [["hunger"]] * 4 + [["trial"]] * 2


def test_a_finished_word_is_no_beginning(asking: Callable[..., list[Any]]) -> None:
    whole, spaced = asking({"query": "голодо", "lang": "ru"}, {"query": "голодо ", "lang": "ru", "unfinished": True})
    assert names(whole) == names(spaced) == []


def test_the_passage_stands_around_the_word_that_was_found(asking: Callable[..., list[Any]]) -> None:
    answers = asking({"query": "врач", "lang": "ru"}, {"query": "evidence", "lang": "en"})
    assert ["врача" in answers[0]["passages"][0], "evidence" in answers[1]["passages"][0]] == [True, True]


def test_a_pasted_sentence_costs_no_more_than_its_eight_longest_words(asking: Callable[..., list[Any]]) -> None:
    pasted = " ".join(f"слово{'а' * at}к{at} приговор" for at in range(30))
    (answer,) = asking({"query": pasted, "lang": "ru"})
    assert answer["asked"] <= 9


@pytest.mark.parametrize("words", ["письмо", "письмо номер", "письмо номер третий"])
@pytest.mark.parametrize("unfinished", [False, True])
def test_a_query_costs_at_most_four_requests_beside_the_head_and_shows_pages(
    words: str, unfinished: bool, run_node: Callable[..., str], tmp_path: Path
) -> None:
    count = " ".join(["первый", "второй", "третий"])
    pages = [text(f"n{number}", f"письмо номер {count} {'и ещё ' * (number % 7)}") for number in range(700)]
    folder = lay_out([*pages, *library(60)], tmp_path)
    query = {"query": words, "lang": "ru", "unfinished": unfinished}
    (((answer,),),) = (ask_browser(run_node, {"do": "find", "folder": str(folder), "queries": [query]}),)
    assert answer["asked"] <= 5
    assert answer["all"] == 700
    assert len(answer["cards"]) == 10


def test_a_common_word_shows_ten_and_then_every_other_page_once(run_node: Callable[..., str], tmp_path: Path) -> None:
    pages = [text(f"n{number}", f"письмо номер {number}", title=f"Номер {number}") for number in range(150)]
    folder = lay_out(pages, tmp_path)
    queries = [{"query": "письмо", "lang": "ru"}, {"query": "письмо", "lang": "ru", "turns": 16}]
    (((first, all_of_them)),) = ask_browser(run_node, {"do": "find", "folder": str(folder), "queries": queries})
    assert len(first["cards"]) == 10
    assert first["asked"] == 3  # the head, the list of its pages, and what is shown of the best of them
    assert sorted(names(all_of_them)) == sorted(f"n{number}" for number in range(150))


def test_every_word_of_a_text_finds_it_where_beginnings_are_split(
    run_node: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restante.site.search.layout.LEAF", 500)
    pages = library(60)
    words = sorted(set(" ".join(pages[1].words).split()))[:40]
    folder = lay_out(pages, tmp_path)
    queries = [{"query": word, "lang": "ru", "turns": 60, "unfinished": at % 2 == 0} for at, word in enumerate(words)]
    (answers,) = ask_browser(run_node, {"do": "find", "folder": str(folder), "queries": queries})
    assert '"split":""' not in (folder / "ru" / "head.js").read_text("utf-8")
    assert [word for word, answer in zip(words, answers, strict=True) if "t1" not in names(answer)] == []
