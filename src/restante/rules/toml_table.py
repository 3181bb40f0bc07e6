# SPDX-License-Identifier: AGPL-3.0-or-later
"""A strict reader of one TOML table: each key is taken once, with its type, and what is left over is an error."""

import datetime
from collections.abc import Mapping
from typing import Any

from restante.rules.errors import BookRefused
from restante.rules.verdict import LANGUAGES


class Table:
    """Raises BookRefused with the file and the key, so that an author finds the line."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._left = dict(data)
        self.where = where

    def refuse(self, key: str, why: str) -> BookRefused:
        """The error for this key."""
        return BookRefused(where=f"{self.where}.{key}", why=why)

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        value = self._take(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "write a text")
        return value

    def number(self, key: str) -> int | None:
        """A whole number above zero, or None where the key is absent."""
        value = self._left.pop(key, None)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise self.refuse(key, "write a whole number above zero")
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.refuse(key, "write true or false")
        return value

    def day(self, key: str) -> datetime.date:
        """A date without a time."""
        value = self._take(key, None)
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self.refuse(key, "write a date like 2026-11-23, without quotation marks")
        return value

    def texts(self, key: str, *, needed: bool = True) -> dict[str, str]:
        """One sentence in every language."""
        value = self._take(key, None if needed else {})
        if not isinstance(value, dict) or not all(isinstance(text, str) and text for text in value.values()):
            raise self.refuse(key, 'write {ru = "…", en = "…"}')
        if (needed or value) and set(value) != set(LANGUAGES):
            raise self.refuse(key, f"write each of {', '.join(LANGUAGES)}")
        return dict(value)

    def words(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of strings."""
        value = self._take(key, None if needed else [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise self.refuse(key, "write a list of texts")
        return tuple(value)

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.refuse(key, f"write one of {', '.join(allowed)}")
        return value

    def tables(self, key: str) -> list["Table"]:
        """The tables of an array."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.refuse(key, f"write [[{key}]]")
        return [Table(item, f"{self.where}.{key}[{number}]") for number, item in enumerate(value)]

    def table(self, key: str) -> "Table":
        """A table inside this one."""
        value = self._take(key, None)
        if not isinstance(value, dict):
            raise self.refuse(key, f"write [{key}]")
        return Table(value, f"{self.where}.{key}")

    def finish(self) -> None:
        """Nothing may be left."""
        for key in self._left:
            raise self.refuse(key, "no such key here")

    def _take(self, key: str, default: object) -> Any:
        value = self._left.pop(key, default)
        if value is None:
            raise self.refuse(key, "this key is needed")
        return value
