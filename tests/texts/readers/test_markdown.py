# SPDX-License-Identifier: AGPL-3.0-or-later
"""Markdown: each construct has its place in the document, and no word falls out of it in silence."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.texts.document import (
    Aside,
    Bibliography,
    Break,
    Definition,
    Definitions,
    Example,
    Foreign,
    Heading,
    Items,
    Link,
    Note,
    NoteRef,
    PageBreak,
    Paragraph,
    Picture,
    Plain,
    Play,
    Quote,
    Ruby,
    Rule,
    Styled,
    Table,
    Verse,
    words_of,
)  # fmt: skip
from restante.texts.readers import read_text
from restante.texts.readers.reading import Reading
from restante.texts.readers.refusals import EmptyText
from tests.texts.readers.files import picture


def read(text: str, **more: object) -> Reading:
    return read_text(text.encode(), "x.md", **more)  # type: ignore[arg-type]  # options of read_text


def blocks(text: str) -> tuple[object, ...]:
    return read(f"---\ntitle: T\nlang: en\n---\n\n{text}").document.blocks


def p(*inner: object) -> Paragraph:
    return Paragraph(tuple(Plain(each) if isinstance(each, str) else each for each in inner))  # type: ignore[misc]  # inlines


CONSTRUCTS: dict[str, tuple[str, object]] = {
    "styles": (
        "*a* **b** ~~c~~ `d` H~2~O x^2^ [e]{.smallcaps} [f]{.sans}",
        p(Styled("emphasis", (Plain("a"),)), " ", Styled("strong", (Plain("b"),)), " ",
          Styled("deleted", (Plain("c"),)), " ", Styled("code", (Plain("d"),)), " H",
          Styled("subscript", (Plain("2"),)), "O x", Styled("superscript", (Plain("2"),)), " ",
          Styled("small_caps", (Plain("e"),)), " ", Styled("sans", (Plain("f"),))),
    ),
    "HTML within it": (
        "26<sup>th</sup> a<br>b <u>c</u>",
        p("26", Styled("superscript", (Plain("th"),)), " a", Break(), "b ", Styled("emphasis", (Plain("c"),))),
    ),
    "quotes and dashes stay as typed": ('"a" -- it\'s...', p('"a" -- it\'s...')),
    "money and commands are words": ("$5 and $6, \\foo{x}, @doe", p("$5 and $6, \\foo{x}, @doe")),
    "a year is no list": ("1905. It began.", p("1905. ", "It began.")),
    "a link": ("[a](https://x.example/b)", p(Link("https://x.example/b", (Plain("a"),)))),
    "a heading": (
        '## A *b* {#c short="S"}', Heading(2, (Plain("A "), Styled("emphasis", (Plain("b"),))), (Plain("S"),)),
    ),
    "verse": ("| a b\n|   c", Verse(((Plain("a b"),), (Plain("c"),)), (0, 2))),
    "a quotation": ("> a", Quote((p("a"),))),
    "typed text": ("```\na  b\n c\n```", Example("a  b\n c")),
    "a list": ("- a\n- b", Items("bullet", ((p("a"),), (p("b"),)))),
    "a numbered list": ("c) a\nd) b", Items("lower_alpha", ((p("a"),), (p("b"),)), 3)),
    "definitions": ("T\n:   m", Definitions((Definition((Plain("T"),), (p("m"),)),))),
    "a table": (
        "| x | y |\n|---|--:|\n| 1 | 2 |\n\n: C",
        Table((Plain("C"),), (((Plain("x"),), (Plain("y"),)),), (((Plain("1"),), (Plain("2"),)),), (),
              ("start", "end")),
    ),
    "a rule": ("* * *", Rule()),
    "centred": ("::: centre\na\n:::", Paragraph((Plain("a"),), "centre")),
    "at the end": ("::: end\na\n:::", Paragraph((Plain("a"),), "end")),
    "a play": ("::: play\na\n:::", Play((p("a"),))),
    "a bibliography": ("::: bibliography\na\n:::", Bibliography((p("a"),))),
    "another language": ("::: {lang=he dir=rtl}\na\n:::", Aside((p("a"),), "he", "rtl")),
    "words of another language": ("[a]{lang=fr}", p(Foreign("fr", (Plain("a"),)))),
    "ruby": ('[漢]{.ruby reading="kan"}', p(Ruby((Plain("漢"),), (Plain("kan"),)))),
}  # fmt: skip


@pytest.mark.parametrize("kind", CONSTRUCTS)
def test_each_construct_has_its_place(kind: str) -> None:
    source, meant = CONSTRUCTS[kind]
    found = [_joined(each) for each in blocks(source)]
    assert found == [_joined(meant)]


def _joined(block: object) -> object:
    """Neighbouring words as one, as they are read."""
    if isinstance(block, Paragraph):
        inner: list[object] = []
        for each in block.inner:
            if isinstance(each, Plain) and inner and isinstance(inner[-1], Plain):
                inner[-1] = Plain(inner[-1].text + each.text)
            else:
                inner.append(each)
        return Paragraph(tuple(inner), block.align)  # type: ignore[arg-type]  # inlines
    return block


def test_a_page_break_is_one() -> None:
    assert PageBreak() in blocks("a\n\n::: page-break\n:::\n\nb")


def test_the_head_goes_into_its_fields() -> None:
    head = read(
        "---\ntitle: 'A: *b*'\nsubtitle: S\nauthor: [Ann Lee, Bo Ray]\ntranslator: Cy Oak\ndate: 2020-05-17\nlang: ru\n"
        "topics: [a, b]\nseries: Q\nseries_number: 3\nteaser: W\nplace: Tver\nlibrary: L\nmirror: true\n"
        "host: x.example\nretrieved: 26 January 2022\ntranslation_of: y.example\nrights: Anti-Copyright\nodd: kept\n"
        "---\n\nc"
    ).head
    assert (head.title, head.subtitle, head.written, head.lang) == ("A: b", "S", "2020-05-17", "ru")
    assert [each.name for each in (*head.authors, *head.translators)] == ["Ann Lee", "Bo Ray", "Cy Oak"]
    assert (head.topics, head.series, head.series_number, head.teaser, head.place) == (
        ("a", "b"),
        "Q",
        "3",
        "W",
        "Tver",
    )
    told = head.provenance
    assert (told.library, told.mirror, told.host, told.retrieved) == ("L", True, "x.example", date(2022, 1, 26))
    assert (told.translation_of, told.rights, head.extra) == ("y.example", "Anti-Copyright", (("odd", "kept"),))


def test_a_head_that_is_no_yaml_stands_before_the_text_and_is_said() -> None:
    found = read("---\ntitle: [a\n---\n\nHello there")
    assert "head-broken" in [each.code for each in found.warnings]
    assert "title: [a" in " ".join(words_of(found.document)) + found.head.title


def test_notes_have_their_blocks_and_one_nobody_names_is_kept() -> None:
    found = read("a[^x] b\n\n[^x]: N\n\n    M\n\n[^lost]: L\n").document
    assert NoteRef("1") in found.blocks[0].inner  # type: ignore[union-attr]  # a paragraph
    assert found.notes == (Note("1", (p("N"), p("M"))), Note("2", (p("L"),)))
    assert "lost" not in " ".join(words_of(found))


def test_a_title_is_said_once_and_a_refrain_as_often_as_it_is_sung() -> None:
    found = read("# Rain\n\nRain\n\nRain\n\nand rain")
    assert (found.head.title, [each.inner for each in found.document.blocks]) == (  # type: ignore[union-attr]  # paragraphs
        "Rain", [(Plain("Rain"),), (Plain("Rain"),), (Plain("and rain"),)])  # fmt: skip


def test_nothing_acts_and_nothing_is_fetched_and_each_is_counted() -> None:
    found = read(
        "[js](javascript:alert(1)) [d](data:text/html,x) [r](other.html) ![a](http://far.example/a.png) "
        "<img src=x onerror=alert(1)> <b onclick=x()>bold</b>\n\n<script>alert(2)</script>\n\n<!-- secret -->\n"
    )
    said = {each.code: each.fields["count"] for each in found.warnings if "count" in each.fields}
    assert said["links-left-out"] == 3
    assert said["scripts-left-out"] == 1
    assert said["handlers-left-out"] == 2
    assert said["external-pictures-left-out"] == 1
    assert said["comments-left-out"] == 1
    whole = repr(found)
    assert not re.search(r"alert|javascript|secret|far\.example", whole)
    assert "js d r a" in " ".join(" ".join(words_of(found.document)).split())


def test_pictures_come_only_from_who_is_asked_for_them() -> None:
    text = '![A *cap*](a.png){alt="A red field" width=50% .left turn=90}\n\n![b](../../etc/b.png)'
    asked: list[str] = []

    def find(name: str) -> bytes | None:
        asked.append(name)
        return picture() if name == "a.png" else None

    found = read(text, find_picture=find)
    shown = found.document.blocks[0]
    assert isinstance(shown, Picture)
    assert (shown.alt, shown.width, shown.side, shown.turn) == ("A red field", 50, "left", 90)
    assert shown.caption == (Plain("A "), Styled("emphasis", (Plain("cap"),)))
    assert asked == ["a.png", "../../etc/b.png"]
    assert [each.code for each in found.warnings if "picture" in each.code] == ["missing-pictures"]
    assert not read(text).document.pictures


def test_an_empty_file_of_marks_is_empty() -> None:
    with pytest.raises(EmptyText):
        read("<!-- only a comment -->")


_TOKENS = st.sampled_from(
    ["слово", "word", "ночь", "**", "*", "_", "`", "# ", "> ", "- ", "1. ", "\n", "\n\n", " ", "[",
     "](http://x.example)", "[^1]", "\n\n[^1]: note ", "<b>", "</b>", "<br>", "| ", "    ", "---\n", "~~", "^", ":",
     "\n:   ", "\\",
     "&amp;", "$"]
)  # fmt: skip


@given(st.lists(_TOKENS, max_size=40).map("".join))
@settings(max_examples=40, deadline=None)
def test_whatever_the_marks_every_word_is_kept_or_said_to_be_missing(text: str) -> None:
    try:
        found = read_text(f"x {text}".encode(), "x.md", "markdown")
    except EmptyText:
        return
    kept = " ".join([*words_of(found.document), found.head.title])
    codes = {each.code for each in found.warnings}
    for word in ("слово", "word", "ночь", "note"):
        assert kept.count(word) >= text.count(word) or codes & {"words-left-out", "head-broken", "nested-too-deep"}
