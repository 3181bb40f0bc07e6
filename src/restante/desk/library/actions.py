# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every change of the library. Nothing becomes public unread, and nothing public disappears without a word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from restante.desk.access.models import Volunteer
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.library.keeping import fill, head_of, text_of
from restante.desk.library.models import Entry, Refusal, Version
from restante.desk.library.refusals import (
    AuthorWithdrew,
    LanguageNeeded,
    NothingShown,
    NotWaiting,
    ReadBefore,
    ReasonNeeded,
    SomebodyElseReads,
    TitleNeeded,
    WhatChanged,
)
from restante.desk.library.spelling import name_key
from restante.desk.library.states import State
from restante.texts.arriving import UNKNOWN_LANGUAGE, Arrival, with_ids
from restante.texts.naming import fresh_id, id_of
from restante.texts.records import Author, Text

By = Volunteer | str


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file: a version, and whether it is new here."""

    version: Version
    is_new: bool


def bring_text(arrival: Arrival, file_sha256: str, by: By, *, slug: str = "") -> Brought:
    """A file's text waits to be read. The same file again changes nothing; with `slug` it is that text's next version.

    Raises AuthorWithdrew.
    """
    with transaction.atomic():
        stand_in_line()
        _ask_authors([*arrival.text.authors, *arrival.text.translators])
        known = Version.objects.filter(file_sha256=file_sha256).exclude(state=State.ASIDE)
        known = known.filter(entry__slug=slug) if slug else known
        if (same := known.select_related("entry").order_by("-number").first()) is not None:
            return Brought(same, is_new=False)
        entry = _entry_for(arrival.text.title, slug)
        entry.versions.filter(state=State.REVIEW).update(state=State.ASIDE, decided=_today(), what="")
        version = Version(
            entry=entry,
            number=_next_number(entry),
            form=arrival.form,
            file_sha256=file_sha256,
            cautions=[
                [one.code, one.text, {name: str(it) for name, it in one.fields.items()}] for one in arrival.cautions
            ],
            brought_by=_name(by),
            brought=_today(),
        )
        fill(version, replace(arrival.text, id=entry.slug)).save()
        record(by, "text.brought", "text", entry.slug, version=version.number, words=version.words)
    return Brought(version, is_new=True)


def change_head(pk: int, by: By, changed: Text) -> Version:
    """New facts about a version that waits; its words stay as they are."""
    with transaction.atomic():
        version = _waiting(pk)
        _ask_authors([*changed.authors, *changed.translators])
        if not changed.title.strip():
            raise TitleNeeded
        whole = text_of(version)
        named = replace(
            changed,
            id=whole.id,
            document=whole.document,
            authors=with_ids(changed.authors),
            translators=with_ids(changed.translators),
        )
        fill(version, named).save()
        record(by, "text.described", "text", version.entry.slug, version=version.number)
    return version


def publish_text(pk: int, by: By, *, what: str = "", alone: bool = False, seen: str = "") -> Version:
    """Shown with the next edition. Whoever brought it says that nobody else can read it, or somebody else publishes.

    `seen` is the digest of what was read: raises ReadBefore if it is another one now.
    """
    with transaction.atomic():
        version = _waiting(pk)
        if seen and seen != version.digest:
            raise ReadBefore
        head = head_of(version)
        _ask_authors([*head.authors, *head.translators])
        if head.lang == UNKNOWN_LANGUAGE:
            raise LanguageNeeded
        if version.brought_by == _name(by) and not alone:
            raise SomebodyElseReads
        before = version.entry.versions.filter(state=State.SHOWN).first()
        was_public = version.entry.versions.filter(state=State.REPLACED).exists() or before is not None
        if was_public and not what.strip():
            raise WhatChanged
        if before is not None:
            before.state = State.REPLACED
            before.save(update_fields=["state"])
        version.state, version.read_by = State.SHOWN, _name(by)
        version.decided, version.what = _today(), what.strip() if was_public else ""
        version.save(update_fields=["state", "read_by", "decided", "what"])
        Entry.objects.filter(pk=version.entry_id).update(withdrawn=None, reason="")
        record(by, "text.published", "text", version.entry.slug, version=version.number, alone=alone)
    return version


def set_aside(pk: int, by: By, why: str) -> Version:
    """Not now; the file may come again."""
    with transaction.atomic():
        version = _waiting(pk)
        version.state, version.read_by, version.decided, version.what = State.ASIDE, _name(by), _today(), why[:300]
        version.save(update_fields=["state", "read_by", "decided", "what"])
        record(by, "text.aside", "text", version.entry.slug, version=version.number)
    return version


def withdraw_text(slug: str, by: By, reason: str, *, author_asked: bool = False) -> Entry:
    """The next edition has a tombstone instead, which mirrors obey; with `author_asked` nothing of his comes back."""
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        stand_in_line()
        shown = Version.objects.select_related("entry").filter(entry__slug=slug, state=State.SHOWN).first()
        if shown is None:
            raise NothingShown(slug=slug)
        shown.state = State.REPLACED
        shown.save(update_fields=["state"])
        entry = shown.entry
        entry.withdrawn, entry.reason = _today(), reason.strip()
        entry.save(update_fields=["withdrawn", "reason"])
        if author_asked:
            refuse_authors(head_of(shown).authors, by)
        record(by, "text.withdrawn", "text", slug, author_asked=author_asked)
    return entry


def refuse_authors(authors: Sequence[Author], by: By) -> None:
    """No text that names them is taken until a coordinator lifts it."""
    for author in authors:
        _, fresh = Refusal.objects.get_or_create(
            key=name_key(author.name)[:200], defaults={"name": author.name[:200], "day": _today()}
        )
        if fresh:
            record(by, "author.refused", "author", author.name)


def lift_refusal(pk: int, by: By) -> None:
    """The author changed his mind, or another bears his name."""
    with transaction.atomic():
        refusal = Refusal.objects.get(pk=pk)
        refusal.delete()
        record(by, "author.lifted", "author", refusal.name)


def _entry_for(title: str, slug: str) -> Entry:
    if slug:
        return Entry.objects.get_or_create(slug=id_of(slug))[0]
    taken = set(Entry.objects.filter(slug__startswith=id_of(title)[:40]).values_list("slug", flat=True))
    return Entry.objects.create(slug=fresh_id(title, taken))


def _ask_authors(authors: Sequence[Author]) -> None:
    keys = {name_key(author.name)[:200]: author.name for author in authors}
    found = Refusal.objects.filter(key__in=keys).first()
    if found is not None:
        raise AuthorWithdrew(author=found.name, day=found.day)


def _waiting(pk: int) -> Version:
    stand_in_line()
    version = Version.objects.select_related("entry").filter(pk=pk, state=State.REVIEW).first()
    if version is None:
        raise NotWaiting
    return version


def _next_number(entry: Entry) -> int:
    last: int | None = entry.versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _name(by: By) -> str:
    return by if isinstance(by, str) else by.name


def _today() -> date:
    return timezone.now().date()
