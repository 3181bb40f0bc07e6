# SPDX-License-Identifier: AGPL-3.0-or-later
"""A writer without a script: writes, keeps the words, reads, corrects."""

import re
import secrets
import socket
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from babel.messages.pofile import read_po

from restante.edition.keys import load_mail_signer
from restante.gate import words
from restante.seal.errors import EmptyLetter, KeysTooOld, LetterTooLong, UnknownWord, WrongChecksum
from restante.seal.letter import Letter
from restante.seal.letter_open import open_envelope
from restante.seal.mail import LetterStatus, Parcel, Status, WriterMail, publish_mail, seal_blob
from restante.seal.phrase import derive_writer, parse_phrase, words_of
from restante.seal.reading import STATUS_WORDS
from restante.seal.writing import NobodyChosen, NotAPicture, SeedRefused

from .conftest import Listening, Organisation

JPEG = b"\xff\xd8\xff\xe0" + b"not decoded here" * 8


def hidden_seed(page: str) -> str:
    found = re.search(r'name="seed" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def write(gate: Listening, *, lang: str = "en", files: list[bytes] | None = None, **fields: str) -> httpx.Response:
    page = gate.client.get(f"/plain/{lang}/write").text
    form = {"seed": hidden_seed(page), "person": "vera", "text": "Hello & <b>\r\nхорошо", "sign": "Me", "reply": "yes"}
    parts = [(name, (None, value)) for name, value in (form | fields | {"do": fields.get("do", "send")}).items()]
    parts += [("pictures", ("IMG_0001.jpg", data, "image/jpeg")) for data in files or [b""]]
    return gate.client.post(f"/plain/{lang}/write", files=parts)


def words_on(page: httpx.Response) -> str:
    return " ".join(re.findall(r'class="word">([^<]+)<', page.text))


def letters_in(gate: Listening, organisation: Organisation) -> list[tuple[Letter, list[bytes]]]:
    seeds = {organisation.letter_key.key_id: organisation.seed}
    sizes = {one.id: one.size for one in gate.desk.list_envelopes()}
    return [open_envelope(sealed, seeds, organisation.id) for _, sealed in gate.desk.fetch(sizes)]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_letter_is_sealed_and_its_writer_gets_twelve_words_of_the_pages_language(
    gate: Listening, organisation: Organisation, lang: str
) -> None:
    answer = write(gate, lang=lang, files=[JPEG])
    assert answer.status_code == 201
    entropy = parse_phrase(words_on(answer))
    assert words_on(answer) == " ".join(words_of(entropy, lang))
    [(letter, pictures)] = letters_in(gate, organisation)
    assert (letter.text, letter.sign, letter.person, letter.lang) == ("Hello & <b>\nхорошо", "Me", "vera", lang)
    assert pictures == [JPEG]
    assert letter.reply is not None
    assert letter.reply.tag == derive_writer(entropy, organisation.id).tag


def test_the_same_form_sent_twice_is_one_letter_and_a_changed_one_is_another(
    gate: Listening, organisation: Organisation
) -> None:
    seed = "ab" * 16
    first, again, changed = (write(gate, seed=seed, text=text) for text in ("One", "One", "Two"))
    assert words_on(first) == words_on(again) != words_on(changed)
    assert len({letter.id for letter, _ in letters_in(gate, organisation)}) == 2


def test_two_tabs_have_two_seeds(gate: Listening) -> None:
    seeds = {hidden_seed(gate.client.get("/plain/ru/write").text) for _ in range(2)}
    assert len(seeds) == 2


def test_without_a_reply_no_words_are_made(gate: Listening, organisation: Organisation) -> None:
    answer = write(gate, reply="no")
    assert answer.status_code == 201
    assert words_on(answer) == ""
    [(letter, _)] = letters_in(gate, organisation)
    assert letter.reply is None


def test_the_person_written_to_least_is_chosen_for_those_who_know_nobody(
    gate: Listening, organisation: Organisation
) -> None:
    write(gate, person="-")
    [(letter, _)] = letters_in(gate, organisation)
    assert letter.person == "ivan"


@pytest.mark.parametrize(
    "fields",
    [
        {"text": " "},
        {"person": "nobody"},
        {"person": "../../etc"},
        {"text": "a\x00b"},
        {"text": "ж" * 40_000},
        {"text": "l" * 100_000},
        {"seed": "zz"},
    ],
    ids=str,
)
def test_a_form_that_cannot_be_sent_comes_back_with_its_words(gate: Listening, fields: dict[str, str]) -> None:
    answer = write(gate, **fields)
    assert answer.status_code in {400, 422}
    assert 'role="alert"' in answer.text
    assert fields.get("text", "Hello & <b>\nхорошо") in unescape(answer.text).replace("\r\n", "\n")
    assert gate.desk.list_envelopes() == []


def test_a_file_that_is_no_picture_is_refused(gate: Listening) -> None:
    assert write(gate, files=[b"MZ" * 100]).status_code == 422


def test_right_to_left_marks_and_emoji_arrive_as_they_are(gate: Listening, organisation: Organisation) -> None:
    text = '🕊 \u202eabc\u202c &amp; "quoted"'
    write(gate, text=text)
    [(letter, _)] = letters_in(gate, organisation)
    assert letter.text == text


def test_a_saved_envelope_is_taken_by_the_upload_page(gate: Listening, organisation: Organisation) -> None:
    envelope = organisation.envelope(pictures=(b"\xff\xd8\xff" + bytes(100_000),))
    answer = gate.client.post("/plain/ru/upload", files={"envelope": ("letter.sealed", envelope)})
    assert answer.status_code == 201
    [listed] = gate.desk.list_envelopes()
    assert list(gate.desk.fetch({listed.id: listed.size})) == [(listed.id, envelope)]


@pytest.mark.parametrize("content", [b"", b"no envelope", b"RSTL\x01" + bytes(33_915)])
def test_another_file_is_refused_by_the_upload_page(gate: Listening, content: bytes) -> None:
    assert gate.client.post("/plain/en/upload", files={"envelope": ("x", content)}).status_code == 422
    assert gate.desk.list_envelopes() == []


ENTROPY = bytes(range(16))
PHRASE = " ".join(words_of(ENTROPY, "en"))


def publish_for(
    gate: Listening, organisation: Organisation, parcels: list[tuple[str, list[tuple[str, bytes]]]]
) -> None:
    """Mail for ENTROPY: one letter, posted, and these parcels."""
    writer = derive_writer(ENTROPY, organisation.id)
    letter, day = "07" * 16, date(2026, 1, 2)
    files: dict[str, bytes] = {}
    waiting = []
    for kind, parts in parcels:
        name, key, blob = seal_blob(parts)
        files[f"blobs/{name}"] = blob
        waiting.append(Parcel(kind, day, letter, name, key, len(blob)))  # type: ignore[arg-type]
    steps = ((date(2026, 1, 1), Status.ACCEPTED), (day, Status.POSTED))
    mail = WriterMail(writer.tag, writer.reply_public, (LetterStatus(letter, steps),), tuple(waiting))
    files |= publish_mail([mail], 7, day, organisation.id, load_mail_signer(organisation.keys))
    gate.desk.publish_mail(files)


def publish_letters(gate: Listening, organisation: Organisation) -> None:
    """Mail for ENTROPY: the oldest letter answered, the next one returned, two newer ones on their way."""
    writer = derive_writer(ENTROPY, organisation.id)
    name, key, blob = seal_blob([("image/jpeg", JPEG)])
    last = (Status.REPLY_ARRIVED, Status.RETURNED_FOR_CORRECTION, Status.POSTED, Status.ACCEPTED)
    letters = tuple(
        LetterStatus(f"{place:02x}" * 16, ((date(2026, 1, place), status),)) for place, status in enumerate(last, 1)
    )
    reply = Parcel("reply", date(2026, 1, 1), letters[0].letter, name, key, len(blob))
    mail = WriterMail(writer.tag, writer.reply_public, letters, (reply,))
    files = publish_mail([mail], 7, date(2026, 1, 9), organisation.id, load_mail_signer(organisation.keys))
    gate.desk.publish_mail(files | {f"blobs/{name}": blob})


def read(gate: Listening, words: str, lang: str = "en") -> httpx.Response:
    return gate.client.post(f"/plain/{lang}/read", data={"words": words})


def test_the_words_show_what_became_of_the_letter_and_the_reply_in_the_page(
    gate: Listening, organisation: Organisation
) -> None:
    publish_for(gate, organisation, [("reply", [("image/jpeg", JPEG), ("image/png", b"\x89PNG")])])
    page = read(gate, PHRASE)
    assert page.status_code == 200
    assert page.text.index("2026-01-01") < page.text.index("2026-01-02")
    assert ">1 January 2026</time>" in page.text
    assert "posted" in page.text
    assert re.findall(r'src="data:image/(\w+);base64,', page.text) == ["jpeg", "png"]
    assert "img-src 'self' data:" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


def test_nothing_yet_is_no_error(gate: Listening) -> None:
    page = read(gate, PHRASE)
    assert page.status_code == 200
    assert 'id="nothing"' in page.text


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_mistyped_word_is_named(gate: Listening, lang: str) -> None:
    words = words_of(ENTROPY, lang)
    page = read(gate, " ".join([*words[:6], "ж" * 9, *words[7:]]), lang)
    assert page.status_code == 422
    assert " 7 " in page.text


def test_a_returned_letter_is_whole_in_the_form_and_goes_out_as_a_correction(
    gate: Listening, organisation: Organisation
) -> None:
    returned = (
        b'{"version": 1, "letter": "%s", "person": "vera", "lang": "en", "text": "a <b> & c", "sign": "Me",'
        b' "reason": "no <names>"}' % (b"07" * 16)
    )
    publish_for(gate, organisation, [("returned", [("application/json", returned)])])
    page = read(gate, PHRASE).text
    assert "a &lt;b&gt; &amp; c</textarea>" in page
    assert "no &lt;names&gt;" in page
    answer = write(gate, seed=hidden_seed(page), corrects="07" * 16, words=PHRASE, text="a & c")
    assert answer.status_code == 201
    assert words_on(answer) == ""
    [(letter, _)] = letters_in(gate, organisation)
    assert letter.corrects == "07" * 16
    assert letter.reply is not None
    assert letter.reply.tag == derive_writer(ENTROPY, organisation.id).tag


def test_of_a_declined_letter_the_reason_is_shown_and_no_form(gate: Listening, organisation: Organisation) -> None:
    declined = b'{"version": 1, "letter": "%s", "status": "declined", "reason": "not <here>"}' % (b"07" * 16)
    publish_for(gate, organisation, [("returned", [("application/json", declined)])])
    page = read(gate, PHRASE).text
    assert "Why the letter could not be sent on" in page
    assert "not &lt;here&gt;" in page
    assert "<textarea" not in page


def test_a_letter_that_has_its_reply_or_came_back_stands_before_newer_ones(
    gate: Listening, organisation: Organisation
) -> None:
    publish_letters(gate, organisation)
    page = read(gate, PHRASE).text
    assert re.findall(r"<h2>Letter (\d)</h2>", page) == ["1", "2", "4", "3"]
    assert page.index("Letter 1<") < page.index("data:image/jpeg") < page.index("Letter 2<")


def test_a_blob_that_is_not_here_is_said_and_the_rest_is_shown(gate: Listening, organisation: Organisation) -> None:
    publish_for(gate, organisation, [("reply", [("image/jpeg", JPEG)])])
    for blob in (gate.home / "mail" / "blobs").iterdir():
        blob.unlink()
    page = read(gate, PHRASE)
    assert "did not reach this server whole" in page.text
    assert "posted" in page.text


@pytest.mark.parametrize("page", ["write", "read", "upload"])
def test_every_page_of_a_demonstration_says_so(open_gate: Callable[..., Listening], tmp_path: Path, page: str) -> None:
    invented = Organisation(tmp_path / "invented", demonstration=True)
    opened = open_gate(invented)
    opened.desk.publish(invented.publish(tmp_path / "demonstration"))
    assert 'class="banner"' in opened.client.get(f"/plain/en/{page}").text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\n",
        b"--x--",
        b'--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nno end',
        b"\xff" * 99,
    ],
)
def test_a_broken_form_is_refused(gate: Listening, body: bytes) -> None:
    answer = gate.client.post(
        "/plain/en/write", content=body, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code in {400, 422}


OTHERS = (
    UnknownWord, WrongChecksum, EmptyLetter, LetterTooLong, KeysTooOld, NobodyChosen, NotAPicture, SeedRefused
)  # fmt: skip


def texts_for_people() -> set[str]:
    folder = Path(words.__file__).parent
    sources = [file.read_text() for file in folder.rglob("*") if file.suffix in {".py", ".html"}]
    ours = {found for source in sources for found in re.findall(r'_\(\s*"((?:[^"\\]|\\.)*)"\s*\)', source)}
    return ours | {error.text for error in OTHERS} | set(STATUS_WORDS.values())


@pytest.mark.parametrize("text", sorted(texts_for_people()))
def test_every_sentence_is_said_in_russian(text: str) -> None:
    with (Path(words.__file__).parent / "locale/ru/LC_MESSAGES/gate.po").open("rb") as stream:
        message = read_po(stream).get(text)
    assert message is not None
    assert re.search("[а-я]", str(message.string))


def test_whoever_takes_his_reply_slowly_keeps_nobody_from_writing(gate: Listening, organisation: Organisation) -> None:
    publish_for(gate, organisation, [("reply", [("image/jpeg", JPEG + secrets.token_bytes(12 << 20))])])
    body = urlencode({"words": PHRASE}).encode()
    host, port = gate.url.removeprefix("http://").split(":")
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect((host, int(port)))
        head = f"POST /plain/en/read HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
        slow.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body)
        assert slow.recv(9) == b"HTTP/1.1 "
        gate.client.timeout = httpx.Timeout(10)
        assert write(gate).status_code == 201
