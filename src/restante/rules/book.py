# SPDX-License-Identifier: AGPL-3.0-or-later
"""A rulebook, read and whole: its channels with their numbers, its switches, and the check of a letter against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from restante.rules.channel import Channel
from restante.rules.draft import Draft
from restante.rules.kinds.address import AddressGrammar
from restante.rules.kinds.language import Language
from restante.rules.kinds.marks import Marks
from restante.rules.kinds.printing import Printing
from restante.rules.rule import Rule
from restante.rules.verdict import Finding, Level, Texts

_R = TypeVar("_R", bound=Rule)
_ORDER = tuple(Level)


@dataclass(frozen=True)
class Rulebook:
    """What one facility accepts; every rule has its id, its source and the day it was checked."""

    facility: str
    country: str
    names: Texts
    channels: Mapping[str, Channel]
    rules: tuple[Rule, ...]

    @property
    def address(self) -> AddressGrammar:
        """The grammar of the envelope."""
        return self._only(AddressGrammar)

    @property
    def name_on_envelope(self) -> bool:
        """Whether the person's name may stand outside."""
        return self.address.name_on_envelope

    @property
    def reply_sheet(self) -> bool:
        """Whether a reply sheet may be enclosed."""
        return self._only(Marks).reply_sheet

    @property
    def number(self) -> bool:
        """Whether a printed number is tolerated."""
        return self._only(Marks).number

    @property
    def code(self) -> bool:
        """Whether a machine-read code is tolerated."""
        return self._only(Marks).code

    @property
    def single_sided(self) -> bool:
        """Whether backs of sheets are lost there."""
        return self._only(Printing).single_sided

    @property
    def blank_paper(self) -> bool:
        """Whether blank sheets may be enclosed."""
        return self._only(Printing).blank_paper

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that get through everywhere in this book; empty where no rule limits them."""
        found = [rule.languages for rule in self.rules if isinstance(rule, Language)]
        return tuple(code for code in found[0] if all(code in other for other in found)) if found else ()

    def rule(self, rule_id: str) -> Rule:
        """The rule of this id; KeyError if the book has none."""
        return {rule.id: rule for rule in self.rules}[rule_id]

    def _only(self, kind: type[_R]) -> _R:
        return next(rule for rule in self.rules if isinstance(rule, kind))


def check_letter(book: Rulebook, draft: Draft) -> list[Finding]:
    """Every finding, the gravest first. One channel's limit among several is no `stop`: another way is left."""
    known = draft.channel in book.channels
    channels = [channel for name, channel in book.channels.items() if not known or name == draft.channel]
    found: list[Finding] = []
    for rule in book.rules:
        concerned = [channel for channel in channels if rule.concerns(channel.id)]
        if concerned:
            found += rule.check(draft, concerned)
    if len(channels) > 1:
        found = [_softened(finding) for finding in found]
    return sorted(found, key=_gravity)


def _softened(finding: Finding) -> Finding:
    if finding.level is not Level.STOP:
        return finding
    kept = {name: getattr(finding, name) for name in ("rule", "kind", "where", "fields", "text", "because", "verified")}
    return Finding(level=Level.WARN, **kept)


def _gravity(finding: Finding) -> int:
    return _ORDER.index(finding.level)


def gravest(findings: Iterable[Finding]) -> Level | None:
    """The gravest level among them, for the colour of a row."""
    return min((finding.level for finding in findings), key=_ORDER.index, default=None)
