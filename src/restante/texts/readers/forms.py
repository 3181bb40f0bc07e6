# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which format a file is in: by its first bytes and what is packed in it; its name tells plain texts apart."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from restante.texts.readers.encodings import read_unmarked_utf16
from restante.texts.readers.reading import Form
from restante.texts.readers.refusals import EmptyText, NotOfForm, OldWord, OtherXml, RichText, TextRefused

_SUFFIXES: Final[Mapping[str, Form]] = {
    ".muse": "muse", ".amuse": "muse", ".md": "markdown", ".markdown": "markdown", ".mkd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".text": "text",
}  # fmt: skip
_MUSE: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*#(?:title|author|lang|date|source|subtitle|LISTtitle|SORT\w+|uid|pubdate)(?:[ \t]|\r?\n)"
)
_HTML: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf|\s|<\?xml[^>]*\?>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(rb"\A(?:\xef\xbb\xbf|\s)*<(?:\?xml\s|FictionBook[\s>])")
_MARKED: Final = re.compile(
    r"^(?:#{1,6} \S|\[\^[^\]\n]{1,80}\]: |```|~~~)|\[[^\]\[\n]{1,300}\]\([^)\s]{1,300}\)|\*\*[^*\n]{1,300}\*\*",
    re.MULTILINE,
)
_MAGIC: Final = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x7fELF", b"MZ\x90", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh",
    b"OggS", b"ID3", b"%!PS", b"SQLite format 3", b"II*\0", b"MM\0*", b"\xca\xfe\xba\xbe", b"AT&TFORM",
)  # fmt: skip
_YAML: Final = re.compile(r"\A\s*---[ \t]*\n[A-Za-z_-]+:")


def form_of(data: bytes, name: str) -> Form:
    """The format. Raises TextRefused for what we do not read, naming what it is where that helps."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise EmptyText(file=name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data, name)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise OldWord(file=name)
    if data.lstrip()[:5] == b"{\\rtf":
        raise RichText(file=name)
    if _is_binary(data):
        raise TextRefused(file=name)
    return _written(data, name)


def _written(data: bytes, name: str) -> Form:
    """A file of characters; one in UTF-16 is looked at through its own eyes."""
    suffix = PurePath(name).suffix.lower()
    head = data[:4096]
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in head[:8]:
        little = head[:2] == b"\xff\xfe" or (head[:2] != b"\xfe\xff" and head[1:2] == b"\0")
        head = head[: len(head) & ~1].decode("utf-16-le" if little else "utf-16-be", "replace").encode()
        head = head.removeprefix(b"\xef\xbb\xbf")
    if _MUSE.match(head):
        return "muse"
    if _HTML.match(head):
        return "html"
    if _XML.match(head) and (suffix not in _SUFFIXES or b"<FictionBook" in head):
        raise OtherXml(file=name)
    return _SUFFIXES.get(suffix, "text")


def is_marked(text: str) -> bool:
    """Whether a text file without a telling name is Markdown after all."""
    return bool(_YAML.match(text)) or len(_MARKED.findall(text[:200_000])) >= 2


def _packed(data: bytes, name: str) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            names = set(pack.namelist()[:20_000])
            kind = b""
            if "mimetype" in names and pack.getinfo("mimetype").file_size < 200:
                with pack.open("mimetype") as stream:
                    kind = stream.read(200).strip()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError):
        raise NotOfForm(file=name, form="DOCX, ODT or EPUB") from None
    if kind.startswith(b"application/epub+zip") or "META-INF/container.xml" in names:
        return "epub"
    if kind.startswith(b"application/vnd.oasis.opendocument.text") or (not kind and "content.xml" in names):
        return "odt"
    if "[Content_Types].xml" in names and any(each.startswith("word/") for each in names):
        return "docx"
    raise TextRefused(file=name)


def _is_binary(data: bytes) -> bool:
    """Pictures, programs, noise: characters that no encoding of a text has."""
    head = data[:8192]
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return False
    if head.startswith(_MAGIC):
        return True
    if b"\0" in head:
        return read_unmarked_utf16(head[: len(head) & ~1]) is None
    control = sum(head.count(each) for each in range(32) if each not in {9, 10, 12, 13, 26, 27})
    return control > len(head) // 50
