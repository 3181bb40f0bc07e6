# SPDX-License-Identifier: AGPL-3.0-or-later
"""The code lists: both languages everywhere, no label twice, and nothing swapped."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from restante.cases import terms
from restante.cases.evidence import Finding, finding_codes

EVERY = [(name, code) for name in terms.lists() for code in terms.codes(name)]


def test_every_code_is_ascii_and_has_its_label_in_both_languages() -> None:
    for name, code in EVERY:
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", code), (name, code)
        english, russian = (terms.label(name, code, lang) for lang in terms.LANGUAGES)
        assert english.isascii(), (name, code)
        assert re.search(r"[а-яё]", russian.lower()), (name, code)
        assert "  " not in english + russian


@pytest.mark.parametrize("lang", terms.LANGUAGES)
@pytest.mark.parametrize("name", terms.lists())
def test_no_label_stands_twice_in_a_list(name: str, lang: str) -> None:
    counted = Counter(terms.label(name, code, lang).casefold() for code in terms.codes(name))
    assert [label for label, count in counted.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "code", "english", "russian"),
    [
        ("claim_status", "corroborated", "corroborated", "подтверждается"),
        ("claim_status", "disputed", "disputed", "оспаривается"),
        ("claim_status", "established", "established", "установлено"),
        ("person_status", "fugitive", "in hiding", "скрывается"),
        ("person_status", "held_investigation", "held during the investigation", "под стражей, идёт следствие"),
        ("role", "lawyer", "lawyer", "адвокат"),
        ("role", "ngo", "human rights organisation", "правозащитная организация"),
        ("attribution", "official_denies_act", "deny that it happened", "отрицают"),
        ("attribution", "official_admits", "admit it", "признают"),
        ("stance", "denies", "denies", "отрицает"),
        ("stance", "silent", "not mention", "не говорит"),
        ("charge_outcome", "acquitted", "acquitted", "оправдан"),
        ("charge_outcome", "convicted", "convicted", "осуждён"),
        ("reliability", "unreliable", "unreliable", "ненадёжный"),
    ],
)
def test_what_was_swapped_elsewhere_is_not_swapped_here(name: str, code: str, english: str, russian: str) -> None:
    assert english in terms.label(name, code, "en")
    assert russian in terms.label(name, code, "ru")


def test_an_unknown_language_reads_english_and_an_unknown_code_is_a_fault() -> None:
    assert terms.label("stance", "says", "tt") == terms.label("stance", "says", "en")
    with pytest.raises(terms.NoSuchTerm):
        terms.label("stance", "shouts", "en")
    with pytest.raises(terms.NoSuchTerm):
        terms.codes("no-list")


def test_a_status_keeps_the_sense_of_its_huridocs_term() -> None:
    assert terms.huridocs("claim_status", "corroborated") == "41:040000000000"
    assert terms.huridocs("claim_status", "disputed") == "41:020000000000"
    assert terms.huridocs("stance", "says") == ""


@pytest.mark.shared
def test_every_huridocs_code_that_is_named_exists(shared: Path) -> None:
    lists = json.loads((shared / "data" / "huridocs_microthesauri_subset.json").read_text())["lists"]
    known = {f"{name[:2]}:{term['huri_code']}" for name, held in lists.items() for term in held}
    assert {told for name, code in EVERY if (told := terms.huridocs(name, code))} <= known


def test_every_finding_speaks_both_languages_with_the_same_fields() -> None:
    for code in finding_codes():
        texts = [Finding("claim:x", code, _Echo()).say(lang) for lang in terms.LANGUAGES]
        assert texts[0] != texts[1]
        assert not re.search(r"[{}]", "".join(texts))
        assert Finding("claim:x", code).level in {"stop", "warn", "note"}


class _Echo(dict[str, str]):
    """Any field a sentence asks for."""

    NAMES = (
        *("source", "length", "word", "date", "weekday", "published", "derived", "value", "others", "kind", "status"),
        *("ceiling", "other", "end", "start", "days"),
    )

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(self.NAMES, "x"))
