# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list says becomes a draft claim, said by the list, when an editor wants it; nothing is public by that."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import override

from restante.desk.access.models import Volunteer
from restante.desk.cases.actions.saving import new_key, save
from restante.desk.cases.models import Citation, Claim, Source
from restante.desk.ledger.actions import record, stand_in_line
from restante.desk.lists.fields import field_in_words
from restante.desk.lists.models import Listed, Observation
from restante.desk.people.models import Person

COMPARED: Final[Mapping[str, str]] = {"articles": "article", "term": "term", "died": "death"}
"""Fields of a list that are fields of claims too: their values meet those of other sources."""
_LINKS: Final = ("https://", "http://")


def draft_claim(observation: Observation, person: Person, by: Volunteer) -> Claim:
    """The list's words with its day; once made it is the same claim the second time."""
    with transaction.atomic():
        stand_in_line()
        source = _source(observation, person, by)
        listed, said = observation.listed, observation.said
        locator = f"{listed.external}, {observation.first_seen}–{observation.last_seen}"[:200]
        wording = (observation.raw or observation.value)[:2000]
        found = Claim.objects.filter(
            person=person, withdrawn=None, citations__source=source, citations__quotation=wording,
            text__en=_text(observation, "en"),
        ).first()  # fmt: skip
        if found is not None:
            return found
        title = listed.of.title or listed.of.slug
        claim = Claim(
            person=person, section="who", text={lang: _text(observation, lang) for lang in ("ru", "en")},
            says={"ru": title, "en": title}, role="unknown", field=COMPARED.get(observation.field, ""),
            value=said[:300] if observation.field in COMPARED else "",
            value_kind="text" if observation.field in COMPARED else "",
            order=Claim.objects.filter(person=person).count(),
        )  # fmt: skip
        claim.key = new_key(claim)
        save(claim, by, citations=[Citation(source=source, quotation=wording, locator=locator)])
        record(by, "list.claimed", "listed", listed.pk, person=person.slug, claim=claim.key)
    return claim


def _text(observation: Observation, lang: str) -> str:
    with override(lang):
        field = field_in_words(observation.field)
    return f"{field}: {observation.said}"


def _source(observation: Observation, person: Person, by: Volunteer) -> Source:
    """The row's own page if the list names one, or else the list; one source for all that it says of this person."""
    of = observation.listed.of
    title, link = (of.title or of.slug)[:300], _link_of(observation.listed) or of.url
    found = Source.objects.filter(person=person, title=title, url=link, withdrawn=None).first()
    if found is not None:
        return found
    made: Source = save(
        Source(
            person=person, title=title, publisher=title[:200], url=link, retrieved=observation.last_seen,
            material="dataset", origin=of.slug, lang="",
        ),
        by,
    )  # fmt: skip
    return made


def _link_of(listed: Listed) -> str:
    told = listed.observations.filter(field="source_url", standing=True).values_list("value", flat=True).first() or ""
    return told if told.startswith(_LINKS) and len(told) <= 1000 and " " not in told else ""
