# SPDX-License-Identifier: AGPL-3.0-or-later
"""The number of an edition at a place that may lie counts only with its signers' signatures."""

from pathlib import Path

import pytest

from restante.edition.verify import known_of, read_number, vouched_numbers
from tests.edition.conftest import Copy


def vouched(copy: Copy) -> tuple[int, int] | None:
    def read(path: str, most: int) -> bytes:
        return (copy.folder / path).read_bytes()[:most]

    return vouched_numbers(copy.ours.root, read)


def test_an_honest_place_is_believed(copy: Copy) -> None:
    known = known_of(copy.folder)
    assert known is not None
    assert vouched(copy) == (known.timestamp, known.targets)
    assert read_number(copy.folder) == known.targets == 2


@pytest.mark.parametrize("role", ["timestamp", "snapshot"])
def test_a_number_signed_by_a_stranger_is_not_believed(copy: Copy, role: str) -> None:
    copy.resign(role, lambda signed: signed.update(version=signed["version"]), copy.stranger)
    if role == "snapshot":  # the thief of one key: the timestamp above is honest
        copy.resign("timestamp", lambda signed: signed.update(version=signed["version"]))
    assert vouched(copy) is None


@pytest.mark.parametrize("role", ["timestamp", "snapshot"])
def test_a_number_raised_without_a_signature_is_not_believed(copy: Copy, role: str) -> None:
    name = copy.versions()[role]
    copy.change(f"metadata/{name}", lambda data: data.replace(b'"_type":"' + role.encode(), b'"_type":"x'))
    assert vouched(copy) is None


def test_a_place_without_metadata_has_no_number(tmp_path: Path) -> None:
    assert known_of(tmp_path) is None
    assert known_of(tmp_path / "nowhere") is None
    assert read_number(tmp_path) is None
