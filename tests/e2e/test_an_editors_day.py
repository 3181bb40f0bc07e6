# SPDX-License-Identifier: AGPL-3.0-or-later
"""An editor's day: a case from four clippings, a contradiction explained, an error corrected, a claim withdrawn.

What everybody can read is looked at on the gate, as it was published.
"""

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import House
from tests.e2e.volunteer import Volunteer

pytestmark = pytest.mark.timeout(240)
CASE = "/cases/of/dana-sample/"
TAKEN = {
    "when": "1 февраля 2031", "what": "Дану Самплину задержали утром.", "link": "https://morning.example/1",
    "quotation": "задержали утром первого числа",
}  # fmt: skip
RETOLD = {"link": "https://echo.example/2", "quotation": "как пишет «Утро», задержали первого числа"}
LATER = {
    "value": "2 февраля 2031", "what": "Дану Самплину задержали на следующий день.", "says": "Вечерняя газета",
    "link": "https://evening.example/3", "quotation": "задержали второго числа",
}  # fmt: skip
MISTAKEN = {
    "when": "март 2031", "what": "Дану Самплину перевели в другой город.", "link": "https://hasty.example/4",
    "quotation": "увезли в другой город",
}  # fmt: skip
REASON = "Первая газета считает ночь, вторая — запись в журнале."
BETTER_WORDS = "Утром Дану Самплину пригласили на беседу и не отпустили."
WHY_CORRECTED = "Источник говорит о приглашении."
WHY_WITHDRAWN = "Газета признала ошибку."
HEARING = {
    "kind": "hearing", "when": "5 марта 2031", "text_ru": "Заседание по жалобе Даны Самплин.", "state": "planned",
    "time": "10:30", "zone": "Europe/Moscow", "place_ru": "Примерный суд",
}  # fmt: skip
POSTPONED = {"when": "12.03.2031", "state": "postponed"}


class Editor:
    """Alice, as she works on a case; forms are found by where they lead."""

    def __init__(self, volunteer: Volunteer, house: House) -> None:
        self.volunteer, self.page, self.house = volunteer, volunteer.page, house

    def fills(self, form: str, told: dict[str, str]) -> None:
        """A form of the page, unfolded if it is folded away, and sends it."""
        found = self.page.locator(form).first
        found.evaluate(
            "form => [form.closest('details'), ...form.querySelectorAll('details')]"
            ".forEach(fold => { if (fold) fold.open = true; })"
        )
        for name, value in told.items():
            field = found.locator(f"[name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        found.locator("button").last.click()
        self.page.wait_for_load_state()

    def enters(self, clipping: dict[str, str]) -> str:
        """Four answers; the path of the claim is returned."""
        self.volunteer.opens(CASE)
        self.fills("main form:has([name=when])", clipping)
        self.page.wait_for_url("**/claims/*/")
        return self.page.url.removeprefix(self.house.desk)

    def finds_in_the_calendar(self, *lines: str) -> str:
        """What a telephone that follows the calendar gets, once all of these lines are in it."""
        calendar = ""
        for _ in range(240):
            told = httpx.get(f"{self.house.gate}/ru/people/dana-sample.ics")
            calendar = told.text if told.is_success else ""
            if all(line in calendar for line in lines):
                return calendar
            self.page.wait_for_timeout(500)
        raise AssertionError(calendar)

    def waits_for_the_gate(self, *words: str, gone: str = "") -> tuple[dict[str, Any], str]:
        """A demonstration publishes by itself. What a stranger gets then: the record, and the page."""
        record = page = ""
        for _ in range(240):
            told = httpx.get(f"{self.house.gate}/cases/dana-sample/case.json")
            record = told.text if told.is_success else ""
            page = httpx.get(f"{self.house.gate}/ru/people/dana-sample.html").text
            if all(each in record for each in words) and not (gone and gone in record + page):
                return json.loads(record), page
            self.page.wait_for_timeout(500)
        raise AssertionError(record)


def test_a_case_is_told_disputed_corrected_and_withdrawn(house: House, alice: Volunteer) -> None:
    editor = Editor(alice, house)
    taken = editor.enters(TAKEN)
    editor.fills("form[action$='/cite']", RETOLD)
    alice.opens(taken)
    editor.fills("form[action$='/otherwise']", LATER)
    editor.page.wait_for_url("**/contradictions/**")
    contradiction = editor.page.url
    mistaken = editor.enters(MISTAKEN)

    alice.opens(CASE)
    assert editor.page.locator("a[href*='/contradictions/']").count()
    editor.page.goto(contradiction)
    editor.fills("form[action$='/explain']", {"why_ru": REASON, "answer": "проверено"})
    alice.opens(mistaken)
    decision = {"publication": "source_attributed", "status": "alleged", "answer": "проверено"}
    editor.fills("form[action$='/decide']", decision)

    record, page = editor.waits_for_the_gate(REASON, MISTAKEN["quotation"])
    assert REASON in [link.get("note", {}).get("ru") for link in record["links"]]
    assert [claim["status"] for claim in record["claims"] if claim.get("value") in {"2031-02-01", "2031-02-02"}] == [
        "disputed", "disputed",
    ]  # fmt: skip
    for words in (TAKEN["quotation"], LATER["quotation"], MISTAKEN["what"], REASON):
        assert words in page

    alice.opens(taken)
    editor.fills("form[action$='/wording']", {"text_ru": BETTER_WORDS, "why_ru": WHY_CORRECTED})
    alice.opens(mistaken)
    editor.fills("form[action$='/withdraw']", {"why_ru": WHY_WITHDRAWN})
    if editor.page.locator("main input[type=password]").count():
        alice.confirms_the_password()
        alice.opens(mistaken)
        editor.fills("form[action$='/withdraw']", {"why_ru": WHY_WITHDRAWN})
    alice.opens(CASE)
    expect(editor.page.locator("main")).to_contain_text(WHY_CORRECTED)

    record, page = editor.waits_for_the_gate(WHY_CORRECTED, WHY_WITHDRAWN, gone=MISTAKEN["quotation"])
    assert {WHY_CORRECTED, WHY_WITHDRAWN} <= {each["why"]["ru"] for each in record["corrections"]}
    for words in (BETTER_WORDS, WHY_CORRECTED, WHY_WITHDRAWN):
        assert words in page
    assert MISTAKEN["quotation"] not in json.dumps(record, ensure_ascii=False) + page
    old = httpx.get(f"{house.gate}/cases/dana-sample/v1.json")
    assert MISTAKEN["quotation"] not in old.text


def test_a_hearing_is_entered_shown_and_postponed_and_calendars_hear_of_it(house: House, alice: Volunteer) -> None:
    editor = Editor(alice, house)
    alice.opens(CASE)
    editor.page.keyboard.press("e")
    editor.page.wait_for_url("**/add/events")
    editor.fills("main form:has([name=when])", HEARING)
    editor.page.wait_for_url("**/events/ev-*/")
    hearing = editor.page.url.removeprefix(house.desk)
    with editor.page.expect_navigation():
        editor.page.keyboard.press("s")
    calendar = editor.finds_in_the_calendar("DTSTART;TZID=Europe/Moscow:20310305T103000", "SEQUENCE:0")
    [uid] = [line for line in calendar.splitlines() if line.startswith("UID:ev-")]

    alice.opens(f"{hearing}edit")
    editor.fills("main form:has([name=when])", POSTPONED)
    expect(editor.page.locator(".history")).to_contain_text("отложено")
    calendar = editor.finds_in_the_calendar("DTSTART;TZID=Europe/Moscow:20310312T103000", "SEQUENCE:1")
    assert uid in calendar.splitlines()
    assert "DTSTART;TZID=Europe/Moscow:20310305T103000" not in calendar
    alice.opens(CASE)
    expect(editor.page.locator("main")).to_contain_text("отложено")
