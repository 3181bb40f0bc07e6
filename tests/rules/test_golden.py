# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every folder of tests/golden/rules holds a draft and what both sides must say of it.

RESTANTE_SAVE_GOLDEN=1 writes expected.json anew from the Python side: read the diff before committing it.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rules.both_sides import browser_outcomes, draft_of, python_outcome

GOLDEN = Path(__file__).parents[1] / "golden" / "rules"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/in.json"))
SAVE = os.environ.get("RESTANTE_SAVE_GOLDEN") == "1"
LONGEST_KEPT = 200  # pages beyond this are kept by length, so that a case stays readable


@pytest.fixture(scope="module")
def browser(run_node: Callable[..., str]) -> dict[str, Any]:
    asked = [(case["facility"], draft_of(case["draft"])) for case in map(_read_case, CASES)]
    return dict(zip(CASES, browser_outcomes(asked, run_node), strict=True))


def test_golden_cases_are_found() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("name", CASES)
def test_python_says_what_the_golden_case_says(name: str) -> None:
    case = _read_case(name)
    outcome = _shortened(python_outcome(case["facility"], draft_of(case["draft"])))
    path = GOLDEN / name / "expected.json"
    if SAVE:
        path.write_text(_as_file(outcome), encoding="utf-8")
    assert outcome == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_the_browser_says_what_python_says(name: str, browser: dict[str, Any]) -> None:
    case = _read_case(name)
    assert browser[name] == python_outcome(case["facility"], draft_of(case["draft"]))


@pytest.mark.parametrize("name", CASES)
def test_the_marks_that_a_case_names_are_the_words_that_are_marked(name: str) -> None:
    case = _read_case(name)
    draft = draft_of(case["draft"])
    outcome = python_outcome(case["facility"], draft)
    for rule, words in case.get("marks", {}).items():
        places = [finding["where"] for finding in outcome["findings"] if finding["rule"] == rule]
        assert [draft.text[start:end] for start, end in places] == words, rule
    for rule in case.get("silent", []):
        assert rule not in {finding["rule"] for finding in outcome["findings"]}, rule


def _read_case(name: str) -> dict[str, Any]:
    case: dict[str, Any] = json.loads((GOLDEN / name / "in.json").read_text(encoding="utf-8"))
    return case


def _shortened(outcome: dict[str, Any]) -> dict[str, Any]:
    kept = {
        name: [page if len(page) <= LONGEST_KEPT else {"characters": len(page)} for page in pages]
        for name, pages in outcome["pages"].items()
    }
    return outcome | {"pages": kept}


def _as_file(outcome: dict[str, Any]) -> str:
    readable = json.dumps(outcome, ensure_ascii=False, indent=1) + "\n"
    try:
        readable.encode()
    except UnicodeEncodeError:  # a lone surrogate can only be escaped
        return json.dumps(outcome, indent=1) + "\n"
    return readable
