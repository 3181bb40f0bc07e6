# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text into the columns of a version and out of them, byte for byte."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import replace

from restante.desk.library.models import Picture, Version
from restante.texts.codec import Kept, keep_text, read_kept
from restante.texts.document import Document, words_of
from restante.texts.records import Text


def fill(version: Version, text: Text) -> Version:
    """Put the text into the version, which is not saved; its pictures are."""
    kept = keep_text(text)
    version.title, version.lang = text.title[:500], text.lang
    version.head = keep_text(replace(text, document=Document(()))).data.decode()
    version.kept = zlib.compress(kept.data, 6)
    version.digest = kept.digest
    version.words = count_words(text.document)
    known = set(Picture.objects.filter(sha256__in=kept.pictures).values_list("sha256", flat=True))
    Picture.objects.bulk_create(
        [Picture(sha256=sha, data=data) for sha, data in kept.pictures.items() if sha not in known]
    )
    return version


def text_of(version: Version) -> Text:
    """The whole text, pictures and all."""
    data = zlib.decompress(bytes(version.kept))
    named = _pictures_named(data)
    pictures = {row.sha256: bytes(row.data) for row in Picture.objects.filter(sha256__in=named)} if named else {}
    return read_kept(Kept(data, pictures))


def head_of(version: Version) -> Text:
    """The text without its words."""
    return read_kept(Kept(version.head.encode(), {}))


def count_words(document: Document) -> int:
    """Runs of characters between white space."""
    return sum(len(piece.split()) for piece in words_of(document))


def _pictures_named(data: bytes) -> Iterable[str]:
    if data.startswith(b'{"pictures":{},'):
        return ()
    named: dict[str, str] = json.loads(data)["pictures"]
    return tuple(named.values())
