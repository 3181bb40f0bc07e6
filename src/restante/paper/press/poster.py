# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is made to be seen: a poster whose QR leads to "write to him", and the card that a shared link shows."""

from collections.abc import Sequence
from typing import Final, Literal

from restante.paper.press.code import address_code
from restante.paper.press.faces import TEXT_FACES, unprintable
from restante.paper.press.typesetting import typeset
from restante.paper.press.words import say

CARD = (1200, 630)  # pixels, the size that link previews are cut to
SCALES: Final = {"a4": 1.0, "a3": 2**0.5}


def make_poster(
    *,
    name: str,
    lines: Sequence[str],
    invitation: str,
    url: str,
    lang: str,
    notice: str | None,
    facts_as_of: str | None,
    paper: Literal["a4", "a3"] = "a4",
) -> bytes:
    """A tagged PDF of one page, black on white for any printer; `notice` stands over everything."""
    data = {
        "title": name,
        "faces": TEXT_FACES,
        "lang": lang,
        "paper": paper,
        "scale": SCALES[paper],
        "name": printed(name),
        "lines": [printed(line) for line in lines],
        "invitation": printed(invitation),
        "url": url,
        "code": address_code(url),
        "notice": printed(notice) if notice else None,
        "facts": say(lang, "facts", day=facts_as_of) if facts_as_of else None,
    }
    return typeset("poster.typ", data, tagged=True)


def make_card(*, name: str, line: str, notice: str | None, lang: str, facts_as_of: str | None = None) -> bytes:
    """A PNG of 1200 by 630 pixels."""
    data = {
        "faces": TEXT_FACES,
        "lang": lang,
        "name": printed(name),
        "line": printed(line),
        "notice": printed(notice) if notice else None,
        "facts": say(lang, "facts", day=facts_as_of) if facts_as_of else None,
    }
    return typeset("card.typ", data, form="png")


def printed(text: str) -> str:
    """Public words without what would not print: a poster should not fail for one character."""
    missing = {one.character for one in unprintable(text)}
    return "".join(character for character in text if character not in missing)
