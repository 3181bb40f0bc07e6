# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader in the library: over http and from a stick, with and without script, on paper and in the dark."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from restante.edition.manifest import list_all, read_shards
from restante.edition.verify import verify_edition
from tests.e2e.conftest import House
from tests.e2e.looking import Looker
from tests.e2e.places import TEXTS

NewContext = Callable[..., BrowserContext]
SNOW = "Снег лежал до самого окна, и письма шли медленно. "
LONG = "#title Долгая зима\n#author Вера Полевая\n#lang ru\n#date 2019-02\n#topics письма\n\n" + "".join(
    f"** Глава {number}\n\n{SNOW * 60}\n\n" for number in range(1, 9)
)
GONE = "#title Ушедший рассказ\n#author Лев Иной\n#lang ru\n\nЭтих слов больше нет: кракозябра.\n"
PERSIAN = "#title نامه از زندان\n#author نویسنده\n#lang fa\n\nسلام! امروز برف آمد.\n"
MOST_BESIDE = 60_000
PHONE = {"width": 360, "height": 740}
PAGES = (
    "ru/texts/index.html", "ru/search.html", "texts/dolgaya-zima.html", "texts/nmh-z-zndn.html",
    "texts/ushedshiy-rasskaz.html",
)  # fmt: skip
GROUND = "[document.documentElement, document.body].map(one => getComputedStyle(one).backgroundColor).join(' ')"
SHIFT = """() => new Promise(told => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => told(sum), 300);
})"""
pytestmark = pytest.mark.timeout(600)
every_way = pytest.mark.parametrize("way", ["http", "file"])
with_and_without_script = pytest.mark.parametrize("script", [True, False])


@dataclass(frozen=True)
class Library:
    """One edition at two addresses, and what its manifest lists."""

    http: str
    folder: Path
    listed: dict[str, tuple[int, str]]

    def at(self, way: str, path: str) -> str:
        return f"{self.http}/{path}" if way == "http" else (self.folder / path).as_uri()


def restante(house: House, *words: str) -> None:
    environment = {**os.environ, "RESTANTE_HOME": str(house.home)}
    subprocess.run([sys.executable, "-m", "restante", *words], check=True, capture_output=True, env=environment)


def wait_for(address: str, words: str) -> None:
    for _ in range(600):
        if words in httpx.get(address, timeout=30).text:
            return
        time.sleep(0.2)
    raise AssertionError(f"{address} never said: {words}")


@pytest.fixture(scope="module")
def library(house: House, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Three texts more than the demonstration's; one of them published, and then withdrawn."""
    place = tmp_path_factory.mktemp("reader")
    for name, muse in {"long": LONG, "gone": GONE, "persian": PERSIAN}.items():
        (place / f"{name}.muse").write_text(muse, "utf-8")
        restante(house, "text", "import", "--publish", str(place / f"{name}.muse"))
    wait_for(f"{house.gate}/texts/ushedshiy-rasskaz.html", "кракозябра")
    restante(house, "text", "withdraw", "ushedshiy-rasskaz", "--reason", "Так решил автор.")
    wait_for(f"{house.gate}/texts/ushedshiy-rasskaz.html", "Так решил автор.")
    folder = place / "stick"
    restante(house, "edition", "build", "-o", str(folder))
    shards = read_shards(folder)
    assert shards
    assert list(verify_edition(folder, (house.home / "gate" / "root.json").read_bytes()).problems) == []
    return Library(house.gate, folder, list_all(shards))


def quiet_page(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page, and what the browser complains of or asks elsewhere."""
    page, said = context.new_page(), list[str]()
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


@every_way
@with_and_without_script
def test_a_reader_finds_a_text_by_lists_reads_it_in_two_languages_and_comes_back(
    way: str, script: bool, library: Library, new_context: NewContext
) -> None:
    page, said = quiet_page(
        new_context(java_script_enabled=script, locale="ru", viewport={"width": 360, "height": 740})
    )
    page.goto(library.at(way, "ru/index.html"))
    page.locator("nav.places").get_by_role("link", name="Тексты").click()
    page.get_by_role("link", name="Все названия").click()
    page.get_by_role("link", name="Первое письмо незнакомому человеку").click()
    assert page.locator("h1").inner_text() == "Первое письмо незнакомому человеку"
    page.locator(".text a[href^='#note']").first.click()
    assert "#note" in page.url
    page.locator("article a[hreflang=en]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("The first letter to somebody you have never met")
    page.get_by_role("link", name="All texts").click()
    page.get_by_role("link", name="By author").click()
    page.get_by_role("link", name="Вера Полевая").click()
    expect(page.locator("ul.texts a")).to_have_text("Долгая зима")
    assert said == []


@every_way
def test_a_search_leads_to_a_text_and_asks_nobody_else(way: str, library: Library, new_context: NewContext) -> None:
    page, said = quiet_page(new_context(locale="ru"))
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(library.at(way, "ru/search.html"))
    page.fill("#find", "незнаком")
    first = page.locator("#results a").first
    expect(first).to_contain_text("Первое письмо незнакомому человеку")
    page.fill("#find", "кракозябра")
    expect(page.locator("#results a")).to_have_count(0)
    page.fill("#find", "снега")
    page.locator("#results a").filter(has_text="Долгая зима").click()
    expect(page.locator("h1")).to_have_text("Долгая зима")
    home = library.at(way, "")
    assert [url for url in asked if not url.startswith(home)] == []
    assert not [url for url in asked if "незнаком" in unquote(url) or "снега" in unquote(url)]
    assert said == []


@every_way
def test_without_script_the_search_says_so_and_shows_the_lists(
    way: str, library: Library, new_context: NewContext
) -> None:
    page, said = quiet_page(new_context(java_script_enabled=False, locale="ru"))
    page.goto(library.at(way, "ru/search.html"))
    expect(page.locator("noscript p, .notice").first).to_contain_text("JavaScript")
    page.locator("#lists a").get_by_text("Тексты").click()
    expect(page.locator("h1")).to_have_text("Тексты")
    assert said == []


@every_way
@pytest.mark.parametrize("name", [*TEXTS.values(), "dolgaya-zima"])
def test_every_file_of_a_text_is_the_one_that_was_signed(
    way: str, name: str, library: Library, new_context: NewContext
) -> None:
    page = new_context().new_page()
    page.goto(library.at(way, f"texts/{name}.html"))
    links = page.locator(".files a").evaluate_all("all => all.map(one => one.href)")
    assert len(links) == 6
    for link in links:
        path = f"texts/{link.rpartition('/')[2]}"
        here = urlsplit(link)
        data = httpx.get(link).content if way == "http" else Path(unquote(here.path)).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == library.listed[path]
        if path.endswith(".pdf"):
            with pypdfium2.PdfDocument(data) as document:
                assert len(document) >= 1


@every_way
def test_a_page_of_a_text_is_four_requests_60_kb_beside_the_text_and_never_shifts(
    way: str, library: Library, new_context: NewContext
) -> None:
    page = new_context(viewport=PHONE).new_page()
    paths: set[str] = set()
    page.on("request", lambda one: paths.add(one.url))
    page.goto(library.at(way, "texts/dolgaya-zima.html"), wait_until="networkidle")
    root = library.at(way, "")
    sizes = [library.listed[url.removeprefix(root).lstrip("/")][0] for url in paths]
    words = len(page.locator("article .text").evaluate("one => one.innerHTML").encode())
    assert words > 20_000
    assert len(sizes) <= 4
    assert sum(sizes) - words <= MOST_BESIDE
    assert page.evaluate(SHIFT) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_the_library_has_a_fault_by_day_or_by_night(
    scheme: str, path: str, library: Library, new_context: NewContext
) -> None:
    looker = Looker(new_context(color_scheme=scheme, viewport={"width": 320, "height": 640}).new_page())
    looker.page.goto(library.at("http", path))
    looker.looks_at(path, keyboard=False)
    assert looker.problems == {}
    ground = looker.page.evaluate(GROUND)
    assert ("rgb(255" in ground or "rgb(25" in ground) == (scheme == "light"), ground


def test_on_paper_only_the_text_and_what_is_known_of_it_remain(library: Library, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(library.at("http", "texts/dolgaya-zima.html"))
    page.emulate_media(media="print", color_scheme="dark")
    for chrome in (".top", ".bottom", ".files", ".skip"):
        assert not page.locator(chrome).first.is_visible(), chrome
    for words in ("h1", "article .text", ".about"):
        assert page.locator(words).first.is_visible(), words
    ink = page.locator("article .text").evaluate("one => getComputedStyle(one).color")
    assert max(int(part) for part in ink.strip("rgb()").split(",")) < 80


@every_way
def test_a_withdrawn_text_says_so_and_its_files_are_gone(way: str, library: Library, new_context: NewContext) -> None:
    page, said = quiet_page(new_context(locale="ru"))
    page.goto(library.at(way, "ru/texts/index.html"))
    page.get_by_role("link", name="Ушедший рассказ").click()
    expect(page.locator("main")).to_contain_text("Так решил автор.")
    assert "кракозябра" not in page.content()
    assert [path for path in library.listed if "ushedshiy" in path] == ["texts/ushedshiy-rasskaz.html"]
    assert not list((library.folder / "texts").glob("ushedshiy-rasskaz.[!h]*"))
    assert said == []


def test_a_text_that_runs_from_right_to_left_does_so(library: Library, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(library.at("http", "texts/nmh-z-zndn.html"))
    for part in ("h1", "article .text"):
        assert page.locator(part).evaluate("one => getComputedStyle(one).direction") == "rtl", part
    assert page.locator(".files").evaluate("one => getComputedStyle(one).direction") == "ltr"
