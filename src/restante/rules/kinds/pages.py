# SPDX-License-Identifier: AGPL-3.0-or-later
"""Characters on a channel's page, and how many pages go."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from restante.rules.channel import Channel, pages_of
from restante.rules.draft import Draft
from restante.rules.rule import Rule, Sentences
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding, Level, Texts, group_thousands


@dataclass(frozen=True, kw_only=True)
class Pages(Rule):
    """An electronic page has characters; a paper page is a sheet as press prints it."""

    KIND: ClassVar[str] = "pages"
    MEANS: ClassVar[str] = "How many characters a page of the channel holds, and how many pages it takes."
    KEYS: ClassVar[Mapping[str, str]] = {
        "page_chars": "characters on one electronic page; leave it out for paper",
        "pages_max": "pages that go at most; leave it out where no limit is known",
    }
    MESSAGES: ClassVar[Sentences] = {
        "too-many": {
            "ru": "{channel}: страниц выходит {pages}, а можно не больше {most}.",
            "en": "{channel}: this makes {pages} pages; at most {most} may go.",
        },
        "perhaps-too-many": {
            "ru": "{channel}: может выйти до {pages} страниц, а можно не больше {most}.",
            "en": "{channel}: this may make up to {pages} pages; at most {most} may go.",
        },
        "split": {
            "ru": "{channel}: письмо уйдёт частями, страниц — {pages}, на каждой до {size} знаков.",
            "en": "{channel}: the letter will go in {pages} parts of up to {size} characters.",
        },
    }

    page_chars: int | None = None
    pages_max: int | None = None

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        if not head["channels"]:
            raise table.refuse("channels", "name the channels whose pages these are")
        rule = cls(**head, page_chars=table.number("page_chars"), pages_max=table.number("pages_max"))
        if rule.page_chars is None and rule.pages_max is None:
            raise table.refuse("page_chars", "give page_chars, pages_max or both")
        return rule

    def check(self, draft: Draft, channels: Iterable[Channel], /) -> Iterator[Finding]:
        for channel in channels:
            counted = draft.pages if channel.kind == "paper" else None
            pages = pages_of(channel, draft.text) if counted is None else counted
            if self.pages_max is not None and pages > self.pages_max:
                estimated = channel.kind == "paper" and counted is None
                message = "perhaps-too-many" if estimated else "too-many"
                yield self.find(message, channel=channel.names, pages=pages, most=self.pages_max)
            elif self.page_chars is not None and pages > 1:
                yield self.find("split", level=Level.ADVICE, channel=channel.names, pages=pages, size=self.page_chars)

    def limits(self, channels: Mapping[str, Channel], /) -> Iterator[Texts]:
        for name in self.channels:
            names = channels[name].names
            if self.page_chars is not None:
                size = group_thousands(self.page_chars)
                yield {
                    "ru": f"{names['ru']}: на странице помещается {size} знаков, пробелы считаются.",
                    "en": f"{names['en']}: one page holds {size} characters, spaces included.",
                }
            if self.pages_max is not None:
                yield {
                    "ru": f"{names['ru']}: страниц — не больше {self.pages_max}.",
                    "en": f"{names['en']}: at most {self.pages_max} pages.",
                }

    def shape(self, channel: Channel) -> Channel:
        return replace(
            channel,
            page_chars=self.page_chars if self.page_chars is not None else channel.page_chars,
            pages_max=self.pages_max if self.pages_max is not None else channel.pages_max,
        )

    def compile(self) -> dict[str, Any]:
        return {"page_chars": self.page_chars, "pages_max": self.pages_max}
