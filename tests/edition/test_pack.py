# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pack is the edition in one file or in parts: the same bytes each time, opened by any tar, verified by unpacking."""

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from restante.edition.difference import NoWholeList
from restante.edition.mirror import MirrorRefused, Terms
from restante.edition.pack import ChangedMeanwhile, NotPacked, PackRefused, TooLargeForPart, pack_edition
from restante.edition.pull import open_copy, pull_edition
from restante.edition.unpack import NotAPack, PackSource, PartMissing, PartsDiffer

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unpack(paths: list[Path], folder: Path, root: bytes | None, now: datetime) -> bool:
    source = PackSource(paths)
    return pull_edition(source, open_copy(folder, root), Terms(now=lambda: now)).verdict.authentic


@pytest.fixture
def large(copy: Copy, now: datetime) -> Copy:
    """Enough for several parts, with a path too long for a plain tar header."""
    long = "/".join(["texts", "a" * 90, "b" * 90, "c.bin"])
    files = {**copy.ours.files(), **{f"texts/{number}.bin": os.urandom(300_000) for number in range(9)}, long: b"long"}
    from restante.edition.sign import publish_edition

    publish_edition(files, copy.ours.keys_dir, copy.folder, copy.ours.keys, now)
    return copy


def test_there_and_back_is_the_same_folder(copy: Copy, tmp_path: Path, now: datetime) -> None:
    [path] = pack_edition(copy.folder, tmp_path / "e.tar")
    assert unpack([path], tmp_path / "back", copy.ours.root, now)
    assert contents(tmp_path / "back") == contents(copy.folder)


def test_in_parts_there_and_back_in_any_order(large: Copy, tmp_path: Path, now: datetime) -> None:
    paths = pack_edition(large.folder, tmp_path / "e.tar", 1_000_000)
    assert [path.name for path in paths] == [
        f"e.{number:03d}-of-{len(paths):03d}.tar" for number in range(1, len(paths) + 1)
    ]
    assert len(paths) >= 3
    assert all(path.stat().st_size <= 1_000_000 for path in paths)
    elsewhere = [Path(shutil.move(path, tmp_path / f"renamed{len(paths) - at}")) for at, path in enumerate(paths)]
    assert unpack(elsewhere[::-1], tmp_path / "back", large.ours.root, now)
    assert contents(tmp_path / "back") == contents(large.folder)


def test_one_part_finds_its_neighbours(large: Copy, tmp_path: Path, now: datetime) -> None:
    paths = pack_edition(large.folder, tmp_path / "e.tar", 1_000_000)
    (tmp_path / "e.tar.txt").touch()
    assert unpack([paths[1]], tmp_path / "back", large.ours.root, now)


def test_the_same_edition_gives_the_same_bytes(large: Copy, tmp_path: Path) -> None:
    shutil.copytree(large.folder, tmp_path / "elsewhere")
    for path in (tmp_path / "elsewhere").rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    one = pack_edition(large.folder, tmp_path / "one.tar", 1_000_000)
    two = pack_edition(tmp_path / "elsewhere", tmp_path / "two.tar", 1_000_000)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_any_tar_opens_each_part(large: Copy, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for path in pack_edition(large.folder, tmp_path / "e.tar", 1_000_000):
        subprocess.run(["tar", "-xf", path, "-C", tmp_path / "out"], check=True)
    assert contents(tmp_path / "out") == contents(large.folder)


def test_a_missing_part_is_named(large: Copy, tmp_path: Path) -> None:
    paths = pack_edition(large.folder, tmp_path / "e.tar", 1_000_000)
    paths[1].unlink()
    with pytest.raises(PartMissing, match=rf"Part 2 of {len(paths)} is missing"):
        PackSource([paths[0]])


def test_parts_of_two_packs_are_not_mixed(large: Copy, tmp_path: Path, now: datetime) -> None:
    old = pack_edition(large.folder, tmp_path / "old.tar", 1_000_000)
    large.ours.publish(large.folder, now, **{f"x{number}_bin": os.urandom(300_000) for number in range(9)})
    new = pack_edition(large.folder, tmp_path / "new.tar", 1_000_000)
    assert len(old) == len(new)
    with pytest.raises(PartsDiffer):
        PackSource([*old[:2], *new[2:]])


def test_what_does_not_fit_into_a_part_is_said_and_nothing_is_written(
    large: Copy, tmp_path: Path, now: datetime
) -> None:
    large.ours.publish(large.folder, now, big_bin=b"x" * 1_100_000)
    with pytest.raises(TooLargeForPart, match=r"big\.bin"):
        pack_edition(large.folder, tmp_path / "e.tar", 1_000_000)
    assert not list(tmp_path.glob("e*"))


def test_a_copy_that_is_not_what_was_signed_is_not_packed(copy: Copy, tmp_path: Path) -> None:
    copy.change("index.html", lambda data: data[::-1])
    with pytest.raises(ChangedMeanwhile):
        pack_edition(copy.folder, tmp_path / "e.tar")
    copy.path("metadata/timestamp.json").unlink()
    with pytest.raises(NoWholeList):
        pack_edition(copy.folder, tmp_path / "e.tar")
    assert not list(tmp_path.glob("e.*"))


@pytest.mark.parametrize("place", ["", "within", "deep"])
def test_a_pack_is_not_put_where_it_spoils_the_copy(copy: Copy, now: datetime, place: str) -> None:
    out = {"": Path(), "within": copy.folder / "e.tar", "deep": copy.folder / "texts" / ".." / "e.tar"}[place]
    before = contents(copy.folder)
    with pytest.raises(PackRefused, match="Choose another place"):
        pack_edition(copy.folder, out)
    assert contents(copy.folder) == before


def test_what_is_no_edition_is_not_packed_and_says_what_tells_more(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(NotPacked, match=r"is not packed: .*restante edition verify"):
        pack_edition(tmp_path / "photos", tmp_path / "e.tar")
    assert not (tmp_path / "e.tar").exists()


def test_an_older_pack_is_refused(copy: Copy, tmp_path: Path, now: datetime) -> None:
    from restante.edition.mirror import MirrorBehind

    [old] = pack_edition(copy.earlier, tmp_path / "old.tar")
    [new] = pack_edition(copy.folder, tmp_path / "new.tar")
    unpack([new], tmp_path / "back", copy.ours.root, now)
    with pytest.raises(MirrorBehind):
        unpack([old], tmp_path / "back", copy.ours.root, now)


def test_another_organisations_pack_is_refused(copy: Copy, tmp_path: Path, now: datetime) -> None:
    [path] = pack_edition(copy.foreign, tmp_path / "e.tar")
    with pytest.raises(MirrorRefused, match="another organisation"):
        unpack([path], tmp_path / "back", copy.ours.root, now)


def rewrite(path: Path, change: Callable[[tarfile.TarFile], None]) -> None:
    """The same archive with something of a stranger's appended, its own header in front."""
    data = path.read_bytes()
    extra = io.BytesIO()
    with tarfile.open(fileobj=extra, mode="w", format=tarfile.PAX_FORMAT) as archive:
        change(archive)
    path.write_bytes(data.rstrip(b"\0") + bytes(-len(data.rstrip(b"\0")) % 512) + extra.getvalue())


def member(name: str, data: bytes = b"evil", **fields: Any) -> Callable[[tarfile.TarFile], None]:
    def add(archive: tarfile.TarFile) -> None:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        for field, value in fields.items():
            setattr(info, field, value)
        archive.addfile(info, io.BytesIO(data))

    return add


@pytest.mark.parametrize("name", ["../escaped", "/var/escaped", "a/../../escaped", "x" * 300, "index.html", "stray"])
def test_what_a_stranger_added_is_never_written(copy: Copy, tmp_path: Path, now: datetime, name: str) -> None:
    [path] = pack_edition(copy.folder, tmp_path / "e.tar")
    rewrite(path, member(name))
    assert unpack([path], tmp_path / "back", copy.ours.root, now)
    assert contents(tmp_path / "back") == contents(copy.folder)
    assert not list(tmp_path.rglob("escaped"))


@pytest.mark.parametrize(
    "fields",
    [
        {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd", "size": 0},
        {"type": tarfile.LNKTYPE, "linkname": "/etc/passwd", "size": 0},
        {"type": tarfile.FIFOTYPE, "size": 0},
        {"type": tarfile.CHRTYPE, "size": 0},
        {"type": tarfile.DIRTYPE, "size": 0},
    ],
    ids=["symlink", "hard link", "pipe", "device", "folder"],
)
def test_what_is_no_file_in_a_pack_is_refused(copy: Copy, tmp_path: Path, fields: dict[str, Any]) -> None:
    [path] = pack_edition(copy.folder, tmp_path / "e.tar")
    rewrite(path, member("index.html", b"", **fields))
    with pytest.raises(NotAPack):
        PackSource([path])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x" * 511,
        b"x" * 512,
        bytes(1024),
        b"\x1f\x8b" + b"x" * 2000,
        b"PK\x03\x04" + bytes(2000),
        b"\xff" * 10_000,
    ],
    ids=["empty", "short", "text", "zeros", "gzip", "zip", "bits"],
)
def test_what_is_no_pack_is_said(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "e.tar").write_bytes(data)
    with pytest.raises(NotAPack):
        PackSource([tmp_path / "e.tar"])


def test_a_pack_cut_anywhere_or_with_any_byte_changed_is_never_taken(copy: Copy, tmp_path: Path, now: datetime) -> None:
    [path] = pack_edition(copy.folder, tmp_path / "e.tar")
    data = path.read_bytes()
    for at in range(0, len(data), 1511):
        for damaged in (data[:at], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]):
            path.write_bytes(damaged)
            try:
                taken = unpack([path], tmp_path / "back", copy.ours.root, now)
            except (NotAPack, MirrorRefused):
                continue
            assert taken  # a byte of the padding, which nobody reads
            assert contents(tmp_path / "back") == contents(copy.folder)
            shutil.rmtree(tmp_path / "back")
