# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page in a real browser: axe finds nothing in either language, nothing overflows at 320 px, no console error."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.core.wsgi import get_wsgi_application
from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright
from waitress.server import create_server

from restante.cases.dates import read_date
from restante.desk.access.actions import reset_codes
from restante.desk.access.models import Volunteer
from restante.desk.cases.actions import enter, tell_otherwise
from restante.desk.cases.models import Claim, CustodyPeriod, Event
from restante.desk.ledger.actions import declare_duty
from restante.desk.letters import actions
from tests.personas import Desk, make_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parents[3] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/", "/letters/", "/letters/list/group", "/people/", "/people/of/azat/", "/people/of/azat/edit", "/people/places/",
    "/people/places/sizo-0/", "/people/add", "/cases/of/azat/", "/volunteers/",
    "/volunteers/invite", "/account", "/account/confirm", "/ledger/", "/nowhere", "/unlock",
)  # fmt: skip


@pytest.fixture
def full_desk(transactional_db: None) -> Desk:
    """A desk with something on every page."""
    desk = make_desk()
    png = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 90)).save(png, "PNG")
    desk.receive(png.getvalue(), text="Привет 😀! Телефон: ivan@example.org.\n\nДолгое" + "о" * 120)
    desk.receive()
    desk.receive(person="desk")
    desk.receive(person="somebody-else")
    held = desk.receive()
    actions.take(held.pk, desk.alice)
    actions.hold(held.pk, desk.alice, "the address is old")
    _event, claim = enter(
        desk.azat, desk.alice, when=read_date("2019-02"), what={"en": "He was detained."},
        link="https://example.org/article", quotation="was detained", lang="en",
    )  # fmt: skip
    tell_otherwise(
        claim, desk.alice, value="2019-03-01", text={"en": "He was detained in March, in a terrorist case."}, says={},
        url="https://example.com/another", quotation="in March, on Monday 1 March 2019", lang="en",
    )  # fmt: skip
    CustodyPeriod.objects.create(
        person=desk.azat, key="stay-1", kind="pretrial_remand", start="2019-02", end="2019-03-05"
    )
    Event.objects.create(
        person=desk.azat, key="e1", uid="e1", kind="death", text={"en": "A death."}, needs_two=True, first_ok=desk.bob,
        visibility="two_keys", time="10:00",
    )  # fmt: skip
    declare_duty("fetch", 60)
    return desk


def case_pages() -> tuple[str, ...]:
    """A claim, the contradiction in which it stands, lists and forms of each make, and things that wait."""
    one, other = Claim.objects.order_by("pk").values_list("key", flat=True)
    case = "/cases/of/azat/"
    forms = [f"{case}add/{kind}" for kind in ("events", "charges", "actions", "names")]
    things = [f"{case}events/e1/", f"{case}events/e1/edit", f"{case}custody/stay-1/", f"{case}claims/{one}/edit"]
    lists = [f"{case}{kind}/" for kind in ("claims", "events", "corrections")]
    return (f"{case}claims/{one}/", f"{case}contradictions/{one}/{other}/", *forms, *lists, *things)


@pytest.fixture
def address() -> Iterator[str]:
    """The desk as it is served in life, by waitress."""
    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=3)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


@pytest.fixture
def browser(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    """Chromium, and nothing outside of this machine."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread; Django is not in it
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        yield context
        chromium.close()


def open_as(context: BrowserContext, client: Any) -> Page:
    """A page in which this client's volunteer is signed in; console errors fail the test later."""
    page = context.new_page()
    page.goto("/sign-in")
    context.add_cookies([{"name": "restante", "value": client.cookies["restante"].value, "url": page.url}])
    return page


def look(page: Page) -> None:
    """What axe finds, and whether the page is wider than a small phone."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == [], page.url
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("language", ["en", "ru"])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, full_desk: Desk, browser: BrowserContext, sign_in: Any
) -> None:
    Volunteer.objects.filter(pk=full_desk.alice.pk).update(language=language)
    page = open_as(browser, sign_in(full_desk.alice))
    for path in (*PAGES, *case_pages()):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
        assert page.get_attribute("html", "lang") == language
        look(page)
    for letter in full_desk.letters:
        page.goto(f"/letters/{letter.pk}/")
        look(page)
        if page.locator("[data-key=t]").count():
            with page.expect_navigation():
                page.keyboard.press("t")
            for summary in page.locator("summary").all():
                summary.click()
            look(page)


def test_a_letter_is_taken_approved_and_undone_with_the_keyboard_alone(
    full_desk: Desk, browser: BrowserContext, sign_in: Any
) -> None:
    errors: list[str] = []
    page = open_as(browser, sign_in(full_desk.bob))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto("/")
    page.keyboard.press("n")
    page.wait_for_url("**/letters/*/")
    first = page.url
    for box in page.locator("[name=without]").all():  # this letter has a character that no face can print
        box.check()
    page.keyboard.press("a")
    page.wait_for_url(lambda url: url != first)
    assert page.locator(".undo").count() == 1
    page.keyboard.press("z")
    page.wait_for_url(first)
    page.keyboard.press("r")
    page.keyboard.type("Please leave out the address, a or d.")
    assert page.input_value("#return textarea").endswith("a or d.")
    assert errors == []


def test_the_app_can_scan_the_picture_and_sign_in_pages_are_clean(full_desk: Desk, browser: BrowserContext) -> None:
    reset_codes(full_desk.bob, full_desk.alice)
    page = browser.new_page()
    page.goto("/sign-in")
    look(page)
    page.fill("#id_name", "bob")
    page.fill("#id_password", "five unrelated words in a row")
    page.click("main button")
    page.wait_for_url("**/sign-in/app")
    look(page)
    shot = Image.open(io.BytesIO(page.locator(".qr").screenshot()))
    read = zxingcpp.read_barcodes(shot)
    assert [code.text.split("?")[0] for code in read] == ["otpauth://totp/Restante:bob"]
