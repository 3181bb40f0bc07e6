# SPDX-License-Identifier: AGPL-3.0-or-later
"""One draft, two readers: the outcome as Python tells it, and as the browser's code tells it under node."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from restante.rules import Draft, check_letter, compile_book, count_characters, load_book, pages_of, split_text

DRIVER = Path(__file__).parent / "browser_rules.ts"
Outcome = dict[str, Any]


def draft_of(data: dict[str, Any]) -> Draft:
    """A draft from a golden case; `repeat` spares a hundred kilobytes in the file."""
    data = dict(data)
    text = data.pop("text") * data.pop("repeat", 1)
    return Draft(**{**data, "text": text, "return_address": tuple(data.get("return_address", ()))})


def python_outcome(facility: str, draft: Draft) -> Outcome:
    """What restante.rules says, JSON-safe."""
    book = load_book(facility)
    counts = {}
    pages = {name: split_text(channel, draft.text) for name, channel in book.channels.items()}
    for name, channel in book.channels.items():
        number = pages_of(channel, draft.text)
        size, most = channel.page_chars, channel.pages_max
        counts[name] = {
            "characters": count_characters(draft.text),
            "pages": number,
            "left": None if size is None else size - (len(pages[name][-1]) if pages[name] else 0),
            "over": most is not None and number > most,
        }
    findings = [
        {
            "rule": finding.rule,
            "kind": finding.kind,
            "level": finding.level.value,
            "where": None if finding.where is None else list(finding.where),
            "ru": finding.say("ru"),
            "en": finding.say("en"),
        }
        for finding in check_letter(book, draft)
    ]
    return {"findings": findings, "counts": counts, "pages": pages}


def browser_outcomes(cases: Sequence[tuple[str, Draft]], run_node: Callable[..., str]) -> list[Outcome]:
    """What browser/src/rules says about the same drafts, in one run of node."""
    asked = [{"book": compile_book(load_book(facility)), "draft": _as_json(draft)} for facility, draft in cases]
    outcomes: list[Outcome] = json.loads(run_node(DRIVER, stdin=json.dumps(asked)))
    return outcomes


def _as_json(draft: Draft) -> dict[str, Any]:
    return {
        "text": draft.text,
        "lang": draft.lang,
        "sign": draft.sign,
        "pictures": draft.pictures,
        "wants_reply": draft.wants_reply,
        "channel": draft.channel,
        "return_address": list(draft.return_address),
        "pages": draft.pages,
    }
