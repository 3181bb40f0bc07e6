# SPDX-License-Identifier: AGPL-3.0-or-later
"""When the address that was named fails or stands still, the addresses that authentic copies carry are tried."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from restante.edition.keys import addresses_file
from restante.edition.mirror import MirrorCut, MirrorRefused, Terms
from restante.edition.sign import publish_edition
from restante.edition.sources import FolderSource, Source
from restante.edition.visits import pull_from_any
from restante.edition.web import WebSource
from tests.edition.mirrors import serving

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any

NOWHERE = "http://127.0.0.1:1"


def open_source(address: str) -> Source:
    return WebSource(address, patience=5) if "://" in address else FolderSource(Path(address))


def publish_naming(copy: Copy, folder: Path, urls: list[str], now: datetime, page: bytes) -> None:
    book = addresses_file(copy.ours.id, [(f"m{at}", url) for at, url in enumerate(urls)], now.date())
    files = {**copy.ours.files(index_html=page), "restante/addresses.json": book}
    publish_edition(files, copy.ours.keys_dir, folder, copy.ours.keys, now)


@pytest.fixture
def terms_at() -> Callable[[datetime], Terms]:
    return lambda moment: Terms(now=lambda: moment)


def test_a_dead_address_is_replaced_by_one_from_the_copy(copy: Copy, tmp_path: Path, now: datetime) -> None:
    mine, terms = tmp_path / "mine", Terms(now=lambda: now)
    with serving(copy.folder) as mirror:
        publish_naming(copy, copy.folder, [NOWHERE, mirror.url], now, b"3")
        pull_from_any(mirror.url, mine, copy.ours.root, open_source, terms)
        publish_naming(copy, copy.folder, [NOWHERE, mirror.url], now, b"4")
        visits = pull_from_any(NOWHERE, mine, copy.ours.root, open_source, terms)
    assert (visits.address, [failure.code for failure in visits.failures]) == (mirror.url, ["mirror-cut"])
    assert (mine / "index.html").read_bytes() == b"4"


def test_a_broken_mirrors_newer_address_book_leads_to_a_whole_one(copy: Copy, tmp_path: Path, now: datetime) -> None:
    mine, broken, terms = tmp_path / "mine", tmp_path / "broken", Terms(now=lambda: now)
    with serving(copy.folder) as whole, serving(broken) as half:
        pull_from_any(str(copy.earlier), mine, copy.ours.root, open_source, terms)
        publish_naming(copy, copy.folder, [whole.url], now, b"3")
        pull_from_any(whole.url, broken, copy.ours.root, open_source, terms)
        (broken / "index.html").unlink()
        visits = pull_from_any(half.url, mine, copy.ours.root, open_source, terms)
    assert (visits.address, [failure.code for failure in visits.failures]) == (whole.url, ["mirror-refused"])
    assert (mine / "index.html").read_bytes() == b"3"


def test_a_mirror_that_stands_still_is_passed_by(copy: Copy, tmp_path: Path, now: datetime) -> None:
    mine, later = tmp_path / "mine", now + timedelta(days=60)
    with serving(copy.folder) as living, serving(tmp_path / "frozen") as frozen:
        publish_naming(copy, copy.folder, [frozen.url, living.url], now, b"3")
        pull_from_any(living.url, tmp_path / "frozen", copy.ours.root, open_source, Terms(now=lambda: now))
        publish_naming(copy, copy.folder, [frozen.url, living.url], later, b"4")
        visits = pull_from_any(frozen.url, mine, copy.ours.root, open_source, Terms(now=lambda: later))
    assert visits.address == living.url
    assert (mine / "index.html").read_bytes() == b"4"
    assert visits.pulled is not None
    assert not visits.pulled.verdict.expired


def test_if_all_stand_still_the_oldness_is_told(copy: Copy, tmp_path: Path, now: datetime) -> None:
    later = now + timedelta(days=60)
    with serving(copy.folder) as mirror:
        publish_naming(copy, copy.folder, [mirror.url, NOWHERE], now, b"3")
        visits = pull_from_any(mirror.url, tmp_path / "mine", copy.ours.root, open_source, Terms(now=lambda: later))
    assert visits.pulled is not None
    assert (visits.pulled.verdict.expired, len(visits.failures)) == (True, 1)


def test_a_first_contact_without_a_root_asks_nobody_else(copy: Copy, tmp_path: Path, now: datetime) -> None:
    with serving(copy.folder) as mirror:
        publish_naming(copy, copy.folder, [NOWHERE], now, b"3")
        copy.path("index.html").unlink()
        with pytest.raises(MirrorRefused):
            pull_from_any(mirror.url, tmp_path / "mine", None, open_source, Terms(now=lambda: now))


def test_if_all_fail_the_named_one_is_told(copy: Copy, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(MirrorCut, match=r"127\.0\.0\.1:1: it cannot be reached"):
        pull_from_any(NOWHERE, tmp_path / "mine", copy.ours.root, open_source, Terms(now=lambda: now))


def test_an_address_book_is_no_way_into_the_disk(copy: Copy, tmp_path: Path, now: datetime) -> None:
    asked: list[str] = []

    def note(address: str) -> Source:
        asked.append(address)
        return WebSource(address, patience=5) if address != str(copy.folder) else FolderSource(copy.folder)

    publish_naming(copy, copy.folder, ["file:///etc", "/etc", NOWHERE], now, b"3")
    later = now + timedelta(days=60)
    visits = pull_from_any(str(copy.folder), tmp_path / "mine", copy.ours.root, note, Terms(now=lambda: later))
    assert [failure.code for failure in visits.failures] == ["mirror-cut"]
    assert asked == [str(copy.folder), NOWHERE]
