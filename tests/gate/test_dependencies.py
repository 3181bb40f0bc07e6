# SPDX-License-Identifier: AGPL-3.0-or-later
"""A gate is installed from a list of its own; what it imports must be on it."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements" / "gate.lock"
SHOW = "import sys, restante.cli.gate, restante.gate.server; print(*{name.split('.')[0] for name in sys.modules})"


def plain(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def test_whatever_a_running_gate_imports_is_in_its_own_lock() -> None:
    locked = {plain(name) for name in re.findall(r"^([\w.-]+)==", LOCK.read_text("utf-8"), re.MULTILINE)}
    done = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, check=True)
    known = packages_distributions()
    used = {plain(known[name][0]) for name in done.stdout.split() if name in known} - {"restante"}
    assert "uvicorn" in used
    # urllib3, which tuf brings, takes some where it finds them; setuptools puts a hook into every process
    if_there = {"brotli", "brotlicffi", "zstandard", "setuptools"}
    assert used - locked - if_there == set()
