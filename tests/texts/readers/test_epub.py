# SPDX-License-Identifier: AGPL-3.0-or-later
"""EPUB: the spine in order, places across files, and what shops and strangers put into it."""

import pytest

from restante.texts.document import Anchor, Link, Note, Paragraph, Picture, Plain, nodes_of, words_of
from restante.texts.readers import read_text
from restante.texts.readers.reading import Reading
from restante.texts.readers.refusals import DeclaresEntities, NotOfForm, PasswordNeeded, RightsLocked
from tests.texts.readers.files import epub, packed, picture

META = (
    '<dc:title id="t">Rain</dc:title><dc:title id="s">A yard</dc:title>'
    '<meta refines="#s" property="title-type">subtitle</meta>'
    '<dc:creator id="c">Ann Lee</dc:creator><meta refines="#c" property="file-as">Lee, Ann</meta>'
    '<dc:contributor opf:role="trl">Bo Ray</dc:contributor><dc:language>en</dc:language><dc:date>2020-05-17</dc:date>'
    "<dc:subject>yards</dc:subject><dc:rights>Anti-Copyright</dc:rights><dc:source>Rain Review</dc:source>"
    '<meta property="belongs-to-collection" id="k">Yards</meta><meta refines="#k" property="group-position">2</meta>'
)


def said(found: Reading) -> str:
    return " ".join(" ".join(words_of(found.document)).split())


def codes(found: Reading) -> dict[str, object]:
    return {each.code: each.fields.get("count") for each in found.warnings}


def test_dublin_core_and_its_refinements_make_the_head() -> None:
    found = read_text(epub({"a.xhtml": "<p>Words</p>"}, META), "x.epub")
    head = found.head
    assert "date-of-book" in codes(found)
    assert (head.title, head.subtitle, head.lang, head.written) == ("Rain", "A yard", "en", "2020-05-17")
    assert [(each.name, each.sort) for each in head.authors] == [("Ann Lee", "Lee, Ann")]
    assert [each.name for each in head.translators] == ["Bo Ray"]
    assert (head.topics, head.series, head.series_number) == (("yards",), "Yards", "2")
    assert (head.provenance.rights, head.provenance.source) == ("Anti-Copyright", "Rain Review")


def test_chapters_come_in_the_order_of_the_spine_and_links_lead_across_them() -> None:
    found = read_text(
        epub({"b.xhtml": '<p id="x">One <a href="a.xhtml#x">there</a></p>', "a.xhtml": '<p id="x">Two '
              '<a href="b.xhtml">top</a> <a href="../out.xhtml">out</a></p>'}, META), "x.epub",
    )  # fmt: skip
    assert said(found) == "One there Two top out"
    links = [each.target[1:] for each in nodes_of(found.document) if isinstance(each, Link)]
    places = [each.name for each in nodes_of(found.document) if isinstance(each, Anchor)]
    assert len(links) == 2
    assert set(links) == set(places)
    assert codes(found)["links-left-out"] == 1


def test_notes_in_a_file_of_their_own_are_notes() -> None:
    found = read_text(
        epub({"a.xhtml": '<p>a<a href="n.xhtml#n1" role="doc-noteref">1</a></p>',
              "n.xhtml": '<section><aside id="n1" role="doc-footnote"><p>N</p><p>M</p></aside></section>'}, META),
        "x.epub",
    ).document  # fmt: skip
    assert found.notes == (Note("1", (Paragraph((Plain("N"),)), Paragraph((Plain("M"),)))),)
    assert len(found.blocks) == 1


def test_names_that_lead_out_are_left_out_and_pictures_are_found_by_where_a_chapter_stands() -> None:
    more = {"../../etc/passwd": "root", "/abs.png": picture(), "OPS/img/a b.png": picture(), "C:\\x": b"y"}
    chapters = {
        "text/a.xhtml": '<p>Words <img src="../img/a%20b.png" alt="red"/><img src="../../../etc/passwd" alt="out"/></p>'
    }
    found = read_text(epub(chapters, META, more), "x.epub")
    shown = [each for each in nodes_of(found.document) if isinstance(each, Picture)]
    assert [(each.alt, each.file) for each in shown] == [("red", "picture-1.png")]
    assert (codes(found)["names-lead-out"], codes(found)["missing-pictures"]) == (3, 1)
    assert "root" not in repr(found)


LOCKS = {
    "Adobe's": {"META-INF/rights.xml": "<x/>"},
    "Readium's": {"META-INF/license.lcpl": "{}"},
    "encrypted chapters": {"META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="urn:aes256"/></e>'},
}


@pytest.mark.parametrize("kind", LOCKS)
def test_a_shops_lock_is_refused_and_named(kind: str) -> None:
    with pytest.raises(RightsLocked):
        read_text(epub({"a.xhtml": "<p>x</p>"}, META, LOCKS[kind]), "x.epub")


def test_obscured_fonts_are_no_lock() -> None:
    told = '<e><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></e>'
    assert said(read_text(epub({"a.xhtml": "<p>x</p>"}, META, {"META-INF/encryption.xml": told}), "x.epub")) == "x"


def test_a_container_under_a_password_asks_for_one_without() -> None:
    data = bytearray(epub({"a.xhtml": "<p>x</p>"}, META))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(PasswordNeeded):
        read_text(bytes(data), "x.epub", "epub")


def test_entities_of_its_own_are_refused_and_a_doctype_is_not() -> None:
    fine = epub({"a.xhtml": "<p>x&nbsp;y</p>"}, META)
    assert said(read_text(fine, "x.epub")) == "x y"
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa">]><html><body>&a;</body></html>'
    with pytest.raises(DeclaresEntities):
        read_text(epub({"a.xhtml": "<p>x</p>"}, META, {"OPS/a.xhtml": bomb}), "x.epub")


def test_chapters_that_are_named_and_not_there_are_counted() -> None:
    data = epub({"a.xhtml": "<p>x</p>", "gone.xhtml": "<p>y</p>"}, META).replace(b"OPS/gone.xhtml", b"OPS/gonf.xhtml")
    assert codes(read_text(data, "x.epub"))["chapters-missing"] == 1


def test_a_container_without_a_book_is_none() -> None:
    with pytest.raises(NotOfForm):
        read_text(packed({"mimetype": "application/epub+zip"}), "x.epub")


def test_scripts_in_a_chapter_are_left_out() -> None:
    found = read_text(epub({"a.xhtml": "<p>x</p><script>alert(1)</script>"}, META), "x.epub")
    assert (said(found), codes(found)["scripts-left-out"]) == ("x", 1)
