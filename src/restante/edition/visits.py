# SPDX-License-Identifier: AGPL-3.0-or-later
"""One pull by way of as many addresses as it takes: the one that was named, then those that authentic copies carry.

A mirror that is gone, broken or standing still is what the address book is for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from restante.edition.mirror import MirrorBehind, MirrorCut, MirrorRefused, Pulled, Terms
from restante.edition.pull import open_copy, pull_edition, read_address_book
from restante.edition.sources import AddressRefused, OnionNeedsTor, Source
from restante.errors import RestanteError

ADDRESSES_MOST: Final = 16


@dataclass(slots=True)
class Visits:
    """What came of it: `pulled` from `address`, after `failures` at others; `received` counts bytes moved in all."""

    first_contact: bool
    pulled: Pulled | None = None
    address: str = ""
    failures: list[RestanteError] = field(default_factory=list)
    received: int = 0


def pull_from_any(
    address: str, folder: Path, root: bytes | None, open_source: Callable[[str], Source], terms: Terms
) -> Visits:
    """Try the address, then known ones while nothing current has come; if all fail, raises the first one's failure."""
    visits = Visits(first_contact=open_copy(folder, root).first_contact)
    waiting, seen = [address], {address.rstrip("/")}
    for _ in range(ADDRESSES_MOST):
        if not waiting:
            break
        _visit(waiting.pop(0), folder, root, open_source, terms, visits)
        if visits.pulled is not None and not visits.pulled.verdict.expired:
            return visits
        if not visits.first_contact:
            fresh = [one.rstrip("/") for one in read_address_book(open_copy(folder, root))]
            waiting += [one for one in dict.fromkeys(fresh) if one not in seen]
            seen |= set(fresh)
    if visits.pulled is None:
        raise visits.failures[0]
    return visits


def _visit(
    address: str,
    folder: Path,
    root: bytes | None,
    open_source: Callable[[str], Source],
    terms: Terms,
    visits: Visits,
) -> None:
    try:
        source = open_source(address)
    except (AddressRefused, OnionNeedsTor) as refused:
        visits.failures.append(refused)
        return
    try:
        pulled = pull_edition(source, open_copy(folder, root), terms)
    except (MirrorCut, MirrorRefused, MirrorBehind) as failure:
        visits.failures.append(failure)
    else:
        if visits.pulled is None or pulled.fresh:
            visits.pulled, visits.address = pulled, source.name
    finally:
        visits.received += source.moved
        source.close()
