# SPDX-License-Identifier: AGPL-3.0-or-later
"""A way for a letter to go: paper post or a prison's electronic service, with what the rules say about each."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from restante.rules.counting import is_blank, normalise, split_into_pages
from restante.rules.sheet import SHEETS
from restante.rules.verdict import Texts

ChannelKind = Literal["paper", "electronic"]
Unit = Literal["page", "reply", "picture"]


@dataclass(frozen=True, slots=True)
class Price:
    """`as_of` is a year, a month or a day: prices rot, and the desk shows their age."""

    unit: Unit
    amount: Decimal
    currency: str
    as_of: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """Numbers here come from rules, each of which has its source."""

    id: str
    kind: ChannelKind
    names: Texts
    paper: Literal["a4", "letter"] = "a4"
    page_chars: int | None = None
    pages_max: int | None = None
    pictures_max: int | None = None
    prices: tuple[Price, ...] = field(default=())

    def price(self, unit: Unit) -> Price | None:
        """What one page, reply form or picture costs, if a rule knows."""
        return next((price for price in self.prices if price.unit == unit), None)


def split_text(channel: Channel, text: str) -> list[str]:
    """Electronic pages, whose join is exactly the normalised text; one piece where the channel has no page size."""
    if channel.page_chars is None:
        return [] if is_blank(text) else [normalise(text)]
    return split_into_pages(text, channel.page_chars)


def pages_of(channel: Channel, text: str) -> int:
    """Pages the channel will count; for paper a cautious estimate that press never exceeds."""
    if channel.kind == "paper":
        return SHEETS[channel.paper].estimate_pages(text)
    return len(split_text(channel, text))
