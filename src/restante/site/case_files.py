# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case for other programs: its dates as a calendar, its claims as a table, all of it as linked data."""

from collections.abc import Iterator, Mapping

from restante.cases.exports import case_calendar, case_csv, case_jsonld, has_calendar
from restante.site.case_view import CaseView
from restante.site.prints import first_address
from restante.site.records import LANGUAGES, PublicPerson, PublicSite, say


def build_case_files(site: PublicSite, views: Mapping[str, CaseView]) -> Iterator[tuple[str, bytes]]:
    """A table and linked data for everybody of whom something is told; a calendar where there is a day to come to."""
    address = first_address(site)
    for person in site.people:
        view = views[person.slug]
        if not view.case.claims and not view.case.events:
            continue
        whole = f"{address}en/people/{person.slug}.html" if address else None
        yield f"cases/{person.slug}/claims.csv", case_csv(view.case)
        yield f"cases/{person.slug}/case.jsonld", case_jsonld(view.case, person.names, whole, view.standing)
        for lang in LANGUAGES if has_calendar(view.case) else ():
            calendar = case_calendar(view.case, say(person.names, lang), lang, site.day)
            yield f"{lang}/people/{person.slug}.ics", calendar


def files_of(person: PublicPerson, view: CaseView) -> list[tuple[str, str]]:
    """Media types and places, seen from the person's page."""
    if not view.case.claims and not view.case.events:
        return []
    return [
        *([("text/calendar", f"{person.slug}.ics")] if has_calendar(view.case) else []),
        ("text/csv", f"../../cases/{person.slug}/claims.csv"),
        ("application/ld+json", f"../../cases/{person.slug}/case.jsonld"),
    ]
