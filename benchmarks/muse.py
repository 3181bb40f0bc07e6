# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of real Muse our reader and Pandoc's keep: pairs of NAME.muse and NAME.exp.html, words compared.

The folder is t/testfiles of Text::Amuse's source, where the figure in the docs was taken; it is not kept here.
"""

import argparse
import collections
import json
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

from restante.texts.document import Break, Example, Inline, NoteRef, Plain, Ruby, nodes_of
from restante.texts.readers.muse import read_muse


class _Golden(HTMLParser):
    """The words a reader of the page sees: no comments, no marks of notes."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = 0
        self._notes: set[str | None] = set()
        self._again = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in {"br", "img", "hr", "p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"}:
            self.said.append(" ")
        if self._hidden and tag not in {"br", "img", "hr"}:
            self._hidden += 1
        elif told.get("class") == "footnotebody" and told.get("id") in self._notes:
            self._again = True  # printed once more for each reference
        elif told.get("class") in {"comment", "footnote", "footnotebody"}:
            self._hidden = 1
            self._notes.add(told.get("id"))

    def handle_endtag(self, tag: str) -> None:
        self._again = self._again and tag != "p"
        if self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden and not self._again:
            self.said.append(data)


def words(text: str) -> collections.Counter[str]:
    """Letters and digits; what parts them does not count."""
    return collections.Counter(re.findall(r"[^\W_]+", text))


def golden(page: Path) -> collections.Counter[str]:
    """The words that Text::Amuse itself shows."""
    parser = _Golden()
    parser.feed(page.read_text("utf-8"))
    return words("".join(parser.said))


def ours(path: Path) -> collections.Counter[str]:
    """The words of our document; marks of notes are marks on the page as well."""
    include = path.parents[1] / "include"
    given = (
        {one.name: one.read_text("utf-8") for one in include.rglob("*") if one.is_file()} if include.is_dir() else {}
    )
    reading = read_muse(path.read_text("utf-8"), lambda name: given.get(Path(name).name))
    assert all(node.note for node in nodes_of(reading.document) if isinstance(node, NoteRef))
    return words(_said((reading.document.blocks, tuple(note.blocks for note in reading.document.notes))))


def _said(part: object) -> str:
    """Inlines run on, blocks do not."""
    if isinstance(part, tuple):
        inline = bool(part) and all(isinstance(one, get_args(Inline)) for one in part)
        return ("" if inline else " ").join(_said(one) for one in part)
    if isinstance(part, Plain | Example):
        return part.text
    if isinstance(part, Ruby):
        return _said(part.base) + _said(part.reading)
    if isinstance(part, Break):
        return " "
    held = [getattr(part, one.name) for one in fields(part) if one.name != "short"] if is_dataclass(part) else []
    return " ".join(_said(one) for one in held if isinstance(one, tuple))


def pandoc(path: Path) -> collections.Counter[str]:
    """The words of Pandoc's HTML; raises when it gives up."""
    import pypandoc  # type: ignore[import-untyped]  # the package carries no types

    command = [pypandoc.get_pandoc_path(), "-f", "muse+amuse", "-t", "html", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    parser = _Golden()
    parser.feed(re.sub(r'<a href="#fn[^>]*>.*?</a>', "", done.stdout.decode(), flags=re.DOTALL))
    return words("".join(parser.said))


def measure(files: list[Path], read: Callable[[Path], collections.Counter[str]], *, tell: bool) -> dict[str, float]:
    """How many were read, how many with the very words, and how many words are missing or too many."""
    told = {"files": len(files), "read": 0, "equal": 0, "missing": 0, "extra": 0}
    began = time.perf_counter()
    for path in files:
        wanted = golden(path.with_name(path.name.removesuffix(".muse") + ".exp.html"))
        try:
            got = read(path)
        except (subprocess.SubprocessError, RecursionError, ValueError) as error:
            if tell:
                print(f"  {path.name}: not read, {type(error).__name__}")
            continue
        missing, extra = wanted - got, got - wanted
        told["read"] += 1
        told["equal"] += int(not missing and not extra)
        told["missing"] += missing.total()
        told["extra"] += extra.total()
        if tell and (missing or extra):
            print(f"  {path.name}: missing {dict(missing.most_common(8))}, extra {dict(extra.most_common(8))}")
    return {**told, "seconds": round(time.perf_counter() - began, 2)}


def main() -> None:
    """The last line is one JSON object, as every benchmark's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="t/testfiles of Text::Amuse's source")
    parser.add_argument("--quick", action="store_true", help="ours only")
    parser.add_argument("--json", action="store_true", help="nothing but the last line")
    options = parser.parse_args()
    files = sorted(path for path in options.folder.glob("*.muse") if path.with_name(path.stem + ".exp.html").exists())
    mine = measure(files, ours, tell=not options.json)
    try:
        theirs = None if options.quick else measure(files, pandoc, tell=False)
    except ImportError:
        theirs = None
    ratio = {"pandoc": round(mine["equal"] / theirs["equal"], 2) if theirs and theirs["equal"] else None}
    claim = "Muse files read with every word that Text::Amuse shows, no more and no fewer"
    print(json.dumps({"claim": claim, "ours": mine, "peers": {"pandoc": theirs}, "ratio": ratio}))


if __name__ == "__main__":
    main()
