# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case as bytes: the same case always gives the same ones, so that its SHA-256 names a state that can be cited."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from restante.cases.codec import to_json
from restante.cases.records import SECTIONS, Case, CaseFile, Claim

FORMAT: Final = "restante-case/1"


def case_json(case: Case) -> bytes:
    """Keys sorted, nothing empty, UTF-8; records in the order of their ids (see `canonical`)."""
    return _bytes({"format": FORMAT, **to_json(canonical(case))})


def file_json(file: CaseFile) -> bytes:
    """The same with what is not public beside it: for the team's own machines."""
    beside = {"hidden": file.hidden, "notes": file.notes, "marks": file.marks}
    filled = {name: dict(table) for name, table in beside.items() if table}
    return _bytes({"format": FORMAT, **to_json(canonical(file.case)), **filled})


def state_json(case: Case) -> bytes:
    """The facts alone: `version`, `digest` and `facts_as_of` tell of the publishing, and a new date is no new state."""
    return case_json(replace(case, version=0, digest="", facts_as_of=None))


def digest_of(case: Case) -> str:
    """SHA-256 of `state_json`: whoever keeps that file checks the citation with sha256sum and nothing else."""
    return hashlib.sha256(state_json(case)).hexdigest()


def canonical(case: Case) -> Case:
    """Records by id. What is told in an order keeps it: names, actions, and the sentences of `who` and `write`."""
    told = [claim for claim in case.claims if claim.section != "happened"]
    happened = sorted((claim for claim in case.claims if claim.section == "happened"), key=_by_id)
    claims = sorted([*told, *happened], key=_by_section)
    return replace(
        case,
        claims=tuple(claims),
        links=tuple(sorted(case.links, key=lambda link: (link.start, link.relation, link.end))),
        sources=tuple(sorted(case.sources, key=_by_id)),
        captures=tuple(sorted(case.captures, key=_by_id)),
        events=tuple(sorted(case.events, key=_by_id)),
        proceedings=tuple(sorted(case.proceedings, key=_by_id)),
        charges=tuple(sorted(case.charges, key=_by_id)),
        custody=tuple(sorted(case.custody, key=_by_id)),
        recognitions=tuple(sorted(case.recognitions, key=_by_id)),
        documents=tuple(sorted(case.documents, key=_by_id)),
        corrections=tuple(sorted(case.corrections, key=_by_id)),
    )


_by_id: Callable[[Any], str] = lambda record: record.id  # noqa: E731 - a key, as itemgetter is one


def _by_section(claim: Claim) -> int:
    return SECTIONS.index(claim.section)


def _bytes(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"
