# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every reading of replies, each on behalf of a volunteer but for what publishing and the worker ask."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from restante.desk.access import store
from restante.desk.access.models import Volunteer
from restante.desk.letters.models import Letter, Number
from restante.desk.letters.states import State
from restante.desk.letters.words import pen_names, words_of
from restante.desk.people.models import Person
from restante.desk.replies.models import Page, Reply, Scan
from restante.desk.replies.picturing import Box, check_box, finish_page, show_page

ANSWERABLE: Final = (State.PRINTED, State.POSTED, State.SENT, State.REPLIED, State.CAME_BACK, State.LOST, State.READ)
LOOKED_BACK: Final = timedelta(days=730)
MOST_CANDIDATES: Final = 20
MOST_LOOKED_AT: Final = 3000
LOOKED_AT_ONCE: Final = 1000
LEAST_DIGITS: Final = 4
NAMES: Final = ("name_ru", "name_en", "slug")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A letter that a reply may answer."""

    letter: Letter
    sign: str


def open_replies(_volunteer: Volunteer) -> QuerySet[Reply]:
    """What waits for a volunteer: first matched ones, which take a glance."""
    shown = Q(state__in=[Reply.State.PROPOSED, Reply.State.UNMATCHED, Reply.State.CONFIRMED])
    rows = Reply.objects.filter(shown).select_related("letter__person")
    return rows.annotate(size=Count("pages", filter=Q(pages__left_out=False))).order_by("state", "pk")


def replies_being_sealed(_volunteer: Volunteer) -> QuerySet[Reply]:
    """Delivered by a volunteer, and with the worker until their pages are burnt in."""
    return Reply.objects.filter(state=Reply.State.SEALING).select_related("letter__person").order_by("pk")


def delivered_replies(_volunteer: Volunteer) -> QuerySet[Reply]:
    """Delivered lately, the newest first."""
    return Reply.objects.filter(state=Reply.State.DELIVERED).select_related("letter__person").order_by("-pk")


def unread_scans(_volunteer: Volunteer) -> QuerySet[Scan]:
    """Files that are being read or could not be."""
    return Scan.objects.filter(state__in=[Scan.State.WAITING, Scan.State.FAILED]).order_by("pk")


def reply_for(_volunteer: Volunteer, pk: int) -> Reply:
    """One reply with its pages; raises Reply.DoesNotExist."""
    pages = Prefetch("pages", Page.objects.order_by("place", "pk"))
    return Reply.objects.select_related("letter__person__facility").prefetch_related(pages).get(pk=pk)


def page_for(_volunteer: Volunteer, pk: int) -> Page:
    """One page; raises Page.DoesNotExist."""
    return Page.objects.select_related("reply").get(pk=pk)


def scan_for(_volunteer: Volunteer, pk: int) -> Scan:
    """One uploaded file; raises Scan.DoesNotExist."""
    return Scan.objects.get(pk=pk)


def picture_of(volunteer: Volunteer, pk: int, *, covered: bool = False) -> bytes:
    """The page as it stands, or as it would be delivered; a delivered page as it was."""
    page = page_for(volunteer, pk)
    if page.final:
        return store.read_sealed(page.final)
    if not page.image:
        raise Page.DoesNotExist
    image = store.read_sealed(page.image)
    if covered and (page.covers or page.crop):
        return finish_page(image, page.turn, *shape_of(page))
    return show_page(image, page.turn)


def shape_of(page: Page) -> tuple[list[Box], Box | None]:
    """What a volunteer has marked on the page: covers, and the part to keep."""
    return [check_box(box) for box in page.covers], check_box(page.crop) if page.crop else None


def looks_of(page: Page) -> tuple[object, ...]:
    """Everything that decides what of it goes out."""
    return page.pk, page.place, page.image, page.turn, page.covers, page.crop, page.left_out


def marks_of(page: Page) -> str:
    """A digest of how a page lies and what is marked on it: boxes that were drawn on another state fit nothing."""
    return hashlib.sha256(json.dumps([page.turn, page.covers, page.crop]).encode()).hexdigest()


def digest_of(reply: Reply, pages: Sequence[Page]) -> str:
    """What stood on the page where the button to deliver was: whose it is, its pages, and what was marked on them."""
    return hashlib.sha256(json.dumps([reply.letter_id, [looks_of(page) for page in pages]]).encode()).hexdigest()


def neighbour_of(_volunteer: Volunteer, reply: Reply) -> Reply | None:
    """The reply whose pages lay just before this one's in the same file: loose pages often belong to it."""
    first = reply.pages.order_by("scan", "index").first()
    if first is None:
        return None
    before = Page.objects.filter(scan=first.scan_id, index__lt=first.index).exclude(reply=reply)
    nearest = before.select_related("reply").order_by("-index").first()
    open_states = {Reply.State.PROPOSED, Reply.State.UNMATCHED, Reply.State.CONFIRMED}
    return nearest.reply if nearest is not None and nearest.reply.state in open_states else None


def candidates_for(_volunteer: Volunteer, words: str) -> list[Candidate]:
    """Letters on their way or answered, the newest first, by person, pen name or printed number."""
    since = timezone.now().date() - LOOKED_BACK
    # said as what is left out, or SQLite looks up each state and sorts all that it finds; so it reads letter_latest
    latest = Letter.objects.filter(state_day__gte=since).exclude(state__in=set(State) - set(ANSWERABLE))
    ids = list(latest.order_by("-state_day", "pk").values_list("pk", flat=True)[:MOST_LOOKED_AT])
    numbered = _with_number("".join(char for char in words if char.isdigit()))
    wanted = words.casefold().split()
    names = {pk: " ".join(known).casefold() for pk, *known in Person.objects.values_list("pk", *NAMES)}
    found: dict[str, str] = {}
    for start in range(0, len(ids), LOOKED_AT_ONCE):
        chunk = ids[start : start + LOOKED_AT_ONCE]
        # the pen name and never a letter's text: rows are heavy
        rows = list(Letter.objects.filter(pk__in=chunk).values_list("pk", "sealed_sign", "person"))
        signs = pen_names({letter_id: bytes(sealed) for letter_id, sealed, _ in rows})
        people = {letter_id: person for letter_id, _, person in rows}
        for letter_id in (each for each in chunk if each in signs):
            sign = signs[letter_id]
            said = f"{sign.casefold()} {names.get(people[letter_id], '')}"
            if letter_id in numbered or all(word in said for word in wanted):
                found[letter_id] = sign
            if len(found) == MOST_CANDIDATES:
                return _candidates(found)
    return _candidates(found)


def _with_number(digits: str) -> set[str]:
    """Letters under whose printed numbers these digits are; fewer than four would be half of all."""
    if len(digits) < LEAST_DIGITS:
        return set()
    return set(Number.objects.filter(number__contains=digits).values_list("letter_id", flat=True))


def _candidates(found: Mapping[str, str]) -> list[Candidate]:
    letters = Letter.objects.select_related("person__facility").prefetch_related("numbers").in_bulk(list(found))
    return [Candidate(letters[letter_id], sign) for letter_id, sign in found.items()]


def sign_of(reply: Reply) -> str:
    """How the writer signed the letter that this reply answers: the prisoner may greet him by it."""
    return words_of(reply.letter).sign if reply.letter is not None else ""


def images_of(reply: Reply) -> list[tuple[str, bytes]]:
    """What goes into the parcel: the delivered pages, in order. For publishing."""
    finals = reply.pages.filter(left_out=False).exclude(final="").order_by("place", "pk")
    return [("image/jpeg", store.read_sealed(page.final)) for page in finals]
