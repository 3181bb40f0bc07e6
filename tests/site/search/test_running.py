# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a search sees of a document."""

from restante.site.search.running import running_words
from restante.texts.document import (
    Break,
    Document,
    Heading,
    Items,
    Note,
    NoteRef,
    Paragraph,
    Picture,
    Plain,
    Styled,
    Table,
    Verse,
)


def words(document: Document) -> list[str]:
    return " ".join(running_words(document)).split()


def test_a_letter_set_apart_does_not_part_its_word() -> None:
    inner = (Plain("пись"), Styled("strong", (Plain("м"),)), Plain("о"), NoteRef("1"), Plain(", да"))
    assert words(Document((Paragraph(inner),))) == ["письмо,", "да"]


def test_blocks_lines_cells_items_and_notes_are_apart() -> None:
    one, two = (Plain("раз"),), (Plain("два"),)
    document = Document(
        (
            Heading(1, one),
            Paragraph((Plain("раз"), Break(), Plain("два"))),
            Verse((one, two)),
            Table(head=((one, two),), body=((one, two), (one, two))),
            Items("bullet", ((Paragraph(one),), (Paragraph(two),))),
            Picture("a.png", alt="раз", caption=two),
        ),
        (Note("1", (Paragraph(one),)), Note("2", (Paragraph(two),))),
    )
    assert words(document) == ["раз", *["раз", "два"] * 8]


def test_a_short_heading_is_not_said_twice() -> None:
    assert words(Document((Heading(1, (Plain("длинное"),), short=(Plain("короткое"),)),))) == ["длинное"]
