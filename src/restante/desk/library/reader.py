# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads one text that a stranger made: `python -m restante.desk.library.reader`, a process for one file.

It has limits of memory and time, no environment, and can read no file but the program's own. Pandoc and PDFium, which
read most formats, are again processes of their own, with their own limits and within this one's.
"""

import base64
import json
import sys
from typing import Any, Final

from restante.desk.enclosure import enclose
from restante.desk.one_shot import read_frame
from restante.errors import RestanteError
from restante.texts.arriving import arrival_of
from restante.texts.codec import keep_text
from restante.texts.readers import read_text

MEMORY: Final = 3072 * 2**20
SECONDS: Final = 180


def answer(data: bytes, name: str, form: str | None, encoding: str | None) -> dict[str, Any]:
    """The text as it is kept, or why there is none."""
    try:
        arrival = arrival_of(read_text(data, name, form, encoding), name)
    except RestanteError as refused:
        return {
            "code": refused.code,
            "text": refused.text,
            "fields": {key: str(it) for key, it in refused.fields.items()},
        }
    kept = keep_text(arrival.text)
    return {
        "kept": kept.data.decode(),
        "pictures": {sha: base64.b64encode(data).decode() for sha, data in kept.pictures.items()},
        "form": arrival.form,
        "cautions": [
            [one.code, one.text, {key: str(it) for key, it in one.fields.items()}] for one in arrival.cautions
        ],
        "deleted": arrival.deleted,
    }


def main() -> None:
    """One file; nothing is said of it but the answer."""
    enclose(MEMORY, SECONDS)
    told = json.loads(read_frame(sys.stdin.buffer))
    data = read_frame(sys.stdin.buffer)
    said = json.dumps(answer(data, told["name"], told["form"], told["encoding"]), ensure_ascii=False)
    sys.stdout.buffer.write(said.encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
