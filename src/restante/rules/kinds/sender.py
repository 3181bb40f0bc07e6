# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who must stand as the sender: a name in full, no initials, no PO box; an organisation or a person."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from restante.rules.channel import Channel
from restante.rules.counting import WHITE
from restante.rules.draft import Draft
from restante.rules.rule import Rule, Sentences
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding, Texts
from restante.rules.words import WORD_CLASS

_PO_BOX = re.compile(
    rf"(?<![{WORD_CLASS}])(?:p\.? {{0,2}}o\.? {{0,2}}box|post office box|а/я|абонентский ящик)(?![{WORD_CLASS}])",
    re.IGNORECASE,
)
_SPACE = re.compile(f"[{WHITE}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_WHO: Mapping[str, Texts] = {
    "organisation": {
        "ru": "Отправителем должна быть организация.",
        "en": "The sender has to be an organisation.",
    },
    "person": {
        "ru": "Отправителем должен быть человек, а не организация.",
        "en": "The sender has to be a person, not an organisation.",
    },
}


@dataclass(frozen=True, kw_only=True)
class Sender(Rule):
    """Looks at the signature and, when the desk gives it, at the return address."""

    KIND: ClassVar[str] = "sender"
    MEANS: ClassVar[str] = "What the signature and the return address must look like."
    KEYS: ClassVar[Mapping[str, str]] = {
        "name_required": "true where an unsigned letter comes back",
        "full_name": "true where first and last name are needed",
        "initials_refused": "true where a name with an initial comes back",
        "po_box_refused": "true where a return address with a PO box comes back",
        "who": "any, person or organisation",
    }
    MESSAGES: ClassVar[Sentences] = {
        "missing": {"ru": "Письмо не подписано.", "en": "The letter is not signed."},
        "one-word": {
            "ru": "Нужны имя и фамилия отправителя, полностью.",
            "en": "The sender's first and last name are needed in full.",
        },
        "initials": {
            "ru": "Инициал вместо имени не примут: напишите имя полностью.",
            "en": "An initial will be refused: write the name in full.",
        },
        "po-box": {
            "ru": "В обратном адресе абонентский ящик, а его не примут.",
            "en": "The return address has a PO box, which will be refused.",
        },
    }

    name_required: bool = False
    full_name: bool = False
    initials_refused: bool = False
    po_box_refused: bool = False
    who: str = "any"

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        flags: dict[str, Any] = {name: table.flag(name, default=False) for name in _FLAGS}
        return cls(**head, **flags, who=table.one_of("who", ("any", *_WHO), "any"))

    def check(self, draft: Draft, _channels: Iterable[Channel], /) -> Iterator[Finding]:
        names = [letters for letters in map(_LETTERS.findall, _SPACE.split(draft.sign)) if letters]
        if not names:
            if self.name_required:
                yield self.find("missing")
        elif self.initials_refused and any(_is_initial(letters) for letters in names):
            yield self.find("initials")
        elif self.full_name and len(names) == 1:
            yield self.find("one-word")
        if self.po_box_refused and any(_PO_BOX.search(line) for line in draft.return_address):
            yield self.find("po-box")

    def limits(self, _channels: Mapping[str, Channel], /) -> Iterator[Texts]:
        if self.full_name:
            yield self.MESSAGES["one-word"]
        elif self.name_required:
            yield {"ru": "Подпишите письмо.", "en": "Sign the letter."}
        if self.initials_refused:
            yield self.MESSAGES["initials"]

    def advice(self) -> Iterator[Texts]:
        if self.who in _WHO:
            yield _WHO[self.who]

    def compile(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FLAGS} | {"who": self.who}


def _is_initial(runs: list[str]) -> bool:
    """«J.» and «J.-P.» are initials; the O of O’Neil is none, because more letters follow without a space."""
    return all(len(run) == 1 for run in runs)


_FLAGS = ("name_required", "full_name", "initials_refused", "po_box_refused")
