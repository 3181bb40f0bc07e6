# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds rulebooks by name, reads them strictly and resolves what a facility inherits from its country."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from restante.rules.book import Rulebook
from restante.rules.channel import Channel, ChannelKind
from restante.rules.errors import BookRefused, UnknownFacility
from restante.rules.kinds import KINDS, ONE_A_BOOK
from restante.rules.rule import Rule
from restante.rules.toml_table import Table
from restante.rules.verdict import Level

BOOKS = Path(__file__).parent / "books"
_NAME = re.compile(r"(any|[a-z]{2})(/[a-z0-9-]{1,64})?")
_RULE_ID = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_CHANNEL_ID = re.compile(r"[a-z]{2,3}/[a-z0-9-]{1,64}")
_DEEPEST = 4


@dataclass(frozen=True)
class _Shelved:
    """One file, before its parent is added."""

    facility: str
    country: str
    names: Mapping[str, str]
    inherits: str | None
    without: tuple[str, ...]
    channels: tuple[Channel, ...]
    rules: tuple[Rule, ...]


def facilities() -> list[str]:
    """Every book's name: a country alone is its base, `any` is for a facility that nobody has described."""
    found = [path.relative_to(BOOKS).with_suffix("") for path in BOOKS.glob("*/*.toml")]
    return sorted(path.parent.as_posix() if path.name == "base" else path.as_posix() for path in found)


@cache
def load_book(facility: str) -> Rulebook:
    """The book with everything it inherits; raises UnknownFacility."""
    return read_book(facility, BOOKS)


def read_book(facility: str, books: Path) -> Rulebook:
    """As load_book, from another folder: for somebody who writes a book and tries it."""
    chain = [_read_file(facility, books)]
    while chain[-1].inherits is not None:
        if len(chain) == _DEEPEST:
            raise BookRefused(where=facility, why="it inherits in a circle, or too deeply")
        chain.append(_read_file(chain[-1].inherits, books))
    channels: dict[str, Channel] = {}
    rules: dict[str, Rule] = {}
    for shelved in reversed(chain):
        for name in shelved.without:
            if rules.pop(name, None) is None and channels.pop(name, None) is None:
                raise BookRefused(
                    where=f"{shelved.facility}.without", why=f"{name} is neither a rule nor a channel here"
                )
        channels |= {channel.id: channel for channel in shelved.channels}
        for rule in shelved.rules:
            if rule.id in rules:
                raise BookRefused(
                    where=rule.id, why="this id is taken; name the old rule in without, and choose a new id"
                )
            rules[rule.id] = rule
    return _bind(chain[0], channels, tuple(rules.values()))


def _bind(shelved: _Shelved, channels: dict[str, Channel], rules: tuple[Rule, ...]) -> Rulebook:
    for kind in ONE_A_BOOK:
        if sum(isinstance(rule, kind) for rule in rules) != 1:
            raise BookRefused(where=shelved.facility, why=f"exactly one rule of kind {kind.KIND} is needed")
    if not channels:
        raise BookRefused(where=shelved.facility, why="at least one channel is needed")
    for rule in rules:
        for name in rule.channels:
            if name not in channels:
                raise BookRefused(where=f"{rule.id}.channels", why=f"there is no channel {name}")
            channels[name] = rule.shape(channels[name])
    return Rulebook(shelved.facility, shelved.country, shelved.names, channels, rules)


def _read_file(facility: str, books: Path) -> _Shelved:
    if not _NAME.fullmatch(facility):
        raise UnknownFacility(facility=facility[:80])
    path = books / (f"{facility}.toml" if "/" in facility else f"{facility}/base.toml")
    if not path.is_file():
        raise UnknownFacility(facility=facility)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BookRefused(where=path.relative_to(books), why=str(error)) from None
    whole = Table(data, facility)
    head = whole.table("book")
    shelved = _Shelved(
        facility=facility,
        country=facility.partition("/")[0],
        names=head.texts("names"),
        inherits=head.text("inherits", "-").strip("-") or None,
        without=head.words("without"),
        channels=tuple(_read_channel(table) for table in whole.tables("channel")),
        rules=tuple(_read_rule(table) for table in whole.tables("rule")),
    )
    head.finish()
    whole.finish()
    return shelved


def _read_channel(table: Table) -> Channel:
    name = table.text("id")
    if not _CHANNEL_ID.fullmatch(name):
        raise table.refuse("id", "write country/name in small Latin letters")
    kind = table.one_of("kind", ("paper", "electronic"))
    paper = table.one_of("paper", ("a4", "letter"), "a4")
    channel = Channel(name, cast("ChannelKind", kind), table.texts("names"), cast("Any", paper))
    table.finish()
    return channel


def _read_rule(table: Table) -> Rule:
    name = table.text("id")
    if not _RULE_ID.fullmatch(name):
        raise table.refuse("id", "write small Latin letters with dots, such as ru.sizo.pages")
    table.where = name
    kind = KINDS[table.one_of("kind", tuple(KINDS))]
    head = {
        "id": name,
        "source": table.text("source"),
        "checked": table.day("checked"),
        "level": Level(table.one_of("level", tuple(Level), "warn")),
        "channels": table.words("channels"),
        "verified": table.flag("verified", default=True),
        "because": table.texts("because", needed=False),
    }
    rule = kind.parse(table, head)
    table.finish()
    return rule
