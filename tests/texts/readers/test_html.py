# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTML: words kept, shape kept, nothing that acts or reaches out."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.texts.document import (
    Example,
    Foreign,
    Heading,
    Items,
    Link,
    Note,
    NoteRef,
    Paragraph,
    Picture,
    Plain,
    Ruby,
    Styled,
    Table,
    nodes_of,
    words_of,
)  # fmt: skip
from restante.texts.readers import read_text
from restante.texts.readers.html_tokens import Tag, Words, tokens_of
from restante.texts.readers.reading import MOST_DEPTH, Reading
from restante.texts.readers.refusals import EmptyText
from tests.texts.readers.files import picture

PIXEL = "data:image/png;base64," + base64.b64encode(picture()).decode()


def read(body: str, head: str = "<title>T</title>", **more: object) -> Reading:
    page = f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return read_text(page.encode(), "x.html", **more)  # type: ignore[arg-type]  # options of read_text


def said(found: Reading) -> str:
    return " ".join(" ".join(words_of(found.document)).split())


def codes(found: Reading) -> dict[str, object]:
    return {each.code: each.fields.get("count") for each in found.warnings}


def test_what_acts_or_reaches_out_is_left_out_and_counted() -> None:
    found = read(
        '<p onclick="a()">One</p><script>evil("<p>x</p>")</script><iframe src="http://far.example/">f</iframe>'
        '<object data="x.swf">fallback</object><embed src=x><form action="http://far.example"><input name=q>'
        "<button>press</button><select><option>o</select><textarea>t</textarea></form>"
        '<img src="http://far.example/pixel.gif" width=1 height=1><img src=x onerror=alert(1)><svg onload=a()><text>s'
        '</text></svg><a href="javascript:alert(1)">two</a> <a href=" jAva&#10;script:alert(1)">three</a> '
        '<a href="data:text/html,x">four</a><p style="background:url(http://far.example/b.png)">five</p>',
        '<meta http-equiv="refresh" content="0;url=http://far.example"><base href="http://far.example/">'
        '<link rel="stylesheet" href="http://far.example/s.css"><title>T</title>',
    )
    assert said(found) == "One fallback two three four five"
    told = codes(found)
    assert told["scripts-left-out"] == 9
    assert told["handlers-left-out"] == 3
    assert told["external-pictures-left-out"] == 1
    assert told["links-left-out"] == 3
    assert not re.search(r"far\.example|alert|evil|javascript|data:", repr(found))


def test_hidden_words_are_left_out_and_counted() -> None:
    found = read('<p>Seen</p><p hidden>a b</p><div style="display: none">c <b>d</b></div><p>too</p>')
    assert (said(found), codes(found)["hidden-words"]) == ("Seen too", 4)


def test_the_head_is_read_from_its_meta_elements() -> None:
    head = read(
        "<p>A text.",
        '<title>A &amp; B</title><meta name="author" content="Ann Lee"><meta name="keywords" content="a, b">'
        '<meta name="dcterms.date" content="2020-05-17"><meta name="description" content="W">'
        '<meta name="dc.rights" content="Anti-Copyright"><link rel="canonical" href="https://x.example/rain">',
    ).head
    assert (head.title, [each.name for each in head.authors], head.lang) == ("A & B", ["Ann Lee"], "en")
    assert (head.topics, head.written, head.teaser) == (("a", "b"), "2020-05-17", "W")
    assert (head.provenance.rights, head.provenance.url) == ("Anti-Copyright", "https://x.example/rain")


def test_alignment_languages_ruby_and_typed_text_are_kept() -> None:
    blocks = read(
        '<p style="text-align: right">a</p><center>b</center><p align=center>c</p><pre>  d\n   e</pre>'
        '<p><span lang="fr">f</span> <bdo dir="rtl">g</bdo><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>'
    ).document.blocks
    assert blocks[:4] == (
        Paragraph((Plain("a"),), "end"), Paragraph((Plain("b"),), "centre"), Paragraph((Plain("c"),), "centre"),
        Example("  d\n   e"),
    )  # fmt: skip
    french, mirrored = Foreign("fr", (Plain("f"),)), Foreign("", (Plain("g"),), "rtl")
    assert blocks[4] == Paragraph((french, Plain(" "), mirrored, Ruby((Plain("漢"),), (Plain("kan"),))))


NOTES = {
    "a list at the end": '<p>a<a href="#n1" id="r1"><sup>1</sup></a></p><hr><h2>Notes</h2>'
    '<ol><li id="n1"><p>N <a href="#r1">↩</a></p></li></ol>',
    "a paragraph with its mark": '<p>a<sup><a href="#n1" name="r1">[1]</a></sup></p>'
    '<p><a name="n1" href="#r1">[1]</a> N</p>',
    "Word's": '<p>a<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a></p><hr>'
    '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> N</p></div>',
    "a division": '<p>a<a id="r1" href="#n1" role="doc-noteref">1</a></p>'
    '<aside id="n1" role="doc-footnote"><p>N</p></aside>',
}


@pytest.mark.parametrize("kind", NOTES)
def test_a_mark_that_leads_to_a_paragraph_at_the_end_is_a_note(kind: str) -> None:
    found = read(NOTES[kind]).document
    assert found.blocks == (Paragraph((Plain("a"), NoteRef("1"))),)
    assert found.notes == (Note("1", (Paragraph((Plain("N"),)),)),)


def test_readings_without_their_characters_and_in_a_first_line_are_kept() -> None:
    assert said(read("<p>a <rt>b</rt></p>")) == "a b"
    first = read_text("<html><body><p>a <ruby>漢<rt>kan</rt></ruby></p><p>b</p>".encode(), "x.html")
    assert "kan" in said(first)


def test_a_note_of_two_paragraphs_is_one_note() -> None:
    found = read('<p>a<a href="#n">*</a></p><aside id="n" role="doc-footnote"><p>N</p><p>M</p></aside>').document
    assert found.notes == (Note("1", (Paragraph((Plain("N"),)), Paragraph((Plain("M"),))), 1, "*"),)


def test_a_contents_list_of_links_is_no_notes() -> None:
    found = read('<ul><li><a href="#a">1</a> First</ul><h2 id="a">One</h2><p>x</p>').document
    assert found.notes == ()
    assert Heading(2, (Plain("One"),), (), "") != found.blocks[1]
    assert [each.target for each in nodes_of(found) if isinstance(each, Link)] == ["#a"]


def test_tables_keep_each_word_once_whatever_they_span() -> None:
    found = read("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td><p>d<p>e</table>")
    table = found.document.blocks[0]
    assert isinstance(table, Table)
    assert said(found) == "a b c d e"
    assert [len(row) for row in table.body] == [3, 3]
    assert codes(found)["table-cells-simplified"] == 3


def test_end_tags_left_out_are_understood_and_misplaced_ones_harmless() -> None:
    found = read("<ul><li>a<li>b<ul><li>c</ul></ul></div></p><p>d<p>e<dl><dt>t<dd>m</dl><b><i>f</b>g</i>").document
    assert isinstance(found.blocks[0], Items)
    assert len(found.blocks[0].items) == 2
    assert " ".join(" ".join(words_of(found)).split()) == "a b c d e t m f g"


def test_pictures_inside_the_file_are_encoded_anew_and_others_are_asked_for() -> None:
    found = read(f'<img src="{PIXEL}" alt="a dot"><p><img src="b.png" alt="b"><img src="c.png" alt="c">',
                 find_picture={"b.png": picture(size=(5, 5))}.get)  # fmt: skip
    shown = [each for each in nodes_of(found.document) if isinstance(each, Picture)]
    assert [each.alt for each in shown] == ["a dot", "b"]
    assert sorted(found.document.pictures) == ["picture-1.png", "picture-2.png"]
    assert said(found) == "a dot b c"


NESTS = ["div", "b", "blockquote", "ul><li", "table><tr><td", "span lang=fr", "p", "a href=x"]


@pytest.mark.parametrize("tag", NESTS)
def test_ten_thousand_elements_within_each_other_keep_their_words(tag: str) -> None:
    found = read(f"{f'<{tag}>' * 10_000}deep <i>words</i>")
    assert said(found) == "deep words"
    assert max(_depths(found.document.blocks)) <= 2 * MOST_DEPTH + 4


def _depths(part: object, depth: int = 0) -> list[int]:
    if isinstance(part, tuple):
        return [value for each in part for value in _depths(each, depth)] or [depth]
    if hasattr(part, "__slots__"):
        return [value for name in part.__slots__ for value in _depths(getattr(part, name), depth + 1)]
    return [depth]


def test_a_declared_encoding_is_believed_unless_it_is_impossible() -> None:
    text = "Письмо из колонии пришло через полгода, и никто не знал об этом."
    page = '<html><head><meta charset="{}"><title>T</title></head><body><p>{}</p></body></html>'
    right = read_text(page.format("windows-1251", text).encode("windows-1251"), "x.html")
    assert said(right) == text
    assert not {"encoding-guessed", "encoding-declared-wrong"} & set(codes(right))
    wrong = read_text(page.format("windows-1251", text).encode(), "x.html")
    assert said(wrong) == text
    assert "encoding-declared-wrong" in codes(wrong)
    seven = read_text(page.format("utf-7", "+ADw-script+AD4-").encode(), "x.html")
    assert said(seven) == "+ADw-script+AD4-"


def test_a_page_without_words_is_empty() -> None:
    with pytest.raises(EmptyText):
        read("<script>x</script><p> </p>")


BROKEN = {
    "comments that never end": "<p>word</p>" + "<!-- a" * 20_000,
    "tags that never end": "<p>word</p>" + "<a " * 20_000,
    "quotes that never end": "<p>word</p>" + '<a b="' * 20_000,
    "half a million attributes": "<p " + "a=b " * 500_000 + ">word</p>",
    "a script that never ends": "<p>word</p><script>x",
    "a title that never ends": "<p>word</p><title>x",
    "declarations": "<p>word</p>" + "<!" * 20_000 + "<?" * 20_000,
    "raw elements": "<p>word</p>" + "<textarea>" * 20_000,
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.timeout(30)
def test_broken_markup_costs_little_and_loses_no_words_before_it(kind: str) -> None:
    tokens = list(tokens_of(BROKEN[kind]))
    assert any(isinstance(each, Words) and "word" in each.text for each in tokens)


_PIECES = st.sampled_from(
    ["слово ", "word ", "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>",
     "</table>", "<div>", "</div>", "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<pre>", "</pre>", "<a href=#x>",
     "</a>", "<p id=x>", "<dl>", "<dt>", "<dd>", "</dl>", "<br>", "<hr>", "<ruby>", "<rt>", "</ruby>", "<q>", "</q>",
     "<!--", "-->", "< ", "&amp;", "<span lang=fr>", "</span>", "<aside id=x>", "</aside>", "<center>", "<figure>",
     "<figcaption>", "</figure>"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(max_examples=40, deadline=None)
def test_whatever_the_tags_every_word_is_kept_or_said_to_be_missing(text: str) -> None:
    found = read(f"<p>x</p>{text}")
    seen = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    for word in ("слово", "word"):
        assert said(found).count(word) >= seen.count(word) or "words-left-out" in codes(found)


def test_tokens_are_tags_with_entities_resolved_and_words() -> None:
    assert list(tokens_of('a &amp; <B Class="x&quot;y" q>b</B >')) == [
        Words("a & "), Tag("b", {"class": 'x"y', "q": ""}), Words("b"), Tag("b", closes=True),
    ]  # fmt: skip


def test_styles_of_words_are_kept() -> None:
    found = read("<p><i>a</i><small>b</small><font color=red>c</font><s>d</s><sup>e</sup>").document
    assert found.blocks[0] == Paragraph(
        (Styled("emphasis", (Plain("a"),)), Plain("bc"), Styled("deleted", (Plain("d"),)),
         Styled("superscript", (Plain("e"),)))
    )  # fmt: skip
