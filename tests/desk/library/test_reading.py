# SPDX-License-Identifier: AGPL-3.0-or-later
"""The program that reads a stranger's file may have been taken over by it: it can still only hand over a text."""

import json
import sys
from typing import Any

import pytest

from restante.desk.library import reading
from restante.desk.library.reader import answer
from restante.desk.library.reading import TextUnreadable, read_confined

MUSE = b"#title Who?\n#author Vera\n#lang en\n#SORTtopics prison\n\n*Some* words.\n"


def lie(monkeypatch: Any, **told: Any) -> None:
    """A child that answers this of MUSE, whatever it is given."""
    said = json.dumps({**answer(MUSE, "who.muse", None, None), **told})
    monkeypatch.setattr(reading, "COMMAND", (sys.executable, "-c", f"import sys; sys.stdout.write({said!r})"))


def kept(old: str, new: str) -> str:
    whole = str(answer(MUSE, "who.muse", None, None)["kept"])
    assert old in whole
    return whole.replace(old, new)


def test_addresses_of_lists_are_made_of_names_here(monkeypatch: Any) -> None:
    lie(monkeypatch, kept=kept('"id":"vera"', '"id":"../../../restante/addresses"'))
    assert read_confined(MUSE, "who.muse", None, None).text.authors[0].id == "vera"
    lie(monkeypatch, kept=kept('"id":"prison"', '"id":"../../people/azat"'))
    assert read_confined(MUSE, "who.muse", None, None).text.topics[0].id == "prison"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"style":"emphasis"', '"style":"script"'),
        ('"style":"emphasis"', '"style":7'),
        ('"title":"Who?"', '"title":null'),
        ('"title":"Who?"', '"title":{"en":"Who?"}'),
        ('"text":"Some"', '"text":true'),
    ],
)
def test_a_value_that_no_reader_gives_is_refused(monkeypatch: Any, old: str, new: str) -> None:
    lie(monkeypatch, kept=kept(old, new))
    with pytest.raises(TextUnreadable):
        read_confined(MUSE, "who.muse", None, None)


@pytest.mark.parametrize("sentence", ["{file:>999999999}", "{file.__class__}", "{file!r}", "{", "{other}"])
def test_a_caution_that_is_a_program_is_refused(monkeypatch: Any, sentence: str) -> None:
    lie(monkeypatch, cautions=[["code", sentence, {"file": "x"}]])
    with pytest.raises(TextUnreadable):
        read_confined(MUSE, "who.muse", None, None)
