# SPDX-License-Identifier: AGPL-3.0-or-later
"""Linked data: a program finds who, what, where it is said, and that two claims contradict each other."""

import json
from typing import Any

from restante.cases.exports import case_jsonld
from tests.cases.exports.sample import CASE

PAGE = "https://first.example/en/people/ivan-tverdov.html"
NAMES = {"en": "Ivan Tverdov", "ru": "Иван Твердов"}


def graph(address: str | None = PAGE) -> dict[str, dict[str, Any]]:
    return {node["@id"]: node for node in json.loads(case_jsonld(CASE, NAMES, address))["@graph"]}


def test_ids_are_the_anchors_of_the_page() -> None:
    own = json.loads(case_jsonld(CASE, NAMES, PAGE))["@context"][1]
    assert own["@base"] == PAGE
    assert graph().keys() == {"#person", "#c01", "#c02", "#c03", "#source-blog", "#source-paper"}


def test_without_an_address_ids_are_relative_to_the_file() -> None:
    assert b"@base" not in case_jsonld(CASE, NAMES, None)
    assert "url" not in graph(None)["#person"]


def test_a_quotation_has_its_place_and_its_first_appearance() -> None:
    claim = graph()["#c01"]
    assert claim["@type"] == "Claim"
    assert claim["appearance"] == [{"@id": "#source-paper"}]
    assert claim["firstAppearance"] == {"@id": "#source-paper"}
    assert claim["citation"][0]["selector"] == {
        "@type": "TextQuoteSelector",
        "exact": "задержан; 1 февраля, утром",
        "prefix": "был ",
        "suffix": " дома",
    }


def test_a_lead_without_a_quotation_selects_nothing() -> None:
    assert "selector" not in graph()["#c01"]["citation"][1]


def test_contradictions_are_told_with_their_reason() -> None:
    (relation,) = graph()["#c01"]["restante:relation"]
    assert relation["restante:kind"] == "contradicts"
    assert relation["restante:to"] == "#c02"
    assert relation["restante:note"] == [{"@value": "The days differ.", "@language": "en"}]


def test_a_source_gives_no_more_of_its_date_than_is_known_and_no_address_that_runs() -> None:
    blog = graph()["#source-blog"]
    assert "datePublished" not in blog
    assert blog["restante:published"] == "2019-03"
    assert "url" not in blog


def test_the_same_case_gives_the_same_bytes() -> None:
    assert case_jsonld(CASE, NAMES, PAGE) == case_jsonld(CASE, dict(reversed(NAMES.items())), PAGE)
