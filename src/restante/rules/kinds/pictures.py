# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many pictures may go with a letter, and how they will look there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from restante.rules.channel import Channel
from restante.rules.draft import Draft
from restante.rules.rule import Rule, Sentences
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding, Level, Texts


@dataclass(frozen=True, kw_only=True)
class Pictures(Rule):
    """A limit of the channel, or of Restante's own print run where no rule is known."""

    KIND: ClassVar[str] = "pictures"
    MEANS: ClassVar[str] = "How many pictures go with one letter, and whether they arrive without colour."
    KEYS: ClassVar[Mapping[str, str]] = {
        "most": "pictures at most; leave it out where no limit is known",
        "grey": "true where pictures are printed without colour",
    }
    MESSAGES: ClassVar[Sentences] = {
        "too-many": {
            "ru": "{channel}: картинок {pictures}, а можно не больше {most}.",
            "en": "{channel}: {pictures} pictures; at most {most} may go.",
        },
        "grey": {
            "ru": "{channel}: картинки напечатают чёрно-белыми.",
            "en": "{channel}: pictures will be printed without colour.",
        },
    }

    most: int | None = None
    grey: bool = False

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        if not head["channels"]:
            raise table.refuse("channels", "name the channels that carry these pictures")
        return cls(**head, most=table.number("most"), grey=table.flag("grey", default=False))

    def check(self, draft: Draft, channels: Iterable[Channel], /) -> Iterator[Finding]:
        for channel in channels:
            if self.most is not None and draft.pictures > self.most:
                yield self.find("too-many", channel=channel.names, pictures=draft.pictures, most=self.most)
            if self.grey and draft.pictures:
                yield self.find("grey", level=Level.ADVICE, channel=channel.names)

    def limits(self, channels: Mapping[str, Channel], /) -> Iterator[Texts]:
        for name in self.channels:
            names = channels[name].names
            if self.most is not None:
                yield {
                    "ru": f"{names['ru']}: картинок — не больше {self.most}.",
                    "en": f"{names['en']}: at most {self.most} pictures.",
                }
            if self.grey:
                yield {lang: text.format(channel=names[lang]) for lang, text in self.MESSAGES["grey"].items()}

    def shape(self, channel: Channel) -> Channel:
        return replace(channel, pictures_max=self.most if self.most is not None else channel.pictures_max)

    def compile(self) -> dict[str, Any]:
        return {"most": self.most, "grey": self.grey}
