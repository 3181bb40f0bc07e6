# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sealed store: what is sealed opens again, in its own place, with its own key, and not while locked."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.desk.access import store

PHRASE = "seven random words would be good here"


@settings(max_examples=40)
@given(data=st.binary(max_size=2000), context=st.text(max_size=40))
def test_what_is_sealed_opens_again_and_does_not_show(data: bytes, context: str) -> None:
    key = store._key
    store._key, store._locks_seen = bytes(32), store._count_locks()
    sealed = store.seal_bytes(data, context)
    assert store.open_bytes(sealed, context) == data
    assert len(data) < 8 or data not in sealed
    store._key = key


def test_sealed_bytes_do_not_open_in_anothers_place() -> None:
    with pytest.raises(store.SealedDamaged):
        store.open_bytes(store.seal_bytes(b"words", "letter 1 text"), "letter 2 text")


@pytest.mark.parametrize("at", [0, 1, 12, 13, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    sealed = bytearray(store.seal_bytes(b"words", "here"))
    sealed[at] ^= 1
    with pytest.raises(store.SealedDamaged):
        store.open_bytes(bytes(sealed), "here")


def test_nothing_opens_while_locked() -> None:
    sealed = store.seal_bytes(b"words", "here")
    store.lock()
    with pytest.raises(store.StoreLocked):
        store.open_bytes(sealed, "here")


def test_a_lock_in_one_process_is_felt_in_the_others(desk_home: Path) -> None:
    assert store.is_unlocked()
    mark = desk_home / "desk" / "locked"
    mark.touch()
    os.utime(mark, ns=(1, 1))
    assert not store.is_unlocked()


def test_the_passphrase_opens_and_another_does_not(settings: Any) -> None:
    store.create_key(settings.RESTANTE, PHRASE)
    store.lock()
    with pytest.raises(store.WrongPassphrase):
        store.unlock_with_passphrase(PHRASE + "!")
    assert not store.is_unlocked()
    store.unlock_with_passphrase(PHRASE)
    assert store.is_unlocked()


def test_a_key_of_another_desk_is_refused(settings: Any) -> None:
    store.create_key(settings.RESTANTE, PHRASE)
    with pytest.raises(store.WrongPassphrase):
        store.unlock(b"x" * 32)


def test_a_key_file_opens_unattended(settings: Any, desk_home: Path) -> None:
    settings.RESTANTE = replace(settings.RESTANTE, demonstration=True)
    store.create_key(settings.RESTANTE, None)
    store.lock()
    assert store.unlock_unattended()
    assert (desk_home / "keys" / "store.key").stat().st_mode & 0o077 == 0


def test_a_second_key_never_overwrites_the_first(settings: Any) -> None:
    store.create_key(settings.RESTANTE, PHRASE)
    with pytest.raises(FileExistsError):
        store.create_key(settings.RESTANTE, PHRASE)


def test_large_bytes_lie_sealed_in_a_file_and_leave_no_temporary_one(desk_home: Path) -> None:
    name = store.write_sealed(b"a scanned page" * 1000)
    files = [path for path in (desk_home / "desk" / "store").rglob("*") if path.is_file()]
    assert [path.name for path in files] == [name] == list(store.sealed_names())
    assert b"scanned" not in files[0].read_bytes()
    assert store.read_sealed(name) == b"a scanned page" * 1000
    store.delete_sealed(name)
    assert list(store.sealed_names()) == []


def test_files_do_not_open_under_each_others_names(desk_home: Path) -> None:
    one, two = store.write_sealed(b"one"), store.write_sealed(b"two")
    store._place(one).replace(store._place(two))
    with pytest.raises(store.SealedDamaged):
        store.read_sealed(two)
