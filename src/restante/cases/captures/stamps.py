# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who says that a file existed on a day: an RFC 3161 token of an authority, or an OpenTimestamps proof. No network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from restante.errors import BadInput

MOST_STAMP: Final = 256 * 2**10
REASONS: Final[Mapping[str, str]] = {
    "empty": "it holds nothing",
    "large": f"it is larger than {MOST_STAMP // 2**10} KiB",
    "unknown": "it is neither an answer of a time stamp authority (RFC 3161, .tsr) nor an OpenTimestamps proof (.ots)",
    "hash": "it stamps another kind of hash than SHA-256, SHA-384 or SHA-512",
    "other": "it is the stamp of another file",
    "not-granted": "the authority did not grant it",
    "signature": "its signature does not hold",
    "root": "nobody known here vouches for its authority; give the root certificate of the authority beside it",
    "expired": "its certificate was not valid at that time",
    "purpose": "its certificate is not one for time stamps",
    "future": "it tells a time that is yet to come",
    "certificate": "the root certificate beside it is no certificate in PEM or DER",
    "answer": "the authority answered another question than the one that was asked",
    "cut": "the proof ends in the middle, or goes on after its end",
    "steps": "the proof has a step that is not known here, or too many",
}


class StampRefused(BadInput):
    """The stamp says nothing about this file that could be relied on; it was not kept."""

    code = "stamp-refused"
    text = "The time stamp is refused: {reason}."


@dataclass(frozen=True, slots=True)
class Stamp:
    """`moment` is UTC, empty where only a block's height is known. `trust` says on whose word it stands.

    `named`: on a root certificate that was given with it; `listed`: on a root that browsers trust too; `alone`: on its
    own certificates only, which anybody can make; `block`: on a block of Bitcoin, to be compared; `pending`: a promise.
    """

    kind: str
    moment: str
    by: str
    trust: str


def refusal(why: str) -> StampRefused:
    """One of the reasons above; `why` stays among the fields for whoever translates it."""
    return StampRefused(why=why, reason=REASONS[why])
