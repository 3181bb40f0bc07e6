# SPDX-License-Identifier: AGPL-3.0-or-later
"""A submitted form from bytes that were bounded before; file names are not looked at, nothing goes to the disk."""

from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qsl

from multipart import MultipartParser, parse_options_header

from restante.gate.errors import GateError

MOST_FIELDS = 40


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
    kind, options = parse_options_header(content_type)
    form = Form()
    try:
        if kind == "application/x-www-form-urlencoded":
            pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
            form.texts = {name: _lines(value) for name, value in pairs}
        elif kind == "multipart/form-data" and 0 < len(options.get("boundary", "")) <= 70:
            limit = len(body) + 1
            bounds = {"part_limit": MOST_FIELDS, "spool_limit": limit, "memory_limit": limit, "disk_limit": 0}
            for part in MultipartParser(BytesIO(body), options["boundary"], len(body), strict=True, **bounds):
                if part.filename is None:
                    form.texts[part.name] = _lines(part.raw.decode("utf-8"))
                elif part.size:
                    form.files.append(part.raw)
        else:
            raise GateError
    except ValueError:
        raise GateError from None
    return form


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
