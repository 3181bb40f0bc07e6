# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people paste and what phones do: nothing, odd characters, one endless line, a clock that is wrong."""

from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.site.conftest import Gate
from tests.site.sample import TODAY
from tests.site.test_letter_page import opened, write

pytestmark = pytest.mark.browser


def send(page: Page, gate: Gate, text: str) -> None:
    write(page, gate, text="Здравствуйте!")
    page.check("#reply-no")
    page.evaluate("text => { const box = document.querySelector('#text'); box.value = text;"
                  " box.dispatchEvent(new InputEvent('input', {bubbles: true})); }", text)  # fmt: skip


def test_an_empty_letter_cannot_be_sent_and_the_page_says_what_is_missing(page: Page, gate: Gate) -> None:
    send(page, gate, "")
    expect(page.locator("#send")).to_be_disabled()
    expect(page.locator("#send-hint")).not_to_be_empty()
    assert gate.posts == []


def test_a_letter_of_invisible_characters_is_told_to_be_empty(page: Page, gate: Gate) -> None:
    send(page, gate, "  \n \u200b")
    page.click("#send")
    expect(page.locator("#send-said")).to_contain_text("Сначала напишите письмо")
    assert gate.posts == []


def test_a_line_of_100_kb_is_told_to_be_too_long(page: Page, gate: Gate) -> None:
    send(page, gate, "l" * 100_000)
    expect(page.locator("#send-hint")).to_contain_text("слишком длинное")
    expect(page.locator("#send")).to_be_disabled()


@pytest.mark.parametrize("text", ["Мир 🕊️ вам", "abc \u202eобратно\u202c \u200f!", "шалом שלום"])
def test_emoji_and_right_to_left_marks_arrive_as_they_are(page: Page, gate: Gate, text: str) -> None:
    send(page, gate, text)
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    assert opened(gate.posts[0][1])[0].text == text


@pytest.mark.parametrize(("text", "codepoint"), [("a\\u0000b", "U+0000"), ("a\\ud83db", "U+D83D")])
def test_nul_and_half_a_character_are_named_and_nothing_is_sent(
    page: Page, gate: Gate, text: str, codepoint: str
) -> None:
    write(page, gate, text="Здравствуйте!")
    page.check("#reply-no")
    page.evaluate("text => { const box = document.querySelector('#text'); box.value = JSON.parse('\"' + text + '\"');"
                  " box.dispatchEvent(new InputEvent('input', {bubbles: true})); }", text)  # fmt: skip
    if page.locator("#send").is_enabled():
        page.click("#send")
    expect(page.locator("#editor, main").first).to_contain_text(codepoint)
    assert gate.posts == []


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_device_whose_clock_is_an_hour_off_seals_and_sends(page: Page, gate: Gate, hours: int) -> None:
    page.clock.set_fixed_time(datetime.combine(TODAY, time(0, 30), UTC) + timedelta(hours=hours))
    send(page, gate, "Здравствуйте! Мои часы врут.")
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    assert opened(gate.posts[0][1])[0].text == "Здравствуйте! Мои часы врут."
