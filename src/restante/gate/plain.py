# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages for browsers without a script: the gate itself seals and opens, in memory, for one request, and says so.

Nothing of a letter, a phrase or an addressee is in an address, a title, a log or a file in the clear.
"""

import asyncio
import hashlib
import json
import secrets
from typing import Any

from restante.errors import RestanteError
from restante.gate.answers import HTML, Answer, Receive, Scope, Send, headers_for, html_answer
from restante.gate.bodies import content_length
from restante.gate.errors import GateError, MethodRefused, NotHere
from restante.gate.forms import Form, read_form
from restante.gate.reading import STATUS_WORDS, look_up, open_parcels
from restante.gate.served import Published
from restante.gate.state import Gate
from restante.gate.words import LANGUAGES, make_page, stream_page, translator
from restante.seal.envelope import HEADER_LENGTH, LARGEST, check_envelope, newest_key, seal_letter
from restante.seal.letter import MOST_PICTURES, Letter, ReplyTo
from restante.seal.phrase import derive_from_form, derive_writer, parse_phrase, words_of

LARGEST_FORM = LARGEST + (64 << 10)
_PICTURE_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
ANYONE = "-"


def _(text: str) -> str:
    return text


class FormIncomplete(GateError):  # noqa: N818 -- as in gate.errors
    """Something that only the writer can put right; the form comes back with his words in it."""

    status = 422
    code = "form-incomplete"


class NobodyChosen(FormIncomplete):
    """No person, or one who left the directory meanwhile."""

    text = _("Choose whom you write to.")


class NotAPicture(FormIncomplete):
    """Only by the first bytes: the gate never decodes a picture."""

    text = _("Pictures must be JPEG or PNG files, {most} at most. Choose them again.")


class NoFile(FormIncomplete):
    """The upload form without a file."""

    text = _("Choose the file with the sealed letter.")


async def answer_plain(
    gate: Gate, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send
) -> Answer | None:
    """GET shows a form, POST does its work and is the answer; a reload repeats it without harm."""
    match scope["path"].split("/"):
        case ["", "plain", lang, ("write" | "upload" | "read") as page] if lang in LANGUAGES:
            published = gate.published
        case _:
            raise NotHere
    if scope["method"] in {"GET", "HEAD"}:
        return _show(page, lang, published)
    if scope["method"] != "POST":
        raise MethodRefused(allowed="GET, HEAD, POST")
    length = content_length(headers, LARGEST_FORM)
    gate.letterbox.demand_disk(length)
    body = await gate.bodies.read(receive, length, private=True)
    try:
        async with gate.one_at_a_time:
            form = await asyncio.to_thread(
                lambda: read_form(headers.get(b"content-type", b"").decode("latin-1"), body.read())
            )
            if page == "read":
                return await _read(gate, lang, form, send)
            return await (_write if page == "write" else _upload)(gate, lang, form)
    finally:
        body.close()


def _show(page: str, lang: str, published: Published, status: int = 200, **values: Any) -> Answer:
    known = _known(published, lang, page) | values
    if page == "write":
        known |= _choices(published, lang)
        known.setdefault("seed", secrets.token_hex(16))
    return html_answer(status, make_page(f"{page}.html", lang, **known), "plain-read" if page == "read" else "plain")


def _known(published: Published, lang: str, page: str) -> dict[str, Any]:
    return {
        "place": page,
        "demonstration": published.demonstration,
        "name": published.name.get(lang, ""),
        "error": None,
        "suggestion": None,
        "form": Form(),
    }


def _choices(published: Published, lang: str) -> dict[str, Any]:
    def said(texts: dict[str, str]) -> str:
        return texts.get(lang) or next(iter(texts.values()), "")

    people = [(p["slug"], said(p["names"]), said(p.get("about", {}))) for p in published.directory["people"]]
    limits = [
        (said(book.get("names", {})) or facility, book.get("limits", {}).get(lang, []))
        for facility, book in published.directory["rulebooks"].items()
    ]
    return {
        "people": sorted(people, key=lambda p: p[1]),
        "limits": limits,
        "anyone": ANYONE,
        "most_pictures": MOST_PICTURES,
    }


async def _write(gate: Gate, lang: str, form: Form) -> Answer:
    published = gate.published
    if form.get("do") == "open":
        return _show("write", lang, published, form=form)
    try:
        letter, entropy = await asyncio.to_thread(_compose, published, lang, form, gate)
        key = newest_key(published.letter_keys, gate.config.today())
        sealed = await asyncio.to_thread(seal_letter, letter, form.files, key, published.organisation)
        form.files.clear()
        await _drop(gate, sealed)
    except RestanteError as error:
        status = error.status if isinstance(error, GateError) else 422
        seed = form.get("seed") or secrets.token_hex(16)
        said = error.message(translator(lang))
        return _show("write", lang, published, status, error=said, form=form, seed=seed)
    words = words_of(entropy, lang) if letter.reply and not form.get("words") else []
    known_words = bool(form.get("words")) and letter.reply is not None
    return _show("sent", lang, published, 201, words=words, known_words=known_words)


def _compose(published: Published, lang: str, form: Form, gate: Gate) -> tuple[Letter, bytes]:
    """Letter and phrase follow from the form: the same form again is the same letter, a changed one is another."""
    if any(not picture.startswith(_PICTURE_BEGINNINGS) for picture in form.files) or len(form.files) > MOST_PICTURES:
        raise NotAPicture(most=MOST_PICTURES)
    try:
        seed = bytes.fromhex(form.get("seed"))
    except ValueError:
        raise GateError from None
    content = json.dumps([lang, sorted(form.texts.items()), [hashlib.sha256(p).hexdigest() for p in form.files]])
    letter_id, entropy = derive_from_form(hashlib.sha256(seed + content.encode()).digest()[:16])
    person = _person(published, form.get("person"), letter_id)
    if form.get("words"):
        entropy = parse_phrase(form.get("words"))
    writer = derive_writer(entropy, published.organisation)
    letter = Letter(
        id=letter_id,
        person=person,
        lang=lang,
        text=form.get("text").strip(),
        sign=form.get("sign").strip(),
        reply=None if form.get("reply") == "no" else ReplyTo(writer.reply_public, writer.tag),
        corrects=form.get("corrects") or None,
        created=gate.config.today(),
    )
    return letter, entropy


def _person(published: Published, slug: str, letter_id: str) -> str:
    people = published.directory["people"]
    if slug == ANYONE and people:
        least = min(int(person["attention"]) for person in people)
        fewest = [person["slug"] for person in people if person["attention"] == least]
        return str(fewest[int(letter_id, 16) % len(fewest)])
    if slug != "desk" and slug not in {person["slug"] for person in people}:
        raise NobodyChosen
    return slug


async def _upload(gate: Gate, lang: str, form: Form) -> Answer:
    try:
        if not form.files:
            raise NoFile
        sealed = form.files.pop()
        check_envelope(sealed[:HEADER_LENGTH], len(sealed), gate.published.key_ids)
        await _drop(gate, sealed)
    except RestanteError as error:
        status = error.status if isinstance(error, GateError) else 422
        return _show("upload", lang, gate.published, status, error=error.message(translator(lang)))
    return _show("sent", lang, gate.published, 201, words=[], known_words=False)


async def _drop(gate: Gate, sealed: bytes) -> None:
    gate.letterbox.demand_room(len(sealed))
    await asyncio.wrap_future(gate.letterbox.drop(hashlib.sha256(sealed).digest(), len(sealed), sealed))


async def _read(gate: Gate, lang: str, form: Form, send: Send) -> Answer | None:
    published, folder = gate.published, gate.config.home / "mail"
    try:
        found = await asyncio.to_thread(look_up, folder, published, form.get("words"))
    except RestanteError as error:
        status = error.status if isinstance(error, GateError) else 422
        said = error.message(translator(lang))
        return _show(
            "read", lang, published, status, error=said, suggestion=getattr(error, "suggestion", None), form=form
        )
    values = _known(published, lang, "read") | _choices(published, lang)
    values |= {
        "found": found,
        "words": " ".join(words_of(found.entropy, lang)),
        "new_seed": lambda: secrets.token_hex(16),
    }
    pieces = stream_page("mail.html", lang, **values, parcels=open_parcels(folder, found), said=STATUS_WORDS)
    await send({"type": "http.response.start", "status": 200, "headers": headers_for("plain-read", HTML)})
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
    await send({"type": "http.response.body"})
    return None
