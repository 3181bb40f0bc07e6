# SPDX-License-Identifier: AGPL-3.0-or-later
"""A canary in everything of a case that is not public: it sings in no record and in no file of an edition."""

import io
import json
from typing import Any

import pypdfium2
import pytest
from django.db import models as columns
from PIL import Image

from restante.cases.codec import to_json
from restante.config import Config
from restante.desk.cases import models
from restante.desk.cases.queries import public_case
from restante.desk.cases.recording import RECORDS
from restante.desk.publishing.building import public_files
from tests.personas import Desk

CANARY = "zq7canaryzq7"
ARTICLE = {"jurisdiction": "RU", "code": CANARY, "article": CANARY}
KEPT = {"key", "visibility", "publication", "section", "uid", "sha256"}


def sung(row: Any, *, only: tuple[str, ...] = ()) -> Any:
    """The row with the canary in each text, found by looking at its columns: a new one is covered by itself."""
    for column in row._meta.concrete_fields:
        name = column.name
        if name in KEPT or (only and name not in only) or column.is_relation or column.choices:
            continue
        if isinstance(column, columns.JSONField):
            value: Any = [CANARY] if column.get_default() == [] else {"en": CANARY, "ru": CANARY}
            if getattr(column, "of", ""):
                value = []
            setattr(row, name, value)
        elif isinstance(column, columns.CharField | columns.TextField) and type(column).__name__ not in {
            "PartialDateColumn",
            "CodeColumn",
        }:
            setattr(row, name, CANARY[: column.max_length or 99])
    return row


@pytest.fixture
def hidden_case(public_azat: Any) -> Any:
    """One row of every table, none of them public, and a public claim with a canary in what is only the team's."""
    own: dict[type[Any], Any] = {}
    for model in RECORDS:
        row = sung(model(person=public_azat, key=f"hidden-{model.entity}", visibility="team"))
        needed = {
            models.Capture: {"source": models.Source, "size": 1},
            models.ClaimLink: {"start": models.Claim, "relation": "contradicts"},
            models.Charge: {"proceeding": models.Proceeding, "needs_two": True, "article": ARTICLE},
            models.Event: {"kind": "other"},
            models.Correction: {"day": "2026-03-02", "kind": "corrected"},
        }.get(model, {})
        for name, value in needed.items():
            setattr(row, name, own[value] if isinstance(value, type) else value)
        if model is models.Capture:
            row.sha256 = "0" * 64
        if model is models.ClaimLink:
            other = models.Claim.objects.create(person=public_azat, key="other", text={"en": CANARY})
            row.end = other
        row.save()
        own[model] = row
    models.Citation.objects.create(claim=own[models.Claim], source=own[models.Source], quotation=CANARY)
    return own


def shown_claim(person: Any, **more: Any) -> models.Claim:
    claim: models.Claim = models.Claim.objects.create(
        person=person, key="shown", section="who", text={"en": "He counts."}, says={"en": "A paper"},
        visibility="public", publication="source_attributed", **more,
    )  # fmt: skip
    source = sung(
        models.Source(person=person, key="shown-source", title="A paper", visibility="public"),
        only=("team_note", "permission", "imported"),
    )
    source.save()
    models.Citation.objects.create(claim=claim, source=source, quotation="counts")
    return claim


def test_no_record_holds_a_word_that_is_not_public(hidden_case: Any, public_azat: Any) -> None:
    claim = shown_claim(public_azat)
    sung(claim, only=("team_note", "imported", "withdrawn_why")).save()
    case = public_case(public_azat)
    assert [one.id for one in case.claims] == ["shown"]
    assert CANARY not in json.dumps(to_json(case))


@pytest.mark.parametrize("publication", ["draft", "review", "withdrawn"])
def test_an_undecided_claim_is_not_shown_even_if_it_is_marked_public(publication: str, public_azat: Any) -> None:
    shown_claim(public_azat)
    models.Claim.objects.update(publication=publication)
    assert public_case(public_azat).claims == ()


def test_a_claim_about_a_hidden_event_and_a_reference_to_a_hidden_claim_are_gone(public_azat: Any) -> None:
    shown_claim(public_azat, subject="event:secret")
    models.Event.objects.create(person=public_azat, key="secret", kind="other", text={"en": CANARY}, uid="1")
    models.Event.objects.create(
        person=public_azat,
        key="open",
        kind="other",
        text={"en": "A day"},
        uid="2",
        claims=["hidden"],
        visibility="public",
    )
    case = public_case(public_azat)
    assert case.claims == ()
    assert [(event.id, event.claims) for event in case.events] == [("open", ())]


def test_a_person_who_is_not_public_has_no_case(desk: Desk) -> None:
    shown_claim(desk.azat)
    assert public_case(desk.azat).claims == ()


def test_the_canary_sings_in_no_file_of_an_edition(hidden_case: Any, public_azat: Any, config: Config) -> None:
    claim = shown_claim(public_azat)
    sung(claim, only=("team_note", "imported")).save()
    for path, data in public_files(config).items():
        assert CANARY not in readable(path, data), path


def readable(path: str, data: bytes) -> str:
    """Everything in a file that somebody could read out of it."""
    told = data.decode("latin-1")
    if path.endswith(".pdf"):
        pages = pypdfium2.PdfDocument(data)
        told += "".join(page.get_textpage().get_text_bounded() for page in pages)
        told += str(pages.get_metadata_dict())
    if path.endswith(".png"):
        told += str(Image.open(io.BytesIO(data)).info)
    return told
