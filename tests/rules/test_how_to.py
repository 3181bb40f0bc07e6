# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rulebook of docs/how-to/write-a-rulebook.md is one that reads."""

import re
import shutil
from pathlib import Path

from restante.rules.kinds.pages import Pages
from restante.rules.shelf import read_book

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "write-a-rulebook.md").read_text("utf-8")


def test_the_book_of_the_how_to_reads(tmp_path: Path) -> None:
    books = shutil.copytree(ROOT / "src" / "restante" / "rules" / "books", tmp_path / "books")
    head, rule = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (books / "ru" / "how-to.toml").write_text(f"{head}\n{rule}", "utf-8")
    book = read_book("ru/how-to", books)
    found = book.rule("ru.sizo.pages")
    assert isinstance(found, Pages)
    assert (found.pages_max, found.verified) == (3, True)
