# SPDX-License-Identifier: AGPL-3.0-or-later
"""`{{ claim.text|told }}` in the page's language, codes as words, and how many independent origins a claim has."""

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext_lazy

from restante.cases.terms import is_code, label
from restante.desk.cases import wording
from restante.desk.cases.columns import in_words
from restante.desk.cases.models import Entity
from restante.desk.cases.shapes import BY_MODEL

register = template.Library()
VERBS: Final[Mapping[str, Any]] = {
    "added": pgettext_lazy("history", "entered"),
    "changed": pgettext_lazy("history", "changed"),
    "cited": pgettext_lazy("history", "sources changed"),
    "linked": pgettext_lazy("history", "linked"),
    "kept": pgettext_lazy("history", "file kept"),
    "stamped": pgettext_lazy("history", "time stamp added"),
    "held": pgettext_lazy("history", "found in a copy"),
    "decided": pgettext_lazy("history", "decided"),
    "published": pgettext_lazy("history", "shown to everybody"),
    "agreed": pgettext_lazy("history", "agreed as second editor"),
    "hidden": pgettext_lazy("history", "taken back from the public"),
    "withdrawn": pgettext_lazy("history", "withdrawn"),
    "corrected": pgettext_lazy("history", "corrected"),
    "imported": pgettext_lazy("history", "brought by a file"),
}


@register.filter
def told(texts: Any) -> str:
    """A text in the page's language, else in any."""
    return in_words(texts)


@register.filter
def word(code: str, terms: str) -> str:
    """A code of a list as people read it."""
    return label(terms, code, get_language() or "en") if code and is_code(terms, code) else code


@register.filter
def at(table: Mapping[str, Any], key: str) -> Any:
    """What a table has for a key."""
    return table.get(key)


@register.filter
def counted(weight: Any) -> str:
    """`4 links, 1 origin`, of a Standing or a side."""
    links = ngettext("%(links)d link", "%(links)d links", weight.links) % {"links": weight.links}
    origins = ngettext("%(origins)d origin", "%(origins)d origins", weight.origins) % {"origins": weight.origins}
    return f"{links}, {origins}"


@register.filter
def said(thing: Any) -> Any:
    """A finding as a sentence, a line of the arithmetic as its notes, in the page's language."""
    lang = "ru" if get_language() == "ru" else "en"
    return thing.say(lang) if hasattr(thing, "say") else ", ".join(thing.say_notes(lang))


@register.filter
def days(bounds: tuple[int, int | None]) -> str:
    """`1676 days`, `1676–1680 days`, `at least 12 days` where nobody knows the beginning."""
    least, most = bounds
    if most is None:
        return ngettext("at least %(days)d day", "at least %(days)d days", least) % {"days": least}
    number = f"{least}–{most}" if most != least else f"{least}"
    return ngettext("%(number)s day", "%(number)s days", most) % {"number": number}


@register.filter
def within(line: Any) -> str:
    """The same of a line, a gap or a total, which name their bounds."""
    return days((line.least, line.most))


@register.filter
def verb(name: str) -> Any:
    """What somebody did, in the history of a thing."""
    return VERBS.get(name, name)


@register.filter
def titled(row: Entity) -> str:
    """A thing of a case in one line."""
    return wording.title_of(row, get_language() or "en")


@register.filter
def facts_of(row: Entity) -> str:
    """Its dates and states."""
    return wording.facts_of(row, get_language() or "en")


@register.filter
def shape_path(row: Entity) -> str:
    """Its kind's part of an address."""
    return BY_MODEL[type(row)].path if type(row) in BY_MODEL else f"{row.entity}s"


@register.filter
def page_of(row: Entity) -> str:
    """The address of its page."""
    return reverse("cases:row", args=(row.person.slug, shape_path(row), row.key))
