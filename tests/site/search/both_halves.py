# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions to the browser's half of search, asked under node in one run."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from restante.site.search import Searchable, build_search

DRIVER = Path(__file__).with_name("browser_search.ts")


def ask_browser(run_node: Callable[..., str], *questions: dict[str, Any]) -> list[Any]:
    """One answer for each question."""
    answers: list[Any] = json.loads(run_node(DRIVER, stdin=json.dumps(questions)))
    return answers


def lay_out(pages: Iterable[Searchable], folder: Path) -> Path:
    """The index of these pages in a folder; returns the folder of the pieces."""
    for path, data in build_search(pages):
        assert data is not None
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder / "search"


def text(name: str, words: str, lang: str = "ru", **more: str) -> Searchable:
    """A page to be found."""
    fields: dict[str, str] = {"title": name.capitalize(), **more}
    return Searchable(path=f"texts/{name}.html", lang=lang, words=tuple(words.split("|")), **fields)
