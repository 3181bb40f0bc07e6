# SPDX-License-Identifier: AGPL-3.0-or-later
"""Quotes, dashes and spaces as a language sets them; applied to what is written, never to what is stored.

A run of words is worked on as one string whose length stays, so that each style, link and note keeps its own letters:
characters that stand for none or for two are U+FDD0…U+FDD2 until the end (Unicode keeps them out of texts).
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import accumulate, chain, pairwise
from typing import Any, Final, TypeAlias, cast

from restante.texts import document as d
from restante.texts.document import Block, Blocks, Document, Inline, Inlines

_GONE, _FR_OPEN, _FR_CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_OBJECT = "\ufffc"
_STAND_INS: Final = {ord(_GONE): "", ord(_FR_OPEN): "«\u202f", ord(_FR_CLOSE): "\u202f»"}
_RESERVED: Final = (_GONE, _FR_OPEN, _FR_CLOSE)
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+|\b[\w-]{1,64}\.onion\b", re.ASCII
)
_IN_ADDRESSES: Final = ("://", "www.", "@", ".onion")
_DIGITS: Final = tuple("0123456789")
_HOLDS: Final = "\u00a0"
_RUN_OF_QUOTES: Final = re.compile(f"[\"'«»„“”‚‘’‹›{_GONE}]+")
_UPPER: Final = "A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽА-ЯЁІЇЄҐЎ"


_Four: TypeAlias = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """A language's habits, ready to be applied."""

    quotes: _Four
    inside: Mapping[str, str]
    """Quotes that take a space with them."""
    fixed: tuple[tuple[tuple[str, ...], re.Pattern[str], Callable[[re.Match[str]], str]], ...]
    """Each with signs of which one must be there: without any, the pattern need not be tried (half of all the time)."""
    spaces: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]


def typeset(inlines: Inlines, lang: str) -> Inlines:
    """The same words as the language sets them; untouched where we do not know its habits. Doing it twice is once."""
    rules = _rules(lang.split("-", maxsplit=1)[0].lower())
    leaves = _leaves(inlines)
    joined = "".join(leaves)
    done = iter(leaves)
    if rules and joined and not _has_any(_RESERVED, joined):
        set_in = _set(joined, rules)
        done = iter(_cut(set_in, [len(leaf) for leaf in leaves]))
    return _rebuilt(inlines, done, lang)


def typeset_document(told: Document, lang: str) -> Document:
    """Every run of words in it; typed examples and code are left as they are."""
    notes = tuple(replace(note, blocks=_set_blocks(note.blocks, lang)) for note in told.notes)
    return replace(told, blocks=_set_blocks(told.blocks, lang), notes=notes)


def typeset_words(words: str, lang: str) -> str:
    """A title or another line without styles."""
    return "".join(one.text for one in typeset((d.Plain(words),), lang) if isinstance(one, d.Plain))


def _set_blocks(blocks: Blocks, lang: str) -> Blocks:
    return tuple(_set_block(block, lang) for block in blocks)


def _set_block(block: Block, lang: str) -> Block:  # noqa: PLR0911 - one way for each shape of a block
    match block:
        case d.Paragraph():
            return replace(block, inner=typeset(block.inner, lang))
        case d.Heading():
            return replace(block, inner=typeset(block.inner, lang), short=typeset(block.short, lang))
        case d.Verse():
            return replace(block, lines=_set_lines(block.lines, lang))
        case d.Aside():
            return replace(block, blocks=_set_blocks(block.blocks, block.lang or lang))
        case d.Quote() | d.Play() | d.Bibliography():
            return cast("Block", replace(block, blocks=_set_blocks(block.blocks, lang)))
        case d.Items():
            return replace(block, items=tuple(_set_blocks(item, lang) for item in block.items))
        case d.Definitions():
            entries = (
                replace(one, term=typeset(one.term, lang), blocks=_set_blocks(one.blocks, lang))
                for one in block.entries
            )
            return replace(block, entries=tuple(entries))
        case d.Table():
            parts = {name: _set_rows(getattr(block, name), lang) for name in ("head", "body", "foot")}
            return replace(block, caption=typeset(block.caption, lang), **cast("dict[str, Any]", parts))
        case d.Picture():
            return replace(block, caption=typeset(block.caption, lang))
    return block


def _set_rows(rows: tuple[d.Row, ...], lang: str) -> tuple[d.Row, ...]:
    return tuple(tuple(typeset(cell, lang) for cell in row) for row in rows)


def _set_lines(lines: tuple[Inlines, ...], lang: str) -> tuple[Inlines, ...]:
    """A quotation runs on from line to line, so a poem is set as one and cut again at its breaks."""
    joined = tuple(chain.from_iterable((*line, d.Break()) for line in lines))
    if sum(isinstance(one, d.Break) for one in joined) != len(lines):
        return tuple(typeset(line, lang) for line in lines)
    done: list[list[Inline]] = [[]]
    for one in typeset(joined, lang):
        if isinstance(one, d.Break):
            done.append([])
        else:
            done[-1].append(one)
    return tuple(tuple(line) for line in done[:-1])


def _leaves(inlines: Inlines) -> list[str]:
    """What the run looks like from outside: its letters, and one sign for whatever is set by itself."""
    found: list[str] = []
    for one in inlines:
        match one:
            case d.Plain(text):
                found.append(text)
            case d.Styled("code") | d.Picture() | d.Foreign() | d.Ruby():
                found.append(_OBJECT)
            case d.Styled() | d.Link():
                found += _leaves(one.inner)
            case d.Break():
                found.append("\n")
    return found


def _rebuilt(inlines: Inlines, leaves: "Any", lang: str) -> Inlines:
    built: list[Inline] = []
    for one in inlines:
        match one:
            case d.Plain():
                built.append(d.Plain(next(leaves)))
            case d.Foreign():
                next(leaves)
                built.append(replace(one, inner=typeset(one.inner, one.lang or lang)))
            case d.Picture():
                next(leaves)
                built.append(replace(one, caption=typeset(one.caption, lang)))
            case d.Styled("code") | d.Ruby() | d.Break():
                next(leaves)
                built.append(one)
            case d.Styled() | d.Link():
                built.append(replace(one, inner=_rebuilt(one.inner, leaves, lang)))
            case _:
                built.append(one)
    return tuple(built)


def _cut(joined: str, lengths: list[int]) -> list[str]:
    ends = list(accumulate(lengths, initial=0))
    parts = [joined[start:end] for start, end in pairwise(ends)]
    return [part.translate(_STAND_INS) for part in parts] if _has_any(_RESERVED, joined) else parts


def _has_any(signs: tuple[str, ...], words: str) -> bool:
    return any(map(words.__contains__, signs))


def _set(words: str, rules: _Rules) -> str:
    masked = words
    if _has_any(_IN_ADDRESSES, words):
        masked = _ADDRESS.sub(lambda found: _OBJECT * len(found[0]), words)
    done = masked
    for signs, pattern, change in rules.fixed:
        if _has_any(signs, done):
            done = pattern.sub(change, done)
    if '"' in done or "'" in done:
        done = _set_quotes(done, rules)
    for signs, pattern, space in rules.spaces:
        if _has_any(signs, done):
            done = pattern.sub(space, done)
    if masked == words:
        return done
    return "".join(was if hidden == _OBJECT else now for was, hidden, now in zip(words, masked, done, strict=True))


def _set_quotes(words: str, rules: _Rules) -> str:
    """Straight quotes by what stands at their sides and how many are open; those that say nothing stay straight."""
    quotes, signs = rules.quotes, list(words)
    pairs = {quotes[0]: quotes[1], quotes[2]: quotes[3]}
    places = list(_places_of_quotes(words))
    awaited: list[str] = []
    told = True
    last_close = max((at for at, sign, sides in places if sign == "'" and _may_close(*sides)), default=-1)
    for place, sign, sides in places:
        if sign == '"':
            signs[place] = done = _double(*sides, quotes, awaited, told=told)
            told = told and done != sign
        elif sign == "'":
            signs[place] = _single(*sides, quotes, awaited, closes_later=place < last_close)
        elif awaited and sign == awaited[-1] and (sign not in "’‘" or _may_close(*sides)):
            awaited.pop()
        elif sign in pairs:
            awaited.append(pairs[sign])
    if rules.inside:
        signs = [rules.inside.get(now, now) if now != was else now for now, was in zip(signs, words, strict=True)]
    return "".join(signs)


def _places_of_quotes(words: str) -> Iterator[tuple[int, str, tuple[str, str]]]:
    """Each place with its sign, and what stands before and after it that is no quote and stays, or nothing."""
    for run in _RUN_OF_QUOTES.finditer(words):
        sides = words[run.start() - 1 : run.start()], words[run.end() : run.end() + 1]
        for place, sign in enumerate(run[0], run.start()):
            yield place, sign, sides


def _double(before: str, after: str, quotes: _Four, awaited: list[str], *, told: bool) -> str:
    """`told`: whether every quote before this one could be understood."""
    if _may_open(before, after):
        level = 2 * (len(awaited) % 2)
        awaited.append(quotes[level + 1])
        return quotes[level]
    if not _may_close(before, after):
        return '"'
    if awaited:
        return awaited.pop()
    return quotes[1] if told and not before.isdigit() else '"'


def _single(before: str, after: str, quotes: _Four, awaited: list[str], *, closes_later: bool) -> str:
    if before.isalnum() and after.isalnum():
        return "'" if before.isdigit() and after.isdigit() else "’"
    if _may_open(before, after):
        if closes_later:
            awaited.append(quotes[3])
            return quotes[2]
        return "’"
    if _may_close(before, after):
        if awaited and awaited[-1] == quotes[3]:
            return awaited.pop()
        return "'" if before.isdigit() else "’"
    return "'"


def _may_open(before: str, after: str) -> bool:
    begins = not before or before.isspace() or before in "([{—–-/…"
    return begins and bool(after) and not after.isspace() and after not in ".,;:!?)]}…"


def _may_close(before: str, after: str) -> bool:
    return bool(before) and not before.isspace() and before not in "([{" and not after.isalnum()


@cache
def _rules(lang: str) -> _Rules | None:
    told = _habits().get(lang)
    if told is None:
        return None
    spaced = told.get("spaced_marks", False)
    inside = {"«": _FR_OPEN, "»": _FR_CLOSE} if spaced else {}
    return _Rules(tuple(told["quotes"]), inside, _fixed(told), _spaces(told, spaced=spaced))


@cache
def _habits() -> Mapping[str, Any]:
    return tomllib.loads((files("restante.texts") / "typography.toml").read_text("utf-8"))


def _fixed(
    told: Mapping[str, Any],
) -> tuple[tuple[tuple[str, ...], re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    """Dots and dashes, which come before quotes: a quote is known by them."""

    def padded(sign: str) -> Callable[[re.Match[str]], str]:
        return lambda found: sign + _GONE * (len(found[0]) - 1)

    dash, unspaced = told["dash"], told["unspaced"]
    changes = [
        ("...", r"(?<!\.)\.\.\.(?!\.)", "…"),
        ("-", r"(?<=[^\S\n])-{1,3}(?=[^\S\n])", dash),
        ("--", r"(?<=[\w,.!?…»”])-{2,3}(?=[\w«„“])", unspaced),
        ("-", r"(?<=(?<![\d–-])(?:1[0-9]{3}|20[0-9]{2}))-(?=(?:1[0-9]{3}|20[0-9]{2})(?![\d–-]))", "–"),
    ]
    if told.get("dialogue"):
        changes.append(("-", r"(?:(?<=\n)|^)-{1,2}(?=[^\S\n])", "—"))
    return tuple(((needed,), re.compile(pattern), padded(sign)) for needed, pattern, sign in changes)


def _spaces(told: Mapping[str, Any], *, spaced: bool) -> tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]:
    """Where a line must not end. The space comes first in each pattern: nothing is searched for as fast as a letter."""
    initial = f"[{_UPPER}]\\."
    places: list[tuple[tuple[str, ...], str]] = [
        (("—", "–"), rf" (?=[—–]{_GONE}*(?:\s|$))"),
        ((". ",), rf" (?=[{_UPPER}])(?<=(?<![\w]){initial} )"),
        ((".",), rf" (?={initial} ?{initial})(?<=\w )"),
        (("№", "§"), r" (?<=[№§] )(?=[0-9IVXLC])"),
        (("%", "‰", "°", "№"), r" (?<=[0-9] )(?=[%‰°№])"),
        (_DIGITS, rf" (?<=[0-9] )(?=(?:{_any_of(told.get('after', []))})(?!\w))"),
        (("т. ",), r" (?<=(?<![\w])т\. )(?=[едпк]\.)"),
    ]
    if letters := told.get("letters"):
        places.append(((" ",), rf" (?<=(?<![\w'’])[{letters}{letters.upper()}] )(?=\S)"))
    if particles := told.get("particles"):
        first = "".join(sorted({word[0] for word in particles}))
        places.append(((" ",), rf" (?=[{first}])(?<=\w )(?=(?:{_any_of(particles)})(?!\w))"))
    by_length: dict[int, list[str]] = {}
    for word in told.get("before", []):
        by_length.setdefault(len(word), []).append(word)
    if by_length:
        behind = "|".join(rf"(?<=(?<!\w)(?:{_any_of(words)}) )" for _, words in sorted(by_length.items()))
        places.append(((" ",), rf" (?=[{_UPPER}0-9«„“])(?:{behind})"))
    rules = [(signs, re.compile(place), _HOLDS) for signs, place in places]
    if spaced:
        rules += [((";", "!", "?"), re.compile(r" (?<=\S )(?=[;!?])"), "\u202f")]
        rules += [((":",), re.compile(r" (?<=\S )(?=:)"), _HOLDS), (("«", "»"), re.compile("(?<=«) | (?=»)"), "\u202f")]
    return tuple(rules)


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"
