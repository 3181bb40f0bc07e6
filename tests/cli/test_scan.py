# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante press sheets` and `restante scan` as a volunteer types them: round trips, and files that are no scans."""

import io
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import segno
from click.testing import CliRunner
from PIL import Image

from restante.cli.scan import command
from restante.numbers import new_number
from tests.paper.scan.test_pages import bomb, encrypted_pdf

SHEETS = 20
SCRIPTED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);)>>>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 60 84]>>endobj\n"
    b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "restante", *map(str, arguments)]
    return subprocess.run(whole, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[Image.Image]]:
    """numbers.json, the numbers, and each sheet as a scanner gives it."""
    folder = tmp_path_factory.mktemp("sheets")
    numbers = folder / "numbers.json"
    done = run("press", "sheets", "--count", str(SHEETS), "-o", folder / "sheets.pdf", "--numbers", numbers)
    assert done.returncode == 0, done.stderr
    with pypdfium2.PdfDocument((folder / "sheets.pdf").read_bytes()) as document:
        assert len(document) == SHEETS
        pages = [page.render(scale=150 / 72).to_pil().convert("RGB") for page in document]
    return numbers, json.loads(numbers.read_text()), pages


def save_pdf(path: Path, pages: list[Image.Image]) -> Path:
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return path


def scan(numbers: Path, *files: Path) -> list[dict[str, object]]:
    done = run("scan", *files, "--numbers", numbers, "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_twenty_sheets_come_back_shuffled_and_turned_as_one_pdf_and_as_photographs(
    printed: tuple[Path, list[str], list[Image.Image]], tmp_path: Path
) -> None:
    numbers, expected, pages = printed
    chance = random.Random(20)  # noqa: S311 -- an order, not a secret
    order = chance.sample(range(SHEETS), SHEETS)
    turns = [chance.choice((0, 90, 180, 270)) for _ in order]
    turned = [pages[place].rotate(turn, expand=True) for place, turn in zip(order, turns, strict=True)]
    files = [save_pdf(tmp_path / "stack.pdf", turned)]
    for place, page in enumerate(turned[:4]):
        files.append(tmp_path / f"photo-{place}.jpg")
        page.save(files[-1], quality=80)
    entries = scan(numbers, *files)
    said = [(expected[place], turn) for place, turn in zip(order, turns, strict=True)]
    assert [(entry["number"], entry["turn"]) for entry in entries] == said + said[:4]
    assert [entry["page"] for entry in entries] == [*range(1, SHEETS + 1), 1, 1, 1, 1]
    assert [entry["file"] for entry in entries] == [str(files[0])] * SHEETS + [str(one) for one in files[1:]]
    assert all(set(entry) == {"file", "page", "number", "turn", "doubt"} for entry in entries)


def foreign_code(number: str) -> Image.Image:
    stream = io.BytesIO()
    segno.make(f"https://example.org/{number}").save(stream, kind="png", scale=8)
    page = Image.new("RGB", (1240, 1754), "white")
    page.paste(Image.open(stream).convert("RGB"), (300, 700))
    return page


def test_no_mark_a_foreign_code_and_a_number_never_printed_have_no_number(
    printed: tuple[Path, list[str], list[Image.Image]], tmp_path: Path
) -> None:
    numbers, known, pages = printed
    fewer = tmp_path / "fewer.json"
    fewer.write_text(json.dumps([new_number(known)]))
    blank = Image.new("RGB", (1240, 1754), "white")
    stack = save_pdf(tmp_path / "stack.pdf", [blank, foreign_code(known[0])])
    assert [entry["number"] for entry in scan(numbers, stack)] == [None, None]
    assert [entry["number"] for entry in scan(fewer, save_pdf(tmp_path / "own.pdf", pages[:1]))] == [None]


def test_javascript_in_a_pdf_is_only_paper(printed: tuple[Path, list[str], list[Image.Image]], tmp_path: Path) -> None:
    path = tmp_path / "scripted.pdf"
    path.write_bytes(SCRIPTED)
    [entry] = scan(printed[0], path)
    assert entry["number"] is None


def test_five_hundred_pages_are_read_with_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("restante.paper.scan.pages.LONG_EDGE", 64)  # as quick as pages of a real size are not
    path, numbers = tmp_path / "long.pdf", tmp_path / "numbers.json"
    numbers.write_text(json.dumps([new_number([])]))
    with pypdfium2.PdfDocument.new() as pdf:
        for _ in range(500):
            pdf.new_page(60, 84)
        pdf.save(str(path))
    done = CliRunner().invoke(command, [str(path), "--numbers", str(numbers), "--json"])
    assert done.exit_code == 0
    assert [entry["page"] for entry in json.loads(done.stdout)] == list(range(1, 501))
    assert "500 pages" in done.stderr


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a PDF with a password": (encrypted_pdf, "locked with a password"),
    "a file that is no scan": (lambda: b"MZ" * 999, "neither a PDF nor"),
    "a picture of 20,000 by 20,000": (lambda: bomb(20_000), "million pixels"),
    "an empty file": (lambda: b"", "neither a PDF nor"),
}


@pytest.mark.parametrize(("make", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_one_line_and_status_2(
    printed: tuple[Path, list[str], list[Image.Image]], tmp_path: Path, make: Callable[[], bytes], says: str
) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(make())
    done = run("scan", path, "--numbers", printed[0], "--json")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert says in done.stderr
    assert str(path.name) in done.stderr


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    printed: tuple[Path, list[str], list[Image.Image]], tmp_path: Path
) -> None:
    numbers, known, pages = printed
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"MZ" * 99)
    good = save_pdf(tmp_path / "good.pdf", pages[:2])
    done = run("scan", broken, good, "--numbers", numbers, "--json")
    assert done.returncode == 2
    assert "broken.jpg" in done.stderr
    assert [entry["number"] for entry in json.loads(done.stdout)] == known[:2]


NUMBERS = {"no JSON": "{", "no list": "{}", "no numbers": '["12345"]', "words": "[1, 2]"}


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS)
def test_numbers_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    numbers = tmp_path / "numbers.json"
    numbers.write_text(text)
    done = run("scan", tmp_path / "any.pdf", "--numbers", numbers)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "numbers.json" in done.stderr
