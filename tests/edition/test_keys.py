# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys as files: made once, readable by their owner only, sealed by a passphrase when asked, refused when damaged."""

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from restante.edition.format import organisation_of
from restante.edition.keys import (
    SIGNERS,
    KeyFileRefused,
    KeyMissing,
    OrganisationExists,
    WrongPassphrase,
    create_organisation_keys,
    load_call_key,
    load_edition_keys,
    load_mail_signer,
    load_signer,
    public_key_file,
    read_organisation,
    read_roots,
    replace_keys,
)

NAMES = {"ru": "Передача", "en": "Parcel"}


@pytest.fixture
def keys_dir(tmp_path: Path, now: datetime) -> Path:
    folder = tmp_path / "keys"
    create_organisation_keys(folder, NAMES, demonstration=False, now=now, passphrases={"publisher": b"correct horse"})
    return folder


def test_every_key_is_readable_by_its_owner_only(keys_dir: Path) -> None:
    files = [path for path in keys_dir.rglob("*") if path.is_file()]
    assert {path.stem for path in files} >= set(SIGNERS)
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in keys_dir.rglob("*") if path.is_dir()} == {0o700}


def test_the_organisation_is_the_hash_of_its_first_root_and_stays(keys_dir: Path, now: datetime) -> None:
    organisation = organisation_of(read_roots(keys_dir)[0])
    replace_keys(keys_dir, ["root-1"], now, {"publisher": b"correct horse"})
    assert read_organisation(keys_dir) == organisation
    assert len(read_roots(keys_dir)) == 2


def test_a_folder_never_gets_a_second_organisation(keys_dir: Path, now: datetime) -> None:
    before = {path: path.read_bytes() for path in keys_dir.rglob("*.json")}
    with pytest.raises(OrganisationExists):
        create_organisation_keys(keys_dir, NAMES, demonstration=False, now=now)
    assert {path: path.read_bytes() for path in keys_dir.rglob("*.json")} == before


def test_a_sealed_key_opens_with_its_passphrase_only(keys_dir: Path) -> None:
    assert load_edition_keys(keys_dir, passphrase=b"correct horse").publisher is not None
    for wrong in (None, b"wrong horse"):
        with pytest.raises(WrongPassphrase):
            load_edition_keys(keys_dir, passphrase=wrong)


def test_a_desk_renews_dates_without_the_publishers_key(keys_dir: Path) -> None:
    (keys_dir / "publisher.json").unlink()
    assert load_edition_keys(keys_dir, dates_only=True).publisher is None
    with pytest.raises(KeyMissing):
        load_edition_keys(keys_dir)


def test_the_publishers_key_is_read_from_its_stick(keys_dir: Path, tmp_path: Path) -> None:
    stick = (keys_dir / "publisher.json").rename(tmp_path / "stick.json")
    assert load_edition_keys(keys_dir, publisher=stick, passphrase=b"correct horse").publisher is not None


@pytest.mark.parametrize("name", ["call", "mail"])
def test_the_public_half_verifies_what_the_private_half_signed(name: str, keys_dir: Path) -> None:
    document = json.loads(public_key_file(keys_dir, name))
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(document["public"]))
    sign = load_mail_signer(keys_dir) if name == "mail" else load_call_key(keys_dir).sign
    public.verify(sign(b"words"), b"words")
    assert (document["version"], len(document["id"])) == (1, 32)


def test_a_key_made_for_one_thing_is_not_taken_for_another(keys_dir: Path) -> None:
    (keys_dir / "timestamp.json").write_bytes((keys_dir / "call.json").read_bytes())
    with pytest.raises(KeyFileRefused):
        load_signer(keys_dir, "timestamp")


DAMAGED = {
    "empty": b"",
    "not JSON": b"-----BEGIN PRIVATE KEY-----",
    "a list": b"[]",
    "a bare number": b"1",
    "no key in it": b'{"version":1,"purpose":"call"}',
    "a broken key": b'{"version":1,"purpose":"call","private":"-----BEGIN PRIVATE KEY-----"}',
    "not UTF-8": b"\xff\xfe",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("sentence", DAMAGED)
def test_a_damaged_key_file_is_named(sentence: str, keys_dir: Path) -> None:
    (keys_dir / "call.json").write_bytes(DAMAGED[sentence])
    with pytest.raises(KeyFileRefused, match=r"call\.json"):
        load_call_key(keys_dir)


def test_an_empty_folder_has_no_organisation(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing):
        read_organisation(tmp_path)
