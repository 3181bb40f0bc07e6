# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every reading of the library: for volunteers, and what an edition may show."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from django.db.models import QuerySet

from restante.desk.access.models import Volunteer
from restante.desk.library.keeping import head_of, text_of
from restante.desk.library.models import Entry, Refusal, Version
from restante.desk.library.refusals import NoSuchText
from restante.desk.library.states import State
from restante.site.records import TextCard
from restante.texts.records import Revision, Text, Withdrawn

PAGE: Final = 50


def published_texts() -> tuple[tuple[TextCard, ...], Callable[[str], Text]]:
    """Cards of every published text by address, in two queries; and what opens one of just these versions.

    A version never changes once it is shown, so a text opened later is the one that its card tells of.
    """
    told = _revisions()
    rows = Version.objects.filter(state=State.SHOWN).select_related("entry").defer("kept", "cautions")
    found = list(rows.order_by("entry__slug").iterator(1000))
    shown = {row.entry.slug: (row.pk, told[row.entry_id]) for row in found}

    def open_shown(slug: str) -> Text:
        pk, days = shown[slug]
        return _dated(text_of(Version.objects.get(pk=pk)), days)

    return tuple(_card(row, told[row.entry_id]) for row in found), open_shown


def text_cards() -> tuple[TextCard, ...]:
    """Of every published text."""
    return published_texts()[0]


def withdrawn_texts() -> tuple[Withdrawn, ...]:
    """What tombstones say: the last public title, the day, the reason."""
    rows = Entry.objects.filter(withdrawn__isnull=False).order_by("slug")
    last = {row.entry_id: row for row in Version.objects.filter(state=State.REPLACED).defer("kept").order_by("number")}
    return tuple(
        Withdrawn(row.slug, last[row.pk].title, last[row.pk].lang, row.withdrawn, row.reason)
        for row in rows
        if row.pk in last and row.withdrawn is not None
    )


def open_text(slug: str) -> Text:
    """A published text whole, with its public history. Raises NoSuchText."""
    version = Version.objects.select_related("entry").filter(entry__slug=slug, state=State.SHOWN).first()
    if version is None:
        raise NoSuchText(slug=slug)
    return _dated(text_of(version), _revisions(version.entry_id)[version.entry_id])


def newest_text(slug: str) -> Text:
    """For the group alone: what waits to be read, else what is shown. Raises NoSuchText."""
    rows = Version.objects.filter(entry__slug=slug, state__in=(State.REVIEW, State.SHOWN)).order_by("-number")
    version = rows.first()
    if version is None:
        raise NoSuchText(slug=slug)
    return text_of(version)


def waiting_of(slug: str) -> Version:
    """The version of a text that waits to be read. Raises NoSuchText."""
    version = Version.objects.filter(entry__slug=slug, state=State.REVIEW).first()
    if version is None:
        raise NoSuchText(slug=slug)
    return version


def waiting(_volunteer: Volunteer) -> QuerySet[Version]:
    """To be read, oldest first."""
    rows = Version.objects.filter(state=State.REVIEW).select_related("entry").defer("kept", "head", "cautions")
    return rows.order_by("brought", "pk")


def count_waiting() -> int:
    """How many, for the home page."""
    return Version.objects.filter(state=State.REVIEW).count()


def newest_versions() -> list[Version]:
    """Of every text the version that counts: waiting, else shown, else the last; for lists."""
    rank = {State.REVIEW: 0, State.SHOWN: 1, State.REPLACED: 2, State.ASIDE: 3}
    best: dict[int, Version] = {}
    for row in Version.objects.select_related("entry").defer("kept", "cautions").order_by("-number"):
        held = best.get(row.entry_id)
        if held is None or rank[State(row.state)] < rank[State(held.state)]:
            best[row.entry_id] = row
    return sorted(best.values(), key=lambda row: row.entry.slug)


def find_texts(_volunteer: Volunteer, wanted: str, page: int) -> tuple[list[Version], int]:
    """One page of published texts whose title or authors hold each word, and how many there are."""
    words = wanted.casefold().split()
    rows = Version.objects.filter(state=State.SHOWN).order_by("-decided", "-pk")
    names = rows.values_list("pk", "title", "head") if words else rows.values_list("pk")
    found = [pk for pk, *told in names if all(word in " ".join(told).casefold() for word in words)]
    shown = Version.objects.filter(pk__in=found[page * PAGE : (page + 1) * PAGE]).select_related("entry")
    return list(shown.defer("kept", "cautions").order_by("-decided", "-pk")), len(found)


def version_for(_volunteer: Volunteer, pk: int) -> Version:
    """One version; raises Version.DoesNotExist."""
    return Version.objects.select_related("entry").get(pk=pk)


def versions_of(_volunteer: Volunteer, entry: Entry) -> list[Version]:
    """Its history, newest first."""
    return list(entry.versions.defer("kept", "head").order_by("-number"))


def withdrawn_entries(_volunteer: Volunteer) -> list[Entry]:
    """Newest first."""
    return list(Entry.objects.filter(withdrawn__isnull=False).order_by("-withdrawn", "slug"))


def refused_authors(_volunteer: Volunteer) -> list[Refusal]:
    """Who asked not to be here."""
    return list(Refusal.objects.all())


def translations_of(_volunteer: Volunteer, version: Version) -> list[Version]:
    """Other published texts of the same work."""
    work = head_of(version).work
    if not work:
        return []
    rows = Version.objects.filter(state=State.SHOWN).exclude(entry=version.entry).select_related("entry").defer("kept")
    return [row for row in rows.filter(head__contains=f'"work":"{work}"') if head_of(row).work == work]


Dates = tuple[Revision, ...]


def _revisions(entry: int | None = None) -> Mapping[int, Dates]:
    """Of each text the days on which a version became public, the first without a word of change."""
    rows = Version.objects.filter(state__in=(State.SHOWN, State.REPLACED), decided__isnull=False)
    if entry is not None:
        rows = rows.filter(entry=entry)
    told: dict[int, Dates] = defaultdict(tuple)
    for pk, day, what in rows.order_by("entry", "number").values_list("entry", "decided", "what"):
        if day is not None:
            told[pk] = (*told[pk], Revision(day, what))
    return told


def _dated(text: Text, days: Dates) -> Text:
    return replace(text, published=days[0].day if days else None, revisions=tuple(one for one in days[1:] if one.what))


def _card(row: Version, days: Dates) -> TextCard:
    head = _dated(head_of(row), days)
    spoken = "\n".join([row.digest, *(f"{one.day} {one.what}" for one in days)])
    return TextCard(head, hashlib.sha256(spoken.encode()).hexdigest(), row.words)
