# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pull takes an authentic and newer edition whole, moves only what changed, and goes on where it was cut."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from restante.edition import pull
from restante.edition.mirror import EditionTooLarge, MirrorBehind, MirrorCut, MirrorRefused, NoRoom, OtherEdition, Terms
from restante.edition.placing import NotAnEdition
from restante.edition.pull import Pulled, open_copy, pull_edition, read_address_book
from restante.edition.sources import FolderSource, Source
from restante.edition.staging import PullRunning
from restante.edition.verify import verify_edition
from restante.edition.web import WebSource
from tests.edition.mirrors import Answer, serving

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def terms(now: datetime) -> Terms:
    return Terms(now=lambda: now, connections=3)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return tmp_path / "mirrors" / "mine"


def bring(url: str, mine: Path, root: bytes | None, terms: Terms) -> Pulled:
    source = WebSource(url, patience=5)
    try:
        return pull_edition(source, open_copy(mine, root), terms)
    finally:
        source.close()


def test_a_first_pull_is_the_edition_byte_for_byte(copy: Copy, mine: Path, terms: Terms) -> None:
    with serving(copy.folder) as mirror:
        pulled = bring(mirror.url, mine, copy.ours.root, terms)
    assert contents(mine) == contents(copy.folder)
    assert (pulled.fresh, pulled.verdict.authentic, pulled.verdict.number) == (True, True, 2)
    assert [path.name for path in mine.parent.iterdir()] == ["mine"]


def test_without_a_root_a_first_pull_is_consistent_and_no_more(copy: Copy, mine: Path, terms: Terms) -> None:
    with serving(copy.folder) as mirror:
        assert open_copy(mine, None).first_contact
        verdict = bring(mirror.url, mine, None, terms).verdict
    assert (verdict.consistent, verdict.authentic) == (True, False)


def test_what_was_pulled_without_a_root_binds_the_next_pull(copy: Copy, mine: Path, terms: Terms) -> None:
    with serving(copy.earlier) as mirror:
        bring(mirror.url, mine, None, terms)
    before = contents(mine)
    with serving(copy.foreign) as mirror, pytest.raises(MirrorRefused, match="another organisation"):
        bring(mirror.url, mine, None, terms)
    assert contents(mine) == before
    with serving(copy.folder) as mirror:
        assert bring(mirror.url, mine, None, terms).verdict.authentic


def test_only_what_changed_is_moved(copy: Copy, mine: Path, terms: Terms, now: datetime) -> None:
    with serving(copy.earlier) as mirror:
        bring(mirror.url, mine, copy.ours.root, terms)
    with serving(copy.folder) as mirror:
        pulled = bring(mirror.url, mine, copy.ours.root, terms)
        asked, sent = mirror.asked, mirror.sent
    assert set(asked) == {
        "/metadata/timestamp.json",
        "/metadata/1.root.json",
        "/metadata/root.json",
        "/metadata/2.snapshot.json",
        "/metadata/2.targets.json",
        "/restante/manifest/000.json",
        "/restante/edition.json",
        "/index.html",
    }
    assert sent == sum((copy.folder / path[1:]).stat().st_size for path in asked)
    assert set(pulled.changes.changed) == {"index.html", "restante/edition.json"}
    assert contents(mine) == contents(copy.folder)


def test_nothing_new_costs_one_small_file(copy: Copy, mine: Path, terms: Terms) -> None:
    with serving(copy.folder) as mirror:
        bring(mirror.url, mine, copy.ours.root, terms)
        mirror.asked.clear()
        pulled = bring(mirror.url, mine, copy.ours.root, terms)
        assert mirror.asked == ["/metadata/timestamp.json"]
    assert (pulled.fresh, pulled.verdict.authentic) == (False, True)


def test_renewed_dates_move_signatures_only(copy: Copy, mine: Path, now: datetime, terms: Terms) -> None:
    with serving(copy.folder) as mirror:
        bring(mirror.url, mine, copy.ours.root, terms)
        later = now + timedelta(days=3)
        copy.ours.publish(copy.folder, later, index_html=copy.path("index.html").read_bytes())
        mirror.asked.clear()
        pulled = bring(mirror.url, mine, copy.ours.root, Terms(now=lambda: later))
    assert not [path for path in mirror.asked if not path.startswith("/metadata/") and "edition.json" not in path]
    assert (pulled.verdict.authentic, pulled.verdict.age_days) == (True, 0)


def test_a_file_that_only_moved_is_not_fetched(copy: Copy, mine: Path, now: datetime, terms: Terms) -> None:
    with serving(copy.folder) as mirror:
        copy.ours.publish(copy.folder, now, old__place_bin=b"the same long page" * 100)
        bring(mirror.url, mine, copy.ours.root, terms)
        copy.ours.publish(copy.folder, now, new__place_bin=b"the same long page" * 100)
        mirror.asked.clear()
        bring(mirror.url, mine, copy.ours.root, terms)
    assert "/new/place.bin" not in mirror.asked
    assert not (mine / "old").exists()


def test_what_was_withdrawn_leaves_the_mirror(copy: Copy, mine: Path, now: datetime, terms: Terms) -> None:
    with serving(copy.folder) as mirror:
        copy.ours.publish(copy.folder, now, texts__secret_html=b"the words that endanger")
        bring(mirror.url, mine, copy.ours.root, terms)
        copy.ours.publish(copy.folder, now)
        pulled = bring(mirror.url, mine, copy.ours.root, terms)
    assert pulled.changes.gone == {"texts/secret.html"}
    assert not [path for path in mine.parent.rglob("*") if path.is_file() and b"endanger" in path.read_bytes()]


def test_a_new_root_is_followed(copy: Copy, mine: Path, now: datetime, terms: Terms) -> None:
    from restante.edition.keys import replace_keys

    with serving(copy.folder) as mirror:
        bring(mirror.url, mine, copy.ours.root, terms)
        replace_keys(copy.ours.keys_dir, ["publisher", "root-1"], now)
        copy.ours.publish(copy.folder, now, index_html=b"signed by the new one")
        assert bring(mirror.url, mine, copy.ours.root, terms).verdict.authentic


def test_an_older_edition_is_refused_and_said(copy: Copy, mine: Path, terms: Terms) -> None:
    with serving(copy.folder) as mirror:
        bring(mirror.url, mine, copy.ours.root, terms)
    with serving(copy.earlier) as mirror, pytest.raises(MirrorBehind, match=r"edition 1, and here is edition 2"):
        bring(mirror.url, mine, copy.ours.root, terms)
    assert contents(mine) == contents(copy.folder)


def test_a_mirror_that_stands_still_is_authentic_and_old(copy: Copy, mine: Path, now: datetime) -> None:
    later = now + timedelta(days=100)
    with serving(copy.folder) as mirror:
        verdict = bring(mirror.url, mine, copy.ours.root, Terms(now=lambda: later)).verdict
    assert (verdict.authentic, verdict.expired, verdict.age_days) == (True, True, 100)


def test_a_folder_with_something_else_in_it_is_left_alone(copy: Copy, mine: Path, terms: Terms) -> None:
    mine.mkdir(parents=True)
    (mine / "photo.jpg").write_bytes(b"x")
    with pytest.raises(NotAnEdition):
        open_copy(mine, copy.ours.root)


@pytest.mark.parametrize("folder", ["/", "/proc", "."])
def test_a_folder_of_the_system_is_left_alone(
    copy: Copy, folder: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotAnEdition):
        open_copy(Path(folder), copy.ours.root)


def test_a_link_to_another_disk_stays_a_link(copy: Copy, mine: Path, terms: Terms, tmp_path: Path) -> None:
    (tmp_path / "disk" / "copy").mkdir(parents=True)
    mine.parent.mkdir()
    mine.symlink_to(tmp_path / "disk" / "copy")
    for folder in (copy.earlier, copy.folder):
        with serving(folder) as mirror:
            bring(mirror.url, mine, copy.ours.root, terms)
        assert mine.is_symlink()
        assert contents(tmp_path / "disk" / "copy") == contents(folder)
    assert [path.name for path in mine.parent.iterdir()] == ["mine"]


def test_another_organisations_copy_is_not_overwritten(copy: Copy) -> None:
    with pytest.raises(OtherEdition):
        open_copy(copy.foreign, copy.ours.root)


@pytest.mark.parametrize("damage", ["changed", "missing", "link", "folder", "extra", "metadata"])
def test_a_damaged_copy_is_mended_by_the_next_edition(copy: Copy, mine: Path, terms: Terms, damage: str) -> None:
    with serving(copy.earlier) as mirror:
        bring(mirror.url, mine, copy.ours.root, terms)
    page = mine / "ru" / "people" / "azat.html"
    if damage == "changed":
        page.write_bytes(b"x" * page.stat().st_size)
    elif damage == "extra":
        (mine / "ru" / "stray").touch()
    elif damage == "metadata":
        (mine / "metadata" / "timestamp.json").unlink()
    else:
        page.unlink()
        if damage == "link":
            page.symlink_to("/etc/passwd")
        elif damage == "folder":
            page.mkdir()
    with serving(copy.folder) as mirror:
        assert bring(mirror.url, mine, None, terms).verdict.authentic
    assert contents(mine) == contents(copy.folder)


def test_a_pull_from_a_stick_is_the_same(copy: Copy, mine: Path, terms: Terms) -> None:
    source: Source = FolderSource(copy.folder)
    assert pull_edition(source, open_copy(mine, copy.ours.root), terms).verdict.authentic
    source.close()
    assert contents(mine) == contents(copy.folder)


def test_links_on_a_stick_are_not_followed(copy: Copy, mine: Path, terms: Terms) -> None:
    copy.path("index.html").rename(copy.path("kept"))
    copy.path("index.html").symlink_to(copy.path("kept"))
    source = FolderSource(copy.folder)
    with pytest.raises(MirrorRefused, match="symlink"):
        pull_edition(source, open_copy(mine, copy.ours.root), terms)
    source.close()


def cut_after(count: int) -> Callable[[Answer], bool]:
    """Hangs up for good when this many bytes of bodies have gone."""

    def trick(answer: Answer) -> bool:
        path = answer.server.folder / answer.path.lstrip("/")
        data = path.read_bytes() if path.is_file() else b""
        start = int(answer.headers["Range"].removeprefix("bytes=").removesuffix("-")) if answer.headers["Range"] else 0
        with answer.server.lock:
            room = max(0, count - answer.server.sent)
            gone = data[start : start + room]
            answer.server.sent += len(gone)
        head = (
            f"HTTP/1.1 206 x\r\nContent-Range: bytes {start}-{len(data) - 1}/{len(data)}" if start else "HTTP/1.1 200 x"
        )
        answer.send_raw(f"{head}\r\nContent-Length: {len(data) - start}\r\n\r\n".encode() + gone)
        return True

    return trick


@pytest.mark.parametrize("first", ["new", "update"])
def test_a_pull_cut_at_any_byte_goes_on_there(
    copy: Copy, mine: Path, terms: Terms, now: datetime, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = Terms(now=lambda: now, connections=1)
    if first == "update":
        with serving(copy.earlier) as mirror:
            bring(mirror.url, mine, copy.ours.root, terms)
    copy.ours.publish(copy.folder, now, big__page_bin=os.urandom(3_000))
    old = contents(mine) if mine.exists() else None
    total = sum(len(data) for data in contents(copy.folder).values())
    start, cuts = contents(mine) if mine.exists() else {}, 0
    for at in range(0, total + 1000, 487):
        with serving(copy.folder, cut_after(at)) as mirror:
            try:
                bring(mirror.url, mine, copy.ours.root, terms)
                break
            except MirrorCut:
                cuts += 1
        assert (contents(mine) if mine.exists() else None) == old
    assert cuts > 10
    assert contents(mine) == contents(copy.folder) != start


def test_bytes_that_came_are_not_asked_for_again(copy: Copy, mine: Path, now: datetime) -> None:
    terms = Terms(now=lambda: now, connections=1)
    copy.ours.publish(copy.folder, now, a_bin=os.urandom(1_000_000))

    def half(answer: Answer) -> bool:
        if answer.path != "/a.bin":
            return False
        data = (answer.server.folder / "a.bin").read_bytes()
        answer.send_raw(b"HTTP/1.1 200 x\r\nContent-Length: %d\r\n\r\n" % len(data) + data[:600_000])
        answer.server.trick = lambda answer: answer.path == "/a.bin" and answer.send_raw(b"") is None
        return True

    with serving(copy.folder, half) as mirror, pytest.raises(MirrorCut):
        bring(mirror.url, mine, copy.ours.root, terms)
    with serving(copy.folder) as mirror:
        again = WebSource(mirror.url, patience=5)
        pull_edition(again, open_copy(mine, copy.ours.root), terms)
        again.close()
    assert 400_000 <= again.moved < 450_000
    assert contents(mine) == contents(copy.folder)


def test_a_poisoned_half_from_one_mirror_does_not_spoil_the_next(copy: Copy, mine: Path, now: datetime) -> None:
    terms = Terms(now=lambda: now, connections=1)
    copy.ours.publish(copy.folder, now, a_bin=os.urandom(100_000))

    def poison(answer: Answer) -> bool:
        if answer.path != "/a.bin":
            return False
        answer.send_raw(b"HTTP/1.1 200 x\r\nContent-Length: 100000\r\n\r\n" + b"z" * 50_000)
        answer.server.trick = lambda answer: answer.path == "/a.bin" and answer.send_raw(b"") is None
        return True

    with serving(copy.folder, poison) as mirror, pytest.raises(MirrorCut):
        bring(mirror.url, mine, copy.ours.root, terms)
    with serving(copy.folder) as mirror:
        assert bring(mirror.url, mine, copy.ours.root, terms).verdict.authentic


def test_more_than_the_keeper_allowed_is_refused_before_it_comes(copy: Copy, mine: Path, now: datetime) -> None:
    copy.ours.publish(copy.folder, now, a_bin=b"x" * 3_000_000)
    with serving(copy.folder) as mirror, pytest.raises(EditionTooLarge):
        bring(mirror.url, mine, copy.ours.root, Terms(now=lambda: now, most=2_000_000))
    assert "/a.bin" not in mirror.asked


def test_a_full_disk_is_said_before_anything_comes(
    copy: Copy, mine: Path, terms: Terms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "SPARE", 1 << 62)
    with serving(copy.folder) as mirror, pytest.raises(NoRoom):
        bring(mirror.url, mine, copy.ours.root, terms)
    assert "/index.html" not in mirror.asked


def test_the_address_book_of_a_newer_edition_is_kept_even_if_the_mirror_breaks(
    copy: Copy, mine: Path, now: datetime, terms: Terms
) -> None:
    from restante.edition.keys import addresses_file

    with serving(copy.earlier) as mirror:
        bring(mirror.url, mine, copy.ours.root, terms)
    assert read_address_book(open_copy(mine, None)) == ["https://a.example.org"]
    newer = addresses_file(copy.ours.id, [("two", "https://b.example.org")], now.date())
    files = {**copy.ours.files(index_html=b"3"), "restante/addresses.json": newer}
    from restante.edition.sign import publish_edition

    publish_edition(files, copy.ours.keys_dir, copy.folder, copy.ours.keys, now)
    copy.path("index.html").unlink()
    with serving(copy.folder) as mirror, pytest.raises(MirrorRefused, match=r"index\.html is missing"):
        bring(mirror.url, mine, copy.ours.root, terms)
    assert read_address_book(open_copy(mine, None)) == ["https://b.example.org", "https://a.example.org"]
    assert verify_edition(mine, copy.ours.root, now).authentic


def test_two_pulls_into_one_folder_do_not_meet(copy: Copy, mine: Path, terms: Terms) -> None:
    def pull_too(answer: Answer) -> bool:
        if answer.path == "/index.html":
            with pytest.raises(PullRunning):
                bring(answer.server.url, mine, copy.ours.root, terms)
        return False

    with serving(copy.folder, pull_too) as mirror:
        assert bring(mirror.url, mine, copy.ours.root, terms).verdict.authentic


def test_mail_beside_the_copy_stays(copy: Copy, mine: Path, terms: Terms) -> None:
    with serving(copy.earlier) as mirror:
        bring(mirror.url, mine, copy.ours.root, terms)
    (mine / "mail").mkdir()
    (mine / "mail" / "latest.json").write_bytes(b"{}")
    with serving(copy.folder) as mirror:
        assert bring(mirror.url, mine, copy.ours.root, terms).verdict.mail_ignored is False
    assert (mine / "mail" / "latest.json").read_bytes() == b"{}"


def test_a_server_without_ranges_is_read_from_the_beginning(copy: Copy, mine: Path, now: datetime) -> None:
    terms = Terms(now=lambda: now, connections=1)
    copy.ours.publish(copy.folder, now, a_bin=os.urandom(200_000))
    left = [3]

    def no_ranges(answer: Answer) -> bool:
        del answer.headers["Range"]
        if answer.path == "/a.bin" and left[0]:
            left[0] -= 1
            data = (answer.server.folder / "a.bin").read_bytes()
            answer.send_raw(
                b"HTTP/1.1 200 x\r\nContent-Length: %d\r\n\r\n" % len(data) + data[: 50_000 * (4 - left[0])]
            )
            return True
        return False

    with serving(copy.folder, no_ranges) as mirror:
        assert bring(mirror.url, mine, copy.ours.root, terms).verdict.authentic


def test_without_links_a_pull_copies(copy: Copy, mine: Path, terms: Terms, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "no links on this disk")

    monkeypatch.setattr(os, "link", refuse)
    for folder in (copy.earlier, copy.folder):
        with serving(folder) as mirror:
            assert bring(mirror.url, mine, copy.ours.root, terms).verdict.authentic
    assert contents(mine) == contents(copy.folder)
    shutil.rmtree(mine)
