# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of one claim: its quotations, its value against weekdays and other claims, its voice, its status."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from restante.cases.dates import DateRefused, PartialDate, Precision, read_date
from restante.cases.evidence.counting import LADDER, Evidence
from restante.cases.evidence.finding import Finding
from restante.cases.evidence.weekdays import Pair, date_of, last_before, tells_a_night, weekdays_in
from restante.cases.evidence.wording import guilt_in, heat_in, tells_release, tells_silence
from restante.cases.records import Case, Citation, Claim
from restante.cases.spans import Span, SpanRefused, read_span

LONGEST_QUOTATION: Final = 600
_IMPOSED: Final = frozenset({"term", "term-imposed"})


class ClaimChecks:
    """Indexes a case once, then looks at each claim."""

    def __init__(self, case: Case) -> None:
        self._evidence = Evidence(case)
        self._sources = {source.id: source for source in case.sources}
        self._releases = {f"event:{event.id}" for event in case.events if event.kind == "release"}
        self._imposed = [(claim, span) for claim in case.claims if claim.field in _IMPOSED for span in _spans(claim)]
        self._fields: dict[tuple[str, str], list[Claim]] = {}
        for claim in case.claims:
            self._fields.setdefault((claim.subject, claim.field), []).append(claim)

    def of(self, claim: Claim) -> Iterator[Finding]:
        """Everything found in this claim."""
        yield from self._quotations(claim)
        yield from self._value(claim)
        for citation in claim.citations:
            yield from self._weekdays(claim, citation)
        yield from self._release(claim)
        yield from self._voice(claim)
        yield from self._status(claim)

    def _quotations(self, claim: Claim) -> Iterator[Finding]:
        key = f"claim:{claim.id}"
        if not claim.citations:
            yield Finding(key, "no-source")
        for citation in claim.citations:
            if not citation.quotation.strip() and citation.stance != "silent":
                yield Finding(key, "no-quotation", {"source": citation.source})
            if len(citation.quotation) > LONGEST_QUOTATION:
                fields = {"source": citation.source, "length": str(len(citation.quotation))}
                yield Finding(key, "long-quotation", fields)
            if citation.machine_translated and not citation.translated_by:
                yield Finding(key, "machine-translation", {"source": citation.source})

    def _value(self, claim: Claim) -> Iterator[Finding]:
        key = f"claim:{claim.id}"
        if not _is_readable(claim):
            yield Finding(key, "value-unreadable", {"value": claim.value, "kind": claim.value_kind})
        for span in _spans(claim):
            if span.is_nothing and any(citation.stance == "says" for citation in claim.citations):
                yield Finding(key, "nothing-from-silence")
            same = [one.id for one, imposed in self._imposed if not span.is_nothing and imposed.may_equal(span)]
            if claim.field == "served" and same:
                yield Finding(key, "served-is-imposed", {"value": claim.value, "others": ", ".join(sorted(same))})
        value = _day(claim)
        if value is not None and value.precision is Precision.DAY:
            nights = [one for one in claim.citations if tells_a_night(one.quotation)]
            yield from (Finding(key, "night-as-day", {"value": claim.value}) for _ in nights[:1])

    def _weekdays(self, claim: Claim, citation: Citation) -> Iterator[Finding]:
        source = self._sources.get(citation.source)
        published = source.published if source is not None else None
        for pair in weekdays_in(citation.quotation):
            if pair.mentioned is not None:
                yield from self._with_date(claim, pair, published)
            elif published is not None and published.is_exact:
                yield from self._alone(claim, pair, published)

    def _with_date(self, claim: Claim, pair: Pair, published: PartialDate | None) -> Iterator[Finding]:
        """A date without a year has that of the claim's own value, else that of the article's day."""
        if pair.mentioned is None:
            return
        near = _day(claim) or published
        found = date_of(pair.mentioned, near.first.year if near else 0)
        if found is not None and found.isoweekday() != pair.weekday.number:
            fields = {"word": pair.weekday.word, "date": found.isoformat(), "weekday": str(found.isoweekday())}
            yield Finding(f"claim:{claim.id}", "weekday-differs", fields)

    def _alone(self, claim: Claim, pair: Pair, published: PartialDate) -> Iterator[Finding]:
        """«On Tuesday» in an article of Wednesday is the day before: it must fit the value, and what others say."""
        value = _day(claim)
        if value is None:
            return
        derived = last_before(pair.weekday.number, published.first)
        fields = {"word": pair.weekday.word, "published": str(published), "derived": derived.isoformat()}
        key = f"claim:{claim.id}"
        if not value.first <= derived <= value.last:
            yield Finding(key, "weekday-against-value", {**fields, "value": claim.value})
        others = [one for one in self._fields[claim.subject, claim.field] if one.id != claim.id]
        apart = sorted(one.id for one in others if _excludes(one, derived))
        if apart:
            told = ", ".join(f"{one.id} ({one.value})" for one in sorted(others, key=lambda x: x.id) if one.id in apart)
            yield Finding(key, "weekday-against-others", {**fields, "others": told})

    def _release(self, claim: Claim) -> Iterator[Finding]:
        told = " ".join(claim.text.values())
        about = claim.subject in self._releases or claim.field.startswith("release") or tells_release(told)
        if not about or not claim.citations:
            return
        quotations = " ".join(citation.quotation for citation in claim.citations)
        silent = all(citation.stance == "silent" for citation in claim.citations)
        if silent or (tells_silence(quotations) and not tells_release(quotations)):
            yield Finding(f"claim:{claim.id}", "release-from-silence")

    def _voice(self, claim: Claim) -> Iterator[Finding]:
        if claim.says and any(claim.says.values()):
            return
        key = f"claim:{claim.id}"
        if claim.section == "happened":
            yield Finding(key, "nobody-says")
        word = next(filter(None, map(guilt_in, claim.text.values())), "")
        if word:
            yield Finding(key, "guilt-in-own-voice", {"word": word})
        quoted = {heated for citation in claim.citations for heated in heat_in(citation.quotation)}
        for heated in dict.fromkeys(word for text in claim.text.values() for word in heat_in(text)):
            yield Finding(key, "adjective-of-source" if heated in quoted else "heated-word", {"word": heated})

    def _status(self, claim: Claim) -> Iterator[Finding]:
        key = f"claim:{claim.id}"
        ceiling = self._evidence.ceiling(claim)
        if claim.status in LADDER and LADDER.index(claim.status) > LADDER.index(ceiling):
            yield Finding(key, "status-above-evidence", {"status": claim.status, "ceiling": ceiling})
        if claim.status == "refuted" and not any(
            self._evidence.ceiling(self._evidence.claims[name]) == "established"
            for name in self._evidence.standing(claim).opposing
        ):
            yield Finding(key, "refuted-without-ground")


def _day(claim: Claim) -> PartialDate | None:
    if claim.value_kind != "date":
        return None
    try:
        return read_date(claim.value)
    except DateRefused:
        return None


def _excludes(claim: Claim, day: date) -> bool:
    value = _day(claim)
    return value is not None and not value.first <= day <= value.last


def _spans(claim: Claim) -> tuple[Span, ...]:
    if claim.value_kind != "span":
        return ()
    try:
        return (read_span(claim.value),)
    except SpanRefused:
        return ()


def _is_readable(claim: Claim) -> bool:
    if claim.value_kind == "date":
        return _day(claim) is not None
    if claim.value_kind == "span":
        return bool(_spans(claim))
    if claim.value_kind == "number":
        try:
            return Decimal(claim.value).is_finite()
        except InvalidOperation:
            return False
    return True
