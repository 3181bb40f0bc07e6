# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante press run JOB.json`: the job of the documentation, every facility, and letters that cannot be printed."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image

from restante.cli.press import CannotWrite, command, write_bytes
from restante.numbers import group, new_number
from restante.rules import facilities
from tests.paper.scan.test_pages import bomb


def letter(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": "a1",
        "number": None,
        "person": {"name": "Азат", "envelope_name": "Мифтахову Азату", "address": ["ул. Вымышленная, 1", "000000"]},
        "facility": "ru/sizo",
        "lang": "ru",
        "paragraphs": ["Здравствуйте!", "Сегодня замёрзла река."],
        "sign": "Аня",
        "pictures": [],
    }
    return fields | changes


@pytest.fixture
def press(tmp_path: Path) -> Callable[..., Any]:
    """Runs a job in this folder; gives what the command said."""

    def run(*letters: dict[str, object]) -> Any:
        job = {"letters": list(letters), "return_address": ["а/я 1", "Город"]}
        (tmp_path / "JOB.json").write_text(json.dumps(job))
        return CliRunner().invoke(command, ["run", str(tmp_path / "JOB.json"), "-o", str(tmp_path / "out")])

    return run


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_job_with_and_without_numbers_and_with_a_picture_is_printed(
    press: Callable[..., Any], tmp_path: Path
) -> None:
    Image.new("RGB", (600, 400), "teal").save(tmp_path / "a.jpg")
    number = new_number([])
    done = press(letter(), letter(id="a2", number=number, pictures=["a.jpg"]))
    assert done.exit_code == 0, done.output
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"letters.pdf", "envelopes-dl.pdf", "checklist.pdf"} <= made
    words = text_of(tmp_path / "out/letters.pdf")
    assert "Здравствуйте" in words
    assert group(number) in text_of(tmp_path / "out/checklist.pdf").replace("\u2011", "-")
    assert "Мифтахову" in text_of(tmp_path / "out/envelopes-dl.pdf")


def test_every_facility_is_printed(press: Callable[..., Any], tmp_path: Path) -> None:
    latin = {"lang": "en", "paragraphs": ["Hello!"], "sign": "Ann"}
    done = press(*(letter(id=f"n{k}", facility=facility, **latin) for k, facility in enumerate(facilities())))
    assert done.exit_code == 0, done.output
    assert f"{len(facilities())} letters" in done.output


def test_a_line_of_100_kb_is_printed_and_broken(press: Callable[..., Any], tmp_path: Path) -> None:
    done = press(letter(paragraphs=["l" * 100_000]))
    assert done.exit_code == 0, done.output
    with pypdfium2.PdfDocument((tmp_path / "out/letters.pdf").read_bytes()) as document:
        assert len(document) > 10


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "an empty letter": ({"paragraphs": [" "]}, "neither words nor pictures"),
    "an emoji": ({"paragraphs": ["Мир \U0001f54a"]}, "U+1F54A"),
    "NUL": ({"paragraphs": ["a\0b"]}, "U+0000"),
    "half a surrogate pair": ({"paragraphs": ["a\ud83db"]}, "U+D83D"),
    "half a character in the sign": ({"sign": "\ud800"}, "letters[0].sign: it holds half a character (U+D800)"),
    "a facility that nobody knows": ({"facility": "xx/nowhere"}, "no rulebook called xx/nowhere"),
    "a picture that is not there": ({"pictures": ["no.jpg"]}, "cannot be read"),
    "a picture that is none": ({"pictures": ["none.jpg"]}, "cannot be printed"),
    "a picture of 20,000 by 20,000": ({"pictures": ["huge.png"]}, "cannot be printed"),
    "a number whose digits do not hold": ({"number": "1234567890"}, "check digits"),
}


@pytest.mark.parametrize(("changes", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_printed_is_one_line_and_nothing_is_written(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    (tmp_path / "none.jpg").write_bytes(b"MZ" * 99)
    (tmp_path / "huge.png").write_bytes(bomb(20_000))
    job = tmp_path / "JOB.json"
    job.write_text(json.dumps({"letters": [letter(**changes)], "return_address": ["1"]}))
    whole = [sys.executable, "-m", "restante", "press", "run", str(job), "-o", str(tmp_path / "out")]
    done = subprocess.run(whole, capture_output=True, text=True, check=False)
    progress, said = done.stderr.splitlines()[:-1], done.stderr.splitlines()[-1]
    assert (done.returncode, set(progress) - {"letters.pdf …"}) == (2, set()), done.stderr
    assert says in said
    assert "Вымышленная" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_places_that_the_run_does_not_have_are_not_counted_as_printed(
    press: Callable[..., Any], tmp_path: Path
) -> None:
    press(letter(), letter(id="a2"))
    job = str(tmp_path / "JOB.json")
    done = CliRunner().invoke(command, ["run", job, "-o", str(tmp_path / "again"), "--only", "2-999"])
    assert done.output.splitlines()[-1].startswith("1 letter: "), done.output
    (tmp_path / "file").touch()
    done = CliRunner().invoke(command, ["run", job, "-o", str(tmp_path / "file" / "out")])
    assert "letters.pdf cannot be written: Not a directory" in str(done.exception)
    with pytest.raises(CannotWrite, match="no name of a file"):
        write_bytes(Path(), b"")
