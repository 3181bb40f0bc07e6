# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole print runs against what they gave before: pages, sizes, every word, every byte.

Cases are found in tests/golden/press/<case>/job.json; RESTANTE_SAVE_GOLDEN=1 writes their expected.json anew.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from restante.paper.press import press_run, read_job

GOLDEN = Path(__file__).parents[2] / "golden" / "press"
CASES = sorted(folder.name for folder in GOLDEN.iterdir() if (folder / "job.json").is_file())


def told(pdf: bytes) -> dict[str, Any]:
    """What a reader of the file sees, and the bytes' digest."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range().replace("\r\n", "\n").splitlines() for page in document]
        sizes = sorted({tuple(round(edge) for edge in page.get_size()) for page in document})
    return {"count": len(pages), "sizes": [list(size) for size in sizes], "sha256": digest(pdf), "pages": pages}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("case", CASES)
def test_a_run_is_printed_as_it_was_before(case: str) -> None:
    folder = GOLDEN / case
    made = {name: told(pdf) for name, pdf in press_run(read_job((folder / "job.json").read_bytes(), folder)).items()}
    expected = folder / "expected.json"
    if os.environ.get("RESTANTE_SAVE_GOLDEN") == "1":
        expected.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert made == json.loads(expected.read_text(encoding="utf-8"))


def test_there_are_cases() -> None:
    assert len(CASES) >= 4


@pytest.mark.parametrize("surroundings", [{"TZ": "Asia/Kamchatka", "PYTHONHASHSEED": "7", "RAYON_NUM_THREADS": "1"}])
def test_another_clock_another_seed_and_fewer_threads_give_the_same_bytes(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    job = GOLDEN / "mixed-facilities" / "job.json"
    command = [sys.executable, "-m", "restante", "press", "run", str(job), "-o", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **surroundings})
    made = {name: digest(data) for name, data in press_run(read_job(job.read_bytes(), job.parent)).items()}
    assert {path.name: digest(path.read_bytes()) for path in tmp_path.iterdir()} == made
