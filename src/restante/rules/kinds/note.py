# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person should know and no program can check: how long it takes, what is destroyed, what never arrives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from restante.rules.rule import Rule
from restante.rules.toml_table import Table
from restante.rules.verdict import Texts


@dataclass(frozen=True, kw_only=True)
class Note(Rule):
    """Shown to the writer, the desk or both."""

    KIND: ClassVar[str] = "note"
    MEANS: ClassVar[str] = "Advice that no program can check."
    KEYS: ClassVar[Mapping[str, str]] = {"says": "the advice", "reader": "writer, desk or both"}

    says: Texts
    reader: str = "both"

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        return cls(**head, says=table.texts("says"), reader=table.one_of("reader", ("writer", "desk", "both"), "both"))

    def advice(self) -> Iterator[Texts]:
        if self.reader != "desk":
            yield self.says

    def compile(self) -> dict[str, Any]:
        return {"says": dict(self.says), "reader": self.reader}
