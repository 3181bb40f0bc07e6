# SPDX-License-Identifier: AGPL-3.0-or-later
"""From first sight to a sealed letter on a phone, as somebody with a thumb does it: taps and swipes are counted."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.writer import Writer

LETTER = "Здравствуйте! Пишу впервые. Как Вы? У нас снег, и я думаю о Вас."
# A tap with its look for the target takes about 2 s, a swipe 1 s; typing these 64 characters with a thumb 25 s.
TAP, SWIPE, TYPING = 2, 1, 25


@dataclass
class Thumb:
    """Taps what can be seen; what cannot is swiped to first, two thirds of a screen at a time."""

    page: Page
    taps: int = 0
    swipes: int = 0

    def taps_on(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _ in range(30):
            box = target.bounding_box()
            assert box
            height = self.page.evaluate("innerHeight")
            if box["y"] >= 0 and box["y"] + min(box["height"], 60) <= height:
                break
            self.page.evaluate(
                "by => scrollBy({top: by, behavior: 'instant'})", (1 if box["y"] > 0 else -1) * height * 0.66
            )
            self.swipes += 1
        self.taps += 1
        target.click()


def test_a_stranger_seals_a_letter_within_sixty_seconds(writer: Writer) -> None:
    page = writer.page
    thumb = Thumb(page)
    page.goto(f"{writer.gate}/")
    thumb.taps_on(page.locator("a[lang=ru], a[href*='ru/']").first)
    thumb.taps_on(page.locator("#choose-for-me"))
    thumb.taps_on(page.locator("#text"))
    page.keyboard.insert_text(LETTER)
    thumb.taps_on(page.locator("#make-words"))
    expect(page.locator("#words li")).to_have_count(12)
    thumb.taps_on(page.locator("#save-words"))
    thumb.taps_on(page.locator("#kept"))
    thumb.taps_on(page.locator("#send"))
    expect(page.locator("#sent")).to_be_visible()
    seconds = thumb.taps * TAP + thumb.swipes * SWIPE + TYPING
    assert (thumb.taps, thumb.swipes) <= (7, 5), (thumb.taps, thumb.swipes)
    assert seconds <= 60, seconds
