# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same pages opened from a folder: no server, no request, and a sealed letter all the same."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from restante.site import build_site
from tests.site.sample import working_site
from tests.site.test_letter_page import TEXT, keep_words, opened

pytestmark = pytest.mark.browser


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A copy of the pages, as somebody carries it."""
    for path, data in build_site(working_site()).items():
        target = tmp_path / "stick" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return tmp_path / "stick"


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Addresses outside of the folder, and what the policy refused."""
    found: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith(("file:", "blob:")) else found.append(request.url)
    )
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def test_a_letter_is_sealed_from_a_file_and_nothing_is_asked_of_anybody(
    stick: Path, page: Page, asked: list[str]
) -> None:
    page.goto(f"{(stick / 'ru' / 'write.html').as_uri()}#ivan-tverdov")
    page.fill("#text", TEXT)
    page.fill("#sign", "Анна")
    keep_words(page)
    page.click("#send")
    expect(page.locator("#failed")).to_be_visible()
    with page.expect_download() as download:
        page.click("#save-envelope")
    letter, _ = opened(Path(download.value.path()).read_bytes())
    assert (letter.person, letter.text) == ("ivan-tverdov", TEXT)
    links = page.locator("#other-gates a").evaluate_all("links => links.map(link => link.href)")
    assert links
    assert all(link.startswith("https://") for link in links)
    assert asked == []


@pytest.mark.parametrize("path", ["index.html", "ru/index.html", "ru/people.html", "ru/people/ivan-tverdov.html"])
def test_a_page_opens_from_a_file_with_its_style_and_its_script(
    path: str, stick: Path, page: Page, asked: list[str]
) -> None:
    page.goto((stick / path).as_uri())
    assert page.evaluate("document.styleSheets.length") == 1
    assert asked == []
