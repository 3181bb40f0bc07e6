# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tags on lines of their own: which line closes which, and what stands between them becomes."""

from collections.abc import Callable

from restante.texts.document import Align, Aside, Bibliography, Blocks, Play, Quote
from restante.texts.readers.muse.lines import CLOSING, HEADING, OPENING, TYPED


def pair_tags(lines: list[str], *, rtl: bool, most: int) -> tuple[dict[int, int], int]:
    """Opening line → closing line, and how many are never closed: they end before a heading or with the text.

    Of those deeper than `most` in each other the closing is not looked for.
    """
    ends: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    typed: str | None = None
    opening, closing = (">>>", "<<<") if rtl else ("<<<", ">>>")
    for at, line in enumerate(lines):
        said = line.strip()
        if typed is not None:
            typed = None if said == typed else typed
        elif said in TYPED:
            typed = TYPED[said]
        elif said == opening or OPENING.fullmatch(line):
            waiting.append((said.strip("</>"), at))
        elif said == closing or CLOSING.fullmatch(line):
            _close(ends, waiting, "" if said == closing else said.strip("</>"), at, most)
    ends |= {at: _next_heading(lines, at) for _, at in waiting[:most]}
    return ends, len(waiting)


def is_closing(line: str) -> bool:
    """Whether the line closes a tag, whichever."""
    return CLOSING.fullmatch(line) is not None or line.strip() in {"<<<", ">>>"}


def wrapping(line: str, align: Align, *, rtl: bool) -> tuple[Callable[[Blocks], Blocks], Align]:
    """What the blocks after an opening line become, and how they are set."""
    match = OPENING.fullmatch(line)
    if match is None:
        return (lambda inner: (Aside(inner, direction="ltr" if rtl else "rtl"),)), align
    lang, tag = match["lang"], match["tag"]
    if lang:
        return (lambda inner: (Aside(inner, lang=lang),)), align
    wraps: dict[str, Callable[[Blocks], Blocks]] = {
        "quote": lambda inner: (Quote(inner),),
        "play": lambda inner: (Play(inner),),
        "biblio": lambda inner: (Bibliography(inner),),
    }
    if tag in wraps:
        return wraps[tag], align
    return (lambda inner: inner), "centre" if tag == "center" else "end"


def _close(ends: dict[int, int], waiting: list[tuple[str, int]], name: str, at: int, most: int) -> None:
    if name not in {mark for mark, _ in waiting[-most:]}:
        return
    while waiting[-1][0] != name:
        ends[waiting.pop()[1]] = at
    ends[waiting.pop()[1]] = at


def _next_heading(lines: list[str], at: int) -> int:
    return next((stop for stop in range(at + 1, len(lines)) if HEADING.fullmatch(lines[stop])), len(lines))
