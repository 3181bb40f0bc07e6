# SPDX-License-Identifier: AGPL-3.0-or-later
"""A job file is read whole or refused by the place that is wrong, never by its words."""

import json
from pathlib import Path
from typing import Any

import pytest

from restante.numbers import new_number
from restante.paper.press import JobRefused, read_job


def written(**changes: Any) -> dict[str, Any]:
    person = {"name": "Ivan", "envelope_name": "Ivanu", "address": ["street", "town"]}
    letter = {
        "id": "1", "number": None, "person": person, "facility": "ru/sizo", "lang": "ru", "sign": "M",
        "paragraphs": ["secret words"], "pictures": [],
    }  # fmt: skip
    return {"letters": [{**letter, **changes}], "return_address": ["box 1"]}


def test_the_job_of_the_documentation_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"picture")
    number = new_number(())
    job = read_job(json.dumps(written(number=number, pictures=["a.jpg"])).encode(), tmp_path)
    assert job.letters[0].number == number
    assert job.letters[0].pictures == (b"picture",)
    assert job.letters[0].person.address == ("street", "town")
    assert job.letters[0].reply_sheet is None
    assert job.return_address == ("box 1",)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"number": "1234567890"}, "letters[0].number"),
        ({"number": 4827193560}, "letters[0].number"),
        ({"paragraphs": "secret words"}, "letters[0].paragraphs"),
        ({"paragraphs": [1]}, "letters[0].paragraphs"),
        ({"person": []}, "letters[0].person"),
        ({"person": {"name": "x"}}, "letters[0].person.envelope_name"),
        ({"pictures": ["missing.jpg"]}, "letters[0].pictures"),
        ({"code": 1}, "letters[0].code"),
        ({"lang": "../ru"}, "letters[0].lang"),
        ({"lang": "en-GB"}, "letters[0].lang"),
        ({"sign": "\ud800"}, "letters[0].sign"),
    ],
)
def test_a_wrong_field_is_named_and_its_words_are_not(changes: dict[str, Any], where: str, tmp_path: Path) -> None:
    with pytest.raises(JobRefused) as refused:
        read_job(json.dumps(written(**changes)).encode(), tmp_path)
    assert where in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"letters": 1}', b"[" * 50_000, b"\xff\xfe"])
def test_what_is_no_job_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(JobRefused):
        read_job(data, tmp_path)


def test_two_letters_under_one_number_are_refused(tmp_path: Path) -> None:
    job = written(number=new_number(()))
    job["letters"] *= 2
    with pytest.raises(JobRefused, match="same number"):
        read_job(json.dumps(job).encode(), tmp_path)
