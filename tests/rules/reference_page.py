# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes docs/reference/rules.md from the kinds and the books, so that the page cannot drift from them."""

from collections.abc import Iterator
from pathlib import Path

from restante.rules import Rulebook, facilities, load_book
from restante.rules.kinds import KINDS, ONE_A_BOOK
from restante.rules.rule import Rule
from restante.rules.verdict import group_thousands

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rules.md"
SHARED_KEYS = {
    "id": "stable for ever: country, facility or channel, subject, such as `ru.fsin-pismo.pages`",
    "kind": "one of the kinds below",
    "source": "where it is said: an address or a title, and the source's own date where it has one",
    "checked": "the day somebody last looked",
    "level": "`stop` (this channel does not take the letter so), `warn` (the default) or `advice`",
    "channels": "the channels it is about; left out, it is about all",
    "verified": "false where everybody says so and no source was found; every remark then says that too",
    "because": "the reason, shown after the remark, in each language",
}
OPENING = """# Rulebooks

A rulebook says what a facility and its channels accept. A rule never blocks: it makes a finding, and a person decides.
This page is written by `RESTANTE_SAVE_GOLDEN=1 python -m pytest tests/rules/test_reference.py` from the kinds in
`src/restante/rules/kinds` and the books in `src/restante/rules/books`. How to write a book:
[write a rulebook](../how-to/write-a-rulebook.md).

## How things are counted

- A **character** is a Unicode code point after NFC; a line break of any kind is one character. Spaces count.
- An **electronic page** ends at a paragraph, or else a sentence, or else a space that lies in its second half, or else
  where it is full. The pages joined are the whole text in NFC with `\\n` as line break: nothing is lost.
- A **sheet** of paper is estimated by laying words in cautious lines; press never needs more
  (`tests/rules/test_sheet.py`). When press has counted, its number stands.
- **where** of a finding is a pair of offsets in code points of the text as it was given, in Python and in the browser.
- A **topic** is found by beginnings of words (`войн*`), whole words (`сво`) or neighbours (`уголовн* дел*`), in lower
  case, ё as е, accents dropped. A rule marks at most twenty places.
- With several channels open, one channel's `stop` is shown as `warn`: another way is left.
"""
SCHEMA = """## The compiled book

`restante.rules.compile_book` gives this JSON; it lies in the edition as `restante/rules/<facility>.json`, and the
letter page counts and hints by it (`browser/src/rules`).

| key | holds |
|---|---|
| `version` | 1 |
| `facility`, `country`, `names` | the book's id, its country, its name in each language |
| `languages` | codes that get through; empty where no rule limits them |
| `channels.<id>.kind`, `.names` | `paper` or `electronic`; the channel's name in each language |
| `channels.<id>.page_chars`, `.pages_max`, `.pictures_max` | null where no limit is known |
| `channels.<id>.prices` | each with `unit` (`page`, `reply`, `picture`), `amount`, `currency`, `as_of`, `verified` |
| `channels.<id>.paper` | the estimate's sheet, null for electronic channels |
| `….paper.size` | `a4` or `letter` |
| `….paper.characters_per_line`, `.lines_per_page` | of one sheet |
| `….paper.lines_taken`, `.indent` | lines for greeting space and signature; characters before a paragraph |
| `….paper.wide`, `.widest` | classes of characters that count one and a half, and two |
| `reply_sheet`, `number`, `code`, `single_sided` | the facility's switches |
| `limits` | by language: sentences with every limit, for pages without a script |
| `advice` | by language: sentences to show while writing |
| `rules` | every rule: what every rule has, and what its kind needs for its check |
| `messages` | by kind and message: the sentences of findings, with `{fields}` |
| `unverified` | by language: what is added to a remark whose rule is not verified |
"""


def write_page() -> str:
    """The whole page."""
    return "\n".join([OPENING, *_kinds(), SCHEMA, *_books()]).rstrip() + "\n"


def _kinds() -> Iterator[str]:
    yield "## What every rule has\n\n| key | meaning |\n|---|---|"
    yield from (f"| `{key}` | {meaning} |" for key, meaning in SHARED_KEYS.items())
    yield "\n## Kinds\n"
    for name, kind in KINDS.items():
        yield f"### {name}\n\n{kind.MEANS}" + (" Exactly one in a book." if kind in ONE_A_BOOK else "") + "\n"
        yield "| key | meaning |\n|---|---|"
        yield from (f"| `{key}` | {meaning} |" for key, meaning in kind.KEYS.items())
        yield ""


def _books() -> Iterator[str]:
    yield "## Books\n\nA rule that a facility inherits stands under its country."
    shown: set[str] = set()
    for facility in sorted(facilities(), key=lambda name: (name.partition("/")[0], "/" in name, name)):
        book = load_book(facility)
        yield f"\n### {facility}: {book.names['en']}\n"
        yield from _channels(book)
        yield "| rule | kind | says | source | checked |\n|---|---|---|---|---|"
        for rule in book.rules:
            if rule.id not in shown:
                yield _row(rule, book)
        shown |= {rule.id for rule in book.rules}


def _channels(book: Rulebook) -> Iterator[str]:
    for channel in book.channels.values():
        facts = [f"{channel.kind}"]
        if channel.page_chars is not None:
            facts.append(f"{group_thousands(channel.page_chars)} characters a page")
        if channel.pages_max is not None:
            facts.append(f"at most {channel.pages_max} pages")
        if channel.pictures_max is not None:
            facts.append(f"at most {channel.pictures_max} pictures")
        facts += [f"{price.amount} {price.currency} a {price.unit} (as of {price.as_of})" for price in channel.prices]
        yield f"- `{channel.id}`, {channel.names['en']}: {', '.join(facts)}"
    switches = {name: getattr(book, name) for name in ("reply_sheet", "number", "code", "single_sided", "blank_paper")}
    yield "- " + ", ".join(f"{name.replace('_', ' ')} {'yes' if on else 'no'}" for name, on in switches.items()) + "\n"


def _row(rule: Rule, book: Rulebook) -> str:
    said = [text["en"] for text in (*rule.limits(book.channels), *rule.advice())]
    if rule.KIND == "note":
        said = [rule.compile()["says"]["en"]]
    if rule.KIND == "topic":
        said = [f"{rule.compile()['names']['en']}: {len(rule.compile()['stems'])} patterns"]
    if not rule.verified:
        said.append("**No source found.**")
    cells = [f"`{rule.id}`", rule.KIND, " ".join(said) or "–", rule.source, rule.checked.isoformat()]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
