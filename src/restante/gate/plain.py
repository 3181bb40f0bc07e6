# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages for browsers without a script: the gate itself seals and opens, in memory, for one request, and says so.

Nothing of a letter, a phrase or an addressee is in an address, a title, a log or a file in the clear.
"""

import asyncio
import hashlib
import secrets
from contextlib import suppress
from typing import Any

from restante.edition.headers import HTML, headers_for
from restante.errors import RestanteError
from restante.gate.answers import Answer, Receive, Scope, Send, html_answer
from restante.gate.bodies import content_length
from restante.gate.errors import ForeignForm, GateError, MethodRefused, NoFile, NotHere
from restante.gate.forms import Form, read_form
from restante.gate.state import Gate
from restante.gate.words import LANGUAGES, stream_page, translator
from restante.seal.envelope import HEADER_LENGTH, LARGEST, check_envelope, newest_key, seal_letter
from restante.seal.phrase import words_of
from restante.seal.reading import look_up, open_parcels
from restante.seal.writing import write_letter

LARGEST_FORM = LARGEST + (64 << 10)
READING_SECONDS = 600  # 16 MiB at 36 kB a second


async def answer_plain(
    gate: Gate, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send
) -> Answer | None:
    """GET shows a form, POST does its work and is the answer; a reload repeats it without harm."""
    match scope["path"].split("/"):
        case ["", "plain", lang, ("write" | "upload" | "read") as page] if lang in LANGUAGES:
            shown = _Shown(gate, lang, page)
        case _:
            raise NotHere
    if scope["method"] in {"GET", "HEAD"}:
        return shown.answer()
    if scope["method"] != "POST":
        raise MethodRefused(allowed="GET, HEAD, POST")
    if headers.get(b"sec-fetch-site", b"same-origin") not in {b"same-origin", b"none"}:
        raise ForeignForm
    length = content_length(headers, LARGEST_FORM)
    gate.letterbox.demand_disk(length)
    body = await gate.bodies.read(receive, length, private=True)
    form = Form()
    try:
        async with gate.readers if page == "read" else gate.one_at_a_time:
            kind = headers.get(b"content-type", b"").decode("latin-1")
            form = await asyncio.to_thread(lambda: read_form(kind, body.read()))
            return await {"write": _write, "upload": _upload, "read": _read}[page](gate, shown, form, send)
    except RestanteError as error:
        status = error.status if isinstance(error, GateError) else 422
        said, suggestion = error.message(translator(lang)), getattr(error, "suggestion", None)
        return shown.answer(status, error=said, suggestion=suggestion, form=form)
    finally:
        body.close()


class _Shown:
    """A page and what every page says."""

    def __init__(self, gate: Gate, lang: str, page: str) -> None:
        self.published, self.lang, self.page = gate.published, lang, page

    def values(self, **given: Any) -> dict[str, Any]:
        known = self.published
        return {
            "place": self.page,
            "demonstration": known.demonstration,
            "name": known.name.get(self.lang, ""),
            "people": known.people(self.lang),
            "limits": known.limits(self.lang),
            "new_seed": lambda: secrets.token_hex(16),
            "error": None,
            "suggestion": None,
            "form": Form(),
            **given,
        }

    def answer(self, status: int = 200, page: str = "", **given: Any) -> Answer:
        text = "".join(stream_page(f"{page or self.page}.html", self.lang, **self.values(**given)))
        return html_answer(status, text, "plain-read" if self.page == "read" else "plain")


async def _write(gate: Gate, shown: _Shown, form: Form, _: Send) -> Answer:
    if form.get("do") == "open":
        return shown.answer(form=form)
    known, today = shown.published, gate.config.today()
    letter, entropy = await asyncio.to_thread(
        write_letter, form.texts, form.files, shown.lang, known.attention, known.organisation, today
    )
    key = newest_key(known.letter_keys, today)
    sealed = await asyncio.to_thread(seal_letter, letter, form.files, key, known.organisation)
    await _drop(gate, sealed)
    again = bool(form.get("words"))
    words = words_of(entropy, shown.lang) if letter.reply and not again else []
    return shown.answer(201, "sent", words=words, known_words=again and letter.reply is not None)


async def _upload(gate: Gate, shown: _Shown, form: Form, _: Send) -> Answer:
    if not form.files:
        raise NoFile
    sealed = form.files.pop()
    check_envelope(sealed[:HEADER_LENGTH], len(sealed), shown.published.key_ids(gate.config.today()))
    await _drop(gate, sealed)
    return shown.answer(201, "sent", words=[], known_words=False)


async def _drop(gate: Gate, sealed: bytes) -> None:
    gate.letterbox.demand_room(len(sealed))
    await gate.letterbox.drop(hashlib.sha256(sealed).digest(), len(sealed), lambda: sealed)


async def _read(gate: Gate, shown: _Shown, form: Form, send: Send) -> None:
    def file(path: str) -> bytes:
        return (gate.config.home / "mail" / path).read_bytes()

    known = shown.published
    found = await asyncio.to_thread(look_up, file, known.mail_key, known.organisation, form.get("words"))
    values = shown.values(found=found, words=" ".join(words_of(found.entropy, shown.lang)))
    pieces = stream_page("mail.html", shown.lang, **values, parcels=lambda letter: open_parcels(file, found, letter))
    await send({"type": "http.response.start", "status": 200, "headers": headers_for("plain-read", HTML)})
    with suppress(TimeoutError):  # the page ends short, and the connection with it
        async with asyncio.timeout(READING_SECONDS):
            while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
                await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
            await send({"type": "http.response.body"})
