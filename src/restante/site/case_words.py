# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences of a case's page that need counting or several records; everything else is said by its template."""

from restante.cases.custody import Days, Line
from restante.cases.dates import DateRefused, read_date
from restante.cases.evidence import Standing
from restante.cases.records import Claim, LawArticle
from restante.site.catalogue import catalogue, say_date
from restante.site.records import say


def say_claim(claim: Claim, lang: str) -> str:
    """The claim's text; a date at its end is written as people say it, not as machines do."""
    text = say(claim.text, lang)
    if claim.value_kind == "date" and claim.value and text.endswith(claim.value):
        try:
            return text[: -len(claim.value)] + say_date(read_date(claim.value), lang)
        except DateRefused:
            return text
    return text


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
    """From when to when; an end that is not known is said by the line's notes."""
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
