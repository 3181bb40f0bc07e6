# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante case` as an operator runs it: what comes in twice changes nothing, and only what is public goes out."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FORMATS = ("json", "csv", "jsonld", "ics", "atom")
PERSON = "maria-primerova"
"""Somebody public of whom nothing is said yet, so that keys of a file meet no others."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cases") / "home"
    assert run(place, "demo").returncode == 0
    return place


def run(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "RESTANTE_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    whole = [sys.executable, "-m", "restante", *map(str, arguments)]
    return subprocess.run(
        whole, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120
    )


def imported(home: Path, file: Path, *more: str) -> dict[str, object]:
    done = run(home, "case", "import", file, "--json", *more)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.shared
def test_a_list_of_claims_comes_in_once_and_its_restricted_claim_goes_out_nowhere(home: Path, shared: Path) -> None:
    fixture = shared / "data" / "miftakhov_claims_fixture.json"
    first = imported(home, fixture, "--person", PERSON, "--as-published")
    again = imported(home, fixture, "--person", PERSON, "--as-published")
    assert (first["refused"], first["marks"]) == ([], {"claim:c19": "citation-without-quotation"})
    assert first["held"] == []
    assert (again["added"], again["changed"], again["kept"]) == (0, 0, first["added"])
    for form in FORMATS:
        done = run(home, "case", "export", PERSON, "--to", form, "--lang", "ru")
        assert done.returncode == 0, done.stderr
        assert done.stdout
        assert not [word for word in ("c35", "Петров", "Petrov", "petrov") if word.encode() in done.stdout], form
    rows = csv.DictReader(io.StringIO(run(home, "case", "export", PERSON, "--to", "csv").stdout.decode("utf-8-sig")))
    claims = {row["claim"] for row in rows}
    assert {"c20", "c21", "c22"} <= claims
    assert not {"c19", "c35"} & claims


def test_what_cannot_come_in_or_go_out_is_one_line_that_says_what_to_do(home: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"format": "restante-case/1", "person": "sam-example"}')
    nobody, text = tmp_path / "nobody.json", tmp_path / "text.json"
    nobody.write_text('{"claims": [], "sources": []}')
    text.write_text("Dear friends")
    refused = {
        "cannot be read": ("import", tmp_path / "none.json"),
        "this is not JSON": ("import", text),
        "--person SLUG": ("import", nobody),
        "the case of 'sam-example'": ("import", case, "--person", PERSON),
        "short name 'nobody-here'": ("import", nobody, "--person", "nobody-here"),
        "short name 'no-such'": ("export", "no-such", "--to", "json"),
        "Nothing is public": ("export", "sam-example", "--to", "csv"),
    }
    for told, arguments in refused.items():
        done = run(home, "case", *arguments)
        said = done.stderr.decode()
        assert (done.returncode, said.count("\n"), told in said) == (2, 1, True), said


def test_an_export_into_a_file_says_its_version(home: Path, tmp_path: Path) -> None:
    done = run(home, "case", "export", "azat-miftakhov", "--to", "json", "-o", tmp_path / "out" / "case.json")
    told = json.loads((tmp_path / "out" / "case.json").read_bytes())
    assert (done.returncode, b"version 1" in done.stdout) == (0, True)
    assert (told["person"], told["version"]) == ("azat-miftakhov", 1)
