# SPDX-License-Identifier: AGPL-3.0-or-later
"""axe finds nothing, on every page and in every state of the letter page; nothing is wider than a small phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from restante.site import build_site, case_layout, case_pages
from restante.site.case_layout import HEAVIEST
from tests.site.conftest import Gate
from tests.site.sample import working_site
from tests.site.test_case_layout import pages_of
from tests.site.test_case_page import CASE
from tests.site.test_read_page import WORDS, deliver, look

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent.parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = sorted(path for path in build_site(working_site()) if path.endswith(".html") and "anna" not in path)
FIND_SMALL_TARGETS = """() => [...document.querySelectorAll("button, .button, nav a, summary, input, textarea")]
  .filter(one => one.checkVisibility() && !one.matches("[type=checkbox], [type=radio], .file"))
  .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture(params=["light", "dark"])
def reader(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A small phone; axe is brought in past the policy, as a browser's own tool would be."""
    size = {"width": 320, "height": 640}
    context = chromium.new_context(viewport=size, color_scheme=request.param, bypass_csp=True)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def complaints(page: Page) -> list[Any]:
    """What axe finds, in short, and what is wider than the screen or too small for a finger."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document)")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    small = page.evaluate(FIND_SMALL_TARGETS)
    problems = [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found["violations"]]
    return [*problems, *(["wider than the screen"] if wide else []), *small]


def test_no_page_has_a_fault_that_axe_knows(reader: Page, gate: Gate) -> None:
    found = {}
    for path in PAGES:
        reader.goto(f"{gate.address}/{path}")
        if problems := complaints(reader):
            found[path] = problems
    assert found == {}


def test_no_page_of_a_case_has_one_whole_or_cut_to_pieces(
    reader: Page, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for heaviest in (HEAVIEST, 9_000, 6_000):
        monkeypatch.setattr(case_layout, "HEAVIEST", heaviest)
        monkeypatch.setattr(case_pages, "HEAVIEST", heaviest)
        pages = pages_of(CASE, "en")
        gate.files.update({path: page.encode() for path, page in pages.items()})
        for path in pages:
            reader.goto(f"{gate.address}/{path}")
            if problems := complaints(reader):
                found[heaviest, path] = problems
    assert found == {}
    assert {"claims", "differ", "sources"} <= {path.split("-")[-1].removesuffix(".html") for path in pages}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_letter_page_has_none_at_any_step(reader: Page, gate: Gate, lang: str) -> None:
    reader.goto(f"{gate.address}/{lang}/write.html#ivan-tverdov")
    reader.fill("#text", "Hello, it is me. " * 300)
    reader.click("#preview-box summary")
    reader.click("#pictures-box summary")
    expect(reader.locator(".leaf").first).to_be_visible()
    expect(reader.locator("#findings li").first).to_be_visible()
    assert complaints(reader) == []
    reader.click("#have-words")
    reader.fill("#old-phrase", "nonsense")
    reader.click("#use-words")
    assert complaints(reader) == []
    reader.click("#new-words")
    expect(reader.locator("#words li")).to_have_count(12)
    reader.check("#kept")
    assert complaints(reader) == []
    gate.answer = 503
    reader.click("#send")
    expect(reader.locator("#failed")).to_be_visible()
    assert complaints(reader) == []
    gate.answer = 201
    reader.click("#again")
    expect(reader.locator("#sent")).to_be_visible()
    assert complaints(reader) == []


def test_the_reading_page_has_none_with_letters_reply_and_zoom_open(reader: Page, gate: Gate) -> None:
    deliver(gate)
    look(reader, gate, WORDS["en"])
    expect(reader.locator("#mail")).to_be_visible()
    expect(reader.locator(".scans img")).to_have_count(2)
    assert complaints(reader) == []
    reader.locator(".scans button").first.click()
    expect(reader.locator("#zoom")).to_be_visible()
    assert complaints(reader) == []


def test_a_letter_can_be_written_and_sent_by_keyboard_alone(page: Page, gate: Gate) -> None:
    page.goto(f"{gate.address}/en/people/ivan-tverdov.html")
    page.get_by_role("link", name="Write a letter").first.press("Enter")
    page.locator("#text").press_sequentially("Hello Ivan, how are you?")
    page.locator("#make-words").press("Enter")
    expect(page.locator("#words")).to_be_focused()
    page.locator("#kept").press("Space")
    page.locator("#send").press("Enter")
    expect(page.locator("#sent-title")).to_be_focused()
    assert len(gate.posts) == 1
