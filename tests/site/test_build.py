# SPDX-License-Identifier: AGPL-3.0-or-later
"""Same records, same bytes, under paths that every file system and the edition's format take."""

import gzip
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from restante.edition.format import is_content_path
from restante.site import build_site
from tests.site.sample import sample_site

ROOT = Path(__file__).parent.parent.parent
PRINT_DIGEST = """
import hashlib
from restante.site import build_site
from tests.site.sample import sample_site
whole = hashlib.sha256()
for path, data in build_site(sample_site()).items():
    whole.update(path.encode() + b"\\0" + data)
print(whole.hexdigest())
"""


@pytest.mark.parametrize(("seed", "zone"), [("1", "Asia/Vladivostok"), ("2", "America/New_York")])
def test_the_same_records_give_the_same_bytes_under_any_hash_seed_and_zone(seed: str, zone: str) -> None:
    whole = hashlib.sha256()
    for path, data in build_site(sample_site()).items():
        whole.update(path.encode() + b"\0" + data)
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C", "PYTHONPATH": "src:."}
    done = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == whole.hexdigest()


def test_every_path_is_one_that_an_edition_can_hold() -> None:
    refused = [path for path in build_site(sample_site()) if not is_content_path(path)]
    assert refused == []


def test_the_letter_script_is_at_most_40_kb_compressed() -> None:
    script = build_site(sample_site())["static/letter.js"]
    assert len(gzip.compress(script, 9)) <= 40_000


def test_no_script_of_ours_draws_from_a_weak_source_or_writes_markup() -> None:
    forbidden = ("Math.random", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    sources = [*(ROOT / "browser" / "src" / "page").glob("*.ts"), *(ROOT / "browser" / "src").glob("*.ts")]
    found = {(source.name, word) for source in sources for word in forbidden if word in source.read_text("utf-8")}
    assert len(sources) > 10
    assert found == set()
