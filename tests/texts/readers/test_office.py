# SPDX-License-Identifier: AGPL-3.0-or-later
"""DOCX and ODT: what they say of themselves, what Pandoc drops, and what comes from people who mean harm."""

import pytest

from restante.texts.document import Heading, Link, Note, NoteRef, Paragraph, Picture, Plain, nodes_of, words_of
from restante.texts.readers import read_text
from restante.texts.readers.reading import Reading
from restante.texts.readers.refusals import DeclaresEntities, EmptyText, NotOfForm, PasswordNeeded
from tests.texts.readers.files import docx, footnotes, odt, paragraph, picture


def said(found: Reading) -> str:
    return " ".join(" ".join(words_of(found.document)).split())


def codes(found: Reading) -> dict[str, object]:
    return {each.code: each.fields.get("count") for each in found.warnings}


def test_title_lines_and_properties_of_a_docx_make_its_head() -> None:
    body = (
        paragraph("Rain", "Title")
        + paragraph("Ann Lee", "Author")
        + paragraph("17 May 2020", "Date")
        + paragraph("One", "Heading1")
        + paragraph("Words of the text.")
    )
    core = (
        "<dc:title>x.docx</dc:title><dc:creator>typist</dc:creator><dc:language>en-GB</dc:language>"
        "<cp:keywords>a, b</cp:keywords>"
    )
    found = read_text(docx(body, core=core), "x.docx")
    assert (found.form, found.head.title, found.head.written) == ("docx", "Rain", "2020-05-17")
    assert ([each.name for each in found.head.authors], found.head.lang) == (["Ann Lee"], "en-GB")
    assert found.head.topics == ("a", "b")
    assert found.document.blocks == (Heading(1, (Plain("One"),)), Paragraph((Plain("Words of the text."),)))
    assert "author-from-properties" not in codes(found)


def test_an_author_in_the_properties_alone_is_taken_with_a_caution() -> None:
    found = read_text(docx(paragraph("a"), core="<dc:title>Rain</dc:title><dc:creator>Ann Lee</dc:creator>"), "x.docx")
    assert [each.name for each in found.head.authors] == ["Ann Lee"]
    assert "author-from-properties" in codes(found)


def test_alignment_that_pandoc_drops_is_put_back_in_its_order() -> None:
    body = paragraph("same") + paragraph("same", align="right") + paragraph("mid", align="center") + paragraph("same")
    found = read_text(docx(body, core="<dc:title>Rain</dc:title>"), "x.docx")
    assert [each.align for each in found.document.blocks if isinstance(each, Paragraph)] == [
        "start", "end", "centre", "start",
    ]  # fmt: skip


def test_footnotes_of_a_docx_are_notes() -> None:
    body = '<w:p><w:r><w:t>a</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + paragraph("b")
    found = read_text(docx(body, footnotes("N"), core="<dc:title>T</dc:title>"), "x.docx").document
    assert found.blocks[0] == Paragraph((Plain("a"), NoteRef("1")))
    assert found.notes == (Note("1", (Paragraph((Plain("N"),)),)),)


def test_tracked_deletions_and_comments_go_and_are_counted_and_insertions_stay() -> None:
    who = 'w:author="x" w:date="2020-01-01T00:00:00Z"'
    body = (
        f'<w:p><w:r><w:t>kept </w:t></w:r><w:ins w:id="1" {who}><w:r><w:t>new </w:t></w:r></w:ins>'
        f'<w:del w:id="2" {who}><w:r><w:delText>old</w:delText></w:r></w:del></w:p>'
    )
    found = read_text(docx(body, core="<dc:title>T</dc:title>"), "x.docx")
    assert (said(found), codes(found)["tracked-deletions"]) == ("kept new", 1)
    assert "old" not in repr(found.document)


def test_words_of_headers_are_missed_and_the_miss_is_counted() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    more = {"word/header1.xml": f"<w:hdr {space}>{paragraph('Secret running head')}</w:hdr>"}
    found = read_text(docx(paragraph("Body words."), more, core="<dc:title>T</dc:title>"), "x.docx")
    assert codes(found)["words-left-out"] == 3


def test_bookmarks_are_places_that_links_lead_to() -> None:
    body = (
        '<w:p><w:hyperlink w:anchor="here"><w:r><w:t>go</w:t></w:r></w:hyperlink></w:p>'
        f'<w:bookmarkStart w:id="1" w:name="here"/>{paragraph("One", "Heading1")}'
        '<w:bookmarkEnd w:id="1"/>' + paragraph("b")
    )
    found = read_text(docx(body, core="<dc:title>T</dc:title>"), "x.docx")
    assert [each.target for each in nodes_of(found.document) if isinstance(each, Link)] == ["#here"]
    assert "links-left-out" not in codes(found)


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN"])
def test_macros_of_a_docm_are_not_read_and_said(name: str) -> None:
    found = read_text(docx(paragraph("a b c"), {name: b"\xd0\xcf\x11\xe0Sub AutoOpen()"}), "x.docm")
    assert (found.form, codes(found)["macros-left-out"]) == ("docx", 1)
    assert "AutoOpen" not in repr(found)


def test_macros_of_an_odt_are_not_read_and_said() -> None:
    more = {
        "Basic/Standard/Module1.xml": "<x>Sub Main</x>",
        "Basic/script-lc.xml": "<x/>",
        "Scripts/python/a.py": "import os",
    }
    assert codes(read_text(odt("<text:p>a b</text:p>", more), "x.odt"))["macros-left-out"] == 2


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


def test_xml_that_declares_entities_is_refused_whatever_its_encoding() -> None:
    with pytest.raises(DeclaresEntities):
        read_text(docx(paragraph("a"), head=ENTITIES), "x.docx")
    for spelled in (ENTITIES, ENTITIES.replace("<!ENTITY", "<!entity")):
        wide = f'<?xml version="1.0" encoding="utf-16"?>{spelled}<x>&b;</x>'.encode("utf-16")
        with pytest.raises(DeclaresEntities):
            read_text(odt("", {"settings.xml": wide}), "x.odt")
    with pytest.raises(DeclaresEntities):
        read_text(odt("", {"settings.xml": '<?xml version="1.0" encoding="utf-7"?><x/>'}), "x.odt")


def test_an_odt_keeps_title_lines_alignment_notes_and_words() -> None:
    mark = "<text:note-citation>1</text:note-citation>"
    note = f"<text:note>{mark}<text:note-body><text:p>N</text:p></text:note-body></text:note>"
    body = (
        '<text:p text:style-name="P1">Rain</text:p><text:p text:style-name="Author">Ann Lee</text:p>'
        f'<text:p text:style-name="C">mid</text:p><text:p>a{note}</text:p>'
    )
    meta = "<dc:language>uk</dc:language><meta:keyword>k</meta:keyword><dc:creator>last editor</dc:creator>"
    found = read_text(odt(body, meta=meta), "x.odt")
    assert (found.head.title, [each.name for each in found.head.authors]) == ("Rain", ["Ann Lee"])
    assert (found.head.lang, found.head.topics) == ("uk", ("k",))
    assert found.document.blocks == (Paragraph((Plain("mid"),), "centre"), Paragraph((Plain("a"), NoteRef("1"))))
    assert found.document.notes == (Note("1", (Paragraph((Plain("N"),)),)),)
    assert "last editor" not in repr(found)
    assert "words-left-out" not in codes(found)


def test_words_in_fields_of_an_odt_are_words() -> None:
    fields = '<text:date text:fixed="true">17 May</text:date> <text:variable-get>he</text:variable-get>'
    body = f"<text:p>On {fields} came.</text:p>"
    assert said(read_text(odt(body, meta="<dc:title>T</dc:title>"), "x.odt")) == "On 17 May he came."


def test_an_odt_under_a_password_asks_for_one_without() -> None:
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    with pytest.raises(PasswordNeeded):
        read_text(odt("<text:p>a</text:p>", {"META-INF/manifest.xml": manifest}), "x.odt")


def test_pictures_in_an_odt_come_without_metadata() -> None:
    frame = (
        '<text:p><draw:frame svg:width="1cm"><draw:image xlink:href="Pictures/a.jpg"/>'
        "<svg:desc>A red field</svg:desc></draw:frame></text:p>"
    )
    exif = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0secret place"
    photo = picture("JPEG", (8, 8), exif=exif)
    assert b"secret place" in photo
    found = read_text(odt(frame + "<text:p>a b</text:p>", {"Pictures/a.jpg": photo}), "x.odt")
    assert list(found.document.pictures) == ["picture-1.jpg"]
    assert b"secret place" not in found.document.pictures["picture-1.jpg"]
    assert [each.file for each in nodes_of(found.document) if isinstance(each, Picture)] == ["picture-1.jpg"]


BROKEN = {
    "cut short": docx(paragraph("a"))[:-60],
    "no XML": docx("<w:p>"),
    "no document": docx(paragraph("a")).replace(b"word/document.xml", b"word/documens.xml"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_damaged_file_is_said_to_be_one(kind: str) -> None:
    with pytest.raises(NotOfForm):
        read_text(BROKEN[kind], "x.docx", "docx")


def test_a_file_without_words_is_empty() -> None:
    with pytest.raises(EmptyText):
        read_text(docx("<w:p/>"), "x.docx")


def test_tables_nested_deep_keep_their_words() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 120 + paragraph("deep words") + "</w:tc></w:tr></w:tbl>" * 120
    found = read_text(docx(deep + paragraph("b"), core="<dc:title>T</dc:title>"), "x.docx")
    assert "deep words" in said(found)
