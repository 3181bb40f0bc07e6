# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part that strangers reach stays small enough to be read in an evening."""

from pathlib import Path

GATE = Path(__file__).parents[2] / "src" / "restante" / "gate"
MOST_LINES = 1200


def test_the_gate_with_its_templates_has_1200_lines_at_most() -> None:
    files = [file for file in GATE.rglob("*") if file.suffix in {".py", ".html"}]
    lines = {file.name: len(file.read_text("utf-8").splitlines()) for file in files}
    assert sum(lines.values()) <= MOST_LINES, sorted(lines.items(), key=lambda one: -one[1])
    assert max(lines.values()) <= 300
