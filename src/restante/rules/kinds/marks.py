# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three switches for what we add to a letter: a reply sheet, a number and a machine-read code."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from restante.rules.channel import Channel
from restante.rules.draft import Draft
from restante.rules.rule import Rule, Sentences
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding, Level, Texts


@dataclass(frozen=True, kw_only=True)
class Marks(Rule):
    """One such rule a book; press and the mailroom read it."""

    KIND: ClassVar[str] = "marks"
    MEANS: ClassVar[str] = "Whether a reply sheet, a printed number and a machine-read code go with a letter."
    KEYS: ClassVar[Mapping[str, str]] = {
        "reply_sheet": "true where a blank reply sheet may be enclosed",
        "number": "true where a printed reference number is tolerated",
        "code": "true where a machine-read code is tolerated",
    }
    MESSAGES: ClassVar[Sentences] = {
        "no-sheet": {
            "ru": "Бланк для ответа сюда не вкладывают: человеку понадобится своя бумага.",
            "en": "No reply sheet is enclosed here: the person will need paper of their own.",
        },
    }

    reply_sheet: bool
    number: bool
    code: bool

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        return cls(
            **head,
            reply_sheet=table.flag("reply_sheet"),
            number=table.flag("number"),
            code=table.flag("code"),
        )

    def check(self, draft: Draft, channels: Iterable[Channel], /) -> Iterator[Finding]:
        on_paper = any(channel.kind == "paper" for channel in channels)
        if draft.wants_reply and on_paper and not self.reply_sheet:
            yield self.find("no-sheet", level=Level.ADVICE)

    def advice(self) -> Iterator[Texts]:
        if not self.reply_sheet:
            yield self.MESSAGES["no-sheet"]

    def compile(self) -> dict[str, Any]:
        return {"reply_sheet": self.reply_sheet, "number": self.number, "code": self.code}
