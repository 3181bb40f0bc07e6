# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter to an office-holder in the office-holder's language, to print and sign, and the same as plain text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from restante.paper.press.faces import TEXT_FACES
from restante.paper.press.poster import printed
from restante.paper.press.typesetting import typeset

_KEYS: Final = ("sender", "sender-address", "date", "closing", "signature", "facts")
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    lang: dict(zip(_KEYS, words, strict=True))
    for lang, words in {
        "en": ("From:", "Address:", "Place, date:", "Yours faithfully,", "Signature:", "Facts as of {day}"),
        "ru": ("От кого:", "Адрес:", "Место, дата:", "С уважением,", "Подпись:", "Сведения на {day}"),
        "uk": ("Від кого:", "Адреса:", "Місце, дата:", "З повагою,", "Підпис:", "Відомості на {day}"),
        "de": ("Absender:", "Anschrift:", "Ort, Datum:", "Hochachtungsvoll", "Unterschrift:", "Stand: {day}"),
        "fr": (
            "Expéditeur :", "Adresse :", "Lieu, date :", "Veuillez agréer l’expression de ma considération distinguée.",
            "Signature :", "Faits connus au {day}",
        ),
    }.items()
}  # fmt: skip
"""What stands around the letter; for another language in English, as the letter's own words are not ours."""

_RULE = "_" * 30


@dataclass(frozen=True, slots=True)
class Appeal:
    """One letter to one holder of an office. `day` is written as ISO: it is read the same in every language."""

    name: str
    office: str
    address: tuple[str, ...]
    salutation: str
    text: str
    lang: str
    day: str | None


def make_appeals(appeals: Sequence[Appeal], *, title: str, notice: str | None, lang: str) -> bytes:
    """A tagged PDF, A4, each letter on a page of its own; `notice`, in `lang`, stands over each."""
    data = {
        "title": title,
        "faces": TEXT_FACES,
        "lang": lang,
        "notice": printed(notice) if notice else None,
        "letters": [_letter(appeal) for appeal in appeals],
    }
    return typeset("appeal.typ", data, tagged=True)


def appeal_text(appeals: Sequence[Appeal], *, notice: str | None) -> bytes:
    """UTF-8 to paste into a message or a form."""
    return ("\n\n* * *\n\n".join(_plain(appeal, notice) for appeal in appeals) + "\n").encode()


def _plain(appeal: Appeal, notice: str | None) -> str:
    words = _words(appeal)
    parts = [
        notice or "",
        "\n".join(line for line in (appeal.name, appeal.office, *appeal.address) if line),
        f"{words['date']} {_RULE}",
        appeal.salutation,
        *_paragraphs(appeal.text),
        f"{words['closing']}\n\n{_RULE}",
        words["facts"],
    ]
    return "\n\n".join(part for part in parts if part)


def _letter(appeal: Appeal) -> dict[str, Any]:
    return {
        **_words(appeal),
        "lang": appeal.lang,
        "name": printed(appeal.name),
        "office": [printed(appeal.office)] if appeal.office else [],
        "address": [printed(line) for line in appeal.address],
        "salutation": printed(appeal.salutation),
        "paragraphs": [printed(words) for words in _paragraphs(appeal.text)],
    } | ({} if appeal.day else {"facts": None})


def _words(appeal: Appeal) -> dict[str, str]:
    words = dict(WORDS.get(appeal.lang, WORDS["en"]))
    words["facts"] = words["facts"].format(day=appeal.day) if appeal.day else ""
    return words


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
