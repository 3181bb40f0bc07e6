# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reply sheets: what stands on one, as data for the template, and a stack of them by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from restante.numbers import group
from restante.paper import mark
from restante.paper.press.code import number_code
from restante.paper.press.faces import TEXT_FACES
from restante.paper.press.typesetting import typeset
from restante.paper.press.words import say

RULE = 9.0  # mm between ruled lines: room for block letters


def plan_data(paper: mark.Paper) -> Mapping[str, Any]:
    """The measures of the mark for the template."""
    plan = mark.plan_sheet(paper)
    return {
        "groups": mark.group_spans(),
        "gap": mark.GROUP_GAP,
        "advance": mark.DIGIT_ADVANCE,
        "pitch": mark.DIGIT_PITCH,
        "digit-height": mark.DIGIT_HEIGHT,
        "digit-face": mark.DIGIT_FACE,
        "em": mark.DIGIT_EM,
        "rows": plan.rows,
        "code": plan.code,
        "code-size": mark.CODE_SIZE,
        "frame": plan.frame,
        "rule": RULE,
    }


def sheet_data(
    lang: str, number: str | None, *, code: bool, foot: Sequence[str] = (), answers: str = ""
) -> Mapping[str, Any]:
    """One reply sheet; a code is drawn only beside its number."""
    return {
        "lang": lang,
        "number": number,
        "code": number_code(number) if number is not None and code else None,
        "request": say(lang, "request" if number is None else "request_number"),
        "answers": say(lang, "answers", sign=answers) if answers else None,
        "foot": list(foot),
    }


def reply_sheets(numbers: Sequence[str], lang: str = "en", *, code: bool = True, paper: str = "a4") -> bytes:
    """A PDF of reply sheets, page by page in the order of the numbers."""
    stock = mark.PAPERS[paper]
    sheets = [sheet_data(lang, number, code=code, foot=(group(number),)) for number in numbers]
    return typeset(
        "sheets.typ",
        {
            "title": say(lang, "sheets"),
            "faces": TEXT_FACES,
            "width": stock.width,
            "height": stock.height,
            "sheet": plan_data(stock),
            "sheets": sheets,
        },
    )
