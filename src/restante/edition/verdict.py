# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a verification says: authentic or not, how old, and each problem by kind and path, in a sentence for people."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Stable names: scripts and gates decide by them."""

    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"
    SYMLINK = "symlink"
    NOT_A_FILE = "not-a-file"
    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    NOT_SIGNED = "not-signed"
    ODD_SIGNATURE = "odd-signature"
    OTHER_ORGANISATION = "other-organisation"
    WRONG_ROOT = "wrong-root"
    ROLLBACK = "rollback"
    MIXED = "mixed"
    FUTURE = "future"
    NOT_PINNED = "not-pinned"
    MORE = "more"


SENTENCES: Final = {
    Kind.CHANGED: "{path} is not the file that was signed.",
    Kind.MISSING: "{path} belongs to this edition and is not here.",
    Kind.EXTRA: "{path} is not part of this edition; nobody signed it.",
    Kind.SYMLINK: "{path} is a symbolic link; an edition has files only.",
    Kind.NOT_A_FILE: "{path} should be a file, and is something else.",
    Kind.UNREADABLE: "{path} cannot be read, so nobody can say what is in it.",
    Kind.MALFORMED: "{path} is not in the edition's format.",
    Kind.TOO_LARGE: "{path} is larger than such a file can be, and was not read.",
    Kind.NOT_SIGNED: "{path} is not signed by those who may sign it.",
    Kind.ODD_SIGNATURE: "{path} carries a signature that is wrong or by somebody who may not sign it.",
    Kind.OTHER_ORGANISATION: "{path} is another organisation's root than the one you trust: this is not their edition.",
    Kind.WRONG_ROOT: "{path} names new key holders without enough signatures of the old and the new ones.",
    Kind.ROLLBACK: "{path} is older than what was seen here before: somebody replays a past edition.",
    Kind.MIXED: "{path} does not belong together with the rest: parts of different editions are mixed.",
    Kind.FUTURE: "{path} is dated in the future. If this machine's clock is right, the date is false.",
    Kind.NOT_PINNED: (
        "Only consistency was checked: without the organisation's root.json from elsewhere, "
        "nobody can say whose edition this is."
    ),
    Kind.MORE: "There are more problems than are listed here.",
}
PROBLEMS_LIMIT: Final = 1_000


def shown(path: str) -> str:
    """A path as it may be printed: a stranger's file name can hold line breaks and terminal commands."""
    return path.encode("ascii", "backslashreplace").decode("ascii") if path.isprintable() else ascii(path)[1:-1]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong; `path` is relative to the copy, with '/' after a folder."""

    kind: Kind
    path: str

    def say(self) -> str:
        """The sentence for people, safe to print."""
        return SENTENCES[self.kind].format(path=shown(self.path))


@dataclass(frozen=True, slots=True)
class Known:
    """What a gate has seen already; nothing older is taken for current."""

    organisation: bytes
    root: int
    timestamp: int
    snapshot: int
    targets: int
    targets_sha256: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`consistent`: nothing is wrong with the copy itself. `authentic`: that, and it is the pinned organisation's."""

    consistent: bool
    pinned: bool
    problems: tuple[Problem, ...]
    expired: bool = False
    age_days: int | None = None
    expires: datetime | None = None
    number: int | None = None
    organisation: bytes | None = None
    demonstration: bool = False
    name: dict[str, str] = field(default_factory=dict)
    known: Known | None = None
    files: int = 0
    mail_ignored: bool = False

    @property
    def authentic(self) -> bool:
        """Whole, and signed by the organisation that was pinned; says nothing about age."""
        return self.consistent and self.pinned
