# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rehearsals with a fake clock: a key is lost, stolen or runs out, and copies and forgers try the consequences."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from restante.edition.format import encode_json
from restante.edition.keys import KeyMissing, load_signer, read_roots, replace_keys
from restante.edition.roots import TooFewRootKeys
from restante.edition.verify import Kind, known_of

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any

YEAR = timedelta(days=365)


def republish(copy: Copy, now: datetime, text: bytes = b"<!doctype html><title>Parcel 3</title>") -> None:
    copy.ours.publish(copy.folder, now, index_html=text)


@pytest.mark.parametrize("lost", ["root-1", "root-3", "publisher", "snapshot", "timestamp"])
def test_a_lost_key_is_replaced_and_the_first_root_still_vouches(lost: str, copy: Copy, now: datetime) -> None:
    (copy.ours.keys_dir / f"{lost}.json").unlink()
    replace_keys(copy.ours.keys_dir, [lost], now)
    republish(copy, now)
    verdict = copy.verify(now)
    assert (verdict.authentic, verdict.number, verdict.organisation) == (True, 3, copy.ours.id)


def test_the_desk_is_seized_and_every_key_on_it_replaced(copy: Copy, now: datetime) -> None:
    stolen = [load_signer(copy.ours.keys_dir, name) for name in ("snapshot", "timestamp")]
    replace_keys(copy.ours.keys_dir, ["publisher", "snapshot", "timestamp"], now)
    republish(copy, now)
    assert copy.verify(now).authentic
    copy.resign("timestamp", lambda signed: signed.update(version=99))
    document = copy.document("timestamp.json")
    document["signatures"] = [
        {"keyid": stolen[1].public_key.keyid, "sig": document["signatures"][0]["sig"]},
    ]
    copy.path("metadata/timestamp.json").write_bytes(encode_json(document))
    assert [problem.kind for problem in copy.verify(now).problems] == [Kind.NOT_SIGNED]


def test_roots_are_renewed_every_year_for_ten_years(copy: Copy, now: datetime) -> None:
    for year in range(1, 11):
        replace_keys(copy.ours.keys_dir, [f"root-{year % 3 + 1}"], now + year * YEAR)
    republish(copy, now + 10 * YEAR)
    verdict = copy.verify(now + 10 * YEAR)
    assert (verdict.authentic, verdict.expired) == (True, False)


def test_an_expired_root_in_the_chain_may_still_hand_over(copy: Copy, now: datetime) -> None:
    late = now + 3 * YEAR
    replace_keys(copy.ours.keys_dir, [], late)
    republish(copy, late)
    assert (copy.verify(late).authentic, copy.verify(late).expired) == (True, False)


def test_a_root_past_its_year_makes_the_copy_old_and_not_false(copy: Copy, now: datetime) -> None:
    late = now + YEAR
    republish(copy, late)
    verdict = copy.verify(late)
    assert (verdict.authentic, verdict.expired, verdict.age_days) == (True, True, 0)


def test_two_lost_root_keys_cannot_be_replaced(copy: Copy, now: datetime) -> None:
    before = read_roots(copy.ours.keys_dir)
    with pytest.raises(TooFewRootKeys):
        replace_keys(copy.ours.keys_dir, ["root-1", "root-2"], now)
    assert read_roots(copy.ours.keys_dir) == before


def test_a_key_that_is_no_key_of_an_edition_is_not_replaced(copy: Copy, now: datetime) -> None:
    with pytest.raises(KeyMissing):
        replace_keys(copy.ours.keys_dir, ["mail"], now)


def test_a_copy_that_hides_the_newest_root_is_caught(copy: Copy, now: datetime) -> None:
    replace_keys(copy.ours.keys_dir, ["root-2"], now)
    republish(copy, now)
    copy.path("metadata/2.root.json").unlink()
    copy.path("metadata/root.json").write_bytes(copy.ours.root)
    assert [problem.path for problem in copy.verify(now).problems] == ["metadata/timestamp.json"]


def test_an_edition_from_before_the_new_root_is_a_rollback(copy: Copy, now: datetime) -> None:
    replace_keys(copy.ours.keys_dir, ["root-2"], now)
    republish(copy, now)
    known = known_of(copy.folder)
    copy.folder = copy.earlier
    verdict = copy.verify(now, known)
    assert ("rollback", "metadata/root.json") in {(problem.kind, problem.path) for problem in verdict.problems}


def _forge_next_root(copy: Copy, change: Callable[[dict[str, Any]], object], *signers: Any) -> None:
    signed = json.loads(copy.ours.root)["signed"]
    signed["version"] = 2
    change(signed)
    from securesystemslib.formats import encode_canonical

    text = encode_canonical(signed)
    assert text is not None
    signatures = [{"keyid": s.public_key.keyid, "sig": s.sign(text.encode()).signature} for s in signers]
    data = encode_json({"signatures": sorted(signatures, key=lambda entry: entry["keyid"]), "signed": signed})
    copy.path("metadata/2.root.json").write_bytes(data)
    copy.path("metadata/root.json").write_bytes(data)


def _theirs(copy: Copy) -> Callable[[dict[str, Any]], object]:
    theirs = json.loads(copy.stranger.root)["signed"]
    return lambda signed: signed.update(keys=theirs["keys"], roles=theirs["roles"])


FORGED_ROOTS = {
    "signed by the new keys only": (_theirs, ["s1", "s2", "s3"], Kind.WRONG_ROOT),
    "signed by one of the old and all the new": (_theirs, ["o1", "s1", "s2", "s3"], Kind.WRONG_ROOT),
    "signed by the old keys only": (_theirs, ["o1", "o2", "o3"], Kind.WRONG_ROOT),
    "signed by one thief twice": (lambda _c: lambda _s: None, ["o1"], Kind.WRONG_ROOT),
    "skips a version": (lambda _c: lambda s: s.update(version=3), ["o1", "o2"], Kind.WRONG_ROOT),
    "repeats the version": (lambda _c: lambda s: s.update(version=1), ["o1", "o2"], Kind.WRONG_ROOT),
    "carries a stranger's signature too": (lambda _c: lambda _s: None, ["o1", "o2", "s1"], Kind.ODD_SIGNATURE),
    "takes the demonstration's mark away": (
        lambda _c: lambda s: s.update({"x-restante-demonstration": True}),
        ["o1", "o2"],
        Kind.WRONG_ROOT,
    ),
    "lists one key under two ids": (
        lambda _c: lambda s: s["keys"].update({"0" * 64: next(iter(s["keys"].values()))}),
        ["o1", "o2"],
        Kind.MALFORMED,
    ),
    "lists a key that no role has": (
        lambda c: lambda s: s["keys"].update(json.loads(c.stranger.root)["signed"]["keys"]),
        ["o1", "o2"],
        Kind.MALFORMED,
    ),
    "asks for no signature": (
        lambda _c: lambda s: s["roles"]["root"].update(threshold=0),
        ["o1", "o2"],
        Kind.MALFORMED,
    ),
    "asks for more signatures than there are keys": (
        lambda _c: lambda s: s["roles"]["targets"].update(threshold=2),
        ["o1", "o2"],
        Kind.MALFORMED,
    ),
    "has a fifth role": (
        lambda _c: lambda s: s["roles"].update(mirror=s["roles"]["targets"]),
        ["o1", "o2"],
        Kind.MALFORMED,
    ),
    "has a key of another kind": (
        lambda _c: lambda s: next(iter(s["keys"].values())).update(keytype="rsa"),
        ["o1", "o2"],
        Kind.MALFORMED,
    ),
}


@pytest.mark.parametrize("sentence", FORGED_ROOTS)
def test_a_forged_root_that(sentence: str, copy: Copy) -> None:
    change, names, kind = FORGED_ROOTS[sentence]
    owners = {"o": copy.ours, "s": copy.stranger}
    signers = [load_signer(owners[name[0]].keys_dir, f"root-{name[1]}") for name in names]
    _forge_next_root(copy, change(copy), *signers)
    verdict = copy.verify()
    assert (kind, "metadata/2.root.json") in {(problem.kind, problem.path) for problem in verdict.problems}
