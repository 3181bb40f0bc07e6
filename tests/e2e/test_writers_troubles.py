# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes wrong in a writer's day, and that nothing is lost, doubled or told in the clear by it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Request, Route, expect

from restante.seal.envelope import ENVELOPE_SIZES
from tests.e2e.conftest import House
from tests.e2e.volunteer import Volunteer
from tests.e2e.writer import PlainWriter, Writer

TEXT = "Здравствуйте! Это письмо проверяет, что с ним ничего не случится по дороге."


def abort(route: Route) -> None:
    route.abort()


def record_bodies(writer: Writer) -> list[Request]:
    """Every request with a body that the writer's browser makes from now on."""
    found: list[Request] = []
    writer.page.context.on("request", lambda request: found.append(request) if request.post_data_buffer else None)
    return found


def test_wrong_words_are_named_and_unknown_ones_are_answered_calmly(writer: Writer) -> None:
    sent = record_bodies(writer)
    writer.opens_write()
    words = writer.makes_words()
    wrong = [*words[:6], "абырвалг", *words[7:]]
    writer.looks(wrong)
    expect(writer.page.locator("#phrase-said")).to_contain_text("7")
    writer.looks(words)
    expect(writer.page.locator("#mail")).to_be_visible()
    expect(writer.page.locator("#letters img")).to_have_count(0)
    assert not sent


def test_a_server_that_sends_without_end_fills_nobodys_memory(writer: Writer) -> None:
    writer.opens_write()
    words = writer.makes_words()
    said = writer.page.locator("#look-said")
    writer.page.route("**/mail/latest.json", abort)
    writer.looks(words)
    expect(said).not_to_be_empty()
    unreachable = said.inner_text()
    writer.page.unroute("**/mail/latest.json")
    writer.page.route("**/mail/latest.json", lambda route: route.fulfill(body=b"{" * (3 << 20)))
    writer.looks(words)
    expect(said).to_have_text(unreachable)


def test_a_double_click_and_a_retry_send_one_envelope(writer: Writer, house: House, alice: Volunteer) -> None:
    text = "Письмо, отправленное дважды в одно мгновение."
    sent = record_bodies(writer)
    writer.opens_write()
    writer.writes(text, "Двойная")
    writer.makes_words()
    writer.page.locator("#send").dblclick()
    expect(writer.page.locator("#sent")).to_be_visible()
    assert len(sent) == 1
    link = alice.waits_for_a_letter(text)
    alice.puts_back()
    assert link


def test_a_gate_that_refuses_leaves_the_sealed_letter_with_the_writer(
    writer: Writer, house: House, plain_writer: PlainWriter, alice: Volunteer, tmp_path: Path
) -> None:
    text = "Письмо, которое пришлось отнести в другой ящик."
    writer.page.route(
        "**/letterbox",
        lambda route: route.fulfill(
            status=503, content_type="application/json", body='{"code":"gate-full","message":""}'
        ),
    )
    writer.opens_write()
    writer.writes(text, "Носильщик")
    writer.makes_words()
    writer.page.locator("#send").click()
    expect(writer.page.locator("#failed")).to_be_visible()
    with writer.page.expect_download() as waiting:
        writer.page.locator("#save-envelope").click()
    saved = tmp_path / "letter.sealed"
    waiting.value.save_as(saved)
    assert saved.stat().st_size in ENVELOPE_SIZES
    assert text.encode() not in saved.read_bytes()

    plain_writer.page.goto(f"{house.gate}/plain/ru/upload")
    plain_writer.page.locator("input[type=file]").set_input_files(saved)
    plain_writer.page.locator("main form button").click()
    alice.waits_for_a_letter(text)
    alice.puts_back()


@pytest.mark.parametrize("blocked", ["before the page", "after the page"])
def test_a_blocked_script_sends_nothing(blocked: str, house: House, new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(locale="ru-RU")
    page = context.new_page()
    writer = Writer(page, house.gate)
    sent = record_bodies(writer)
    if blocked == "before the page":
        page.route("**/letter.js", abort)
        page.goto(f"{house.gate}/ru/write.html#azat-miftakhov")
        expect(page.locator("#without-script")).to_be_visible()
        expect(page.locator("#editor")).to_be_hidden()
    else:
        writer.opens_write()
        writer.writes(TEXT, "Тишина")
        writer.makes_words()
        page.route("**/letterbox", abort)
        page.locator("#send").click()
        expect(page.locator("#failed")).to_be_visible()
        # aborted on the way out: what was tried was the envelope, and nothing else
        assert {len(request.post_data_buffer or b"") for request in sent} <= set(ENVELOPE_SIZES)
        return
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert not sent


def test_each_tab_has_words_of_its_own_and_a_reload_forgets_them(
    writer: Writer, house: House, new_context: Callable[..., BrowserContext]
) -> None:
    writer.opens_write()
    writer.writes(TEXT, "Первая")
    first = writer.makes_words()
    other = Writer(writer.page.context.new_page(), house.gate)
    other.opens_write()
    assert other.makes_words() != first
    writer.page.on("dialog", lambda dialog: dialog.accept())
    writer.page.reload()
    expect(writer.page.locator("#text")).to_have_value("")
    expect(writer.page.locator("#words li")).to_have_count(0)
    left = writer.page.evaluate(
        "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie])"
    )
    assert left == '[[],[],""]'


def test_a_draft_survives_a_reload_only_when_asked_and_never_its_words(writer: Writer) -> None:
    writer.opens_write()
    writer.page.locator("#keep").check()
    writer.writes(TEXT, "Черновик")
    words = writer.makes_words()
    writer.page.on("dialog", lambda dialog: dialog.accept())
    for _ in range(50):
        if writer.page.evaluate("localStorage.length"):
            break
        writer.page.wait_for_timeout(100)
    writer.page.reload()
    expect(writer.page.locator("#text")).to_have_value(TEXT)
    assert words[0] not in writer.page.evaluate("JSON.stringify(Object.values(localStorage))")
    writer.makes_words()
    writer.sends()
    assert writer.page.evaluate("localStorage.length") == 0


def test_a_returned_letter_is_corrected_with_the_same_words(writer: Writer, alice: Volunteer) -> None:
    text = "Письмо с лишней подробностью, которую вернут на исправление."
    writer.opens_write()
    writer.writes(text, "Исправная")
    words = writer.makes_words()
    writer.sends()
    alice.waits_for_a_letter(text)
    alice.returns("Пожалуйста, уберите подробность.")
    writer.looks_until(words, "#letters button:visible")
    said = writer.page.locator("#letters").inner_text()
    assert "Пожалуйста, уберите подробность." in said
    writer.page.locator("#letters button:visible").first.click()
    expect(writer.page.locator("#text")).to_have_value(text)
    writer.page.locator("#text").fill("Письмо без подробности.")
    kept = writer.page.locator("#kept")
    if kept.is_visible():
        kept.check()
    writer.sends()
    alice.waits_for_a_letter("Письмо без подробности.")
    alice.approves()


def test_two_volunteers_never_hold_one_letter(
    writer: Writer, alice: Volunteer, house: House, alice_state: str, new_context: Callable[..., BrowserContext]
) -> None:
    text = "Письмо, за которое берутся двое сразу."
    bob = Volunteer(new_context(locale="ru-RU").new_page(), house.desk)
    bob.accepts_the_welcome(alice.invites("bob"))
    writer.opens_write()
    writer.writes(text, "Одна")
    writer.makes_words()
    writer.sends()
    link = alice.waits_for_a_letter(text)
    bob.opens(link)
    expect(bob.page.locator("article .words")).to_have_count(0)
    expect(bob.page.locator("form[action$='/take'] button")).to_have_count(0)
    alice.puts_back()
    bob.opens(link)
    bob.page.locator("form[action$='/take'] button").click()
    expect(bob.page.locator("article .words")).to_contain_text(text)
