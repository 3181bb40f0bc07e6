# SPDX-License-Identifier: AGPL-3.0-or-later
"""A library that holds every shape of a text, in scripts of both directions; run as a program, it prints its digest."""

import hashlib
import sys
import time
from dataclasses import replace
from datetime import date

from restante.site import PublicSite, build_site
from restante.site.records import TextCard
from restante.site.text_pages import without_words
from restante.texts.document import Document, Paragraph, Plain, Table
from restante.texts.records import Author, Text, Withdrawn
from tests.site.sample import sample_site
from tests.texts.writers.samples import EVERYTHING, SMALL, p

HEBREW = Text(
    id="hebrew",
    title="מכתב מהכלא",
    subtitle="שלום",
    lang="he",
    document=Document(
        (
            p("שלום! ירד שלג, ו־Berlin רחוקה (12 km)."),
            Table(head=(((Plain("יום"),), (Plain("מכתבים"),)),), body=(((Plain("שני"),), (Plain("3"),)),)),
        )
    ),
    authors=(Author("אדם לדוגמה"),),
    teaser="מכתב קצר.",
    place="חיפה",
    work="everything",
)
TEXTS = {
    one.id: one
    for one in (
        replace(EVERYTHING, work="everything", people=("ivan-tverdov",)),
        HEBREW,
        SMALL,
        Text(id="other", title="Другой", lang="uk", document=Document((Paragraph((Plain("Слова."),)),))),
    )
}
GONE = Withdrawn("gone", "מכתב שנעלם", "he", date(2026, 5, 6), "Просил автор.")


def whole_library() -> PublicSite:
    """The sample site with all of them, and one that was withdrawn."""
    cards = tuple(
        TextCard(without_words(one), hashlib.sha256(name.encode()).hexdigest(), 9)
        for name, one in sorted(TEXTS.items())
    )
    return replace(sample_site(), texts=cards, withdrawn=(GONE,), open_text=TEXTS.__getitem__)


def digests() -> dict[str, str]:
    """Of every file by its path."""
    return {path: hashlib.sha256(data).hexdigest() for path, data in build_site(whole_library()).items()}


def _shift_clock(seconds: int) -> None:
    now, local, world = time.time, time.localtime, time.gmtime
    time.time = lambda: now() + seconds
    time.localtime = lambda at=None: local(now() + seconds if at is None else at)
    time.gmtime = lambda at=None: world(now() + seconds if at is None else at)


if __name__ == "__main__":
    _shift_clock(int(sys.argv[1]))
    for line in sorted(digests().items()):
        sys.stdout.write(" ".join(line) + "\n")
