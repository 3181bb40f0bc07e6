# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk on a real PostgreSQL, from the first table to a closed run and a published case, with everybody at once.

The server comes with the wheel pgserver. It refuses to run as root, so root lends it to the user `nobody`.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCENARIOS = {"tests.desk.on_postgresql": "whole way", "tests.desk.cases_on_postgresql": "cases and lists"}
REPOSITORY = Path(__file__).parents[2]
NOBODY = 65534


def programs() -> Path:
    """Where the wheel keeps the server's programs; importing it would start other things."""
    spec = importlib.util.find_spec("pgserver")
    if spec is None and sys.version_info >= (3, 13):
        pytest.skip("the wheel pgserver ends with Python 3.12")
    assert spec is not None, "install requirements/dev.lock"
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An address of a database on a socket in a folder of its own; nothing listens on the network."""
    folder = Path(tempfile.mkdtemp(prefix="restante-pg-"))
    lent: dict[str, Any] = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        lent = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def run(program: str, *words: str) -> None:
        command = [str(programs() / program), *words]
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        out = subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE  # the server keeps what it is given
        done = subprocess.run(
            command, stdout=out, stderr=subprocess.STDOUT, env=environment, cwd=folder, check=False, timeout=120, **lent
        )
        log = folder / "log"
        assert done.returncode == 0, done.stdout or (log.read_text() if log.exists() else program)

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "desk", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale", "C.UTF-8")
    try:
        run(
            "pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-t", "100", "-o", f"-h '' -k {folder} -F", "start"
        )  # fmt: skip
        for number in range(len(SCENARIOS)):
            run("createdb", "-h", str(folder), "-U", "desk", f"restante{number}")
        yield f"postgresql://desk@/restante%d?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_desk_on_postgresql_does_what_the_scenario_tells(scenario: str, server: str, tmp_path: Path) -> None:
    address = server % list(SCENARIOS).index(scenario)
    environment = {**os.environ, "RESTANTE_HOME": str(tmp_path / "home"), "RESTANTE_DATABASE_URL": address}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", scenario],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.splitlines()[-1] == f"postgresql: {SCENARIOS[scenario]}"
    assert not list((tmp_path / "home").rglob("*.sqlite3"))
