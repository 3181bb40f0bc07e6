# SPDX-License-Identifier: AGPL-3.0-or-later
"""Muse is read whole: every construct becomes what it means, and whatever was typed wrongly stays readable."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.texts.codec import document_json
from restante.texts.document import (
    Definitions,
    Document,
    Heading,
    Items,
    Link,
    NoteRef,
    Paragraph,
    Plain,
    Styled,
    nodes_of,
    words_of,
)
from restante.texts.readers.muse import read_muse

GOLDEN = Path(__file__).parents[2] / "golden" / "muse"
FILES = sorted(GOLDEN.glob("*.muse"))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_text_becomes_the_document_beside_it(path: Path) -> None:
    reading = read_muse(path.read_text("utf-8"), lambda name: "Included words.\n" if name == "part.muse" else None)
    told = {
        "cautions": [caution.message() for caution in reading.warnings],
        "document": document_json(reading.document),
        "head": {
            "title": reading.head.title,
            "authors": [author.name for author in reading.head.authors],
            "topics": list(reading.head.topics),
            "written": reading.head.written,
            "withdrawn": reading.head.withdrawn,
            "extra": [list(pair) for pair in reading.head.extra],
        },
    }
    kept = path.with_suffix(".json")
    if os.environ.get("RESTANTE_SAVE_GOLDEN"):
        kept.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert told == json.loads(kept.read_text("utf-8"))


def test_there_are_texts_in_four_languages() -> None:
    assert {re.search(r"#lang (\w+)", path.read_text("utf-8"))[1] for path in FILES} >= {"ru", "uk", "be", "en"}  # type: ignore[index]  # each has one


INLINE = [
    "*",
    "**",
    "***",
    "=",
    "<em>",
    "</em>",
    "<code>",
    "</code>",
    "[[",
    "]]",
    "][",
    "[1]",
    "{2}",
    "<<<",
    ">>>",
    "~~",
    "<br>",
    "<[ru]>",
    "</[ru]>",
    "<sup>",
    "</sub>",
]
STARTS = [" - ", " 1. ", " a. ", " :: ", " | ", " || ", "> ", "      ", "\n", "\n\n", "\n* ", "\n[1] ", "\n{2} "]
LINES = ["<quote>", "</quote>", "<verse>", "</verse>", "{{{", "}}}", "<center>", "</right>", "----"]
MARKS = st.sampled_from([*INLINE, *STARTS, *(f"\n{line}\n" for line in LINES)])


@settings(max_examples=200)
@given(st.lists(MARKS | st.from_regex(r"[а-яa-z]{1,6} ", fullmatch=True), max_size=60))
def test_no_word_is_lost_whatever_the_marks(parts: list[str]) -> None:
    named = [f"{part.strip()}{at} " if part.strip().isalpha() else part for at, part in enumerate(parts)]
    typed = {word for part in named if part.strip().isalnum() for word in words(part)}
    reading = read_muse("#title x\n\nbegin\n\n" + "".join(named))
    assert typed <= set(words(" ".join([*words_of(reading.document), *_beside(reading.document)])))


def _beside(document: Document) -> Iterator[str]:
    """What a page shows elsewhere: targets of links, and short titles in the contents."""
    for node in nodes_of(document):
        if isinstance(node, Link):
            yield node.target
        elif isinstance(node, Heading):
            yield from words_of(Document((Paragraph(node.short),)))


def test_every_reference_names_a_note() -> None:
    document = read_muse("\n\nA [1] b [2] c {1} d [9]\n\n[1] One {1}\n\n[2] Two [1]\n\n{1} Other\n").document
    known = {note.id for note in document.notes}
    said = [node.note for node in nodes_of(document) if isinstance(node, NoteRef)]
    assert said == ["1-1", "1-2", "2-1", "2-1"]
    assert set(said) <= known
    assert "[9]" in "".join(words_of(document))


def test_a_note_nobody_refers_to_is_kept() -> None:
    assert "lonely" in " ".join(words_of(read_muse("\n\nText\n\n[4] A lonely note\n").document))


def test_chapters_that_count_their_notes_anew_refer_to_their_own() -> None:
    document = read_muse("\n\n* A\n\nx [1]\n\n[1] first\n\n* B\n\ny [1]\n\n[1] second\n").document
    assert [node.note for node in nodes_of(document) if isinstance(node, NoteRef)] == ["1-1", "1-1-2"]


def test_a_note_of_several_paragraphs_ends_where_the_text_goes_on() -> None:
    document = read_muse("\n\nx [1]\n\n[1] one\n\n    two\n\nafter\n").document
    assert len(document.notes[0].blocks) == 2
    assert document.blocks[-1] == Paragraph((Plain("after"),))


def test_an_empty_header_line_stops_nothing() -> None:
    reading = read_muse("#title\n#subtitle\n#DELETED\n#author A\n\nWords.\n")
    assert (reading.head.title, reading.head.withdrawn, reading.head.authors[0].name) == ("", "", "A")
    assert reading.document.blocks == (Paragraph((Plain("Words."),)),)


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        (" - a\n - b", [("bullet", 1, 2)]),
        (" 3. a\n 4. b", [("decimal", 3, 2)]),
        (" 1. a\n 1. b\n 7. c", [("decimal", 1, 2), ("decimal", 7, 1)]),
        (" i. a\n ii. b\n iii. c", [("lower_roman", 1, 3)]),
        (" g. a\n h. b\n i. c", [("lower_alpha", 7, 3)]),
        (" A. a\n - b", [("upper_alpha", 1, 1), ("bullet", 1, 1)]),
    ],
)
def test_a_list_counts_as_its_author_does(typed: str, kinds: list[tuple[str, int, int]]) -> None:
    blocks = read_muse(f"\n\n{typed}\n").document.blocks
    assert [(one.kind, one.start, len(one.items)) for one in blocks if isinstance(one, Items)] == kinds


def test_a_signature_is_no_list() -> None:
    assert not any(isinstance(one, Items) for one in read_muse("\n\n" + " " * 30 + "A. Carletto\n").document.blocks)


def test_a_term_within_an_item_stays_within() -> None:
    blocks = read_muse("\n\n - item\n\n   term :: what\n      it means\n\n   end\n").document.blocks
    assert isinstance(blocks[0], Items)
    kinds = [type(one) for one in blocks[0].items[0]]
    assert kinds == [Paragraph, Definitions, Paragraph]


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "file:///etc/passwd", "/library/x", "data:text/html,x", "//x.org"]
)
def test_a_link_that_leads_elsewhere_keeps_its_words_alone(target: str) -> None:
    reading = read_muse(f"\n\n[[{target}][words]]\n")
    assert not [node for node in nodes_of(reading.document) if isinstance(node, Link)]
    assert list(words_of(reading.document)) == ["words"]
    assert [caution.code for caution in reading.warnings] == ["muse-links"]


def test_two_titles_of_a_chapter_are_kept_apart() -> None:
    heading = read_muse("\n\n** Short | The long\n   title\n").document.blocks[0]
    assert heading == Heading(2, (Plain("The long title"),), short=(Plain("Short"),))


def test_code_keeps_its_marks() -> None:
    assert read_muse("\n\na =*b*= c\n").document.blocks[0] == Paragraph(
        (Plain("a "), Styled("code", (Plain("*b*"),)), Plain(" c"))
    )


@pytest.mark.parametrize("mark", ["<quote>\n", "<em>", "*a ", "[[", "<verbatim>", "=a ", "<<<\n", "<verse>\n", " - "])
def test_ten_thousand_marks_that_are_never_closed_are_read(mark: str) -> None:
    assert "end" in " ".join(words_of(read_muse("\n\n" + mark * 10_000 + "\n\nend\n").document))


def test_parts_are_read_only_through_whoever_gives_them() -> None:
    asked: list[str] = []

    def give(name: str) -> str | None:
        asked.append(name)
        return "Given.\n#include again.muse\n" if name == "a.muse" else None

    reading = read_muse("\n\nText\n\n#include a.muse\n\n#include ../../etc/passwd\n", give)
    assert asked == ["a.muse", "../../etc/passwd"]
    assert "Given." in " ".join(words_of(reading.document))
    assert "again" not in " ".join(words_of(reading.document))
    assert reading.warnings[-1].fields["names"] == "again.muse, ../../etc/passwd"


def test_a_part_named_right_after_the_head_is_a_part_and_no_word_about_the_text() -> None:
    reading = read_muse("#title T\n\n#include a.muse\n\nText\n", {"a.muse": "Given.\n\n#include b.muse\n"}.get)
    assert " ".join(words_of(reading.document)).split() == ["Given.", "Text"]
    assert (reading.head.extra, reading.warnings[-1].fields["names"]) == ((), "b.muse")
    without = read_muse("#title T\n\n#include a.muse\n\nText\n")
    assert without.warnings[-1].fields["names"] == "a.muse"


def test_a_head_or_a_text_that_speaks_to_the_terminal_loses_its_commands() -> None:
    read = read_muse("#title Evil \x1b]0;x\x07\x1b[2Jend\n#author A\x9b B\n\nWords\x1b[31m here.\n")
    assert read.head.title == "Evil ]0;x[2Jend"
    assert read.head.authors[0].name == "A B"
    assert "".join(words_of(read.document)).strip() == "Words[31m here."
    assert [(one.code, one.fields["count"]) for one in read.warnings] == [("control-characters", 5)]
