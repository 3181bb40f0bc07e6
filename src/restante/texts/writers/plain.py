# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book as characters alone. A paragraph is one line, so that it fits a phone, a letter form and a printer alike."""

from restante.texts import document as d
from restante.texts.document import Block, Blocks, Document, Inlines
from restante.texts.records import Book, Text
from restante.texts.typography import typeset_document, typeset_words
from restante.texts.writers.about import facts_of, names_of, series_of
from restante.texts.writers.bounds import check_bounds
from restante.texts.writers.escaping import clean, web_address
from restante.texts.writers.plan import Plan, plan_of
from restante.texts.writers.words import say, say_day

_RULE = "* * *"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip

_WIDEST = 60
"""Characters to which a column is filled up."""
_SUPERSCRIPTS = dict(zip("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", strict=True))
_SUBSCRIPTS = dict(zip("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋", strict=True))


def write_plain(book: Book, *, library: str = "") -> bytes:
    """UTF-8 with plain line ends. Raises TooLongToWrite, TooDeepToWrite."""
    check_bounds(book, "txt")
    parts = [] if book.is_single else [_underlined(book.title, "="), _list_of(book)]
    parts += [_text(text, library) for text in book.texts]
    return clean("\n\n\n".join(part.strip("\n") for part in parts if part) + "\n").encode()


def _list_of(book: Book) -> str:
    lines = [
        f"{at + 1}. {one.title}{' · ' * bool(one.authors)}{names_of(one.authors)}" for at, one in enumerate(book.texts)
    ]
    return "\n".join([say(book.lang, "contents"), "", *lines])


def _text(text: Text, library: str) -> str:
    told = typeset_document(text.document, text.lang)
    writer = _Plain(told, plan_of(told), text.lang)
    head = [
        _underlined(typeset_words(text.title, text.lang), "="),
        text.subtitle,
        names_of(text.authors),
        f"{say(text.lang, 'translator')}: {names_of(text.translators)}" if text.translators else "",
        say_day(text.lang, text.written),
        series_of(text),
    ]
    facts = [f"{fact.name}: {fact.said}" for fact in facts_of(text, library)]
    about = "\n".join([_underlined(say(text.lang, "about"), "-"), "", *facts])
    parts = ["\n".join(filter(None, head)), writer.blocks(told.blocks), writer.notes(), about]
    return "\n\n".join(part for part in parts if part)


class _Plain:
    """One text's parts as lines."""

    def __init__(self, told: Document, plan: Plan, lang: str) -> None:
        self.told, self.plan, self.lang = told, plan, lang
        self._headings = iter(plan.headings)
        self._in_note = False

    def blocks(self, blocks: Blocks) -> str:
        """Blocks with an empty line between them."""
        return "\n\n".join(part for block in blocks if (part := self._block(block)))

    def _block(self, block: Block) -> str:  # noqa: C901, PLR0911 - one line for each shape of a block
        match block:
            case d.Paragraph():
                return self.inlines(block.inner)
            case d.Heading():
                return self._heading(block)
            case d.Quote():
                return _indented(self.blocks(block.blocks), "    ")
            case d.Play() | d.Bibliography() | d.Aside():
                return self.blocks(block.blocks)
            case d.Verse():
                return _indented("\n".join(self._verse_line(block, at) for at in range(len(block.lines))), "    ")
            case d.Example():
                return _indented(block.text, "    ")
            case d.Items():
                return self._items(block)
            case d.Definitions():
                parts = (
                    f"{self.inlines(one.term)}\n{_indented(self.blocks(one.blocks), '    ')}" for one in block.entries
                )
                return "\n\n".join(part.rstrip() for part in parts)
            case d.Table():
                return self._table(block)
            case d.Rule():
                return _RULE
            case d.PageBreak():
                return ""
            case d.Picture():
                return self._picture(block)

    def inlines(self, inlines: Inlines) -> str:  # noqa: C901 - one case for each shape of an inline
        """Words of a line; addresses that do not stand there are told in angle brackets."""
        found = []
        for one in inlines:
            match one:
                case d.Plain():
                    found.append(one.text)
                case d.NoteRef():
                    planned = self.plan.by_note.get(one.note)
                    found.append(_bracketed(planned.mark) if planned else f"[{one.note}]")
                case d.Break():
                    found.append("\n")
                case d.Picture():
                    found.append(self._picture(one))
                case d.Link():
                    found.append(self._link(one))
                case d.Ruby():
                    found.append(f"{self.inlines(one.base)} ({self.inlines(one.reading)})")
                case d.Styled("superscript"):
                    found.append(_raised(self.inlines(one.inner), _SUPERSCRIPTS, "^"))
                case d.Styled("subscript"):
                    found.append(_raised(self.inlines(one.inner), _SUBSCRIPTS, "_"))
                case d.Styled() | d.Foreign():
                    found.append(self.inlines(one.inner))
                case d.Anchor():
                    continue
        return "".join(found)

    def notes(self) -> str:
        """Both apparatuses; a note to which nothing refers says so."""
        self._in_note = True
        parts = []
        for series, key in ((1, "notes"), (2, "other_notes")):
            planned = self.plan.series(series)
            if planned:
                parts.append(_underlined(say(self.lang, key), "-"))
            for one in planned:
                lost = "" if one.referred else f"({say(self.lang, 'unreferenced')}) "
                inside = _indented(self.blocks(one.note.blocks), "    ").lstrip()
                parts.append(f"{_bracketed(one.mark)} {lost}{inside}")
        self._in_note = False
        return "\n\n".join(parts)

    def _heading(self, block: d.Heading) -> str:
        words = self.inlines(block.inner)
        if self._in_note:
            return words
        level = next(self._headings).level
        return f"\n{_underlined(words, '=-'[level - 1]) if level < 3 else words}"

    def _verse_line(self, block: d.Verse, at: int) -> str:
        indent = block.indents[at] if at < len(block.indents) else 0
        return " " * min(indent, 40) + self.inlines(block.lines[at])

    def _items(self, block: d.Items) -> str:
        lines = []
        for at, item in enumerate(block.items):
            mark = "-" if block.kind == "bullet" else f"{number_in(block.kind, block.start + at)}."
            lines.append(f"{mark} {_indented(self.blocks(item), ' ' * (len(mark) + 1)).lstrip(' ')}".rstrip())
        loose = any(len(item) > 1 for item in block.items)
        return ("\n\n" if loose else "\n").join(lines)

    def _table(self, block: d.Table) -> str:
        rows = [
            [self.inlines(cell).replace("\n", " ") for cell in row] for row in (*block.head, *block.body, *block.foot)
        ]
        widths = [
            min(_WIDEST, max((len(row[at]) for row in rows if at < len(row)), default=0))
            for at in range(max(map(len, rows), default=0))
        ]
        lines = ["  ".join(cell.ljust(widths[at]) for at, cell in enumerate(row)).rstrip() for row in rows]
        if block.head:
            lines.insert(len(block.head), "  ".join("-" * width for width in widths))
        caption = self.inlines(block.caption)
        return "\n".join([*([caption, ""] if caption else []), *lines])

    def _picture(self, one: d.Picture) -> str:
        caption = self.inlines(one.caption)
        return f"[{one.alt or say(self.lang, 'picture')}{': ' * bool(caption)}{caption}]"

    def _link(self, one: d.Link) -> str:
        words, address = self.inlines(one.inner), web_address(one.target)
        if address is None or words.strip() in {one.target, address, address.removeprefix("mailto:")}:
            return words
        return f"{words} <{address}>" if words else address


def _underlined(words: str, sign: str) -> str:
    longest = max((len(line) for line in words.split("\n")), default=0)
    return f"{words}\n{sign * min(longest, 72)}" if words else ""


def _raised(words: str, signs: dict[str, str], mark: str) -> str:
    """Figures have signs of their own; for the rest there is only a mark."""
    if all(sign in signs for sign in words):
        return "".join(signs[sign] for sign in words)
    return f"{mark}({words})"


def _bracketed(mark: str) -> str:
    return mark if mark.startswith(("{", "[")) else f"[{mark}]"


def _indented(words: str, by: str) -> str:
    return "\n".join(f"{by}{line}" if line else "" for line in words.split("\n"))


def number_in(kind: str, number: int) -> str:
    """A number of a list as its kind writes it."""
    if kind.endswith("alpha") and number > 0:
        told = ""
        while number:
            number, rest = divmod(number - 1, 26)
            told = chr(97 + rest) + told
    elif kind.endswith("roman") and 0 < number < 4000:
        told = ""
        for value, sign in _ROMAN:
            told += sign * (number // value)
            number %= value
    else:
        return str(number)
    return told.upper() if kind.startswith("upper") else told
