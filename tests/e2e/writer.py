# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a writer does, in a writer's words; the only place that knows the controls of the gate's pages."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect


class Writer:
    """Writes and reads with JavaScript."""

    def __init__(self, page: Page, gate: str, lang: str = "ru") -> None:
        self.page = page
        self.gate = gate
        self.lang = lang

    def finds_somebody(self, name: str) -> None:
        """From the front page through the list to the person's page."""
        self.page.goto(f"{self.gate}/{self.lang}/people.html")
        self.page.get_by_role("link", name=name).first.click()

    def opens_write(self, slug: str = "azat-miftakhov") -> None:
        """From the person's page to the letter page."""
        self.page.goto(f"{self.gate}/{self.lang}/people/{slug}.html")
        self.page.locator("main a[href*='write.html']").first.click()
        expect(self.page.locator("#text")).to_be_visible()

    def writes(self, text: str, sign: str) -> None:
        self.page.locator("#text").fill(text)
        self.page.locator("#sign").fill(sign)

    def makes_words(self) -> list[str]:
        """Makes the phrase and says that it is kept."""
        self.page.locator("#make-words").click()
        words = self.read_words()
        self.page.locator("#kept").check()
        return words

    def read_words(self) -> list[str]:
        expect(self.page.locator("#words li")).to_have_count(12)
        return [re.sub(r"[^a-zа-я]", "", item.lower()) for item in self.page.locator("#words li").all_inner_texts()]

    def sends(self) -> None:
        self.page.locator("#send").click()
        expect(self.page.locator("#sent")).to_be_visible()

    def looks(self, words: list[str]) -> None:
        """Types the words on the read page."""
        self.page.goto(f"{self.gate}/{self.lang}/read.html")
        self.page.locator("#phrase").fill(" ".join(words))
        self.page.locator("#look").click()

    def looks_until(self, words: list[str], selector: str, tries: int = 40) -> None:
        """Comes back until the mail shows what is waited for."""
        for _ in range(tries):
            self.looks(words)
            self.page.locator("#mail:visible, #look-said:not(:empty), #phrase-said:not(:empty)").first.wait_for()
            if self.page.locator(selector).count():
                return
            self.page.wait_for_timeout(1000)
        raise AssertionError(f"never saw {selector}: {self.page.locator('main').inner_text()[:600]}")


class PlainWriter:
    """Writes and reads on the plain pages, without any script."""

    def __init__(self, page: Page, gate: str, lang: str = "ru") -> None:
        self.page = page
        self.gate = gate
        self.lang = lang

    def opens_write(self) -> None:
        self.page.goto(f"{self.gate}/plain/{self.lang}/write")

    def writes(self, slug: str, text: str, sign: str) -> None:
        self.page.locator("select[name=person]").select_option(slug)
        self.page.locator("textarea[name=text]").fill(text)
        self.page.locator("input[name=sign]").fill(sign)

    def sends(self) -> list[str]:
        """Sends, and keeps the twelve words of the answer."""
        self.page.locator("main form button").last.click()
        items = self.page.locator("#words .word").all_inner_texts()
        return [re.sub(r"[^a-zа-я]", "", item.lower()) for item in items]

    def looks(self, words: list[str]) -> None:
        self.page.goto(f"{self.gate}/plain/{self.lang}/read")
        self.page.locator("[name=words], [name=phrase]").first.fill(" ".join(words))
        self.page.locator("main form button").first.click()

    def looks_until(self, words: list[str], selector: str, tries: int = 40) -> None:
        for _ in range(tries):
            self.looks(words)
            if self.page.locator(selector).count():
                return
            self.page.wait_for_timeout(1000)
        raise AssertionError(f"never saw {selector}: {self.page.locator('main').inner_text()[:600]}")


def save_screenshot(page: Page, name: str, folder: Path) -> None:
    """For people's eyes; never compared."""
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
