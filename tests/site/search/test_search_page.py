# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search page in a real browser: with a gate's headers and from a folder; by hand, by keyboard, by axe."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePath
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from restante.edition.headers import headers_of_file
from restante.site.build import STATIC
from restante.site.search import Searchable, build_search
from restante.site.search.page import search_pages
from tests.site.sample import working_site
from tests.site.search.both_halves import text
from tests.site.search.test_find import TEXTS
from tests.site.test_accessibility import complaints

pytestmark = pytest.mark.browser

MANY = [text(f"n{number}", f"Передача номер {number} принята.", title=f"Передача {number}") for number in range(25)]
HOSTILE = text("hostile", "Слово <img src=x onerror=alert(1)> слово", title="<b>Опасный</b> & заголовок")
PERSON = Searchable(
    "ru/people/anna-lisina.html", "Анна Лисина", "ru", ("Учительница, в тюрьме.",), kind="person", day="2019-02-17"
)
LISTS = (("people.html", "People"),)


def copy_of(pages: list[Searchable]) -> dict[str, bytes]:
    """What a copy of the edition has for a search, and the pages that results lead to."""
    files = dict(search_pages(working_site(), ["be", "en", "ru", "uk"], LISTS))
    files |= {path: data for path, data in build_search(pages) if data is not None}
    files |= {
        f"static/{name}": (STATIC / name).read_bytes()
        for name in ("site.css", "search.css", "search-plain.css", "icon.svg")
    }
    files["static/search.js"] = (STATIC / "built" / "search.js").read_bytes()
    told = '<!DOCTYPE html><html lang=ru><link rel=icon href="{}static/icon.svg"><title>text</title><p>text'
    return files | {page.path: told.format("../" * page.path.count("/")).encode() for page in pages}


FILES = copy_of([*TEXTS, *MANY, HOSTILE, PERSON])


class Gate:
    """Serves the copy with the headers that a gate sends, and remembers what was asked for."""

    def __init__(self) -> None:
        self.files = dict(FILES)
        self.asked: list[str] = []
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                gate.asked.append(self.path)
                path = self.path.lstrip("/").partition("?")[0]
                data = gate.files.get(path)
                self.send_response(404 if data is None else 200)
                for name, value in headers_of_file(PurePath(path), data) if data is not None else ():
                    self.send_header(name.decode(), value.decode())
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def gate() -> Iterator[Gate]:
    """On a free port of the loopback."""
    one = Gate()
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join()


@pytest.fixture(params=["http", "file"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the copy is: behind a gate, or in a folder."""
    if request.param == "http":
        return str(request.getfixturevalue("gate").address)
    for path, data in FILES.items():
        target = tmp_path / "stick" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return (tmp_path / "stick").as_uri()


@pytest.fixture
def refused(page: Page) -> list[str]:
    """What the browser's policy or a missing file complained of."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def titles(page: Page) -> list[str]:
    return page.locator("#results h2").all_inner_texts()


def test_no_piece_of_the_index_is_asked_for_twice(gate: Gate, page: Page) -> None:
    page.goto(f"{gate.address}/ru/search.html")
    for words in ("приговор", "тюрьма", "приговор", "тюрьма письмо"):
        page.fill("#find", words)
        page.press("#find", "Enter")
        expect(page.locator("#results h2").first).to_be_visible()
    pieces = [path for path in gate.asked if path.startswith("/search/")]
    assert "/search/ru/head.js" in pieces
    assert len(pieces) == len(set(pieces)) > 3


def test_a_word_is_typed_and_found_wherever_the_copy_is(home: str, page: Page, refused: list[str]) -> None:
    page.goto(f"{home}/ru/search.html")
    page.locator("#find").press_sequentially("приговоры", delay=10)
    expect(page.locator("#results h2")).to_have_text(["Приговор"])
    expect(page.locator("#found")).to_have_text("Найдено: 1")
    expect(page.locator("#results mark")).to_have_text("приговор")
    page.click("#results a")
    expect(page).to_have_url(f"{home}/texts/trial.html")
    page.go_back()
    expect(page.locator("#results h2")).to_have_text(["Приговор"])
    assert "приговор" not in page.url
    assert refused == []


def test_another_language_is_chosen_and_its_texts_are_found(home: str, page: Page) -> None:
    page.goto(f"{home}/ru/search.html")
    page.select_option("#tongue", "uk")
    page.fill("#find", "листів")
    expect(page.locator("#results h2")).to_have_text(["Лист"])
    expect(page.locator(".passage")).to_have_attribute("lang", "uk")


def test_nothing_that_was_typed_is_in_any_address_and_two_words_cost_three_requests(gate: Gate, page: Page) -> None:
    page.goto(f"{gate.address}/ru/search.html")
    page.wait_for_load_state("networkidle")
    before = len(gate.asked)
    page.fill("#find", "письмо тюрьма ")
    expect(page.locator("#results h2").first).to_have_text("Письмо из тюрьмы")
    asked = gate.asked[before:]
    assert len(asked) <= 3
    assert all(path.startswith("/search/ru/") and len(path) < 25 for path in asked)


def test_pages_with_some_of_the_words_are_said_to_be_so(home: str, page: Page) -> None:
    page.goto(f"{home}/ru/search.html")
    page.fill("#find", "ёлка голодовка ")
    expect(page.locator("#found")).to_contain_text("С некоторыми из них: 2")


def test_more_is_shown_on_demand_and_the_focus_goes_there(home: str, page: Page) -> None:
    page.goto(f"{home}/ru/search.html")
    page.fill("#find", "передача ")
    expect(page.locator("#results li")).to_have_count(10)
    expect(page.locator("#found")).to_have_text("Найдено: 25")
    page.locator("#more").press("Enter")
    expect(page.locator("#results li")).to_have_count(20)
    expect(page.locator("#results li:nth-child(11) a")).to_be_focused()
    page.locator("#more").press("Enter")
    expect(page.locator("#results li")).to_have_count(25)
    expect(page.locator("#more")).to_be_hidden()
    assert sorted(titles(page)) == sorted(f"Передача {number}" for number in range(25))


def test_it_is_all_done_by_keyboard(home: str, page: Page) -> None:
    page.goto(f"{home}/ru/search.html")
    page.locator("#find").focus()
    page.keyboard.type("ёлки")
    page.keyboard.press("Enter")
    expect(page.locator("#results h2")).to_have_text(["Во дворе"])
    page.keyboard.press("Tab")
    expect(page.locator("#tongue")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#results a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{home}/texts/tree.html")


def test_words_of_a_text_stay_words(home: str, page: Page) -> None:
    page.goto(f"{home}/ru/search.html")
    page.fill("#find", "опасный")
    expect(page.locator("#results h2")).to_have_text(["<b>Опасный</b> & заголовок"])
    assert page.locator("#results img").count() == 0


def test_a_person_is_found_with_the_day_of_the_facts(home: str, page: Page) -> None:
    page.goto(f"{home}/ru/search.html")
    page.fill("#find", "Лисина")
    expect(page.locator("#results .small").first).to_be_visible()
    person = page.locator("#results li", has=page.get_by_role("link", name="Анна Лисина"))
    expect(person.locator(".small")).to_have_text("17 февраля 2019 · Человек")


def test_nothing_found_says_what_to_try_and_the_lists_come_back(home: str, page: Page) -> None:
    page.goto(f"{home}/en/search.html")
    page.fill("#find", "kangaroo")
    expect(page.locator("#found")).to_contain_text("Nothing found in this language: English")
    page.fill("#find", "")
    expect(page.locator("#found")).to_have_text("")
    expect(page.locator("#lists a")).to_be_visible()


def test_a_copy_that_lacks_pieces_says_so_and_works_when_they_are_back(gate: Gate, page: Page) -> None:
    gate.files = {path: data for path, data in FILES.items() if not path.startswith("search/")}
    page.goto(f"{gate.address}/en/search.html")
    page.fill("#find", "letters")
    expect(page.locator("#found")).to_contain_text("lacks a part of its index")
    expect(page.locator("#lists a")).to_be_visible()
    gate.files = dict(FILES)
    page.press("#find", "Enter")
    expect(page.locator("#results h2").first).to_be_visible()


def test_a_piece_that_came_as_something_else_breaks_nothing(gate: Gate, page: Page) -> None:
    for path in FILES:
        if path.startswith("search/en/w"):
            gate.files[path] = b"// nothing\n"
    page.goto(f"{gate.address}/en/search.html")
    page.fill("#find", "letters")
    expect(page.locator("#found")).to_contain_text("lacks a part of its index")


def test_the_last_that_was_typed_wins(gate: Gate, page: Page) -> None:
    page.goto(f"{gate.address}/ru/search.html")
    for query in ("приговор", "письмо", "ёлка", "голодовка"):
        page.fill("#find", query)
        page.press("#find", "Enter")
    expect(page.locator("#results h2")).to_have_text(["Голодовка"])
    page.wait_for_load_state("networkidle")
    assert titles(page) == ["Голодовка"]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_without_javascript_it_says_so_and_leads_to_the_lists(lang: str, gate: Gate, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{gate.address}/{lang}/search.html")
    assert page.locator(".notice").first.is_visible()
    assert page.locator("#lists a").first.is_visible()
    assert not page.locator("#find").is_visible()
    context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_an_answer(colours: str, gate: Gate, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme=colours,  # type: ignore[arg-type]  # one of the two above
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(f"{gate.address}/ru/search.html")
    assert complaints(page) == []
    page.fill("#find", "передача ")
    expect(page.locator("#results li")).to_have_count(10)
    assert complaints(page) == []
    page.fill("#find", "кенгуру")
    expect(page.locator("#found")).to_contain_text("ничего не нашлось")
    assert complaints(page) == []
    context.close()


WATCH = """() => { window.shifted = 0; new PerformanceObserver(list => {
  for (const one of list.getEntries()) window.shifted += one.value;
}).observe({type: "layout-shift", buffered: true}); }"""


def test_answers_push_nothing_that_is_on_the_screen(gate: Gate, page: Page) -> None:
    page.goto(f"{gate.address}/ru/search.html")
    page.evaluate(WATCH)
    page.fill("#find", "передача ")
    expect(page.locator("#results li")).to_have_count(10)
    page.wait_for_function(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    )
    assert page.evaluate("window.shifted") <= 0.1


def test_only_the_search_page_may_name_addresses_of_scripts() -> None:
    def policy(path: str) -> str:
        return dict(headers_of_file(PurePath(path), b"<script src=x></script>"))[b"content-security-policy"].decode()

    assert "trusted-types restante-search" in policy("ru/search.html")
    assert "trusted-types 'none'" in policy("ru/people.html")
    assert "restante-search" in FILES["ru/search.html"].decode()
