# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the paper must be: one side or both, and blank sheets or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from restante.rules.rule import Rule
from restante.rules.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class Printing(Rule):
    """One such rule a book; press reads it."""

    KIND: ClassVar[str] = "printing"
    MEANS: ClassVar[str] = "Whether sheets are printed on one side only, and whether blank paper may be enclosed."
    KEYS: ClassVar[Mapping[str, str]] = {
        "single_sided": "true where backs are lost, as where letters are copied or scanned",
        "blank_paper": "true where blank sheets may be enclosed",
    }

    single_sided: bool
    blank_paper: bool

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        return cls(**head, single_sided=table.flag("single_sided"), blank_paper=table.flag("blank_paper"))

    def compile(self) -> dict[str, Any]:
        return {"single_sided": self.single_sided, "blank_paper": self.blank_paper}
