# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to call a thing of a case in one line, in a language: in lists and choices, and as a correction quotes it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from restante.cases.terms import is_code, label
from restante.desk.cases import models
from restante.desk.cases.columns import LANGUAGES, in_words

LONGEST: Final = 90


def title_of(row: models.Entity, lang: str) -> str:
    """In words; a thing that says nothing yet is called by its key."""
    said = _TITLES[type(row)](row, lang).strip()
    return said or row.key


def short_title(row: models.Entity, lang: str) -> str:
    """The same, for a choice among many."""
    told = " · ".join(part for part in (title_of(row, lang), *_facts(row)[:1]) if part)
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"


def facts_of(row: models.Entity, lang: str) -> str:
    """Dates and states beside the title."""
    codes = [
        label(terms, getattr(row, name), lang)
        for name, terms in _CODES.get(type(row), {}).items()
        if is_code(terms, getattr(row, name)) and getattr(row, name) != "unknown"
    ]
    return " · ".join([*_facts(row), *codes])


def wording_of(row: models.Entity) -> dict[str, str]:
    """What a reader saw of it, in each language in which it stood there."""
    own = next((getattr(row, name) for name in _TEXTS if hasattr(row, name)), None)
    langs = [lang for lang in own if own[lang]] if isinstance(own, dict) and any(own.values()) else list(LANGUAGES)
    return {lang: f"{told} ({extra})" if (extra := facts_of(row, lang)) else told for lang, told in _told(row, langs)}


_TEXTS: Final = ("text", "title", "organisation", "ask", "note", "what")
_CODES: Final[Mapping[type[Any], Mapping[str, str]]] = {
    models.Event: {"state": "event_state"},
    models.Proceeding: {"stage": "stage"},
    models.Charge: {"outcome": "charge_outcome"},
    models.CustodyPeriod: {"end_reason": "end_reason"},
    models.PersonName: {"kind": "name_kind"},
    models.Recognition: {"status": "recognition_status"},
    models.Document: {"kind": "document_kind"},
    models.Source: {"material": "material"},
    models.Correction: {"kind": "correction_kind"},
}


def _told(row: models.Entity, langs: list[str]) -> list[tuple[str, str]]:
    return [(lang, title_of(row, lang)) for lang in langs]


def _facts(row: Any) -> list[str]:
    names = ("when", "day", "opened", "published", "start", "end", "closes", "time", "value", "lang")
    shown = [str(value) for name in names if (value := getattr(row, name, "")) and not callable(value)]
    if isinstance(row, models.Source):
        shown = [part for part in (row.publisher, row.published) if part]
    return shown if not isinstance(row, models.ClaimLink) else []


def _article(row: Any, lang: str) -> str:
    told = row.article if isinstance(row.article, dict) else {}
    numbers = [told.get(name, "") for name in ("jurisdiction", "code", "article", "part", "point")]
    return " ".join([*(str(part) for part in numbers if part), in_words(told.get("title"), lang)])


def _custody(row: Any, lang: str) -> str:
    return ", ".join(part for part in (label("custody_kind", row.kind, lang), in_words(row.place, lang)) if part)


def _recognition(row: Any, lang: str) -> str:
    return in_words(row.organisation, lang)


def _link(row: Any, lang: str) -> str:
    sides = (in_words(row.start.text, lang), label("relation", row.relation, lang), in_words(row.end.text, lang))
    return " ".join(sides)


_TITLES: Final[Mapping[type[Any], Callable[[Any, str], str]]] = {
    models.Claim: lambda row, lang: in_words(row.text, lang),
    models.Event: lambda row, lang: in_words(row.text, lang) or label("event_kind", row.kind, lang),
    models.Proceeding: lambda row, lang: in_words(row.title, lang),
    models.Charge: _article,
    models.CustodyPeriod: _custody,
    models.PersonName: lambda row, _lang: str(row.text),
    models.Recognition: _recognition,
    models.Action: lambda row, lang: in_words(row.ask, lang) or label("action_kind", row.kind, lang),
    models.Document: lambda row, lang: in_words(row.title, lang),
    models.Source: lambda row, _lang: str(row.title or row.url),
    models.Capture: lambda row, _lang: str(row.sha256[:16]),
    models.ClaimLink: _link,
    models.Correction: lambda row, lang: in_words(row.what, lang),
}
