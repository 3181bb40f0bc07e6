# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cases of people.toml, kept as an editor keeps them: row by row, with a revision and a line in the ledger."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

WHO = "demonstration"


def write_cases(told: Mapping[str, Any]) -> None:
    """What each row names comes before it."""
    for source in told["source"]:
        _write_source(source)
    for order, event in enumerate(told["event"]):
        _write_event(event, order)
    for order, sentence in enumerate(told["sentence"]):
        _write_claim(sentence, order)
    for contradiction in told["contradiction"]:
        _write_contradiction(contradiction)
    for order, stay in enumerate(told["custody"]):
        _write_stay(stay, order)
    for action in told["action"]:
        _write_action(action)


def day_of(told: Mapping[str, Any], name: str) -> date | None:
    """A day that is told, or counted from the day on which the group is founded: a hearing shall still be ahead."""
    from django.utils import timezone

    if f"{name}_in_days" in told:
        return timezone.now().date() + timedelta(days=told[f"{name}_in_days"])
    return told.get(name)


def _text_of(told: Mapping[str, Any], name: str) -> str:
    day = day_of(told, name)
    return "" if day is None else str(day)


def _texts(told: Mapping[str, Any], name: str) -> dict[str, str]:
    found = {lang: told.get(f"{name}_{lang}" if name else lang, "") for lang in ("ru", "en")}
    return {lang: text.strip() for lang, text in found.items() if text}


def _person(told: Mapping[str, Any]) -> Any:
    from restante.desk.people.models import Person

    return Person.objects.get(slug=told["person"])


def _write_source(told: Mapping[str, Any]) -> None:
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Source

    source = Source(
        person=_person(told),
        key=told["id"],
        visibility="public",
        title=told["title"],
        author=told["author"],
        publisher=told["publisher"],
        published=_text_of(told, "published"),
        retrieved=day_of(told, "retrieved"),
        note=_texts(told, "note"),
        lang=told.get("lang", "en"),
        material="news",
    )
    save(source, WHO)


def _write_event(told: Mapping[str, Any], order: int) -> None:
    """The article gives hardly a date; in what order it tells things is all that is known."""
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Event

    event = Event(
        person=_person(told),
        key=told["id"],
        visibility="public",
        order=order,
        kind=told["kind"],
        when=_text_of(told, "when"),
        state=told.get("state", "held"),
        time=told.get("time", ""),
        zone=told.get("zone", ""),
        place=_texts(told, "place"),
        text=_texts(told, ""),
    )
    save(event, WHO)


def _write_claim(told: Mapping[str, Any], order: int) -> None:
    """One claim a sentence, each the source's word, also where the source tells what others say."""
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Citation, Claim, Source

    person = _person(told)
    source = Source.objects.get(person=person, key=told["source"])
    speaker = f"{source.author}, {source.publisher}"
    claim = Claim(
        person=person,
        key=told.get("key", f"c{order + 1:02d}"),
        visibility="public",
        publication="source_attributed",
        section=told["section"],
        order=order,
        text=_texts(told, ""),
        says=_texts(told, "says") or {"ru": speaker, "en": speaker},
        role=told.get("role", "unknown"),
        subject=f"event:{told['event']}" if "event" in told else "person",
    )
    translation = {"en": told["translation"]} if "translation" in told else {}
    citation = Citation(
        source=source, quotation=told["quotation"], lang=told.get("lang", "en"), translation=translation
    )
    save(claim, WHO, citations=[citation])


def _write_contradiction(told: Mapping[str, Any]) -> None:
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Claim, ClaimLink

    person = _person(told)
    start, end = (Claim.objects.get(person=person, key=key) for key in told["between"])
    link = ClaimLink(
        person=person, visibility="public", start=start, relation="contradicts", end=end, note=_texts(told, "")
    )
    save(link, WHO)


def _write_stay(told: Mapping[str, Any], order: int) -> None:
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import CustodyPeriod

    end = _text_of(told, "end")
    stay = CustodyPeriod(
        person=_person(told),
        key=told["id"],
        visibility="public",
        order=order,
        kind=told["kind"],
        start=_text_of(told, "start"),
        end=end,
        ongoing=not end,
    )
    save(stay, WHO)


def _write_action(told: Mapping[str, Any]) -> None:
    from restante.desk.cases.actions import save
    from restante.desk.cases.models import Action

    target = {
        "name": told["to"],
        "office": _texts(told, "office"),
        "salutation": _texts(told, "salutation"),
        "address": told["address"],
        "lang": "ru",
    }
    action = Action(
        person=_person(told),
        key=told["id"],
        visibility="public",
        kind=told["kind"],
        ask=_texts(told, ""),
        avoid=_texts(told, "avoid"),
        closes=day_of(told, "closes"),
        letter=_texts(told, "letter"),
        targets=[target],
    )
    save(action, WHO)
