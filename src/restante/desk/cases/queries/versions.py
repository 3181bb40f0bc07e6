# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files under which published states of a case can be cited, the newest and every one before it."""

import json
from collections.abc import Sequence

from restante.cases.records import Case
from restante.cases.writing import case_json, state_json
from restante.desk.access.models import Volunteer
from restante.desk.cases.models import CaseVersion
from restante.desk.people.models import Person


def version_files(cases: Sequence[Case]) -> dict[str, bytes]:
    """`cases/<slug>/v<N>.json` for every version of these cases: the bytes that its digest is of, the same for good.

    `case.json` is the newest one, with its version, digest and the day of its facts inside.
    """
    files: dict[str, bytes] = {}
    slugs = [case.person for case in cases if case.version]
    for version in CaseVersion.objects.filter(person__slug__in=slugs).select_related("person"):
        told = version.json.encode() if version.taken_out is None else tombstone(version)
        files[f"cases/{version.person.slug}/v{version.number}.json"] = told
    for case in cases:
        if case.version:
            files[f"cases/{case.person}/v{case.version}.json"] = state_json(case)
            files[f"cases/{case.person}/case.json"] = case_json(case)
    return files


def versions_of(_volunteer: Volunteer, person: Person) -> list[CaseVersion]:
    """The newest first, without their text."""
    return list(CaseVersion.objects.filter(person=person).defer("json", "keys"))


def tombstone(version: CaseVersion) -> bytes:
    """What stands at the address of a version that told something withdrawn."""
    told = {
        "format": "restante-case",
        "person": version.person.slug,
        "version": version.number,
        "digest": version.digest,
        "day": version.day.isoformat(),
        "taken_out": version.taken_out.isoformat() if version.taken_out else None,
        "why": version.taken_out_why,
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
