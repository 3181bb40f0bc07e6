# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claim: a library of 25,000 texts becomes an edition at Hugo's pages a second, and one changed text costs 2 seconds.

The texts are invented: 1,500 words each in four languages, 500 authors, 60 topics. Hugo gets the same words as Markdown
with plain layouts for texts, authors and topics; `--hugo` names its program, else it is looked for on the path.
"""

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from restante.config import Config  # noqa: E402 (the path comes first)
from restante.desk.publishing.built import workshop_of  # noqa: E402
from restante.edition.keys import create_organisation_keys, load_edition_keys  # noqa: E402
from restante.edition.sign import publish_edition  # noqa: E402
from restante.site import PublicSite, build_contents  # noqa: E402
from restante.site.records import TextCard  # noqa: E402
from restante.site.text_files import text_files  # noqa: E402
from restante.site.text_lists import shelve, text_lists  # noqa: E402
from restante.site.text_pages import without_words  # noqa: E402
from restante.site.workshop import NO_WORKSHOP  # noqa: E402
from restante.texts.document import Document, Heading, Paragraph, Plain  # noqa: E402
from restante.texts.records import Author, Text, Topic, book_of  # noqa: E402
from restante.texts.writers import FORMATS, write_book  # noqa: E402

CLAIM = "pages of a library of texts built a second, and seconds for one changed text"
WORDS, PARAGRAPHS = 1_500, 12
STOCK = {
    "en": "the prison letter wrote about winter and nobody answered until a guard opened the door of cell number nine",
    "ru": "письмо из тюрьмы пришло зимой и никто не ответил пока охранник не открыл дверь камеры номер девять",
    "uk": "лист із в'язниці прийшов узимку й ніхто не відповів доки охоронець не відчинив двері камери",
    "be": "ліст з турмы прыйшоў зімой і ніхто не адказаў пакуль ахоўнік не адчыніў дзверы камеры",
}
NAMES = {"en": "Invented library", "ru": "Выдуманная библиотека"}


def invent(number: int, salt: str = "") -> Text:
    """The same text for the same number."""
    chance = random.Random(f"{number}{salt}")  # noqa: S311 - words, no secret
    lang = list(STOCK)[number % len(STOCK)]
    stock = STOCK[lang].split()
    blocks: list[Heading | Paragraph] = []
    for at in range(PARAGRAPHS):
        words = chance.choices(stock, k=WORDS // PARAGRAPHS)
        if at % 3 == 0:
            blocks.append(Heading(2, (Plain(" ".join(words[:4])),)))
        blocks.append(Paragraph((Plain(" ".join(words).capitalize() + "."),)))
    author = Author(f"Author {number % 500}", id=f"author-{number % 500}")
    topics = tuple(Topic(f"topic-{one}", f"topic {one}") for one in {number % 60, number * 7 % 60})
    title = f"{' '.join(chance.choices(stock, k=4)).capitalize()} {number}"
    written = f"{1950 + number % 70}"
    return Text(
        f"text-{number}", title, lang, Document(tuple(blocks)), authors=(author,), topics=topics, written=written,
        published=date(2026, 1, 1),
    )  # fmt: skip


def library(count: int, formats: tuple[str, ...], changed: int | None = None) -> PublicSite:
    """A site of nothing but texts."""

    def open_text(name: str) -> Text:
        number = int(name.removeprefix("text-"))
        return invent(number, "changed" if number == changed else "")

    cards = []
    for number in range(count):
        head = without_words(invent(number))
        told = f"{number} {'changed' if number == changed else ''}"
        cards.append(TextCard(head, hashlib.sha256(told.encode()).hexdigest(), WORDS))
    return PublicSite(NAMES, "0f" * 16, date(2026, 1, 1), texts=tuple(cards), open_text=open_text, formats=formats)


def pages_a_second(site: PublicSite) -> dict[str, float]:
    """Pages of texts and lists, without the search's index."""
    began = time.perf_counter()
    files = chain(text_files(site, NO_WORKSHOP), text_lists(site, NO_WORKSHOP, shelve(site.texts)))
    pages = sum(path.endswith(".html") for path, _ in files)
    seconds = time.perf_counter() - began
    return {"pages": pages, "seconds": round(seconds, 2), "pages_a_second": round(pages / seconds, 1)}


def milliseconds_a_format(texts: int) -> dict[str, float]:
    """Of one core, by format."""
    told = {}
    for form in FORMATS:
        write_book(book_of(invent(0)), form)
        began = time.perf_counter()
        for number in range(texts):
            write_book(book_of(invent(number)), form)
        told[form] = round(1_000 * (time.perf_counter() - began) / texts, 1)
    return told


def one_changed_text(count: int, home: Path) -> dict[str, float]:
    """Built, indexed, signed and placed; then again after a change of one text."""
    config = Config(home=home)
    create_organisation_keys(config.keys_dir, NAMES, demonstration=True, now=datetime.now(UTC))
    keys = load_edition_keys(config.keys_dir)
    told = {"texts": float(count)}
    for name, changed in (("first", None), ("one_changed", count // 2)):
        site = library(count, (), changed)
        began = time.perf_counter()
        with workshop_of(config) as workshop:
            files = build_contents(site, workshop)
            publish_edition(files, config.keys_dir, config.edition_dir, keys, datetime.now(UTC))
        told[f"{name}_seconds"] = round(time.perf_counter() - began, 2)
    return told


def hugo_pages(program: str, count: int, home: Path) -> dict[str, float]:
    """The same words, in its own way of working: Markdown in, pages of texts, authors and topics out."""
    (home / "content").mkdir(parents=True)
    (home / "hugo.toml").write_text(
        'title = "Library"\nbaseURL = "https://example.org/"\ndisableKinds = ["rss", "sitemap"]\n'
        '[taxonomies]\nauthor = "authors"\ntopic = "topics"\n',
        "utf-8",
    )
    layouts = home / "layouts" / "_default"
    layouts.mkdir(parents=True)
    frame = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>'
    rows = '<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></body></html>'
    (layouts / "single.html").write_text(f"{frame}<h1>{{{{ .Title }}}}</h1>{{{{ .Content }}}}</body></html>", "utf-8")
    for name in ("list", "taxonomy", "term"):
        (layouts / f"{name}.html").write_text(f"{frame}<h1>{{{{ .Title }}}}</h1>{rows}", "utf-8")
    for number in range(count):
        (home / "content" / f"text-{number}.md").write_text(_as_markdown(invent(number)), "utf-8")
    began = time.perf_counter()
    subprocess.run([program, "--source", str(home), "--quiet"], check=True, capture_output=True)
    seconds = time.perf_counter() - began
    pages = sum(1 for _ in (home / "public").rglob("*.html"))
    return {"pages": pages, "seconds": round(seconds, 2), "pages_a_second": round(pages / seconds, 1)}


def _as_markdown(text: Text) -> str:
    head = {
        "title": text.title,
        "authors": [one.name for one in text.authors],
        "topics": [one.name for one in text.topics],
    }
    return json.dumps(head, ensure_ascii=False) + "\n\n" + "\n\n".join(_lines(text)) + "\n"


def _lines(text: Text) -> Iterator[str]:
    for block in text.document.blocks:
        if isinstance(block, Heading | Paragraph):
            words = "".join(one.text for one in block.inner if isinstance(one, Plain))
            yield f"## {words}" if isinstance(block, Heading) else words


def main() -> None:
    """The last line is one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="400 texts instead of 25,000")
    parser.add_argument("--texts", type=int, help="how many")
    parser.add_argument("--hugo", default=shutil.which("hugo"), help="Hugo's program")
    parser.add_argument("--json", action="store_true", help="nothing but the last line")
    options = parser.parse_args()
    count = options.texts or (400 if options.quick else 25_000)
    with tempfile.TemporaryDirectory(prefix="restante-edition-") as folder:
        home = Path(folder)
        ours: dict[str, Any] = {"html": pages_a_second(library(count, ()))}
        peer = hugo_pages(options.hugo, count, home / "hugo") if options.hugo else None
        ours["ms_a_text"] = milliseconds_a_format(4 if options.quick else 20)
        ours["changed"] = one_changed_text(count, home / "group")
    ratio = None if peer is None else round(ours["html"]["pages_a_second"] / peer["pages_a_second"], 3)
    told = {"claim": CLAIM, "ours": ours, "peers": {"hugo": peer}, "ratio": {"hugo": ratio}}
    if not options.json:
        print(json.dumps(told, indent=1))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
