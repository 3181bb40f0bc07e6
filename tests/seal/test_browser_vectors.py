# SPDX-License-Identifier: AGPL-3.0-or-later
"""The browser's code obeys the same vectors as Python's, and each side opens what the other sealed."""

import base64
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restante.seal import xwing
from restante.seal.envelope import LetterKey, LetterKeys, letter_keys_to_json
from restante.seal.letter import Letter, ReplyTo, encode_inside, encode_letter
from restante.seal.letter_open import open_envelope
from restante.seal.mail import (
    LetterStatus,
    Parcel,
    Status,
    WriterMail,
    publish_mail,
    seal_blob,
    shard_for,
    verify_latest,
)
from restante.seal.phrase import derive_writer, list_of, split_words, suggest_word
from tests.seal.conftest import MONDAY, ORGANISATION, BrowserSeal
from tests.seal.vectors import change_envelope, inside_of, load_vectors, to_base64

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# letters that only one side knows yet (its Unicode is newer) are no words to either
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0"), min_size=1, max_size=300)


def letter_json(letter: Letter) -> dict[str, Any]:
    """As the browser's side takes it."""
    fields: dict[str, Any] = json.loads(encode_letter(letter))
    return fields


def a_letter(text: str, reply: ReplyTo | None = None) -> Letter:
    """A letter of this Monday."""
    return Letter("ab" * 16, "azat-miftakhov", "ru", text, "Аня", reply, None, MONDAY)


@pytest.mark.parametrize("vector", load_vectors("hkdf")["vectors"], ids=lambda vector: str(vector["length"]))
def test_the_browser_derives_keys_as_rfc_5869_says(browser_seal: BrowserSeal, vector: dict[str, Any]) -> None:
    okm = vector.pop("okm")
    assert browser_seal.ask("hkdf", **vector) == okm


@pytest.mark.parametrize("vector", load_vectors("xwing")["vectors"], ids=lambda vector: vector["sk"][:8])
def test_the_browsers_x_wing_is_the_drafts(browser_seal: BrowserSeal, vector: dict[str, str]) -> None:
    assert browser_seal.ask("publicOf", seed=vector["sk"]) == vector["pk"]
    assert browser_seal.ask("decapsulate", sk=vector["sk"], ct=vector["ct"]) == vector["ss"]
    assert browser_seal.ask("encapsulate", pk=vector["pk"], eseed=vector["eseed"]) == [vector["ct"], vector["ss"]]


def test_the_browsers_hpke_opens_what_rfc_9180_sealed(browser_seal: BrowserSeal) -> None:
    (vector,) = load_vectors("hpke")["vectors"]
    assert browser_seal.ask("openRfc9180", **vector) == vector["pt"]


@pytest.mark.parametrize("do", ["verifyEd25519", "verifyByArithmetic"])
@pytest.mark.parametrize("vector", load_vectors("ed25519")["vectors"], ids=lambda vector: vector["public"][:8])
def test_signatures_of_rfc_8032_hold_and_changed_ones_do_not(
    browser_seal: BrowserSeal, do: str, vector: dict[str, str]
) -> None:
    assert browser_seal.ask(do, **vector) is True
    assert browser_seal.ask(do, **{**vector, "message": vector["message"] + "00"}) is False
    for at in (0, 31, 32, 63):
        changed = bytearray.fromhex(vector["signature"])
        changed[at] ^= 1
        assert browser_seal.ask(do, **{**vector, "signature": changed.hex()}) is False
    assert browser_seal.ask(do, **{**vector, "signature": vector["signature"][:-2]}) is False


def test_a_signature_with_s_beyond_the_order_is_refused(browser_seal: BrowserSeal) -> None:
    vector = load_vectors("ed25519")["vectors"][0]
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(bytes.fromhex(vector["signature"])[32:], "little") + order
    malleable = vector["signature"][:64] + s.to_bytes(32, "little").hex()
    assert browser_seal.ask("verifyByArithmetic", **{**vector, "signature": malleable}) is False


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.binary(max_size=200), seed=st.binary(min_size=32, max_size=32))
def test_arithmetic_agrees_with_pythons_signatures(browser_seal: BrowserSeal, message: bytes, seed: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = key.sign(message).hex()
    public = key.public_key().public_bytes_raw().hex()
    assert browser_seal.ask("verifyByArithmetic", signature=signature, message=message.hex(), public=public) is True


@pytest.mark.parametrize("case", load_vectors("inside")["cases"], ids=lambda case: case["name"])
def test_the_browser_judges_insides_as_the_vectors_say(browser_seal: BrowserSeal, case: dict[str, Any]) -> None:
    answer = browser_seal.answer("decodeInside", inside=to_base64(inside_of(case)))
    assert answer.get("refused", "opened") == case["expect"]
    if "reason" not in case.get("fields", {}):
        assert answer.get("fields", {}) == case.get("fields", {})


@pytest.mark.parametrize("case", load_vectors("envelope")["cases"], ids=lambda case: case["name"])
def test_the_browser_judges_envelopes_as_the_vectors_say(browser_seal: BrowserSeal, case: dict[str, Any]) -> None:
    vectors = load_vectors("envelope")
    envelope = change_envelope(vectors, case)
    answer = browser_seal.answer(
        "openEnvelope", envelope=to_base64(envelope), seeds=vectors["seeds"], organisation=vectors["organisation"]
    )
    assert answer.get("refused", "opened") == case["expect"]
    if case["expect"] == "opened":
        assert answer["ok"]["letter"] == vectors["letter"]


@pytest.mark.parametrize("vector", load_vectors("phrase")["derive"], ids=lambda vector: vector["entropy"][:8])
def test_the_browser_makes_the_same_words_and_keys(browser_seal: BrowserSeal, vector: dict[str, Any]) -> None:
    entropy, organisation = vector["entropy"], vector["organisation"]
    for lang in ("en", "ru"):
        assert browser_seal.ask("wordsOf", entropy=entropy, lang=lang) == vector[lang]
        assert browser_seal.ask("parsePhrase", text=" ".join(vector[lang])) == entropy
    writer = browser_seal.ask("deriveWriter", entropy=entropy, organisation=organisation)
    assert (writer["seed"], writer["tag"]) == (vector["reply_seed"], vector["tag"])
    assert writer["public"] == xwing.public_of(bytes.fromhex(vector["reply_seed"])).hex()


@pytest.mark.parametrize("case", load_vectors("phrase")["parse"], ids=lambda case: case["name"])
def test_the_browser_judges_phrases_as_the_vectors_say(browser_seal: BrowserSeal, case: dict[str, Any]) -> None:
    answer = browser_seal.answer("parsePhrase", text=case["text"])
    assert answer.get("refused", "parsed") == case["expect"]
    if case["expect"] == "parsed":
        assert answer["ok"] == case["entropy"]
    else:
        assert answer["fields"] == case.get("fields", {})
        assert answer["suggestion"] == case.get("suggestion")


def test_the_browser_reads_the_mail_of_the_vectors(browser_seal: BrowserSeal) -> None:
    vectors = load_vectors("mail")
    latest = to_base64(vectors["latest"].encode())
    opened = {"latest": latest, "key": vectors["mail_key"], "organisation": vectors["organisation"]}
    for record in vectors["records"]:
        found = browser_seal.ask("findRecord", shard=vectors["shard"], entropy=record["entropy"], **opened)
        assert found == record["mail"]


@FEW
@given(text=WORDS)
def test_both_sides_spell_a_letter_alike(browser_seal: BrowserSeal, text: str) -> None:
    letter = a_letter("." + text)
    written = base64.b64decode(browser_seal.ask("encodeInside", letter=letter_json(letter), pictures=[]))
    assert written == encode_inside(letter)


@FEW
@given(text=WORDS)
def test_both_sides_split_words_alike(browser_seal: BrowserSeal, text: str) -> None:
    assert browser_seal.ask("splitWords", text=text) == split_words(text)


@FEW
@given(data=st.data())
def test_both_sides_suggest_the_same_word(browser_seal: BrowserSeal, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(list_of("ru") + list_of("en")))
    at = data.draw(st.integers(0, len(word) - 1))
    typed = word[:at] + data.draw(st.sampled_from(["", "e", "о", word[at] * 2])) + word[at + 1 :]
    assert browser_seal.ask("suggestWord", word=typed) == suggest_word(typed)


@pytest.mark.parametrize("pictures", [[], [b"\x89PNG", os.urandom(600_000)]], ids=["words", "pictures"])
def test_python_opens_what_the_browser_sealed(
    browser_seal: BrowserSeal, letter_key: tuple[LetterKey, bytes], letter_keys: LetterKeys, pictures: list[bytes]
) -> None:
    key, seed = letter_key
    writer = derive_writer(bytes(16), ORGANISATION)
    letter = a_letter("Здравствуйте! 🎄\n", ReplyTo(writer.reply_public, writer.tag))
    sealed = browser_seal.ask(
        "sealLetter",
        letter=letter_json(letter),
        pictures=[to_base64(picture) for picture in pictures],
        keys=letter_keys_to_json(letter_keys).decode(),
        today=MONDAY.isoformat(),
    )
    opened = open_envelope(base64.b64decode(sealed), {key.key_id: seed}, ORGANISATION)
    assert opened == (letter, pictures)


def test_the_browser_finds_and_opens_what_python_published(browser_seal: BrowserSeal, tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    entropies = [bytes([number]) * 16 for number in range(70)]
    writers = [derive_writer(entropy, ORGANISATION) for entropy in entropies]
    name, blob_key, blob = seal_blob([("image/png", b"page one"), ("text/plain", "да".encode())])
    mails = [
        WriterMail(
            writer.tag,
            writer.reply_public,
            (LetterStatus(f"{place:032x}", ((MONDAY, Status.POSTED), (date(2026, 12, 1), Status.REPLY_ARRIVED))),),
            (Parcel("reply", date(2026, 12, 1), f"{place:032x}", name, blob_key, len(blob), 2),),
        )
        for place, writer in enumerate(writers)
    ]
    files = publish_mail(mails, 2**40 + 1, MONDAY, ORGANISATION, key.sign)
    latest = {"latest": to_base64(files["latest.json"]), "key": public.hex(), "organisation": ORGANISATION.hex()}
    for place in (0, 33, 69):
        path = browser_seal.ask("shardFor", tag=writers[place].tag.hex(), **latest)
        assert path == shard_for(writers[place].tag, verify_latest(files["latest.json"], public))
        found = browser_seal.ask("findRecord", shard=to_base64(files[path]), entropy=entropies[place].hex(), **latest)
        assert found["statuses"] == [
            {"letter": f"{place:032x}", "days": [["2026-11-23", "posted"], ["2026-12-01", "reply_arrived"]]}
        ]
        assert found["parcels"][0]["name"] == name
    parts = browser_seal.ask("openBlob", blob=to_base64(blob), key=blob_key.hex(), name=name)
    assert parts == [["image/png", to_base64(b"page one")], ["text/plain", to_base64("да".encode())]]
    changed = bytes([blob[0] ^ 1]) + blob[1:]
    refused = browser_seal.answer("openBlob", blob=to_base64(changed), key=blob_key.hex(), name=name)
    assert refused["refused"] == "blob-refused"


def test_the_browser_refuses_mail_that_was_changed_or_is_anothers(browser_seal: BrowserSeal) -> None:
    vectors = load_vectors("mail")
    latest = vectors["latest"]
    honest = {
        "latest": to_base64(latest.encode()),
        "key": vectors["mail_key"],
        "organisation": vectors["organisation"],
        "shard": vectors["shard"],
        "entropy": vectors["records"][0]["entropy"],
    }
    shard = bytearray(base64.b64decode(vectors["shard"]))
    shard[-1] ^= 1
    changes = {
        "signature": {"latest": to_base64(latest.replace('number\\":5', 'number\\":6').encode())},
        "format": {"latest": to_base64(b"[]")},
        "organisation": {"organisation": "ff" * 16},
        "shard": {"shard": to_base64(bytes(shard))},
    }
    for reason, change in changes.items():
        answer = browser_seal.answer("findRecord", **{**honest, **change})
        assert (answer["refused"], answer["fields"]) == ("mail-not-authentic", {"reason": reason})


def test_the_browser_reads_a_history_too_long_for_a_record(browser_seal: BrowserSeal) -> None:
    key = Ed25519PrivateKey.generate()
    writer = derive_writer(bytes(16), ORGANISATION)
    statuses = tuple(LetterStatus(f"{place:032x}", ((MONDAY, Status.HELD),)) for place in range(60))
    files = publish_mail([WriterMail(writer.tag, writer.reply_public, statuses)], 1, MONDAY, ORGANISATION, key.sign)
    found = browser_seal.ask(
        "findRecord",
        shard=to_base64(files["1/0000.bin"]),
        entropy="00" * 16,
        latest=to_base64(files["latest.json"]),
        key=key.public_key().public_bytes_raw().hex(),
        organisation=ORGANISATION.hex(),
    )
    (parcel,) = found["parcels"]
    assert (parcel["kind"], parcel["letter"], parcel["size"]) == ("history", "", 262144)
    blob = to_base64(files[f"blobs/{parcel['name']}"])
    whole = browser_seal.ask("unfoldHistory", blob=blob, key=parcel["key"], name=parcel["name"])
    assert [status["letter"] for status in whole["statuses"]] == [status.letter for status in statuses]


KEY_DAYS = {
    "the first day": ("2026-11-23", None),
    "a day before, where it is still yesterday": ("2026-11-22", None),
    "two days before": ("2026-11-21", "letter-keys-not-begun"),
    "the last day": ("2026-12-06", None),
    "a day after the last": ("2026-12-07", "letter-keys-too-old"),
}


@pytest.mark.parametrize(("today", "refused"), KEY_DAYS.values(), ids=KEY_DAYS)
def test_the_browser_chooses_keys_by_their_days(
    browser_seal: BrowserSeal, letter_keys: LetterKeys, today: str, refused: str | None
) -> None:
    answer = browser_seal.answer("newestKey", keys=letter_keys_to_json(letter_keys).decode(), today=today)
    assert answer.get("refused") == refused
