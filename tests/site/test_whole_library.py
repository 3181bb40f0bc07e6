# SPDX-License-Identifier: AGPL-3.0-or-later
"""A library with every shape of a text: same bytes anywhere, valid, accessible, and running its own way."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page

from restante.site import build_site
from tests.e2e.looking import Looker, validate
from tests.site.whole_library import TEXTS, digests, whole_library

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "src" / "restante" / "paper" / "fonts"
YEARS = 7 * 365 * 86_400 + 12_345


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    files = build_site(whole_library())
    found = {path for path in files if "texts/" in path or "search" in path}
    return {path: files[path].decode() for path in found if path.endswith(".html")}


@pytest.mark.timeout(300)
def test_another_process_clock_zone_language_folder_and_fonts_give_the_same_bytes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".fonts").mkdir(parents=True)
    (home / ".local/share/fonts").mkdir(parents=True)
    for font in sorted(FONTS.glob("*.ttf"))[
        :1
    ]:  # a font of the same name with other glyphs would be taken, if any were
        for other in FONTS.glob("PT*.ttf"):
            shutil.copy(font, home / ".fonts" / other.name)
            shutil.copy(font, home / ".local/share/fonts" / other.name)
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "77",
        "TZ": "Pacific/Kiritimati",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "C",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "TYPST_FONT_PATHS": str(home / ".fonts"),
        "SOURCE_DATE_EPOCH": "1",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.site.whole_library", str(YEARS)],
        cwd=tmp_path, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = dict(line.split(" ") for line in done.stdout.splitlines())
    here = digests()
    assert {path for path in {*told, *here} if told.get(path) != here.get(path)} == set()
    assert {path for path in here if path.endswith((".pdf", ".epub"))} >= {f"texts/{name}.epub" for name in TEXTS}


def test_the_nu_validator_has_nothing_to_say_of_any_shape(pages: Mapping[str, str], tmp_path: Path) -> None:
    assert len(pages) > 25
    assert (
        validate({path.replace("/", " ").removesuffix(".html"): page for path, page in pages.items()}, tmp_path) == []
    )


@pytest.mark.browser
@pytest.mark.parametrize("name", [*TEXTS, "gone"])
def test_no_text_has_a_fault_on_a_small_phone(name: str, page: Page, tmp_path: Path) -> None:
    for path, data in build_site(whole_library()).items():
        if path.startswith(("texts/", "static/")) and path.endswith((".html", ".css", ".png", ".jpg", ".svg", ".webp")):
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(data)
    page.set_viewport_size({"width": 320, "height": 640})
    looker = Looker(page)
    page.goto((tmp_path / "texts" / f"{name}.html").as_uri())
    looker.looks_at(name, keyboard=False)
    assert looker.problems == {}


def test_titles_names_and_words_run_the_way_of_their_script(pages: Mapping[str, str]) -> None:
    own = pages["texts/hebrew.html"]
    assert '<html lang="en">' in own
    assert '<h1 lang="he" dir="rtl">' in own
    assert '<div class="text" lang="he" dir="rtl">' in own
    assert "<bdi>אדם לדוגמה</bdi>" in own
    assert 'lang="he" dir="rtl">מכתב מהכלא</a>' in pages["ru/texts/titles.html"]
    assert '<h1 lang="he" dir="rtl">' in pages["texts/gone.html"]
    assert 'dir="rtl"' not in pages["texts/small.html"]
