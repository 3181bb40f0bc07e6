# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parent's side: whatever a child does, each envelope has its verdict and the honest ones flow on."""

import io
import json
import os
import struct
import sys
from datetime import date

import pytest
from PIL import Image

from restante.desk.intake.opening import BATCH, TEXT_SIZE, Opened, Opener, OpenerMissing, Poison
from restante.seal.envelope import LetterKey, seal_letter
from restante.seal.keys import letter_key_of, new_letter_key
from restante.seal.letter import Letter, ReplyTo

ORGANISATION = bytes(range(16))
TODAY = date(2026, 3, 2)
REPLY_TO = ReplyTo(letter_key_of(b"r" * 32, ORGANISATION, TODAY, TODAY).public, b"t" * 32)

# A child that obeys the protocol until an envelope tells it not to.
ACTOR = """
import os, signal, struct, sys
read, write = sys.stdin.buffer.read, sys.stdout.buffer.write
flags, organisation, count = struct.unpack(">B16sH", read(19))
read(count * 43)
while length := struct.unpack(">I", read(4))[0]:
    deed = read(length).rstrip(b"\\0")
    if deed == b"crash":
        os._exit(9)
    if deed == b"hang":
        signal.pause()
    if deed == b"babble":
        write(b"\\x00\\x00\\x00\\x00\\x02{}\\x00")
    elif deed == b"wrong length":
        write(b"\\x01\\xff\\xff\\xff\\xffcode")
    elif deed == b"strange code":
        write(b"\\x01\\x00\\x00\\x00\\x04<b>!")
    elif deed == b"flood":
        while True:
            write(b"\\x01" * 65536)
    else:
        write(b"\\x01" + struct.pack(">I", len(deed)) + deed)
    sys.stdout.flush()
"""


def actor(seconds: float = 20) -> Opener:
    return Opener({}, ORGANISATION, (sys.executable, "-I", "-c", ACTOR), seconds, seconds)


def deed(name: str) -> bytes:
    return name.encode().ljust(TEXT_SIZE, b"\0")


@pytest.fixture(scope="module")
def key_and_seed() -> tuple[LetterKey, bytes]:
    return new_letter_key(ORGANISATION, TODAY, date(2026, 3, 8))


@pytest.fixture
def opener(key_and_seed: tuple[LetterKey, bytes]) -> Opener:
    key, seed = key_and_seed
    return Opener({key.key_id: seed}, ORGANISATION)


def letter(number: int = 1, **changes: object) -> Letter:
    fields: dict[str, object] = {
        "id": f"{number:032x}",
        "person": "azat-miftakhov",
        "lang": "ru",
        "text": f"Письмо {number}",
        "sign": "Аня",
        "reply": REPLY_TO,
        "corrects": None,
        "created": TODAY,
    }
    return Letter(**{**fields, **changes})  # type: ignore[arg-type]  # a table of changes


def sealed(key: LetterKey, number: int = 1, pictures: tuple[bytes, ...] = (), **changes: object) -> bytes:
    return seal_letter(letter(number, **changes), pictures, key, ORGANISATION)


def photograph() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(stream, "JPEG", comment=b"taken by a person with a name")
    return stream.getvalue()


def test_letters_come_out_in_their_order(opener: Opener, key_and_seed: tuple[LetterKey, bytes]) -> None:
    envelopes = [sealed(key_and_seed[0], number) for number in range(1, 6)]
    verdicts = list(opener.open_all(envelopes))
    assert [verdict.letter for verdict in verdicts if isinstance(verdict, Opened)] == [letter(n) for n in range(1, 6)]


def test_a_letter_without_a_reply_and_one_that_corrects_another_keep_their_fields(
    opener: Opener, key_and_seed: tuple[LetterKey, bytes]
) -> None:
    changes = {"reply": None, "corrects": "ab" * 16, "sign": "Ёж 🦔", "text": "a\u202eb\nв"}
    [verdict] = opener.open_all([sealed(key_and_seed[0], **changes)])
    assert verdict == Opened(letter(**changes), ())


def test_pictures_come_out_encoded_anew(opener: Opener, key_and_seed: tuple[LetterKey, bytes]) -> None:
    [verdict] = opener.open_all([sealed(key_and_seed[0], pictures=(photograph(), photograph()))])
    assert isinstance(verdict, Opened)
    assert len(verdict.pictures) == 2
    assert b"name" not in b"".join(verdict.pictures)


def test_a_picture_that_is_none_is_named_and_its_letter_can_be_opened_without_it(
    opener: Opener, key_and_seed: tuple[LetterKey, bytes]
) -> None:
    envelope = sealed(key_and_seed[0], pictures=(b"words, not a picture",))
    assert list(opener.open_all([envelope])) == [Poison("picture-unreadable")]
    assert list(opener.open_all([envelope], pictures=False)) == [Opened(letter(), ())]


def test_a_broken_envelope_between_honest_ones_stops_nothing(
    opener: Opener, key_and_seed: tuple[LetterKey, bytes]
) -> None:
    key = key_and_seed[0]
    broken = bytearray(sealed(key, 2))
    broken[-1] ^= 1
    verdicts = list(opener.open_all([sealed(key, 1), bytes(broken), sealed(key, 3)]))
    assert [type(verdict) for verdict in verdicts] == [Opened, Poison, Opened]


def test_a_key_that_was_destroyed_is_told_by_its_own_code(key_and_seed: tuple[LetterKey, bytes]) -> None:
    [verdict] = Opener({}, ORGANISATION).open_all([sealed(key_and_seed[0])])
    assert isinstance(verdict, Poison)
    assert "key" in verdict.code


DEEDS = {
    "an envelope that kills the child": ("crash", "opener-crashed"),
    "an envelope on which the child hangs": ("hang", "opener-timed-out"),
    "an answer that is no letter": ("babble", "opener-answer-malformed"),
    "an answer that is longer than it is": ("wrong length", "opener-crashed"),
    "a code that is no code": ("strange code", "opener-answer-malformed"),
    "an answer without end": ("flood", "opener-answer-malformed"),
}


@pytest.mark.parametrize(("name", "code"), DEEDS.values(), ids=DEEDS.keys())
def test_is_poison_and_the_rest_flows(name: str, code: str) -> None:
    envelopes = [deed("first"), deed("second"), deed(name), deed("third"), deed("fourth")]
    verdicts = list(actor(seconds=1.5 if name == "hang" else 20).open_all(envelopes))
    assert verdicts == [Poison("first"), Poison("second"), Poison(code), Poison("third"), Poison("fourth")]


def test_poison_at_either_end_and_in_a_row_stops_nothing() -> None:
    names = ["crash", "crash", "a", "crash", "b", "crash"]
    codes = [
        verdict.code for verdict in actor().open_all([deed(name) for name in names]) if isinstance(verdict, Poison)
    ]
    assert codes == ["opener-crashed", "opener-crashed", "a", "opener-crashed", "b", "opener-crashed"]


def test_more_than_a_batch_is_opened_in_order() -> None:
    envelopes = [deed(f"n{number}") for number in range(2 * BATCH + 3)]
    assert [verdict.code for verdict in actor().open_all(envelopes) if isinstance(verdict, Poison)] == [
        f"n{number}" for number in range(2 * BATCH + 3)
    ]


def test_an_envelope_with_pictures_goes_alone_between_texts() -> None:
    large = b"large".ljust(2 * TEXT_SIZE, b"\0")
    verdicts = list(actor().open_all([deed("one"), deed("two"), large, deed("three")]))
    assert verdicts == [Poison("one"), Poison("two"), Poison("large"), Poison("three")]


def test_nothing_to_open_starts_nothing() -> None:
    assert list(Opener({}, ORGANISATION, ("/nonexistent",)).open_all([])) == []


@pytest.mark.parametrize("command", [("/nonexistent/python",), (sys.executable, "-c", "raise SystemExit(3)")])
def test_a_program_that_does_not_start_is_not_the_envelopes_fault(command: tuple[str, ...]) -> None:
    with pytest.raises(OpenerMissing):
        list(Opener({}, ORGANISATION, command).open_all([deed("honest")]))


def test_the_child_sees_no_environment_and_no_open_descriptor_of_the_parent() -> None:
    script = (
        "import os, struct, sys; n = len(os.listdir('/proc/self/fd')) - 1; "
        "told = f'fds-{n}-env-{len(os.environ)}'.encode();"
        "sys.stdout.buffer.write(b'\\x01' + struct.pack('>I', len(told)) + told)"
    )
    reader, writer = os.pipe()
    os.set_inheritable(reader, True)
    try:
        [verdict] = Opener({}, ORGANISATION, (sys.executable, "-I", "-c", script)).open_all([deed("look")])
    finally:
        os.close(reader)
        os.close(writer)
    assert isinstance(verdict, Poison)
    assert verdict.code.startswith("fds-3-env-")
    assert int(verdict.code.rpartition("-")[2]) <= 2


@pytest.mark.parametrize(
    ("told", "picture"),
    [
        ({"person": "../azat"}, b"\xff\xd8\xff"),
        ({"lang": "<b>"}, b"\xff\xd8\xff"),
        ({"text": "half a character \ud800"}, b"\xff\xd8\xff"),
        ({"text": "null\0"}, b"\xff\xd8\xff"),
        ({"reply_public": "00"}, b"\xff\xd8\xff"),
        ({"id": "0" * 30}, b"\xff\xd8\xff"),
        ({}, b"<svg onload=alert(1)>"),
    ],
)
def test_a_child_that_was_taken_over_cannot_hand_over_what_no_envelope_may_hold(
    told: dict[str, str], picture: bytes
) -> None:
    honest = {
        "id": "0" * 32, "person": "azat", "lang": "ru", "text": "words", "sign": "", "reply_public": "00" * 1216,
        "reply_tag": "00" * 32, "corrects": "", "created": "2026-03-02",
    }  # fmt: skip
    assert isinstance(spoken(honest, b"\xff\xd8\xff"), Opened)
    assert isinstance(spoken(honest | told, picture), Poison)


def spoken(told: dict[str, str], picture: bytes) -> Opened | Poison:
    body = json.dumps(told).encode()
    answer = b"\0" + struct.pack(">I", len(body)) + body + b"\1" + struct.pack(">I", len(picture)) + picture
    child = f"import sys; sys.stdout.buffer.write({answer!r})"
    [verdict] = Opener({}, ORGANISATION, (sys.executable, "-I", "-c", child), 20, 20).open_all([b"envelope"])
    return verdict
