# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events, charges, proceedings and custody, as far as a list of claims says them: what it does not say is not invented.

Where claims differ on a date, the record carries the range that holds them all; the claims keep their own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from restante.cases.dates import PartialDate, read_date
from restante.cases.records import Charge, Claim, CustodyPeriod, Event, LawArticle, Proceeding
from restante.cases.terms import labels

_KINDS: Final = (
    ("redetention", "rearrest"),
    ("rearrest", "rearrest"),
    ("detention", "arrest"),
    ("arrest", "arrest"),
    ("release", "release"),
    ("torture", "torture_alleged"),
    ("remand", "remand_hearing"),
    ("hearing", "hearing"),
    ("verdict", "verdict"),
    ("appeal", "appeal_decision"),
    ("cassation", "cassation_decision"),
    ("search", "search"),
    ("transfer", "transfer"),
    ("exchange", "exchange"),
    ("pardon", "pardon"),
)
_REPORTED: Final = frozenset({"other", "torture_alleged"})
_WHEN: Final = frozenset({"date", "statement-date", "death"})
_ARTICLE = re.compile(
    r"(?P<code>[^\W\d]+) (?P<article>[0-9]+(?:[.-][0-9]+)*)(?:\((?P<part>[^()]+)\))?(?:\((?P<point>[^()]+)\))?\Z"
)


@dataclass(frozen=True, slots=True)
class CourseClaim:
    """A claim, and the id of the one whose article it replaced."""

    claim: Claim
    reclassified_from: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What can be derived."""

    events: tuple[Event, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    charges: tuple[Charge, ...] = ()
    custody: tuple[CustodyPeriod, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)


def subject_and_field(told: str) -> tuple[str, str]:
    """`event:release-1/date` to (`event:release-1`, `date`); a head that no record has is said of the person."""
    head, _, rest = told.partition("/")
    named = rest.replace("/", "-")
    kind, _, name = head.partition(":")
    subject = "person"
    if kind in {"event", "charge", "proceeding", "custody"} and name:
        subject = head
    elif kind == "hearing" and name:
        subject = f"event:hearing-{name}"
    elif kind == "witness" and name:
        subject = f"event:witness-{name}-death" if named.startswith("death") else f"event:witness-{name}"
    elif re.fullmatch(r"verdict-[\w-]+", head):
        subject = f"event:{head}"
    elif re.fullmatch(r"custody-[\w-]+", head):
        subject = f"custody:{head}"
    elif head != "person":
        named = told.replace("/", "-").replace(":", "-")
    return subject, named


def course_of(claims: Sequence[CourseClaim]) -> Course:
    """By subject; records in the order of their ids."""
    about: dict[str, list[CourseClaim]] = {}
    for one in sorted(claims, key=lambda each: each.claim.id):
        about.setdefault(one.claim.subject, []).append(one)
    events, proceedings, charges, custody = [], [], [], []
    marks: dict[str, str] = {}
    for subject in sorted(about):
        kind, _, name = subject.partition(":")
        found = [one.claim for one in about[subject]]
        if kind == "event":
            events.append(_event(name, found))
        elif kind == "proceeding":
            resumed = _hull(one for one in found if one.field == "resumed")
            opened = _hull(one for one in found if one.field == "opened")
            proceedings.append(Proceeding(name, _words(name), opened=opened, resumed=(resumed,) if resumed else ()))
        elif kind == "charge":
            charges += _charges(name, about[subject], marks)
        elif kind == "custody":
            custody.append(_custody(name, found))
        else:
            since = [one for one in found if one.field == "custody-since"]
            custody += [_custody("custody-since", since)] if since else []
    return Course(tuple(events), tuple(proceedings), tuple(charges), tuple(custody), marks)


def _event(name: str, claims: list[Claim]) -> Event:
    kind = _kind(name)
    return Event(
        id=name,
        kind=kind,
        when=_hull(claim for claim in claims if claim.field in _WHEN),
        text=_words(name) if kind == "other" else labels("event_kind", kind),
        state="unknown" if kind in _REPORTED else "held",
        claims=tuple(claim.id for claim in claims),
    )


def _kind(name: str) -> str:
    if name.startswith("witness-"):
        return "witness_death" if name.endswith("-death") else "witness_statement"
    return next((kind for word, kind in _KINDS if word in name), "other")


def _custody(name: str, claims: list[Claim]) -> CustodyPeriod:
    return CustodyPeriod(
        id=name,
        kind="unknown",
        start=_hull(claim for claim in claims if claim.field in {"custody-since", "start"}),
        end=_hull(claim for claim in claims if claim.field == "end"),
        claims=tuple(claim.id for claim in claims),
    )


def _charges(name: str, told: list[CourseClaim], marks: dict[str, str]) -> list[Charge]:
    """The article that stands has the subject's id, each earlier one its claim's; of two that stand none is chosen."""
    articles = [one for one in told if one.claim.field == "article" and one.claim.value]
    replaced = {one.reclassified_from for one in articles} & {one.claim.id for one in articles}
    standing = [one for one in articles if one.claim.id not in replaced]
    values = sorted({one.claim.value for one in standing})
    if len(values) > 1:
        marks[f"charge:{name}"] = "charge-contested"
    earlier = [
        Charge(f"{name}-{one.claim.id}", "", _article(one.claim.value), outcome="reclassified")
        for one in articles
        if one.claim.id in replaced
    ]
    before = next((one.reclassified_from for one in standing if one.reclassified_from in replaced), "")
    article = _article(values[0]) if len(values) == 1 else LawArticle("", "", " / ".join(values) or "?")
    return [*earlier, Charge(name, "", article, reclassified_from=f"{name}-{before}" if before else "")]


def _article(told: str) -> LawArticle:
    """The country is not said, so it is not filled in."""
    found = _ARTICLE.match(told)
    if found is None:
        return LawArticle("", "", told)
    return LawArticle("", found["code"], found["article"], found["part"] or "", found["point"] or "")


def _hull(claims: Iterable[Claim]) -> PartialDate | None:
    """The date that all quoted claims give, else the least range that holds what they give."""
    dates = [
        read_date(claim.value)
        for claim in claims
        if claim.value_kind == "date" and any(one.quotation.strip() for one in claim.citations)
    ]
    if not dates:
        return None
    first, last = min(one.first for one in dates), max(one.last for one in dates)
    if len(set(dates)) == 1:
        return dates[0]
    return read_date(f"{first.isoformat()}/{last.isoformat()}")


def _words(name: str) -> dict[str, str]:
    return {"en": name.replace("-", " ").replace("_", " ").capitalize()}
