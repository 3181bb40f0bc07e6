# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept scans, each named by what it shows; what they must give stands beside them in expected.json."""

import json
from pathlib import Path
from typing import Any

import pytest

from restante.paper.scan import read_pages

FOLDER = Path(__file__).parents[2] / "samples" / "scan"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text())


@pytest.mark.parametrize("name", EXPECTED["pages"])
def test_a_kept_scan_is_read_as_it_was(name: str) -> None:
    [(reading, _page)] = read_pages((FOLDER / name).read_bytes(), name, EXPECTED["numbers"])
    expected = EXPECTED["pages"][name]
    assert reading.number == expected["number"]
    if reading.number is not None:
        assert reading.turn == expected["turn"]


def test_every_kept_scan_is_small_and_expected() -> None:
    kept = {path.name: path.stat().st_size for path in FOLDER.iterdir() if path.suffix not in {".json", ".md"}}
    assert kept.keys() == EXPECTED["pages"].keys()
    assert max(kept.values()) <= 60_000
