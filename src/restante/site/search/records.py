# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is handed in to be found: any page of the edition with its words."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LANGUAGE: Final = re.compile("[a-z]{2,8}")
UNKNOWN: Final = "und"
LONGEST_TEXT: Final = 5_000_000
"""Characters of a page that are indexed; the longest novels have three million."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A page. `words` are pieces of running text, read once or twice; pieces are apart, as if by a space.

    `kind` is "text", "person" or another word that the page's phrases know. `version` is anything that differs when a
    field here does (a hash of the record): with it an unchanged page is not read at all.
    """

    path: str
    title: str
    lang: str
    words: Iterable[str]
    kind: str = "text"
    day: str = ""
    by: str = ""
    version: str = ""

    @property
    def tongue(self) -> str:
        """The folder of the index it belongs to: the language without region or script."""
        first = self.lang.replace("_", "-").partition("-")[0].lower()
        return first if LANGUAGE.fullmatch(first) else UNKNOWN

    def running(self) -> str:
        """The words in one line, as far as they are indexed."""
        return " ".join(" ".join(self.words)[:LONGEST_TEXT].split())

    def mark(self) -> str:
        """What tells this state of the page from another; reads the words only where no version was given."""
        told = "\x00".join((self.path, self.title, self.lang, self.kind, self.day, self.by, self.version))
        whole = told if self.version else f"{told}\x00{self.running()}"
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
