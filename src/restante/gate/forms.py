# SPDX-License-Identifier: AGPL-3.0-or-later
"""A submitted form from bytes that were bounded before; file names are never looked at."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from restante.gate.errors import GateError

MOST_FIELDS = 40
_BOUNDARY = re.compile(r'multipart/form-data;\s*boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,70})"?\s*', re.IGNORECASE)
_NAME = re.compile(rb'(?:^|;)\s*name="([a-z]{1,20})"')


@dataclass(slots=True)
class Form:
    """Texts by name, line ends as in a letter; files in their order, empty ones left out."""

    texts: dict[str, str] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The text, or nothing."""
        return self.texts.get(name, "")


def read_form(content_type: str, body: bytes) -> Form:
    """Both encodings that browsers send without a script."""
    try:
        if content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
            pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
            return Form({name: _lines(value) for name, value in pairs})
        if (boundary := _BOUNDARY.fullmatch(content_type)) is not None:
            return _read_parts(b"--" + boundary[1].encode(), body)
    except ValueError:
        raise GateError from None
    raise GateError


def _read_parts(boundary: bytes, body: bytes) -> Form:
    form = Form()
    if not body.startswith(boundary):
        raise GateError
    at = len(boundary)
    for _ in range(MOST_FIELDS):
        if body.startswith(b"--", at):
            return form
        head_end = body.find(b"\r\n\r\n", at, at + 2048)
        end = body.find(b"\r\n" + boundary, at)
        if not 0 < head_end < end and head_end + 2 != end:
            raise GateError
        head, content = body[at:head_end], body[head_end + 4 : end]
        named = re.search(rb"(?i)\r\ncontent-disposition:\s*form-data(;[^\r\n]*)", head)
        name = _NAME.search(named[1]) if named else None
        if named is None or name is None:
            raise GateError
        if b"filename" in named[1]:
            form.files.extend([content] if content else [])
        else:
            form.texts[name[1].decode()] = _lines(content.decode("utf-8"))
        at = end + 2 + len(boundary)
    raise GateError


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
