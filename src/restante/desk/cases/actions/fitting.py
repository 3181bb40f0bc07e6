# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a case file fits into the tables here: lengths that a database keeps, and copies by their SHA-256."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from restante.cases import records
from restante.cases.records import Case
from restante.desk.cases import models
from restante.desk.cases.recording import columns_of

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LARGEST: Final = 2**63 - 1


def unfit_for(model: type[Any], key: str, told: Any) -> str:
    """Which column would not hold it, or nothing. SQLite would keep it all the same, PostgreSQL breaks off."""
    longest = model._meta.get_field("key").max_length  # noqa: SLF001 - Django's documented door
    if len(key) > longest:
        return f"too-long:id:{longest}"
    parts: list[tuple[type[Any], Any]] = [(model, told)]
    parts += [(models.Citation, each) for each in told.citations] if model is models.Claim else []
    for table, one in parts:
        for name, value in columns_of(one, table).items():
            longest = table._meta.get_field(name).max_length  # noqa: SLF001 - as above
            if isinstance(value, str) and longest is not None and len(value) > longest:
                return f"too-long:{name}:{longest}"
    if isinstance(told, records.Capture) and not (_SHA256.fullmatch(told.sha256) and 0 <= told.size <= _LARGEST):
        return "no-sha256-and-size"
    if isinstance(told, records.CustodyPeriod) and told.ongoing and told.end is not None:
        return "goes-on-and-ends"
    return "link-to-itself" if isinstance(told, records.ClaimLink) and told.start == told.end else ""


def calendar_name(key: str, told: Any, slug: str) -> str:
    """Under which name calendars know an event; two of one name would be one to them."""
    return told.uid or f"{key}@{slug}.restante"


def copies_in_hand(case: Case, here: Iterable[models.Capture]) -> tuple[records.Capture, ...]:
    """Those of a file whose very bytes lie in this desk's store."""
    held = {one.sha256 for one in here if one.blob and one.withdrawn is None}
    return tuple(one for one in case.captures if one.sha256 in held)


def with_copies(case: Case, ours: Mapping[str, Any], here: Mapping[str, Any]) -> Case:
    """Citations and documents name copies by our keys, and none that was refused or withdrawn."""
    names = {}
    for one in case.captures:
        row = ours[one.id] if one.id in ours else here.get(one.id)
        names[one.id] = row.key if row is not None and row.withdrawn is None else ""

    def named(citations: Iterable[records.Citation]) -> tuple[records.Citation, ...]:
        return tuple(replace(each, capture=names.get(each.capture, "")) for each in citations)

    return replace(
        case,
        claims=tuple(replace(claim, citations=named(claim.citations)) for claim in case.claims),
        documents=tuple(replace(one, capture=names.get(one.capture, "")) for one in case.documents),
    )
