# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a pull works with: the copy that stands, the keeper's terms, the result, and each reason to take nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from restante.edition.chain import Chain
from restante.edition.manifest import Changes, Listed
from restante.edition.verdict import Verdict
from restante.errors import BadInput, NotAuthentic, Unavailable


class MirrorRefused(NotAuthentic):
    """The address answers, and what it has is not to be taken."""

    code = "mirror-refused"
    text = "{address}: {reason}. Nothing was taken from it; your copy stays as it was."


class MirrorBehind(NotAuthentic):
    """An older edition than the one that is here: a mirror that stands still, or somebody who replays the past."""

    code = "mirror-behind"
    text = "{address} offers edition {offered}, and here is edition {here} already. Your copy stays as it was."


class MirrorCut(Unavailable):
    """Going on later is right."""

    code = "mirror-cut"
    text = "{address}: {reason}. What has come is kept; run the same command again to go on from there."


class NoRoom(Unavailable):
    """Said before anything is fetched."""

    code = "no-room"
    text = "The edition needs {needed} MB more, and the disk of {folder} has {free} MB left. Make room and try again."


class EditionTooLarge(BadInput):
    """More than the keeper of the mirror agreed to carry."""

    code = "edition-too-large"
    text = "The edition has {size} MB, more than the {most} MB that were allowed. Add --most {size} if you want it."


class OtherEdition(NotAuthentic):
    """The folder belongs to somebody else."""

    code = "other-edition"
    text = "{folder} holds an edition of another organisation than the root you named. Choose another folder."


@dataclass(frozen=True, slots=True)
class Terms:
    """What the keeper of a mirror sets."""

    most: int = 200 * 10**9
    connections: int = 8
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    tell: Callable[[str, int, int], object] = lambda *_: None
    """Progress: what is being done, how far, out of how many."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did; without `fresh` the source had nothing newer, and `verdict` is of the copy that stands."""

    fresh: bool
    verdict: Verdict
    changes: Changes = field(default_factory=Changes)
    fetched: int = 0


@dataclass(slots=True)
class Copy:
    """The copy that stands, before the pull: its chain, or None where there is none that can be trusted."""

    folder: Path
    root: bytes | None
    chain: Chain | None = None
    first_contact: bool = False

    @property
    def files(self) -> Mapping[str, Listed]:
        """All that the copy's own signatures name."""
        return {} if self.chain is None else self.chain.files
