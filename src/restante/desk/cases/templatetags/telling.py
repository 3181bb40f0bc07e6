# SPDX-License-Identifier: AGPL-3.0-or-later
"""`{{ claim.text|told }}` in the page's language, codes as words, and how many independent origins a claim has."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language, ngettext

from restante.cases.terms import is_code, label
from restante.desk.cases.columns import in_words

register = template.Library()


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
