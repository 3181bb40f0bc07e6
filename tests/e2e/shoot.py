# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of key pages for people's eyes, never compared: `python -m tests.e2e.shoot` makes a house and takes them.

On each, somebody who never saw the page names the next click at once; where one cannot, the page is wrong.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, House, free_port
from tests.e2e.furniture import Furniture, furnish
from tests.e2e.places import TEXT
from tests.e2e.volunteer import Volunteer
from tests.e2e.writer import save_screenshot

SHOTS = Path(__file__).parent / "shots"
WIDTHS = (320, 1280)


def main() -> None:
    """One house, filled; every key page in both languages, at both widths, light and dark."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(Path(folder) / "var", f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}")
        house.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            context = browser.new_context(locale="ru-RU")
            alice = Volunteer(context.new_page(), house.desk)
            alice.accepts_the_welcome(house.welcome)
            found = furnish(house.gate, alice, Path(folder))
            context.storage_state(path=Path(folder) / "alice.json")
            shoot(browser, house.gate, house.desk, found, Path(folder) / "alice.json")
        finally:
            browser.close()
            house.stop()
    sys.stdout.write(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}\n")


def shoot(browser: Browser, gate: str, desk: str, found: Furniture, state: Path) -> None:
    """Everything, into SHOTS."""
    for lang in ("ru", "en"):
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": 640 if width == 320 else 900},
                    color_scheme=scheme,  # type: ignore[arg-type]  # one of two words
                    locale=lang,
                    storage_state=state,
                )
                page = context.new_page()
                for name, come in gate_shots(page, gate, lang, found).items():
                    come()
                    save_screenshot(page, f"{name}-{lang}-{width}-{scheme}", SHOTS)
                if scheme == "light":
                    page.goto(f"{desk}/account")
                    if page.get_attribute("html", "lang") != lang:
                        page.locator(f"button[name=language][value={lang}]").click()
                    for name, path in desk_shots(found).items():
                        page.goto(desk + path)
                        page.wait_for_load_state("networkidle")
                        save_screenshot(page, f"{name}-{lang}-{width}", SHOTS)
                context.close()


def gate_shots(page: Page, gate: str, lang: str, found: Furniture) -> dict[str, Callable[[], object]]:
    """How to come to each page of the gate."""

    def write() -> None:
        page.goto(f"{gate}/{lang}/write.html#azat-miftakhov")
        page.fill("#text", TEXT[:400])
        page.locator("#make-words").click()
        expect(page.locator("#words li")).to_have_count(12)

    def read() -> None:
        page.goto(f"{gate}/{lang}/read.html")
        page.fill("#phrase", " ".join(found.words))
        page.click("#look")
        expect(page.locator("#mail img").first).to_be_visible()

    return {
        "1-front": lambda: page.goto(f"{gate}/{lang}/index.html"),
        "2-person": lambda: page.goto(f"{gate}/{lang}/people/azat-miftakhov.html"),
        "3-write": write,
        "4-read": read,
        "5-plain-write": lambda: page.goto(f"{gate}/plain/{lang}/write"),
    }


def desk_shots(found: Furniture) -> dict[str, str]:
    """Where the desk's key pages are."""
    return {
        "6-home": "/",
        "7-letter": found.paths["letter in hand"],
        "8-run": found.paths["run"],
        "9-reply": found.paths["reply"],
    }


if __name__ == "__main__":
    main()
