# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case file, read strictly: of bounded size, and with no key, code or reference that would be lost without a word."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from restante.cases.claim_lists import is_claim_list, read_claim_list
from restante.cases.codec import (
    CaseFileRefused,
    TwiceTheSame,
    UnknownCode,
    UnknownReference,
    from_json,
    read_text,
)
from restante.cases.records import Case, CaseFile, Claim
from restante.cases.terms import is_code
from restante.cases.writing import FORMAT, canonical

LARGEST: Final = 8 * 2**20
DEEPEST: Final = 12

_ID: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
_SUBJECTS: Final = {"event": "events", "charge": "charges", "proceeding": "proceedings", "custody": "custody"}
_NAMED: Final = (
    *("claims", "sources", "captures", "events", "proceedings", "charges", "custody", "recognitions", "actions"),
    *("documents", "corrections"),
)


def read_case_file(data: bytes) -> CaseFile:
    """From `restante-case/1` or from a list of claims (docs/reference/cases.md); raises CaseFileRefused."""
    value = _parsed(data)
    file = read_claim_list(value) if is_claim_list(value) else _own(value)
    check_case(file.case)
    _check_keys(file)
    return file


def check_case(case: Case) -> None:
    """Codes are of their lists, ids stand once, and what is named is there; raises CaseFileRefused."""
    ids = {room: _ids(room, getattr(case, room)) for room in _NAMED}
    for where, name, code in _codes(case):
        if not is_code(name, code):
            raise UnknownCode(where=where, list=name, term=code[:40])
    for where, room, name in _references(case):
        if name and name not in ids[room]:
            raise UnknownReference(where=where, name=name[:80])


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise CaseFileRefused(where="the file", why=f"it is larger than {LARGEST // 2**20} MiB")
    try:
        text = data.decode("utf-8-sig")
        _check_depth(text)
        value = json.loads(
            text, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float, parse_int=_int
        )
    except UnicodeDecodeError:
        raise CaseFileRefused(where="the file", why="it is not UTF-8 text") from None
    except json.JSONDecodeError as wrong:
        raise CaseFileRefused(where=f"line {wrong.lineno}, column {wrong.colno}", why="this is not JSON") from None
    if not isinstance(value, dict):
        raise CaseFileRefused(where="the file", why="write an object in braces")
    return value


def _check_depth(text: str) -> None:
    depth, quoted, escaped = 0, False, False
    for letter in text:
        if quoted:
            escaped, quoted = letter == "\\" and not escaped, letter != '"' or escaped
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            depth += 1
            if depth > DEEPEST:
                raise CaseFileRefused(where="the file", why=f"brackets stand more than {DEEPEST} deep")
        elif letter in "}]":
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for key, value in pairs:
        if key in held:
            raise TwiceTheSame(where="an object", name=key[:80])
        held[key] = value
    return held


def _no_float(text: str) -> object:
    raise CaseFileRefused(where=text[:20], why="numbers are whole; write a decimal as text")


def _int(text: str) -> int:
    if len(text) > 16:
        raise CaseFileRefused(where=text[:20], why="the number is too long")
    return int(text)


def _own(value: dict[str, Any]) -> CaseFile:
    if value.pop("format", None) != FORMAT:
        raise CaseFileRefused(where="format", why=f"this is neither a list of claims nor '{FORMAT}'")
    tables = {name: _table(value.pop(name, {}), name) for name in ("hidden", "notes", "marks")}
    return CaseFile(canonical(from_json(Case, value, "case")), **tables)


def _table(value: object, where: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise CaseFileRefused(where=where, why="write an object in braces")
    return {read_text(key, where): read_text(text, f"{where}.{key}"[:200]) for key, text in value.items()}


def _ids(room: str, records: tuple[Any, ...]) -> set[str]:
    found: set[str] = set()
    for record in records:
        name = record.id
        if not name or len(name) > 80 or not set(name) <= _ID:
            raise CaseFileRefused(
                where=f"{room}: '{name[:80]}'", why="an id has 1 to 80 of a-z, A-Z, 0-9, '-', '_', '.'"
            )
        if name in found:
            raise TwiceTheSame(where=room, name=name)
        found.add(name)
    return found


def _codes(case: Case) -> Iterator[tuple[str, str, str]]:
    """Place, list and code of every code that is written; an empty one says that nothing is known."""
    for claim in case.claims:
        at = f"claim:{claim.id}"
        yield f"{at}.status", "claim_status", claim.status
        yield f"{at}.role", "role", claim.role
        yield from _if_any(f"{at}.attribution", "attribution", claim.attribution)
        for citation in claim.citations:
            yield f"{at}.citations.stance", "stance", citation.stance
    for link in case.links:
        yield f"link {link.start}–{link.end}", "relation", link.relation
    for source in case.sources:
        yield from _if_any(f"source:{source.id}.material", "material", source.material)
        yield from _if_any(f"source:{source.id}.connection", "role", source.connection)
    for name in case.names:
        yield f"name '{name.text}'", "name_kind", name.kind
    for event in case.events:
        yield f"event:{event.id}.kind", "event_kind", event.kind
        yield f"event:{event.id}.state", "event_state", event.state
        for one in event.participants:
            yield f"event:{event.id}.participants", "participant_role", one.role
    yield from _codes_of_course(case)


def _codes_of_course(case: Case) -> Iterator[tuple[str, str, str]]:
    for proceeding in case.proceedings:
        yield f"proceeding:{proceeding.id}.stage", "stage", proceeding.stage
    for charge in case.charges:
        yield f"charge:{charge.id}.outcome", "charge_outcome", charge.outcome
    for period in case.custody:
        yield f"custody:{period.id}.kind", "custody_kind", period.kind
        yield from _if_any(f"custody:{period.id}.end_reason", "end_reason", period.end_reason)
    for recognition in case.recognitions:
        yield f"recognition:{recognition.id}.status", "recognition_status", recognition.status
    for action in case.actions:
        yield f"action:{action.id}.kind", "action_kind", action.kind
        for outcome in action.outcomes:
            yield from _if_any(f"action:{action.id}.outcomes", "action_outcome", outcome.outcome)
    for document in case.documents:
        yield f"document:{document.id}.kind", "document_kind", document.kind
    for correction in case.corrections:
        yield f"correction:{correction.id}.kind", "correction_kind", correction.kind


def _if_any(where: str, name: str, code: str) -> Iterator[tuple[str, str, str]]:
    if code:
        yield where, name, code


def _references(case: Case) -> Iterator[tuple[str, str, str]]:
    """Place, room and id of everything that is named."""
    for claim in case.claims:
        yield from _references_of(claim)
    for link in case.links:
        yield f"link {link.start}–{link.end}", "claims", link.start
        yield f"link {link.start}–{link.end}", "claims", link.end
    for capture in case.captures:
        yield f"capture:{capture.id}.source", "sources", capture.source
    for event in case.events:
        yield from ((f"event:{event.id}.claims", "claims", name) for name in event.claims)
    for charge in case.charges:
        yield f"charge:{charge.id}.proceeding", "proceedings", charge.proceeding
        yield f"charge:{charge.id}.reclassified_from", "charges", charge.reclassified_from
    for period in case.custody:
        yield f"custody:{period.id}.proceeding", "proceedings", period.proceeding
        yield from ((f"custody:{period.id}.claims", "claims", name) for name in period.claims)
    for recognition in case.recognitions:
        yield f"recognition:{recognition.id}.source", "sources", recognition.source
    for document in case.documents:
        yield f"document:{document.id}.capture", "captures", document.capture
        yield f"document:{document.id}.translation_of", "documents", document.translation_of


def _references_of(claim: Claim) -> Iterator[tuple[str, str, str]]:
    at = f"claim:{claim.id}"
    for citation in claim.citations:
        yield f"{at}.citations.source", "sources", citation.source
        yield f"{at}.citations.capture", "captures", citation.capture
    room, _, name = claim.subject.partition(":")
    if claim.subject == "person":
        return
    if room not in _SUBJECTS or not name:
        raise CaseFileRefused(
            where=f"{at}.subject", why="write person, event:ID, charge:ID, proceeding:ID or custody:ID"
        )
    yield f"{at}.subject", _SUBJECTS[room], name


def _check_keys(file: CaseFile) -> None:
    """What is hidden must be there: a slip in a key would show what should stay hidden."""
    rooms = {room: {record.id for record in getattr(file.case, room)} for room in _NAMED}
    kinds: Mapping[str, str] = {room if room == "custody" else room.removesuffix("s"): room for room in _NAMED}
    for key, visibility in file.hidden.items():
        kind, _, name = key.partition(":")
        if kind not in kinds or name not in rooms[kinds[kind]]:
            raise UnknownReference(where="hidden", name=key[:80])
        if not is_code("visibility", visibility):
            raise UnknownCode(where=f"hidden.{key}"[:120], list="visibility", term=visibility[:40])
