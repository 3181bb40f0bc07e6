# SPDX-License-Identifier: AGPL-3.0-or-later
"""A print run as plain data, and the JSON file it can be read from."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restante.errors import BadInput
from restante.numbers import is_number

LARGEST_JOB = 64 * 1024 * 1024
MOST_LETTERS = 5_000
LONGEST_PARAGRAPH = 200_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")


class JobRefused(BadInput):
    """The job file is not one; `where` names the field, never its words."""

    code = "job-refused"
    text = "The print job is wrong at {where}: {problem}."


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets the letter: the name on the sheets, the name on the envelope, and the lines under it."""

    name: str
    envelope_name: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterJob:
    """One letter to print. The switches left None are the facility's."""

    id: str
    number: str | None
    person: Addressee
    facility: str
    lang: str
    paragraphs: tuple[str, ...]
    sign: str = ""
    pictures: tuple[bytes, ...] = ()
    reply_sheet: bool | None = None
    code: bool | None = None
    wants_reply: bool = True
    place: str = ""
    """What the checklist calls the facility; else its rulebook's name stands there."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Letters in the order in which they are packed."""

    letters: tuple[LetterJob, ...]
    return_address: tuple[str, ...] = ()
    duplex: bool = False
    run: str | None = None
    paper: str = "a4"
    lang: str = "en"  # of the checklist and of documents' titles: the volunteers' language


def read_job(data: bytes, base: Path) -> PrintJob:
    """The job in a JSON file; pictures are paths beside it."""
    if len(data) > LARGEST_JOB:
        raise JobRefused(where="file", problem="it is larger than 64 MiB")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise JobRefused(where="file", problem="it is not JSON in UTF-8") from error
    job = _Fields(raw, "job")
    letters = job.items("letters")
    if len(letters) > MOST_LETTERS:
        raise JobRefused(where="letters", problem=f"more than {MOST_LETTERS} in one run")
    paper = job.text("paper", "a4")
    if paper not in {"a4", "letter"}:
        raise JobRefused(where="paper", problem='it is neither "a4" nor "letter"')
    made = tuple(_read_letter(_Fields(item, f"letters[{k}]"), base) for k, item in enumerate(letters))
    numbers = [letter.number for letter in made if letter.number is not None]
    if len(set(numbers)) != len(numbers):
        raise JobRefused(where="letters", problem="two letters have the same number")
    return PrintJob(
        letters=made,
        return_address=job.lines("return_address", ()),
        duplex=job.switch("duplex") or False,
        run=job.text("run", "") or None,
        paper=paper,
        lang=job.language("lang"),
    )


def _read_letter(fields: "_Fields", base: Path) -> LetterJob:
    person = _Fields(fields.value("person"), f"{fields.where}.person")
    number = fields.value("number", None)
    if number is not None and not (isinstance(number, str) and is_number(number)):
        raise JobRefused(where=f"{fields.where}.number", problem="its check digits do not hold")
    wants_reply = fields.switch("wants_reply")
    return LetterJob(
        id=fields.text("id"),
        number=number,
        person=Addressee(person.text("name"), person.text("envelope_name"), person.lines("address")),
        facility=fields.text("facility"),
        lang=fields.language("lang"),
        paragraphs=fields.lines("paragraphs"),
        sign=fields.text("sign", ""),
        pictures=tuple(_read_picture(base, path, fields.where) for path in fields.lines("pictures", ())),
        reply_sheet=fields.switch("reply_sheet"),
        code=fields.switch("code"),
        wants_reply=True if wants_reply is None else wants_reply,
        place=fields.text("place", ""),
    )


def _read_picture(base: Path, name: str, where: str) -> bytes:
    try:
        return (base / name).read_bytes()
    except (OSError, ValueError) as error:
        raise JobRefused(where=f"{where}.pictures", problem="a picture cannot be read") from error


_MISSING = object()


class _Fields:
    """One JSON object, read by the kinds we expect; a surprise is named by its place."""

    def __init__(self, raw: Any, where: str) -> None:
        if not isinstance(raw, Mapping):
            raise JobRefused(where=where, problem="it is not an object")
        self.raw, self.where = raw, where

    def value(self, key: str, default: Any = _MISSING) -> Any:
        found = self.raw.get(key, default)
        if found is _MISSING:
            raise JobRefused(where=f"{self.where}.{key}", problem="it is missing")
        return found

    def text(self, key: str, default: Any = _MISSING) -> str:
        return self._text(self.value(key, default), f"{self.where}.{key}")

    def language(self, key: str) -> str:
        found = self.text(key, "en")
        if _LANGUAGE.fullmatch(found) is None:
            raise JobRefused(where=f"{self.where}.{key}", problem="it is no language code of two or three letters")
        return found

    def lines(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        found = self.value(key, default)
        if not isinstance(found, list | tuple):
            raise JobRefused(where=f"{self.where}.{key}", problem="it is not a list")
        return tuple(self._text(item, f"{self.where}.{key}") for item in found)

    def items(self, key: str) -> list[Any]:
        found = self.value(key)
        if not isinstance(found, list):
            raise JobRefused(where=f"{self.where}.{key}", problem="it is not a list")
        return found

    def switch(self, key: str) -> bool | None:
        found = self.value(key, None)
        if found is not None and not isinstance(found, bool):
            raise JobRefused(where=f"{self.where}.{key}", problem="it is neither true nor false")
        return found

    @staticmethod
    def _text(value: Any, where: str) -> str:
        if not isinstance(value, str):
            raise JobRefused(where=where, problem="it is not text")
        if len(value) > LONGEST_PARAGRAPH:
            raise JobRefused(where=where, problem=f"it is longer than {LONGEST_PARAGRAPH:,} characters")
        half = next((sign for sign in value if "\ud800" <= sign <= "\udfff"), None)
        if half is not None:
            raise JobRefused(where=where, problem=f"it holds half a character (U+{ord(half):04X})")
        return value
