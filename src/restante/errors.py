# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one tree of errors: each has a stable code, an exit status and a text for people, without a letter's words.

RestanteError
├── BadInput (2)        what somebody gave us is wrong, and the text says what to do
├── NotAuthentic (4)    signatures, hashes or versions do not hold
├── OutOfDate (3)       authentic, but past its date
├── Unavailable (5)     a disk, a network or a service cannot serve now; nothing was lost, try again
├── Locked (6)          a key or passphrase is needed first
└── BrokenPromise (7)   our own code is wrong
"""

from collections.abc import Callable
from typing import ClassVar


def _as_is(text: str) -> str:
    return text


def _again(kind: "type[RestanteError]", fields: dict[str, object]) -> "RestanteError":
    return kind(**fields)


class RestanteError(Exception):
    """Fields fill `text`; they are counts, dates, names of files or rules, never words of a letter or a phrase."""

    code: ClassVar[str] = "restante"
    exit_status: ClassVar[int] = 1
    text: ClassVar[str] = "Something went wrong."

    def __init__(self, **fields: object) -> None:
        super().__init__(self.code)
        self.fields = fields

    def __reduce__(self) -> tuple[Callable[..., "RestanteError"], tuple[object, ...]]:
        """So that it crosses from one process to another."""
        return _again, (type(self), self.fields)

    def message(self, translate: Callable[[str], str] = _as_is) -> str:
        """The text in the reader's language: `translate` is a gettext function."""
        return translate(self.text).format(**self.fields)

    def __str__(self) -> str:
        return self.message()


class BadInput(RestanteError):
    """Somebody's input is wrong; the text says what to do."""

    code = "bad-input"
    exit_status = 2


class OutOfDate(RestanteError):
    """Authentic, but past its date."""

    code = "out-of-date"
    exit_status = 3


class NotAuthentic(RestanteError):
    """A signature, a hash or a version does not hold."""

    code = "not-authentic"
    exit_status = 4


class Unavailable(RestanteError):
    """Cannot be served now; nothing was lost and trying again is right."""

    code = "unavailable"
    exit_status = 5


class Locked(RestanteError):
    """A key or a passphrase is needed first."""

    code = "locked"
    exit_status = 6


class BrokenPromise(RestanteError):
    """A state that our own code should have made impossible."""

    code = "broken-promise"
    exit_status = 7
