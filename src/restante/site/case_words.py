# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences of a case's page that need counting or several records; everything else is said by its template."""

import re
from typing import Final

from restante.cases.custody import Days, Line
from restante.cases.dates import DateRefused, read_date
from restante.cases.evidence import Standing
from restante.cases.records import Claim, LawArticle
from restante.cases.spans import SpanRefused, read_span
from restante.site.catalogue import catalogue, long_date, say_date
from restante.site.records import say

_PART: Final = re.compile(r"([0-9]+)([A-Z])")


def say_claim(claim: Claim, lang: str) -> str:
    """The claim's text; a date or a length of time at its end is written as people say it, not as machines do."""
    return "".join(split_claim(claim, lang))


def split_claim(claim: Claim, lang: str) -> tuple[str, str]:
    """What stands before the value, and the value as people say it; all is before where the text ends otherwise."""
    text = say(claim.text, lang)
    if not claim.value or not text.endswith(claim.value):
        return text, ""
    return text[: -len(claim.value)], say_value(claim.value, claim.value_kind, lang)


def say_value(value: str, kind: str, lang: str) -> str:
    """`P5Y9M` as `5 years 9 months`, `2019-02` as `February 2019`; what cannot be read stands as it is."""
    try:
        if kind == "date":
            return say_date(read_date(value), lang)
        return _span(read_span(value).text, lang) if kind == "span" else value
    except (DateRefused, SpanRefused):
        return value


def _span(text: str, lang: str) -> str:
    """In the units of whoever said it: 30 months are not turned into years."""
    days, _clock, hours = text.partition("T")
    parts = [("date", *one) for one in _PART.findall(days)] + [("time", *one) for one in _PART.findall(hours)]
    told = [_unit(kind, unit, int(number), lang) for kind, number, unit in parts if int(number)]
    _ = catalogue(lang).gettext
    return " ".join(told) or _("no time")


def _unit(kind: str, unit: str, count: int, lang: str) -> str:
    ngettext = catalogue(lang).ngettext
    if kind == "date":
        told = {
            "Y": ngettext("%(count)s year", "%(count)s years", count),
            "M": ngettext("%(count)s month", "%(count)s months", count),
            "W": ngettext("%(count)s week", "%(count)s weeks", count),
            "D": ngettext("%(count)s day", "%(count)s days", count),
        }
    else:
        told = {
            "H": ngettext("%(count)s hour", "%(count)s hours", count),
            "M": ngettext("%(count)s minute", "%(count)s minutes", count),
            "S": ngettext("%(count)s second", "%(count)s seconds", count),
        }
    return told[unit] % {"count": count}


def say_origins(standing: Standing, lang: str) -> str:
    """How many independent sources there are; where links are more than origins, both numbers."""
    _, ngettext = catalogue(lang).gettext, catalogue(lang).ngettext
    if standing.links == 0:
        return _("no quotation yet")
    if standing.links > standing.origins:
        links = ngettext("%(count)s link", "%(count)s links", standing.links) % {"count": standing.links}
        origins = ngettext("%(count)s origin", "%(count)s origins", standing.origins) % {"count": standing.origins}
        return f"{links}, {origins}"
    if standing.origins == 1:
        return _("one source")
    return ngettext("%(count)s independent source", "%(count)s independent sources", standing.origins) % {
        "count": standing.origins
    }


def say_days(days: Days, lang: str) -> str:
    """`1676 days`, `from 1676 to 1681 days`, `at least 1676 days`."""
    _, ngettext = catalogue(lang).gettext, catalogue(lang).ngettext
    least, most = days
    if most is None:
        return _("not less than %(days)s") % {"days": _days(least, lang)}
    if least == most:
        return _days(least, lang)
    return ngettext("from %(least)s to %(most)s day", "from %(least)s to %(most)s days", most) % {
        "least": least,
        "most": most,
    }


def say_stay(line: Line, lang: str) -> str:
    """From when to when, or since when; whether an end is not known or not there yet is said by the line's notes."""
    if line.start and not line.end:
        _ = catalogue(lang).gettext
        return _("since %(day)s") % {"day": long_date(read_date(line.start), lang)}
    ends = [say_date(read_date(end), lang) if end else "…" for end in (line.start, line.end)]
    return " – ".join(ends)


def say_article(article: LawArticle, lang: str) -> str:
    """`CC (RU), article 213, part 2`."""
    _ = catalogue(lang).gettext
    parts = [_("article %(number)s") % {"number": article.article}]
    if article.part:
        parts.append(_("part %(number)s") % {"number": article.part})
    if article.point:
        parts.append(_("point %(number)s") % {"number": article.point})
    code = " ".join([article.code, *([f"({article.jurisdiction})"] if article.jurisdiction else [])])
    return ", ".join(part for part in (code, *parts) if part)


def _days(count: int, lang: str) -> str:
    return catalogue(lang).ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
