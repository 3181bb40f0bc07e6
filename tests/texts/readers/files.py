# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small office files, books and pages made by hand, so that every byte of a test is known."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office", "text": "text", "style": "style", "fo": "xsl-fo-compatible", "table": "table",
        "draw": "drawing", "svg": "svg-compatible", "meta": "meta",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A container of these parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in parts.items():
            pack.writestr(name, data)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (6, 4), **more: object) -> bytes:
    """A red picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def paragraph(text: str, style: str = "", align: str = "") -> str:
    """A paragraph of DOCX."""
    told = f'<w:pStyle w:val="{style}"/>' * bool(style) + f'<w:jc w:val="{align}"/>' * bool(align)
    return f"<w:p><w:pPr>{told}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, more: Mapping[str, str | bytes] | None = None, head: str = "", core: str = "") -> bytes:
    """A DOCX with this body."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{said}"/></w:style>'
        for name, said in {"Title": "Title", "Author": "Author", "Date": "Date", "Heading1": "heading 1"}.items()
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        f"<w:document {_W} {_R}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": f'<x xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="{_PACKAGE}'
        f'/metadata/core-properties">{core}</x>',
        **(more or {}),
    }
    return packed(parts)


def footnotes(*texts: str) -> dict[str, str | bytes]:
    """The part that holds footnotes 2, 3, … and the relation that names it."""
    notes = "".join(f'<w:footnote w:id="{n}">{paragraph(text)}</w:footnote>' for n, text in enumerate(texts, 2))
    return {
        "word/footnotes.xml": f"<w:footnotes {_W}>{notes}</w:footnotes>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r2" '
        f'Type="{_OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>',
    }


def odt(body: str, more: Mapping[str, str | bytes] | None = None, meta: str = "", styles: str = "") -> bytes:
    """An ODT with this body; paragraphs named C are centred."""
    automatic = (
        '<style:style style:name="C" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>'
        '</style:style><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"<office:document-content {_ODT}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {_ODT}>{styles}</office:document-styles>",
            "meta.xml": f"<office:document-meta {_ODT}><office:meta>{meta}</office:meta></office:document-meta>",
            **(more or {}),
        }
    )


def epub(chapters: Mapping[str, str], meta: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """An EPUB whose spine is these files, in a folder of their own."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    wrap = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            f"{meta}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
            **{f"OPS/{name}": wrap.format(body) for name, body in chapters.items()},
            **(more or {}),
        }
    )
