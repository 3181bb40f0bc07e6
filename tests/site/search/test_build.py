# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same pages give the same bytes: in any order, with any hash seed, built anew or from the build before."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from restante.site.search import Searchable, build_search
from restante.site.search.pieces import swap_of
from restante.site.search.records import UNKNOWN
from tests.site.search.both_halves import text

SYLLABLES = ["за", "клю", "чен", "пи", "сь", "мо", "тюрь", "ма", "сво", "бо", "да", "пере", "да", "ча", "прав"]


def library(count: int, seed: int = 1) -> list[Searchable]:
    """Texts of forty invented words in two languages."""
    chance = random.Random(seed)  # noqa: S311 - invented words
    pages = []
    for number in range(count):
        words = " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(40))
        pages.append(text(f"t{number}", words, "uk" if number % 5 == 0 else "ru", day=f"2020-01-{number % 28 + 1:02}"))
    return pages


def built(pages: list[Searchable]) -> dict[str, bytes]:
    """Made anew."""
    return {path: data for path, data in build_search(pages) if data is not None}


PAGES = library(60)


def test_the_order_of_pages_changes_nothing() -> None:
    shuffled = random.Random(7).sample(PAGES, len(PAGES))  # noqa: S311 - an order, no secret
    assert built(shuffled) == built(PAGES)


def test_another_hash_seed_changes_nothing() -> None:
    program = (
        "import hashlib; from tests.site.search.test_build import PAGES, built;"
        "print(hashlib.sha256(repr(built(PAGES)).encode()).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(["src", "."])},
            cwd=Path(__file__).parents[3],
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def changed_word(pages: list[Searchable]) -> list[Searchable]:
    return [text("t7", "совсем другие слова о письме"), *(page for page in pages if page.path != "texts/t7.html")]


def changed_title(pages: list[Searchable]) -> list[Searchable]:
    one = pages[3]
    return [Searchable(one.path, "Другое имя", one.lang, one.words, day=one.day), *pages[:3], *pages[4:]]


CHANGES = {
    "nothing": lambda pages: pages,
    "a word": changed_word,
    "a title": changed_title,
    "a text more": lambda pages: [*pages, text("new", "новые слова о передаче и заключении")],
    "a text less": lambda pages: pages[:11] + pages[12:],
    "twenty less, past a power of two": lambda pages: pages[:25],
    "many more, past a power of two": lambda pages: [*pages, *library(110)[60:]],
    "a language less": lambda pages: [page for page in pages if page.lang == "ru"],
    "another language": lambda pages: [text("t1", "a letter from prison", "en"), *pages[2:]],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_build_from_the_one_before_is_the_build_made_anew(change: object, tmp_path: Path) -> None:
    before: dict[str, bytes] = {}
    for pages in (PAGES, change(PAGES), PAGES):  # type: ignore[operator]  # a table of functions
        after = {
            path: before[path] if data is None else data for path, data in build_search(pages, tmp_path, before.get)
        }
        assert after == built(pages)
        before = after


def test_words_that_can_be_read_only_once_are_read_whole() -> None:
    def once(page: Searchable) -> Searchable:
        return Searchable(page.path, page.title, page.lang, iter(page.words), day=page.day)

    assert built([once(page) for page in PAGES[:9]]) == built(PAGES[:9])


def test_one_changed_text_touches_only_the_pieces_of_its_words(tmp_path: Path) -> None:
    before = {path: data for path, data in build_search(PAGES, tmp_path, lambda _: None) if data is not None}
    told = dict(build_search(changed_word(PAGES), tmp_path, before.get))
    same = [path for path, data in told.items() if data is None]
    fresh = built(changed_word(PAGES))
    assert len(same) > len(told) / 3
    assert all(before[path] == fresh[path] for path in same)


def test_one_changed_text_leaves_what_is_shown_of_common_words_standing(tmp_path: Path) -> None:
    pages = [text(f"n{number}", "письмо " * (2 + number % 3) + f"номер{number:03}") for number in range(400)]
    before = {path: data for path, data in build_search(pages, tmp_path, lambda _: None) if data is not None}
    change = [text("n0", "письмо другое", title=pages[0].title), *pages[1:]]
    told = {path: data for path, data in build_search(change, tmp_path, before.get) if data is not None}
    fresh = built(change)
    (common,) = [path for path, data in fresh.items() if "/l" in path and swap_of("ru")("письм") in data.decode()]
    assert common in told
    assert common.replace("/l", "/w") not in told
    assert fresh == before | told


def test_nothing_is_read_again_when_nothing_changed(tmp_path: Path) -> None:
    class Untouched(tuple[str, ...]):
        def __iter__(self) -> object:  # type: ignore[override]  # it must not be called
            raise AssertionError("read")

    versions = [Searchable(page.path, page.title, page.lang, page.words, version="1") for page in PAGES]
    before = {path: data for path, data in build_search(versions, tmp_path, lambda _: None) if data is not None}
    again = [Searchable(page.path, page.title, page.lang, Untouched(), version="1") for page in PAGES]
    told = dict(build_search(again, tmp_path, before.get))
    assert [path for path, data in told.items() if data is not None] == ["search/ru/head.js", "search/uk/head.js"]


@pytest.mark.parametrize("name", ["kept.json", "slots.npy", "levels.npy", "begins.npy"])
@pytest.mark.parametrize("harm", ["empty", "cut short", "one bit", "garbage", "gone"])
def test_a_kept_state_that_was_damaged_is_not_used(name: str, harm: str, tmp_path: Path) -> None:
    before = {path: data for path, data in build_search(PAGES[:9], tmp_path, lambda _: None) if data is not None}
    file = tmp_path / "ru" / name
    data = bytearray(file.read_bytes())
    data[-9] ^= 1
    damaged = {"empty": b"", "cut short": bytes(data[:-9]), "one bit": bytes(data), "garbage": b"\x93NUMPY\x00"}
    file.unlink() if harm == "gone" else file.write_bytes(damaged[harm])
    told = dict(build_search(PAGES[:9], tmp_path, before.get))
    assert all(data is not None for path, data in told.items() if path.startswith("search/ru/"))


def test_of_a_language_whose_last_text_was_withdrawn_nothing_is_kept(tmp_path: Path) -> None:
    dict(build_search(PAGES, tmp_path, lambda _: None))
    dict(build_search([page for page in PAGES if page.lang == "ru"], tmp_path, lambda _: None))
    assert [folder.name for folder in tmp_path.iterdir()] == ["ru"]


def test_a_kept_state_of_another_edition_is_not_used(tmp_path: Path) -> None:
    dict(build_search(PAGES, tmp_path, lambda _: None))
    other = built(library(60, seed=2))
    told = dict(build_search(PAGES, tmp_path, other.get))
    assert None not in told.values()


HOSTILE = {
    "a script's end and quotes": "</script><script>alert(1)</script> \"кавычки\" 'и' \\ обратная",
    "line separators": "одна\u2028другая\u2029третья",
    "half a character": "слово \ud83d слово",
    "characters beyond the first plane": "𝕬𝖇𝖈 письмо 🕊 слово",
    "a word of very many letters": "а" * 200_000,
    "no words": "… — …",
    "nothing": "",
    "a ligature that is a sentence": "\ufdfa письмо",
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_any_words_make_a_script_that_is_one_call(words: str) -> None:
    for path, data in built([text("hostile", words, title=words[:50]), *PAGES[:3]]).items():
        told = data.decode()
        name = path.removeprefix("search/").removesuffix(".js")
        assert told.startswith(f'restanteSearch("{name}",')
        assert told.count("\n") == 1
        assert "\u2028" not in told
        assert len(data) < 100_000


@pytest.mark.parametrize(
    ("lang", "folder"), [("ru-RU", "ru"), ("EN", "en"), ("", UNKNOWN), ("../x", UNKNOWN), ("zh_Hant", "zh")]
)
def test_a_language_is_a_folder_of_letters(lang: str, folder: str) -> None:
    assert {path.split("/")[1] for path in built([text("one", "слово", lang)])} == {folder}


def test_a_page_without_end_is_indexed_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("restante.site.search.records.LONGEST_TEXT", 100)
    assert built([text("long", "слово " * 30 + "тюрьма")]) == built([text("long", ("слово " * 30)[:100])])
