# SPDX-License-Identifier: AGPL-3.0-or-later
"""The book as JSON for the edition: the browser counts and hints by it. Its form is told in docs/reference/rules.md."""

from collections.abc import Iterable
from typing import Any

from restante.rules.book import Rulebook
from restante.rules.channel import Channel
from restante.rules.kinds import KINDS
from restante.rules.rule import Rule
from restante.rules.sheet import SHEETS
from restante.rules.verdict import LANGUAGES, UNVERIFIED, Texts

VERSION = 1


def compile_book(book: Rulebook) -> dict[str, Any]:
    """JSON-safe, and the same for the same book."""
    kinds = dict.fromkeys(rule.KIND for rule in book.rules)
    return {
        "version": VERSION,
        "facility": book.facility,
        "country": book.country,
        "names": dict(book.names),
        "languages": list(book.languages),
        "channels": {name: _compile_channel(channel) for name, channel in book.channels.items()},
        "reply_sheet": book.reply_sheet,
        "number": book.number,
        "code": book.code,
        "single_sided": book.single_sided,
        "limits": _by_language(text for rule in book.rules for text in _marked(rule, rule.limits(book.channels))),
        "advice": _by_language(text for rule in book.rules for text in _marked(rule, rule.advice())),
        "rules": [_compile_rule(rule) for rule in book.rules],
        "messages": {kind: _texts(KINDS[kind].MESSAGES) for kind in kinds if KINDS[kind].MESSAGES},
        "unverified": dict(UNVERIFIED),
    }


def _compile_channel(channel: Channel) -> dict[str, Any]:
    sheet = SHEETS[channel.paper]
    return {
        "kind": channel.kind,
        "names": dict(channel.names),
        "page_chars": channel.page_chars,
        "pages_max": channel.pages_max,
        "pictures_max": channel.pictures_max,
        "prices": [
            {
                "unit": price.unit,
                "amount": str(price.amount),
                "currency": price.currency,
                "as_of": price.as_of,
                "verified": price.verified,
            }
            for price in channel.prices
        ],
        "paper": {
            "size": channel.paper,
            "characters_per_line": sheet.characters_per_line,
            "lines_per_page": sheet.lines_per_page,
            "lines_taken": sheet.lines_taken,
            "indent": sheet.indent,
            "wide": sheet.wide,
            "widest": sheet.widest,
        }
        if channel.kind == "paper"
        else None,
    }


def _compile_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": rule.KIND,
        "level": rule.level.value,
        "channels": list(rule.channels),
        "source": rule.source,
        "checked": rule.checked.isoformat(),
        "verified": rule.verified,
        "because": dict(rule.because),
        **rule.compile(),
    }


def _marked(rule: Rule, texts: Iterable[Texts]) -> Iterable[Texts]:
    """A sentence without a known source says so wherever it is read; a rule's reason stands with its first sentence."""
    for number, text in enumerate(texts):
        because = rule.because if number == 0 else {}
        doubt = {} if rule.verified else UNVERIFIED
        yield {
            lang: " ".join(part for part in (text[lang], because.get(lang, ""), doubt.get(lang, "")) if part)
            for lang in LANGUAGES
        }


def _by_language(texts: Iterable[Texts]) -> dict[str, list[str]]:
    found = list(texts)
    return {lang: list(dict.fromkeys(text[lang] for text in found)) for lang in LANGUAGES}


def _texts(messages: Any) -> dict[str, dict[str, str]]:
    return {name: dict(texts) for name, texts in messages.items()}
