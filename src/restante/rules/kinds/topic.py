# SPDX-License-Identifier: AGPL-3.0-or-later
"""Topics that get a letter refused: word beginnings, found in the text so that the desk can mark them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, Self

from restante.rules.channel import Channel
from restante.rules.draft import Draft
from restante.rules.rule import MOST_PLACES, Rule, Sentences
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding, Texts
from restante.rules.words import Index, find_patterns, fold, index_patterns

SHORTEST_STEM = 2  # patterns are looked up by two letters


@dataclass(frozen=True, kw_only=True)
class Topic(Rule):
    """One topic a rule, so that an editor can quote it, and a group can leave one out."""

    KIND: ClassVar[str] = "topic"
    MEANS: ClassVar[str] = "Words that may get a letter refused: marked in the text, never blocked."
    KEYS: ClassVar[Mapping[str, str]] = {
        "names": "the topic, as a reader says it",
        "stems": "`beginning*`, `whole-word`, or neighbours such as `уголовн* дел*`; lower case, е for ё",
        "innocent": "patterns that look like a stem and mean something else",
    }
    MESSAGES: ClassVar[Sentences] = {
        "word": {
            "ru": "Осторожно: {topic}. Из-за этого письмо могут не пропустить.",
            "en": "Careful: {topic}. The letter may be refused because of this.",
        },
    }

    names: Texts
    stems: tuple[str, ...]
    innocent: tuple[str, ...] = ()

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        patterns: dict[str, Any] = {"stems": table.words("stems", needed=True), "innocent": table.words("innocent")}
        for key, found in patterns.items():
            for pattern in found:
                _refuse_careless(table, key, pattern)
        return cls(**head, names=table.texts("names"), **patterns)

    def check(self, draft: Draft, _channels: Iterable[Channel], /) -> Iterator[Finding]:
        for where in islice(find_patterns(draft.words, *self._indexed), MOST_PLACES):
            yield self.find("word", where=where, topic=self.names)

    @cached_property
    def _indexed(self) -> tuple[Index, Index]:
        return index_patterns(self.stems), index_patterns(self.innocent)

    def compile(self) -> dict[str, Any]:
        return {"names": dict(self.names), "stems": list(self.stems), "innocent": list(self.innocent)}


def _refuse_careless(table: Table, key: str, pattern: str) -> None:
    parts = pattern.split()
    if not parts or any(len(part.rstrip("*")) < SHORTEST_STEM for part in parts):
        raise table.refuse(key, f"each word of a pattern has at least {SHORTEST_STEM} letters")
    if any("*" in part[:-1] or fold(part.rstrip("*")) != part.rstrip("*") for part in parts):
        raise table.refuse(key, "write patterns in lower case, with е for ё, and * only at the end of a word")
