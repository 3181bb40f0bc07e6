# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a query costs a reader in Chromium (requests, bytes, time to the first result) and an index costs to build.

The peer is Pagefind over the same texts as HTML pages, asked by its own script for the ten results that its page shows.
`RESTANTE_PAGEFIND` is a command that runs it (`.../bin/python -m pagefind`); without it and without the package, null.
What the page brings before anybody asks (ours the head of the index, Pagefind's its script and lists) is counted apart.
Bytes are counted twice: as they lie in the edition, which is what a stick or a plain server moves, and gzipped.
"""

import argparse
import gzip
import importlib.util
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

from restante.site import PublicSite
from restante.site.build import STATIC
from restante.site.search import Searchable, build_search
from restante.site.search.page import search_pages

CLAIM = "a query in a library of 25,000 texts: at most 4 requests and 200 kB; one changed text in at most 2 s"
CHROMIUM = "/usr/bin/chromium"
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 125_000, "uploadThroughput": 60_000}
"""A bad line: 300 ms there and back, one megabit a second."""
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json"}
TYPES |= {".wasm": "application/wasm", ".svg": "image/svg+xml"}
ENDINGS = ("", "а", "у", "ом", "е", "ы", "ов", "ами", "ах", "ый", "ого", "ая", "ить", "ил", "ила", "ение", "ения")
ASK_OURS = """query => new Promise((done, fail) => {
  const began = performance.now(), list = document.getElementById("results"), field = document.getElementById("find");
  const look = () => { if (list.children.length) done([performance.now() - began, list.children.length]); };
  new MutationObserver(look).observe(list, {childList: true});
  setTimeout(() => fail(new Error("no answer")), 120000);
  field.value = query;
  field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter"}));
})"""
START_PAGEFIND = "async () => { await (await import('/pagefind/pagefind.js')).init(); }"
ASK_PAGEFIND = """async query => {
  const began = performance.now();
  const pagefind = await import("/pagefind/pagefind.js");
  const found = await pagefind.search(query);
  let first = 0;
  const shown = found.results.slice(0, 10).map(one => one.data().then(() => { first ||= performance.now() - began; }));
  await Promise.all(shown);
  return [first, shown.length];
}"""


class Library:
    """Invented words as often as Zipf's law has them; a third of a text repeats what stood in it before. On disk."""

    def __init__(self, folder: Path, count: int, length: int, roots: int) -> None:
        self.folder, self.count, self.length = folder, count, length
        chance = random.Random(1)  # noqa: S311 - invented words
        syllables = [a + b for a in "бвгджзклмнпрстфхцчш" for b in "аеиоуы"]
        made = {
            "".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4)))) + chance.choice("бвгдзклмнрст")
            for _ in range(roots)
        }
        self.roots = sorted(made)
        chance.shuffle(self.roots)
        self.shares = np.cumsum((np.arange(len(self.roots)) + 3.7) ** -1.12)
        folder.mkdir(parents=True)
        for number in range(count):
            (folder / f"{number}.0").write_text(self._text(number))

    def _places(self, chance: np.random.Generator) -> NDArray[np.int64]:
        return np.searchsorted(self.shares, chance.random(self.length) * self.shares[-1])

    def _text(self, number: int, again: int = 0) -> str:
        chance = np.random.default_rng([number, again])
        places = self._places(chance)
        endings = (chance.random(self.length) ** 3 * len(ENDINGS)).astype(int)
        before = (chance.random(self.length) * np.arange(self.length)).astype(int)
        source = np.where(chance.random(self.length) < 0.35, before, np.arange(self.length))
        pairs = zip(places[source].tolist(), endings[source].tolist(), strict=True)
        return " ".join(self._form(place, ending) for place, ending in pairs)

    def _form(self, place: int, ending: int = 0) -> str:
        return self.roots[place] + ENDINGS[(place * 7 + ending) % len(ENDINGS)]

    def change(self, number: int) -> None:
        """Another text in place of one."""
        (self.folder / f"{number}.1").write_text(self._text(number, 1))

    def page(self, number: int, again: int = 0) -> Searchable:
        """As the site hands it in."""
        words = _OnDisk(self.folder / f"{number}.{again}")
        title = " ".join(words.text()[:60].split()[:5]).capitalize()
        day = f"20{number % 25:02}-0{1 + number % 9}-1{number % 10}"
        version = f"{number}.{again}"
        return Searchable(f"texts/{number:06}-text.html", title, "ru", words, day=day, by="Автор", version=version)

    def queries(self) -> dict[str, str]:
        """By what they look for: the rank of a word is how common it is."""
        rank = {root: place for place, root in enumerate(self.roots)}
        words = self._text(self.count // 2).split()
        rare = max(words, key=lambda one: max((rank.get(one[:end], 0) for end in range(4, len(one) + 1)), default=0))
        word = self._form
        return {
            "a common word": word(40),
            "a word of every tenth text": word(400),
            "a rare word": rare,
            "two common words": f"{word(60)} {word(90)}",
            "a common and a rare one": f"{word(50)} {rare}",
            "three words": f"{word(120)} {word(300)} {word(900)}",
        }


@dataclass(frozen=True)
class _OnDisk:
    file: Path

    def text(self) -> str:
        return self.file.read_text()

    def __iter__(self) -> Iterator[str]:
        yield self.text()


@dataclass
class Counted:
    """What one server was asked for since it was last reset."""

    requests: int = 0
    raw: int = 0
    gzipped: int = 0
    address: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        """From here on."""
        self.requests = self.raw = self.gzipped = 0

    def told(self) -> dict[str, float]:
        """Since then."""
        sizes = {"raw_kb": round(self.raw / 1000, 1), "gzip_kb": round(self.gzipped / 1000, 1)}
        return {"requests": self.requests, **sizes}


@contextmanager
def served(folder: Path) -> Iterator[Counted]:
    """The folder on a free port of the loopback, compressed as any server of files does it."""
    counted = Counted()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file = folder / self.path.partition("?")[0].lstrip("/")
            data = file.read_bytes() if file.is_file() else b""
            small = gzip.compress(data, 6, mtime=0)
            with counted.lock:
                asked = "/search/" in self.path or "/pagefind/" in self.path  # and not for the page or its icon
                counted.requests += asked
                counted.raw += asked * len(data)
                counted.gzipped += asked * min(len(small), len(data))
            self.send_response(200 if file.is_file() else 404)
            self.send_header("Content-Type", TYPES.get(file.suffix, "application/octet-stream"))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(small)))
            self.end_headers()
            self.wfile.write(small)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    counted.address = f"http://127.0.0.1:{server.server_port}"
    yield counted
    server.shutdown()
    server.server_close()


def build_ours(library: Library, folder: Path) -> dict[str, Any]:
    """The index and its page in a folder, then once more with one text changed."""
    site = PublicSite({"ru": "Библиотека", "en": "Library"}, "0f" * 16, date(2026, 3, 2))
    for path, page in search_pages(site, ["ru"]):
        write(folder / path, page)
    for name in ("site.css", "search.css", "search-plain.css", "icon.svg", "built/search.js"):
        write(folder / "static" / Path(name).name, (STATIC / name).read_bytes())
    kept = folder.with_name("kept")
    pages = [library.page(number) for number in range(library.count)]
    began, files, total = time.perf_counter(), 0, 0
    for path, data in build_search(pages, kept, lambda _: None):
        write(folder / path, data or b"")
        files, total = files + 1, total + len(data or b"")
    built = time.perf_counter() - began
    library.change(7)
    pages[7] = library.page(7, again=1)

    def before(path: str) -> bytes | None:
        return (folder / path).read_bytes()

    began = time.perf_counter()
    told = [data for _, data in build_search(pages, kept, before) if data is not None]
    changed = time.perf_counter() - began
    return {
        "build_seconds": round(built, 1),
        "changed_text_seconds": round(changed, 2),
        "changed_text_files": len(told),
        "changed_text_mb": round(sum(map(len, told)) / 1e6, 2),
        "files": files,
        "index_mb": round(total / 1e6, 1),
    }


def build_pagefind(library: Library, folder: Path) -> dict[str, Any] | None:
    """The same texts as pages, indexed by the peer; None where it is not installed."""
    command = pagefind()
    if command is None:
        return None
    for number in range(library.count):
        page = library.page(number)
        body = f"<h1>{page.title}</h1><p>{' '.join(page.words)}</p>"
        told = f'<!DOCTYPE html><html lang="ru"><meta charset="utf-8"><title>{page.title}</title><main>{body}</main>'
        write(folder / page.path, told.encode())
    write(folder / "ask.html", b'<!DOCTYPE html><html lang="ru"><meta charset="utf-8"><title>ask</title>')
    began = time.perf_counter()
    subprocess.run([*command, "--site", str(folder), "--glob", "texts/*.html"], check=True, capture_output=True)
    built = time.perf_counter() - began
    files = [file for file in (folder / "pagefind").rglob("*") if file.is_file()]
    total = sum(file.stat().st_size for file in files)
    return {"build_seconds": round(built, 1), "files": len(files), "index_mb": round(total / 1e6, 1)}


def pagefind() -> list[str] | None:
    """The command that runs the peer."""
    if told := os.environ.get("RESTANTE_PAGEFIND"):
        return shlex.split(told)
    if importlib.util.find_spec("pagefind"):
        return [sys.executable, "-m", "pagefind"]
    found = shutil.which("pagefind_extended") or shutil.which("pagefind")
    return [found] if found else None


def write(file: Path, data: bytes) -> None:
    """With the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def ask(browser: Browser, server: Counted, start: str, script: str, query: str, *, slow: bool) -> dict[str, Any]:
    """One query in a browser that knows nothing yet but the page."""
    context = browser.new_context()
    page = context.new_page()
    begin(page, server, start, script)
    if slow:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    server.reset()
    first, shown = page.evaluate(script, query)
    answer = {**server.told(), "shown": shown, "first_ms": round(first)}
    context.close()
    return answer


def begin(page: Page, server: Counted, start: str, script: str) -> dict[str, float]:
    """The page is open, and has what it brings before anybody asks."""
    server.reset()
    page.goto(f"{server.address}/{start}")
    if script is ASK_PAGEFIND:
        page.evaluate(START_PAGEFIND)
    return server.told()


def typed(browser: Browser, server: Counted, query: str) -> int:
    """Requests while the query is typed letter by letter, eight a second."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.address}/ru/search.html")
    server.reset()
    page.locator("#find").press_sequentially(query, delay=125)
    page.wait_for_timeout(2000)  # the last pause of the hand, and what is asked for after it
    context.close()
    return server.requests


def measure(
    browser: Browser, folder: Path, start: str, script: str, queries: dict[str, str], *, quick: bool
) -> dict[str, Any]:
    """Every query on a line that is no limit, and all of them, or one if it must be quick, on a bad line and typed."""
    with served(folder) as server:
        head = begin(browser.new_page(), server, start, script)
        told = {name: ask(browser, server, start, script, query, slow=False) for name, query in queries.items()}
        for name in ["two common words"] if quick else list(queries):
            told[name]["slow_first_ms"] = ask(browser, server, start, script, queries[name], slow=True)["first_ms"]
            if script is ASK_OURS:
                told[name]["typed_requests"] = typed(browser, server, queries[name])
    names = ("requests", "raw_kb", "gzip_kb", "first_ms", "slow_first_ms")
    worst = {f"worst_{name}": max(one[name] for one in told.values() if name in one) for name in names}
    return {"head": head, "queries": told, **worst}


def report(ours: dict[str, Any], peer: dict[str, Any] | None, queries: Sequence[str]) -> None:
    """A table for people."""
    for name in queries:
        print(f"{name:28} ours     {ours['queries'][name]}")
        if peer:
            print(f"{'':28} pagefind {peer['queries'][name]}")
    for who, told in (("ours", ours), ("pagefind", peer)):
        print(who, {key: value for key, value in (told or {}).items() if key != "queries"})


def main() -> None:
    """Prints a table, and last the one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--texts", type=int, help="how many texts of 1,500 words")
    options = parser.parse_args()
    count, roots = (250, 20_000) if options.quick else (25_000, 150_000)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folders = {name: Path(scratch) / name for name in ("ours", "pagefind")}
        library = Library(Path(scratch) / "texts", options.texts or count, 1500, roots)
        queries = library.queries()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        ours = build_ours(library, folders["ours"])
        ours |= measure(browser, folders["ours"], "ru/search.html", ASK_OURS, queries, quick=options.quick)
        print(ours, file=sys.stderr)  # the peer's part of a long run may take as long again
        peer = build_pagefind(library, folders["pagefind"])
        if peer:
            peer |= measure(browser, folders["pagefind"], "ask.html", ASK_PAGEFIND, queries, quick=options.quick)
        browser.close()
    compared = ("worst_requests", "worst_raw_kb", "worst_gzip_kb", "worst_slow_first_ms")
    ratio = {f"pagefind_{name}": round(peer[name] / ours[name], 2) for name in compared} if peer else None
    if not options.json:
        report(ours, peer, list(queries))
    ours["texts"] = library.count
    print(json.dumps({"claim": CLAIM, "ours": ours, "peers": {"pagefind": peer}, "ratio": ratio}, ensure_ascii=False))


if __name__ == "__main__":
    main()
