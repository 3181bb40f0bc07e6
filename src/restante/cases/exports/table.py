# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case as CSV (RFC 4180), a row for each citation. It begins with a byte order mark, for a spreadsheet reads Cyrillic
only then; and no cell can be taken for a formula, for quotations come from anywhere."""

import csv
import io
from collections.abc import Mapping
from typing import Final

from restante.cases.records import Capture, Case, Citation, Claim, Source

COLUMNS: Final = (
    "person", "claim", "section", "subject", "field", "value", "value_kind", "text_en", "text_ru",
    "says_en", "says_ru", "role", "status", "attribution", "why_en", "why_ru", "relations",
    "stance", "quotation", "quotation_lang", "translation_en", "translation_ru", "machine_translated", "locator",
    "source", "source_title", "source_author", "source_publisher", "source_published", "source_url", "source_retrieved",
    "origin", "capture_sha256", "capture_retrieved", "archive_url", "facts_as_of", "version",
)  # fmt: skip
"""Their order is kept for ever; new ones come at the end."""

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # spreadsheets take the broad forms for the narrow ones


def case_csv(case: Case) -> bytes:
    """Claims without a citation have one row too: that they have none is worth seeing."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    sources = {source.id: source for source in case.sources}
    captures = {capture.id: capture for capture in case.captures}
    leading: dict[str, list[str]] = {}
    for link in case.links:
        leading.setdefault(link.start, []).append(f"{link.relation} {link.end}")
    for claim in case.claims:
        about = _claim(case, claim, "; ".join(leading.get(claim.id, ())))
        for citation in claim.citations or (None,):
            row = {**about, **(_citation(citation, sources, captures) if citation else {})}
            table.writerow({column: plain(text) for column, text in row.items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def plain(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would compute."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(_FORMULA) else text


def _claim(case: Case, claim: Claim, relations: str) -> dict[str, str]:
    says, why = claim.says or {}, claim.why or {}
    return {
        "person": case.person,
        "claim": claim.id,
        "section": claim.section,
        "subject": claim.subject,
        "field": claim.field,
        "value": claim.value,
        "value_kind": claim.value_kind,
        "text_en": claim.text.get("en", ""),
        "text_ru": claim.text.get("ru", ""),
        "says_en": says.get("en", ""),
        "says_ru": says.get("ru", ""),
        "role": claim.role,
        "status": claim.status,
        "attribution": claim.attribution,
        "why_en": why.get("en", ""),
        "why_ru": why.get("ru", ""),
        "relations": relations,
        "facts_as_of": case.facts_as_of.isoformat() if case.facts_as_of else "",
        "version": str(case.version) if case.version else "",
    }


def _citation(citation: Citation, sources: Mapping[str, Source], captures: Mapping[str, Capture]) -> dict[str, str]:
    translation = citation.translation or {}
    row = {
        "stance": citation.stance,
        "quotation": citation.quotation,
        "quotation_lang": citation.lang,
        "translation_en": translation.get("en", ""),
        "translation_ru": translation.get("ru", ""),
        "machine_translated": "yes" if citation.machine_translated else "",
        "locator": citation.locator,
        "source": citation.source,
    }
    source, capture = sources.get(citation.source), captures.get(citation.capture)
    if source is not None:
        row |= {
            "source_title": source.title,
            "source_author": source.author,
            "source_publisher": source.publisher,
            "source_published": str(source.published or ""),
            "source_url": source.url,
            "source_retrieved": source.retrieved.isoformat() if source.retrieved else "",
            "origin": source.origin,
        }
    if capture is not None:
        row |= {
            "capture_sha256": capture.sha256,
            "capture_retrieved": capture.retrieved,
            "archive_url": capture.archive_url,
        }
    return row
