# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader finds a case, checks it, cites it, follows it, prints it and shows it to others: with a script and without,
from a gate and from a folder."""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import House

NewContext = Callable[..., BrowserContext]
ATOM = "{http://www.w3.org/2005/Atom}"
EYEBROWS = "recognized the mathematician among the attackers by his eyebrows"
MASKED = "one of the police officers puts on a mask and calls himself a secret witness"
SHIFTED = """() => new Promise(told => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => told(sum), 300);
})"""
every_reader = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
every_way = pytest.mark.parametrize("way", ["gate", "folder"])


class Reader:
    """Somebody with a browser who believes nothing and writes for others."""

    def __init__(self, context: BrowserContext, start: str) -> None:
        self.page: Page = context.new_page()
        self.start = start
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def finds(self, words: str, name: str, *, script: bool) -> None:
        """From the door: a language, the list, and the search where there is one."""
        self.page.goto(f"{self.start}/index.html")
        self.page.get_by_role("link", name="English").first.click()
        self.page.get_by_role("link", name="People").first.click()
        if script:
            self.page.get_by_role("searchbox").fill(words)
            expect(self.page.locator(".person:visible")).to_have_count(1)
        self.page.get_by_role("link", name=name, exact=True).click()
        expect(self.page.locator("h1")).to_have_text(name)

    def fetches(self, link: str) -> bytes:
        """What stands at a link of this page."""
        address = urljoin(self.page.url, link)
        if address.startswith("file:"):
            return Path(unquote(urlsplit(address).path)).read_bytes()
        return httpx.get(address).raise_for_status().content

    def fetches_alternate(self, kind: str) -> bytes:
        """What the head of this page offers to programs."""
        link = self.page.locator(f"link[rel=alternate][type='{kind}']").get_attribute("href")
        assert link
        return self.fetches(link)


@pytest.fixture
def reader(way: str, script: bool, house: House, new_context: NewContext) -> Iterator[Reader]:
    """A small telephone; no page that the reader comes to may complain."""
    size = {"width": 320, "height": 640}
    context = new_context(viewport=size, locale="en-GB", java_script_enabled=script)
    one = Reader(context, house.gate if way == "gate" else (house.home / "edition").as_uri())
    yield one
    assert one.complaints == []


@every_way
@every_reader
def test_a_case_is_found_read_and_checked(reader: Reader, script: bool) -> None:
    page = reader.page
    reader.finds("miftakh", "Azat Miftakhov", script=script)
    assert len(reader.fetches(page.url)) <= 60_000
    told = page.locator(".timeline > li h3").all_inner_texts()
    assert [heading.split("\n")[0] for heading in told[:2]] == [
        "about 2018",
        "date not known; not after 17 February 2019",
    ]
    assert "An old case, and detained again" in " ".join(told)
    expect(page.locator("#happened time").first).to_have_attribute("datetime", "2019-02-17")

    claim = page.locator("#saw")
    expect(claim).to_contain_text("as Rev Dia, revdia.org, tells it")
    expect(claim.locator("blockquote")).to_contain_text(EYEBROWS)
    claim.get_by_role("link", name="Source 1").click()
    source = page.locator("li:target")
    expect(source).to_be_in_viewport()
    expect(source).to_contain_text("Who is Azat Miftakhov?")
    expect(source).to_contain_text("17 February 2019")

    claim.get_by_role("link", name="sources differ").click()
    sides = page.locator(".difference:target .sides > div")
    expect(page.locator(".difference:target")).to_be_in_viewport()
    assert sorted(EYEBROWS in side for side in sides.all_inner_texts()) == [False, True]
    assert sorted(MASKED in side for side in sides.all_inner_texts()) == [False, True]
    expect(page.locator(".difference:target")).to_contain_text("The editors' reason:")
    if script:
        assert page.evaluate(SHIFTED) == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@every_way
@every_reader
def test_a_state_of_a_case_can_be_cited_and_the_citation_checked(reader: Reader, script: bool) -> None:
    reader.finds("Мифтах", "Azat Miftakhov", script=script)
    cite = reader.page.locator("#cite")
    link = cite.get_by_role("link", name="This version for good").get_attribute("href")
    version = re.search(r"version (\d+)", cite.inner_text())
    assert link
    assert version
    assert link.endswith(f"cases/azat-miftakhov/v{version[1]}.json")
    kept = reader.fetches(link)
    digest = hashlib.sha256(kept).hexdigest()
    assert cite.locator("code").all_inner_texts() == [digest, digest]
    expect(cite.locator(".citation")).to_contain_text(f"v{version[1]}.json, SHA-256 {digest}")
    assert EYEBROWS in kept.decode()


@every_way
@every_reader
def test_a_case_can_be_followed(reader: Reader, script: bool) -> None:
    reader.finds("azat", "Azat Miftakhov", script=script)
    feed = ET.fromstring(reader.fetches_alternate("application/atom+xml"))  # noqa: S314 - our own output
    contents = [entry.findtext(f"{ATOM}content") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert sum(EYEBROWS in text for text in contents) == 1
    assert len({entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")}) == len(contents) >= 10
    assert "Facts as of 17 February 2019." in "".join(text for text in feed.itertext())

    reader.finds("maria", "Maria Primerova", script=script)
    lines = reader.fetches_alternate("text/calendar").decode().replace("\r\n ", "").split("\r\n")
    calendar = "\n".join(lines)
    hearing = calendar.partition("UID:x3-hearing@maria-primerova.restante\n")[2].partition("END:VEVENT")[0]
    assert {"STATUS:TENTATIVE", "SEQUENCE:0"} <= set(hearing.split("\n"))
    assert re.search(r"^DTSTART;TZID=Europe/Moscow:\d{8}T103000$", hearing, re.MULTILINE)
    assert re.search(r"^SUMMARY:Maria Primerova: Court hearing \(planned\)$", hearing, re.MULTILINE)
    assert "ask the court before you travel" in hearing


@every_way
@every_reader
def test_a_case_can_be_printed(reader: Reader, script: bool) -> None:
    reader.finds("Miftakhov", "Azat Miftakhov", script=script)
    reader.page.emulate_media(media="print")
    document = pypdfium2.PdfDocument(reader.page.pdf(format="A4"))
    told = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    for words in (
        "about 2018",
        "A secret witness",
        EYEBROWS,
        MASKED,
        "alleged",
        "Facts as of 17 February 2019",
        "SHA-256",
    ):
        assert words in told
    assert len(document) <= 6
    prints = reader.page.locator("#spread a[href$='.pdf']").evaluate_all("links => links.map(link => link.href)")
    sizes = [pypdfium2.PdfDocument(reader.fetches(link))[0].get_size() for link in prints]
    assert [(round(width), round(height)) for width, height in sizes] == [(595, 842), (842, 1191), (420, 595)]


class Foreign(BaseHTTPRequestHandler):
    """Somebody else's site, which shows the small page of ours."""

    page: ClassVar[bytes] = b""
    headers_more: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in self.headers_more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.page if self.path == "/" else b"")

    def log_message(self, *_: Any) -> None:
        return


@pytest.mark.parametrize(
    ("more", "attributes"),
    [
        ({}, ""),
        ({"Cross-Origin-Embedder-Policy": "require-corp"}, ""),
        ({}, ' sandbox="allow-popups allow-popups-to-escape-sandbox"'),
    ],
    ids=["plain", "isolated", "sandboxed"],
)
@every_reader
def test_a_case_can_be_shown_in_the_page_of_another(
    more: dict[str, str], attributes: str, script: bool, house: House, new_context: NewContext
) -> None:
    embed = f"{house.gate}/en/people/azat-miftakhov-embed.html"
    page = f'<!DOCTYPE html><title>A newspaper</title><iframe src="{embed}" title="case"{attributes}></iframe>'
    handler = type("Handler", (Foreign,), {"page": page.encode(), "headers_more": more})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        context = new_context(locale="en-GB", java_script_enabled=script)
        foreign = context.new_page()
        foreign.goto(f"http://127.0.0.1:{server.server_port}/")
        shown = foreign.frame_locator("iframe")
        expect(shown.locator("h1")).to_have_text("Azat Miftakhov")
        expect(shown.locator("body")).to_contain_text("Facts as of 17 February 2019")
        # the style arrived too: without it the link is no button
        expect(shown.locator("a.button")).to_have_css("border-top-style", "solid")
        with context.expect_page() as opened:
            shown.locator("a.button").click()
        expect(opened.value.locator("h1")).to_have_text("Azat Miftakhov")
        context.close()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
