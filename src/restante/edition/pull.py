# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings a copy up to date from any other copy: signatures first, then only the files that differ, then one exchange.

Nothing a source says is believed before the pinned root's signatures vouch for it; the copy that stands stays whole
until the new one is, and is replaced by an authentic and newer one only.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from restante.edition.chain import Broken, follow_chain
from restante.edition.exchange import exchange, recover, sync_files
from restante.edition.format import ADDRESSES, MAIL, METADATA, SIZE_LIMITS, folders_of, is_content_path
from restante.edition.manifest import Listed, compare_listings
from restante.edition.mirror import (
    Copy,
    EditionTooLarge,
    MirrorCut,
    MirrorRefused,
    NoRoom,
    OtherEdition,
    Pulled,
    Terms,
)
from restante.edition.offered import Offered
from restante.edition.placing import NotAnEdition, can_link, link_or_copy
from restante.edition.sources import Cut, Faulty, Source
from restante.edition.staging import Staging
from restante.edition.verdict import Kind, Verdict
from restante.edition.verify import RootRefused, read_organisation, verify_edition

BOOK: Final = "addresses.json"
TREE: Final = "tree"
MEGABYTE: Final = 1_000_000
SPARE: Final = 64 * MEGABYTE
"""Room left for lists and signatures."""
_MENDABLE: Final = {Kind.CHANGED, Kind.UNREADABLE, Kind.MISSING, Kind.SYMLINK, Kind.NOT_A_FILE}


def open_copy(folder: Path, root: bytes | None) -> Copy:
    """What stands in the folder; its own first root is trusted from then on if no root is named."""
    folder = folder.resolve()  # a link to another disk stays one
    if not folder.name:
        raise NotAnEdition(folder=folder)
    recover(_staging(folder) / TREE, folder)
    if not folder.exists() or not any(folder.iterdir()):
        return Copy(folder, root, first_contact=root is None)
    if not (folder / METADATA).is_dir():
        raise NotAnEdition(folder=folder)
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        chain = follow_chain(here, root)
    except Broken as broken:
        if broken.problem.kind is Kind.OTHER_ORGANISATION:
            raise OtherEdition(folder=folder) from None
        root = root or _readable_root(folder)
        return Copy(folder, root, first_contact=root is None)
    finally:
        os.close(here)
    return Copy(folder, root or (folder / METADATA / "1.root.json").read_bytes(), chain)


def pull_edition(source: Source, copy: Copy, terms: Terms) -> Pulled:
    """Make the folder of `copy` the edition that the source has, if that is authentic and no older."""
    staging = Staging(_staging(copy.folder))
    try:
        offered = Offered(source, copy, staging, terms)
        if offered.is_the_same():
            staging.discard()
            return Pulled(fresh=False, verdict=verify_edition(copy.folder, copy.root, terms.now()))
        chain = offered.follow()
        content = {path: listed for path, listed in chain.files.items() if path not in offered.metadata}
        here = {path: listed for path, listed in copy.files.items() if is_content_path(path)}
        building = _Building(source, copy, staging, terms, content, offered.metadata)
        fetched = building.keep_addresses() + building.fetch()
        verdict = building.put_together()
    except Cut as cut:
        raise MirrorCut(address=source.name, reason=cut.reason) from None
    except Faulty as fault:
        raise MirrorRefused(address=source.name, reason=fault.reason) from None
    except Broken as broken:
        raise MirrorRefused(address=source.name, reason=broken.problem.say().rstrip(".")) from None
    finally:
        staging.close()
    return Pulled(fresh=True, verdict=verdict, changes=compare_listings(here, content), fetched=fetched)


def read_address_book(copy: Copy) -> list[str]:
    """Addresses from the copy, and from any newer edition that was met and could not be had whole; newest first."""
    found: list[str] = []
    for path in (_staging(copy.folder) / BOOK, copy.folder / ADDRESSES):
        try:
            book = json.loads(path.read_bytes())
            entries = [entry for part in book.values() if isinstance(part, list) for entry in part]
            found += [str(entry["url"]) for entry in entries if "url" in entry]
        except (OSError, ValueError, AttributeError, TypeError, RecursionError):
            continue
    # a book names places on the web: a folder of this machine is for its keeper to name
    return [url for url in dict.fromkeys(found) if url.startswith(("http://", "https://"))]


def _readable_root(folder: Path) -> bytes | None:
    """Of a copy that is damaged elsewhere: whose it was."""
    try:
        root = (folder / METADATA / "1.root.json").read_bytes()
        read_organisation(root)
    except (OSError, RootRefused):
        return None
    return root


def _staging(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.restante-pull")


@dataclass(slots=True)
class _Building:
    """From a trusted list to a whole folder, and to its place."""

    source: Source
    copy: Copy
    staging: Staging
    terms: Terms
    content: Mapping[str, Listed]
    metadata: Mapping[str, bytes]

    def keep_addresses(self) -> int:
        """A newer address book is worth having even if nothing else comes of this source; how many files that was."""
        listed = self.content.get(ADDRESSES)
        if listed is None or self.copy.root is None:
            return 0
        if self.copy.files.get(ADDRESSES) == listed or listed[0] > SIZE_LIMITS["targets"]:
            return 0
        had = self.staging.holds(listed)
        self.staging.fetch_all(self.source, [(ADDRESSES, listed)], 1, lambda *_: None)
        shutil.copyfile(self.staging.path(listed[1]), self.staging.folder / BOOK)
        return 0 if had else 1

    def fetch(self) -> int:
        """Everything that neither the copy nor an earlier pull has; returns how many files."""
        size = sum(length for length, _ in self.content.values())
        if size > self.terms.most:
            raise EditionTooLarge(size=-(-size // MEGABYTE), most=self.terms.most // MEGABYTE)
        here = set(self.copy.files.values())
        lacking = {listed: path for path, listed in self.content.items() if listed not in here}
        lacking = {listed: path for listed, path in lacking.items() if not self.staging.holds(listed)}
        self._demand_room(sum(length for length, _ in lacking), size)
        self._fetch_all([(path, listed) for listed, path in lacking.items()])
        return len(lacking)

    def put_together(self) -> Verdict:
        """Build the folder, verify every byte of it, and only then put it in the copy's place."""
        tree = self.staging.folder / TREE
        shutil.rmtree(tree, ignore_errors=True)
        for folder in sorted(folders_of([*self.content, *self.metadata])):
            (tree / folder).mkdir(parents=True)
        for path, data in self.metadata.items():
            (tree / path).write_bytes(data)
        places = {listed: f"{self.copy.folder}/{path}" for path, listed in self.copy.files.items()}
        for number, (path, listed) in enumerate(self.content.items(), 1):
            place = str(self.staging.path(listed[1])) if self.staging.holds(listed) else places[listed]
            with suppress(OSError):  # what the copy has lost is found missing, and fetched
                link_or_copy(place, f"{tree}/{path}")
            self.terms.tell("build", number, len(self.content))
        verdict = self._verify(tree)
        fresh = [path for path, listed in self.content.items() if self.staging.holds(listed)]
        sync_files([tree / path for path in (*fresh, *self.metadata)])
        exchange(tree, self.copy.folder)
        if (tree / MAIL).is_dir():
            (tree / MAIL).replace(self.copy.folder / MAIL)
        self.staging.discard()
        return verdict

    def _verify(self, tree: Path) -> Verdict:
        """What the copy had and has no longer as it was is fetched after all."""
        self.terms.tell("verify", 0, len(self.content))
        verdict = verify_edition(tree, self.copy.root, self.terms.now())
        mended: set[str] = set()
        while damaged := self._damaged(verdict) - mended:
            self._mend(tree, damaged)
            mended |= damaged
            verdict = verify_edition(tree, self.copy.root, self.terms.now())
        if not verdict.consistent:
            raise MirrorRefused(address=self.source.name, reason=verdict.problems[0].say().rstrip("."))
        return verdict

    def _damaged(self, verdict: Verdict) -> set[str]:
        return {one.path for one in verdict.problems if one.kind in _MENDABLE and one.path in self.content}

    def _mend(self, tree: Path, paths: set[str]) -> None:
        lacking = [(path, self.content[path]) for path in sorted(paths)]
        for path, listed in lacking:
            self.staging.drop(listed[1])
            (tree / path).unlink(missing_ok=True)
        self._fetch_all(lacking)
        for path, listed in lacking:
            link_or_copy(str(self.staging.path(listed[1])), str(tree / path))

    def _fetch_all(self, lacking: list[tuple[str, Listed]]) -> None:
        def tell(files: int, _: int) -> None:
            self.terms.tell("fetch", files, len(lacking))

        self.staging.fetch_all(self.source, lacking, self.terms.connections, tell)

    def _demand_room(self, coming: int, size: int) -> None:
        needed = coming + SPARE + (0 if can_link(self.staging.folder) else size)
        free = shutil.disk_usage(self.staging.folder).free
        if needed > free:
            raise NoRoom(needed=-(-needed // MEGABYTE), free=free // MEGABYTE, folder=self.copy.folder)
