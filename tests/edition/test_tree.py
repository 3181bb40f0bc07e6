# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk reads every length right, at the borders of a read too, and never past what was signed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from restante.edition.tree import NotReadable, compare_folder, read_small
from restante.edition.verdict import Kind

CHUNK = 1024 * 1024
LENGTHS = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]


def listed(data: bytes) -> tuple[int, str]:
    return len(data), hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("length", LENGTHS)
def test_a_file_of_any_length_is_known_again(length: int, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * length)
    assert compare_folder(tmp_path, {"f": listed(b"x" * length)}).problems == ()


@pytest.mark.parametrize("length", LENGTHS)
def test_a_byte_more_or_less_or_other_is_a_change(length: int, tmp_path: Path) -> None:
    for data in {b"x" * (length + 1), b"x" * max(0, length - 1), b"x" * max(0, length - 1) + b"y"} - {b"x" * length}:
        (tmp_path / "f").write_bytes(data)
        found = compare_folder(tmp_path, {"f": listed(b"x" * length)})
        assert [(problem.kind, problem.path) for problem in found.problems] == [(Kind.CHANGED, "f")]


def test_a_file_without_end_is_read_no_further_than_a_byte_past_its_length(tmp_path: Path) -> None:
    with (tmp_path / "f").open("wb") as stream:
        stream.truncate(2**42)
    assert [problem.kind for problem in compare_folder(tmp_path, {"f": listed(b"x")}).problems] == [Kind.CHANGED]


def test_a_tree_deeper_than_any_stack_is_named_and_not_entered(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(sys.getrecursionlimit() + 100):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        assert [problem.path for problem in compare_folder(tmp_path, {}).problems] == ["d/"]
    finally:
        # Python's own removal recurses, and would break every later run's clean-up
        subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


def test_a_name_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    with Path(os.fsdecode(bytes(tmp_path) + b"/\xff\xfe")).open("wb"):
        pass
    problem = compare_folder(tmp_path, {}).problems[0]
    assert (problem.kind, problem.say()) == (
        Kind.EXTRA,
        "\\udcff\\udcfe is not part of this edition; nobody signed it.",
    )


def test_a_folder_that_vanishes_while_it_is_walked_is_named(tmp_path: Path) -> None:
    found = compare_folder(tmp_path / "gone", {"a": listed(b"")})
    assert {problem.kind for problem in found.problems} == {Kind.MISSING}


SMALL = {
    "a file of the limit": (lambda path: path.write_bytes(b"x" * 9), None),
    "a file past the limit": (lambda path: path.write_bytes(b"x" * 10), Kind.TOO_LARGE),
    "a folder": (lambda path: path.mkdir(), Kind.NOT_A_FILE),
    "a pipe": (os.mkfifo, Kind.NOT_A_FILE),
    "a link": (lambda path: path.symlink_to("/etc/hostname"), Kind.SYMLINK),
    "a device": (lambda path: path.symlink_to("/dev/zero"), Kind.SYMLINK),
    "nothing": (lambda path: None, Kind.MISSING),
}


@pytest.mark.parametrize("sentence", SMALL)
def test_metadata_is_read_only_from(sentence: str, tmp_path: Path) -> None:
    make, kind = SMALL[sentence]
    (tmp_path / "a").mkdir()
    make(tmp_path / "a" / "b")
    folder = os.open(tmp_path, os.O_RDONLY)
    before = len(list(Path("/proc/self/fd").iterdir()))
    try:
        if kind is None:
            assert read_small(folder, "a/b", 9) == b"x" * 9
        else:
            with pytest.raises(NotReadable) as refused:
                read_small(folder, "a/b", 9)
            assert refused.value.kind is kind
        assert len(list(Path("/proc/self/fd").iterdir())) == before
    finally:
        os.close(folder)


def test_a_walk_leaves_no_file_open(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("f", "a/f", "a/b/f", "a/extra"):
        (tmp_path / name).write_bytes(b"x")
    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - the numbers are wanted, and listing opens one more
    compare_folder(tmp_path, {name: listed(b"x") for name in ("f", "a/f", "a/b/f", "a/b/missing")})
    assert set(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 - as above
