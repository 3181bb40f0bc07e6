# SPDX-License-Identifier: AGPL-3.0-or-later
"""A link becomes a source of the case once, however often it is brought."""

from urllib.parse import urlsplit

from restante.desk.access.models import Volunteer
from restante.desk.cases.actions.saving import save
from restante.desk.cases.models import Source
from restante.desk.cases.queries import source_by_link
from restante.desk.people.models import Person


def source_at(person: Person, by: Volunteer, url: str, lang: str, *, title: str = "") -> Source:
    """The source of this case for a link, made where there is none yet."""
    known = source_by_link(by, person, url) if url else None
    if known is not None:
        return known
    host = urlsplit(url).hostname or ""
    made: Source = save(
        Source(person=person, url=url, title=(host or title or url)[:300], publisher=host, lang=lang), by
    )
    return made
