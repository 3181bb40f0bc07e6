# SPDX-License-Identifier: AGPL-3.0-or-later
"""Zip containers (DOCX, ODT, EPUB) opened in memory under limits, counted as they unpack; no name becomes a path.

An honest book packs 5 to 30 times; deflate can do 1,032.
"""

import io
import posixpath
import re
import zipfile
import zlib
from typing import Final
from xml.etree import ElementTree

from restante.texts.readers import cautions
from restante.texts.readers.refusals import DeclaresEntities, NotOfForm, PasswordNeeded, UnpacksTooLarge
from restante.texts.readers.tally import Tally

MOST_UNPACKED: Final = 120_000_000  # all parts that are read, pictures too
MOST_PARTS: Final = 20_000
_SUSPICIOUS: Final = 10_000_000
_TIGHTEST: Final = 200
_ENCRYPTED: Final = 0x1
_ENTITY: Final = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", re.IGNORECASE)


class Pack:
    """The parts of a container by name; what is read of it is counted. Raises UnpacksTooLarge, PasswordNeeded."""

    def __init__(self, data: bytes, name: str, form: str, tally: Tally) -> None:
        self.file = name
        self._form = form
        self._left = MOST_UNPACKED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise NotOfForm(file=name, form=form.upper()) from None
        listed = [each for each in self._zip.infolist() if not each.is_dir()]
        if len(listed) > MOST_PARTS:
            raise self._too_large()
        honest = {each.filename: each for each in listed if _stays_inside(each.filename)}
        tally.add(cautions.BAD_NAMES, sum(1 for each in listed if not _stays_inside(each.filename)))
        if any(each.flag_bits & _ENCRYPTED for each in listed):
            raise PasswordNeeded(file=name)
        whole = sum(each.file_size for each in listed)
        if whole > max(_SUSPICIOUS, _TIGHTEST * len(data)):
            raise self._too_large()
        self._parts = honest

    def names(self) -> list[str]:
        """Every part whose name stays inside."""
        return list(self._parts)

    def read(self, name: str) -> bytes | None:
        """A part's bytes, or None if there is none or it is damaged."""
        part = self._parts.get(name)
        if part is None:
            return None
        if part.file_size > self._left:
            raise self._too_large()
        try:
            with self._zip.open(part) as stream:
                data = stream.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
            return None
        if len(data) > self._left:
            raise self._too_large()
        self._left -= len(data)
        return data

    def xml(self, name: str) -> ElementTree.Element | None:
        """A part as XML. Raises DeclaresEntities; None for what is missing or broken."""
        data = self.read(name)
        return None if data is None else parse_xml(data, self.file)

    def _too_large(self) -> UnpacksTooLarge:
        return UnpacksTooLarge(file=self.file, most=MOST_UNPACKED // 1_000_000)


def parse_xml(data: bytes, file: str) -> ElementTree.Element | None:
    """XML that declares no entity, whatever its encoding."""
    refuse_entities(data, file)
    try:
        return ElementTree.fromstring(data)  # noqa: S314 - no entity is declared; expat fetches nothing
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
        return None


def refuse_entities(data: bytes, file: str) -> None:
    """Raises DeclaresEntities; UTF-16 is looked through, and other encodings of XML are refused with it."""
    declared = re.match(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", data[:400])
    odd = declared and declared.group(1).lower() not in {b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1",
                                                         b"windows-1251", b"windows-1252", b"utf8"}  # fmt: skip
    if odd or _ENTITY.search(data):
        raise DeclaresEntities(file=file)


def resolve(base: str, target: str) -> str | None:
    """A part's name as another part gives it, or None where it leads out."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
    return joined if _stays_inside(joined) else None


def repack(parts: dict[str, bytes]) -> bytes:
    """The parts as a container again, stored: what a child process is given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
        for name, data in parts.items():
            pack.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _stays_inside(name: str) -> bool:
    return not (name.startswith(("/", "\\")) or "\\" in name or "\0" in name or ":" in name or ".." in name.split("/"))
