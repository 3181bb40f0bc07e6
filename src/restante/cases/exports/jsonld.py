# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case as linked data: schema.org for who, claims and sources, W3C Web Annotation for the place of a quotation.

schema.org cannot say that two claims contradict each other, nor who stands behind one in what role: `restante:` does.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from restante.cases.evidence import Standing, standing
from restante.cases.records import Capture, Case, Citation, Claim, ClaimLink, Source, Text2

OWN: Final = "tag:restante,2026:case/"
CONTEXT: Final = {
    "oa": "http://www.w3.org/ns/oa#",
    "restante": OWN,
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "selector": "oa:hasSelector",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "restante:to": {"@type": "@id"},
}
_LINE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True)  # without indent it is C that writes


def case_jsonld(
    case: Case, names: Mapping[str, str], address: str | None, stands: Mapping[str, Standing] | None = None
) -> bytes:
    """`address` is that of the person's page, where the ids are anchors; without it they are relative to the file.

    `stands` saves weighing the evidence anew. Each node has a line of its own, so that two versions can be compared.
    """
    context: dict[str, object] = {**CONTEXT, **({"@base": address} if address else {})}
    stands = standing(case) if stands is None else stands
    sources = {source.id: source for source in case.sources}
    links: dict[str, list[ClaimLink]] = {}
    for link in case.links:
        links.setdefault(link.start, []).append(link)
    captures: dict[str, list[Capture]] = {}
    for capture in case.captures:
        captures.setdefault(capture.source, []).append(capture)
    nodes = [
        _person(case, names, address),
        *(_claim(claim, stands[claim.id], sources, links.get(claim.id, ())) for claim in case.claims),
        *(_source(source, captures.get(source.id, ())) for source in case.sources),
    ]
    graph = ",\n".join(_LINE.encode(node) for node in nodes)
    head = _LINE.encode(["https://schema.org", context])
    return f'{{"@context": {head},\n"@graph": [\n{graph}\n]}}\n'.encode()


def _person(case: Case, names: Mapping[str, str], address: str | None) -> dict[str, Any]:
    other = [_spoken(name.text, name.lang) for name in case.names]
    return _filled(
        {
            "@id": "#person",
            "@type": "Person",
            "name": _texts(names),
            "alternateName": other,
            "url": address,
            "identifier": case.person,
            "restante:factsAsOf": case.facts_as_of.isoformat() if case.facts_as_of else None,
            "restante:version": case.version or None,
            "restante:digest": case.digest,
        }
    )


def _claim(claim: Claim, stands: Standing, sources: Mapping[str, Source], links: Iterable[ClaimLink]) -> dict[str, Any]:
    saying = [citation for citation in claim.citations if citation.quotation and citation.stance == "says"]
    appearances = list(dict.fromkeys(citation.source for citation in saying if citation.source in sources))
    dated = [source for source in appearances if sources[source].published is not None]
    first = min(dated, key=lambda source: (sources[source].published, source), default=None)
    relations = [
        _filled({"restante:kind": link.relation, "restante:to": f"#{link.end}", "restante:note": _texts(link.note)})
        for link in links
    ]
    return _filled(
        {
            "@id": f"#{claim.id}",
            "@type": "Claim",
            "text": _texts(claim.text),
            "about": {"@id": "#person"},
            "appearance": [{"@id": f"#source-{source}"} for source in appearances],
            "firstAppearance": {"@id": f"#source-{first}"} if first else None,
            "citation": [_citation(citation) for citation in claim.citations],
            "restante:says": _texts(claim.says),
            "restante:role": claim.role,
            "restante:status": stands.status,
            "restante:why": _texts(claim.why),
            "restante:attribution": claim.attribution,
            "restante:subject": claim.subject,
            "restante:field": claim.field,
            "restante:value": claim.value,
            "restante:independentOrigins": stands.origins,
            "restante:documentsInHand": stands.documents,
            "restante:relation": relations,
        }
    )


def _citation(citation: Citation) -> dict[str, Any]:
    """A lead without a quotation has no selector, and is no appearance of the claim."""
    selector = _filled(
        {
            "@type": "TextQuoteSelector",
            "exact": citation.quotation,
            "prefix": citation.prefix,
            "suffix": citation.suffix,
        }
    )
    return _filled(
        {
            "@type": "CreativeWork",
            "isPartOf": {"@id": f"#source-{citation.source}"},
            "inLanguage": citation.lang,
            "selector": selector if citation.quotation else None,
            "restante:stance": citation.stance,
            "restante:locator": citation.locator,
            "restante:capture": {"@id": f"#capture-{citation.capture}"} if citation.capture else None,
            "restante:translation": _texts(citation.translation),
            "restante:machineTranslated": citation.machine_translated or None,
        }
    )


def _source(source: Source, captures: Iterable[Capture]) -> dict[str, Any]:
    published = source.published
    return _filled(
        {
            "@id": f"#source-{source.id}",
            "@type": "CreativeWork",
            "name": source.title,
            "author": {"@type": "Thing", "name": source.author} if source.author else None,
            "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else None,
            "datePublished": str(published) if published is not None and published.is_exact else None,
            "restante:published": str(published) if published is not None else None,
            "url": source.url if source.url.startswith(("https://", "http://")) else None,
            "inLanguage": source.lang,
            "encoding": [_capture(capture) for capture in captures],
            "restante:retrieved": source.retrieved.isoformat() if source.retrieved else None,
            "restante:origin": source.origin,
        }
    )


def _capture(capture: Capture) -> dict[str, Any]:
    """The file itself is not public; its digest is."""
    return _filled(
        {
            "@id": f"#capture-{capture.id}",
            "@type": "MediaObject",
            "sha256": capture.sha256,
            "encodingFormat": capture.media_type,
            "contentSize": f"{capture.size} B",
            "archivedAt": capture.archive_url,
            "restante:retrieved": capture.retrieved,
        }
    )


def _texts(text: Text2 | None) -> list[dict[str, str]]:
    return [_spoken(text[lang], lang) for lang in sorted(text or {}) if text and text[lang]]


def _spoken(text: str, lang: str) -> dict[str, str]:
    return {"@value": text, "@language": lang} if lang else {"@value": text}


def _filled(pairs: Mapping[str, Any]) -> dict[str, Any]:
    """What is empty is left out; a nought is not empty."""
    return {key: value for key, value in pairs.items() if value not in (None, "", [], {})}
