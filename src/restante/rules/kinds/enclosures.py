# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may lie in the envelope beside the letter, for those who pack it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from restante.rules.rule import Rule
from restante.rules.toml_table import Table
from restante.rules.verdict import Texts

THINGS: Mapping[str, Texts] = {
    "blank-paper": {"ru": "чистую бумагу", "en": "blank paper"},
    "stamped-envelope": {"ru": "конверт с маркой", "en": "a stamped envelope"},
    "stamps": {"ru": "марки", "en": "stamps"},
    "postcards": {"ru": "открытки", "en": "postcards"},
    "printed-articles": {"ru": "распечатки статей", "en": "printed articles"},
    "money": {"ru": "деньги", "en": "money"},
    "bound-pages": {"ru": "скреплённые листы", "en": "bound pages"},
}
_HEADS = {
    "wise": {"ru": "Стоит вложить", "en": "Worth enclosing"},
    "refused": {"ru": "Вкладывать нельзя", "en": "Not to be enclosed"},
}


@dataclass(frozen=True, kw_only=True)
class Enclosures(Rule):
    """Advice for the packing table; the writer sees it so that he does not promise what cannot come."""

    KIND: ClassVar[str] = "enclosures"
    MEANS: ClassVar[str] = "What is worth enclosing, and what gets an envelope sent back."
    KEYS: ClassVar[Mapping[str, str]] = {
        "wise": f"some of {', '.join(THINGS)}",
        "refused": "the same words, for what gets an envelope sent back",
    }

    wise: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        lists: dict[str, Any] = {key: table.words(key) for key in _HEADS}
        for key, things in lists.items():
            if set(things) - set(THINGS):
                raise table.refuse(key, f"write some of {', '.join(THINGS)}")
        return cls(**head, **lists)

    def advice(self) -> Iterator[Texts]:
        for key, names in _HEADS.items():
            things: tuple[str, ...] = getattr(self, key)
            if things:
                yield {
                    lang: f"{name}: {', '.join(THINGS[thing][lang] for thing in things)}."
                    for lang, name in names.items()
                }

    def compile(self) -> dict[str, Any]:
        return {"wise": list(self.wise), "refused": list(self.refused)}
