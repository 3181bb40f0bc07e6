# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text is the same after it was kept, and its words come in reading order."""

from datetime import date

import pytest

from restante.texts.codec import Kept, NotAText, keep_text, read_kept
from restante.texts.document import (
    Definition,
    Definitions,
    Document,
    Items,
    Note,
    NoteRef,
    Paragraph,
    Picture,
    Plain,
    Rule,
    Styled,
    Table,
    Verse,
    words_of,
)
from restante.texts.records import Author, Provenance, Revision, Text

DOCUMENT = Document(
    blocks=(
        Paragraph((Plain("One "), Styled("strong", (Plain("two"),)), NoteRef("a"))),
        Items("decimal", ((Paragraph((Plain("three"),)),), ()), start=4),
        Verse(((Plain("four"),), (), (Plain("five"),)), (0, 0, 2)),
        Definitions((Definition((Plain("six"),), (Paragraph((Plain("seven"),)),)),)),
        Table(body=(((Plain("nine"),),),), caption=(Plain("eight"),)),
        Picture("p.png", alt="ten"),
        Rule(),
    ),
    notes=(Note("a", (Paragraph((Plain("eleven"),)),), series=2),),
    pictures={"p.png": b"\x89PNG"},
)
TEXT = Text(
    id="one",
    title="One",
    lang="en",
    document=DOCUMENT,
    authors=(Author("Rev Dia"),),
    provenance=Provenance(retrieved=date(2022, 1, 26), mirror=True),
    revisions=(Revision(date(2024, 2, 29), "A name corrected."),),
)


def test_a_text_is_the_same_after_it_was_kept() -> None:
    assert read_kept(keep_text(TEXT)) == TEXT


def test_words_come_in_reading_order_and_notes_last() -> None:
    assert " ".join(words_of(DOCUMENT)) == "One  two three four five six seven eight nine ten eleven"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"text": {"is": "Rule"}, "pictures": {}}', b'{"text": {"is": "open"}, "pictures": {}}']
)
def test_what_was_not_kept_here_is_refused(data: bytes) -> None:
    with pytest.raises(NotAText):
        read_kept(Kept(data, {}))
