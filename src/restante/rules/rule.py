# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every rule is: a stable id, a source, the day it was checked, and texts in each language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Self

from restante.rules.channel import Channel
from restante.rules.draft import Draft
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding, Level, Texts, Value

MOST_PLACES = 20  # a rule marks this many places; a page of marks helps nobody

Sentences = Mapping[str, Texts]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The head that all kinds share; a kind adds its own fields, its texts and its check."""

    KIND: ClassVar[str]
    MEANS: ClassVar[str]  # one sentence for docs/reference/rules.md
    KEYS: ClassVar[Mapping[str, str]] = {}  # the kind's own keys in a book, each with its meaning
    MESSAGES: ClassVar[Sentences] = {}

    id: str
    source: str
    checked: date
    level: Level = Level.WARN
    channels: tuple[str, ...] = ()  # empty: every channel of the book
    verified: bool = True
    because: Texts = field(default_factory=dict)

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        """The kind's own keys; `head` holds the shared ones."""
        raise NotImplementedError

    def check(self, _draft: Draft, _channels: Iterable[Channel], /) -> Iterable[Finding]:
        """Findings on this draft for the channels at stake."""
        return ()

    def limits(self, _channels: Mapping[str, Channel], /) -> Iterable[Texts]:
        """Sentences that tell the limit to somebody who has no counter."""
        return ()

    def advice(self) -> Iterable[Texts]:
        """Sentences to show beside the page while writing."""
        return ()

    def compile(self) -> dict[str, Any]:
        """The kind's own part of the compiled rule, JSON-safe."""
        return {}

    def shape(self, channel: Channel) -> Channel:
        """The channel with what this rule says about it."""
        return channel

    def find(
        self, message: str, *, where: tuple[int, int] | None = None, level: Level | None = None, **fields: Value
    ) -> Finding:
        """A finding of this rule."""
        return Finding(
            rule=self.id,
            kind=self.KIND,
            level=level or self.level,
            where=where,
            fields=fields,
            text=self.MESSAGES[message],
            because=self.because,
            verified=self.verified,
        )

    def concerns(self, channel: str) -> bool:
        """Whether it speaks about this channel."""
        return not self.channels or channel in self.channels
