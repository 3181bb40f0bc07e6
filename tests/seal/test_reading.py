# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under a letter stand its own parcels and no other's, newest first; a damaged one says so and hides none."""

import json
from datetime import date

from restante.seal.blob import seal_blob
from restante.seal.reading import Found, open_parcels
from restante.seal.record import LetterStatus, Parcel, ParcelKind, Status, WriterMail

FIRST, SECOND = "a" * 32, "b" * 32


def parcel(kind: ParcelKind, day: int, letter: str, content: bytes, files: dict[str, bytes]) -> Parcel:
    part = ("image/png" if kind == "reply" else "application/json", content)
    name, key, blob = seal_blob([part])
    files[f"blobs/{name}"] = blob
    return Parcel(kind, date(2026, 5, day), letter, name, key, len(blob))


def found(*parcels: Parcel) -> Found:
    statuses = tuple(LetterStatus(letter, ((date(2026, 5, 1), Status.POSTED),)) for letter in (FIRST, SECOND))
    return Found(bytes(16), WriterMail(bytes(32), bytes(32), statuses, parcels), date(2026, 5, 9))


def test_a_letter_shows_its_own_replies_newest_first() -> None:
    files: dict[str, bytes] = {}
    told = found(
        parcel("reply", 2, FIRST, b"old", files),
        parcel("reply", 4, SECOND, b"another's", files),
        parcel("reply", 3, FIRST, b"new", files),
        parcel("history", 5, FIRST, b"{}", files),
    )
    letters = {
        one.letter: [part for it in open_parcels(files.__getitem__, told, one) for part in it.images]
        for _, one in told.letters()
    }
    assert letters == {
        FIRST: [("image/png", b"new"), ("image/png", b"old")],
        SECOND: [("image/png", b"another's")],
    }


def test_a_missing_or_damaged_parcel_is_shown_as_such_beside_the_whole_one() -> None:
    files: dict[str, bytes] = {}
    told = found(
        parcel("reply", 2, FIRST, b"whole", files),
        parcel("reply", 3, FIRST, b"gone", files),
        parcel("returned", 4, FIRST, b"no json", files),
    )
    del files[f"blobs/{told.mail.parcels[1].name}"]  # type: ignore[union-attr]  # it was just made

    def read(path: str) -> bytes:
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    letter = next(one for _, one in told.letters() if one.letter == FIRST)
    assert [(one.images, one.returned) for one in open_parcels(read, told, letter)] == [
        ((), {}),
        ((), {}),
        ((("image/png", b"whole"),), {}),
    ]


def test_a_returned_letter_is_told_whole_and_a_declined_one_by_its_reason() -> None:
    files: dict[str, bytes] = {}
    whole = {"letter": FIRST, "person": "azat", "text": "t", "sign": "s", "reason": "r"}
    declined = {"letter": FIRST, "status": Status.DECLINED, "reason": "r", "text": "never shown"}
    told = found(
        parcel("returned", 3, FIRST, json.dumps(whole).encode(), files),
        parcel("returned", 2, FIRST, json.dumps(declined).encode(), files),
    )
    letter = next(one for _, one in told.letters() if one.letter == FIRST)
    first, second = open_parcels(files.__getitem__, told, letter)
    assert (first.returned, first.declined) == (whole, False)
    assert (set(second.returned), second.declined) == ({"letter", "status", "reason"}, True)
