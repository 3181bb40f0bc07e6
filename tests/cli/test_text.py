# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante text` by its last lines and exit statuses: files in, a list, a text out in every format."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from restante.texts.writers import FORMATS

MUSE = "#title Письмо\n#author Вера Полевая\n#lang ru\n#date 2021-05\n\nСлова письма [1].\n\n[1] Примечание.\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("library") / "home"
    assert run(place, "demo").returncode == 0
    return place


def run(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "RESTANTE_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    whole = [sys.executable, "-m", "restante", *map(str, arguments)]
    return subprocess.run(
        whole, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=180
    )


def told(home: Path, *arguments: str | Path, status: int = 0) -> list[dict[str, Any]]:
    done = run(home, "text", *arguments, "--json")
    assert done.returncode == status, done.stderr.decode()
    texts: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])["texts"]
    return texts


def test_files_come_in_wait_are_published_and_one_that_is_refused_keeps_none_out(home: Path, tmp_path: Path) -> None:
    good, short, bad = tmp_path / "a.muse", tmp_path / "b.md", tmp_path / "c.docx"
    good.write_text(MUSE, "utf-8")
    short.write_text("# Z\n\nx\n", "utf-8")
    bad.write_bytes(b"PK\x03\x04 no archive")
    first, second, third = told(home, "import", good, short, bad, status=2)
    assert (first["id"], first["state"], first["authors"], first["notes"]) == ("pismo", "review", ["Вера Полевая"], 1)
    assert second["lang"] == "und"
    assert set(third) == {"file", "error", "message"}
    again = told(home, "import", good, "--publish")[0]
    assert (again["new"], again["state"]) == (False, "shown")
    (named,) = told(home, "import", short, "--lang", "en", "--publish")
    assert (named["id"], named["lang"], named["state"]) == ("z", "en", "shown")
    states = {one["id"]: one["state"] for one in told(home, "list")}
    assert (states["pismo"], states["z"]) == ("shown", "shown")
    run(home, "text", "withdraw", "z", "--reason", "Too short.")
    assert {one["id"]: one["state"] for one in told(home, "list")}["z"] == "withdrawn"


def test_a_text_leaves_in_every_format_and_two_as_one_book(home: Path, tmp_path: Path) -> None:
    for name in ("Первый", "Второй"):
        (tmp_path / f"{name}.muse").write_text(MUSE.replace("Письмо", name), "utf-8")
        told(home, "import", tmp_path / f"{name}.muse")
    starts = {"epub": b"PK", "pdf": b"%PDF", "booklet": b"%PDF", "booklet-a6": b"%PDF", "html": b"<!"}
    for form in FORMATS:
        out = tmp_path / f"out.{form}"
        done = run(home, "text", "export", "pervyy", "--to", form, "-o", out)
        assert done.returncode == 0, done.stderr.decode()
        data = out.read_bytes()
        assert data.lstrip().startswith(starts.get(form, b""))
        assert form in starts or "Слова\u00a0письма" in data.decode() or "Слова письма" in data.decode()
    both = run(home, "text", "export", "pervyy", "vtoroy", "--to", "txt", "--title", "Книга", "-o", tmp_path / "b.txt")
    assert both.returncode == 0
    book = (tmp_path / "b.txt").read_text("utf-8")
    assert all(words in book for words in ("Первый", "Второй", "Книга"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "nowhere", "--to", "epub", "-o", "x.epub"),
        ("publish", "nowhere"),
        ("withdraw", "nowhere", "--reason", "r"),
    ],
)
def test_a_slip_is_one_line_and_status_2(home: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(home, "text", *(str(tmp_path / one) if one.endswith(".epub") else one for one in arguments))
    assert done.returncode == 2
    assert len(done.stderr.decode().strip().splitlines()) == 1


def test_a_part_beside_the_text_is_read_in_its_own_letters(home: Path, tmp_path: Path) -> None:
    (tmp_path / "part.muse").write_bytes(
        "Эти слова стоят в отдельном файле, который старше остального.\n".encode("cp1251")
    )
    (tmp_path / "whole.muse").write_text("#title Целое\n#lang ru\n\n#include part.muse\n\nСлова.\n", "utf-8")
    assert run(home, "text", "import", tmp_path / "whole.muse").returncode == 0
    out = tmp_path / "whole.txt"
    assert run(home, "text", "export", "tseloe", "--to", "txt", "-o", out).returncode == 0
    assert "отдельном файле" in out.read_text("utf-8").replace("\u00a0", " ")
