# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rehearsals of the paper sheet's last page with a fake clock: a lost stick, an arrest, an expired root, old copies."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from restante.edition import keys
from restante.edition.ceremony import (
    CopyRefused,
    Holder,
    StickRefused,
    adopt_keys,
    fingerprint_of,
    found_by_ceremony,
    hand_over,
    names_key,
    read_held,
    roots_from_copy,
)
from restante.edition.keys import (
    EditionKeys,
    KeyMissing,
    OrganisationExists,
    RevokedKey,
    WrongPassphrase,
    create_organisation_keys,
    load_edition_keys,
    read_private,
    read_roots,
    replace_keys,
)
from restante.edition.roots import TooFewRootKeys
from restante.edition.sign import publish_edition
from restante.edition.verify import Kind, known_of, verify_edition

NAMES = {"ru": "Передача", "en": "Parcel"}
KEYS = ("root-1", "root-2", "root-3", "publisher")
PHRASES = {key: f"six words to seal {key}".encode() for key in KEYS}
DAY = timedelta(days=1)


class Group:
    """Sticks, the desk's part, and an edition that went out."""

    def __init__(self, place: Path, now: datetime) -> None:
        self.place, self.desk, self.out = place, place / "desk", place / "edition"
        self.sticks = {key: place / "media" / key for key in KEYS}
        for stick in self.sticks.values():
            stick.mkdir(parents=True)
        self.holders = [Holder(key, f"holder of {key}", self.sticks[key], PHRASES[key]) for key in KEYS]
        self.told = found_by_ceremony(self.desk, NAMES, self.holders, now)
        self.root = read_roots(self.desk)[0]

    @property
    def signers(self) -> EditionKeys:
        stick = self.sticks["publisher"] / "publisher.json"
        return load_edition_keys(self.desk, publisher=stick, passphrase=PHRASES["publisher"])

    def publish(self, now: datetime, text: bytes = b"1") -> None:
        publish_edition({"index.html": text}, self.desk, self.out, self.signers, now)

    def replace(self, lost: tuple[str, ...], now: datetime, *present: str) -> bytes:
        """New keys go onto a fresh stick of the same name, sealed in the same way."""
        places = {name: self.sticks[name] for name in present}
        for name in set(lost) & set(KEYS):
            self.sticks[name] = places[name] = self.place / "media" / f"new-{name}-{now.date()}"
            self.sticks[name].mkdir()
        return replace_keys(self.desk, lost, now, PHRASES, places)


@pytest.fixture
def group(tmp_path: Path, now: datetime) -> Group:
    group = Group(tmp_path / "group", now)
    group.publish(now)
    return group


def test_no_unsealed_key_that_people_hold_is_ever_on_the_desk(group: Group) -> None:
    names = {path.stem for path in group.desk.glob("*.json")}
    assert names == {"snapshot", "timestamp", "mail", "call"}
    for key, stick in group.sticks.items():
        with pytest.raises(WrongPassphrase):
            read_private(stick / f"{key}.json", key)
        assert (stick / "root.json").read_bytes() == group.root


def test_the_paper_has_the_fingerprints_that_the_sticks_have(group: Group) -> None:
    found = {
        one.key: one.fingerprint for one, sealed, _ in read_held(group.desk, list(group.sticks.values())) if sealed
    }
    assert {one.key: one.fingerprint for one in group.told.held} == found
    assert all(names_key(group.root, fingerprint) for fingerprint in found.values())
    assert not names_key(group.root, fingerprint_of(bytes(32)))


def test_any_two_of_three_renew_the_root_and_one_alone_does_not(group: Group, now: datetime) -> None:
    pairs = [("root-1", "root-2"), ("root-2", "root-3"), ("root-1", "root-3")]
    for year, pair in enumerate(pairs, 1):
        group.replace((), now + year * 360 * DAY, *pair)
    late = now + 3 * 360 * DAY
    group.publish(late, b"2")
    verdict = verify_edition(group.out, group.root, late)
    assert (verdict.authentic, verdict.expired, len(read_roots(group.desk))) == (True, False, 4)
    for alone in KEYS[:3]:
        with pytest.raises(TooFewRootKeys):
            group.replace((), late, alone)
    with pytest.raises(TooFewRootKeys):
        group.replace((), late)
    assert len(read_roots(group.desk)) == 4


def test_an_arrested_holder_is_no_longer_named_and_his_key_opens_nothing(group: Group, now: datetime) -> None:
    jailed = group.sticks["root-2"]
    group.replace(("root-2",), now + DAY, "root-1", "root-3")
    group.publish(now + DAY, b"2")
    assert verify_edition(group.out, group.root, now + DAY).authentic
    with pytest.raises(RevokedKey):
        replace_keys(group.desk, [], now + DAY, PHRASES, {"root-2": jailed, "root-1": group.sticks["root-1"]})
    group.replace((), now + 2 * DAY, "root-2", "root-3")
    assert len(read_roots(group.desk)) == 3


def test_the_operator_is_jailed_with_the_desk_and_signs_for_the_police(group: Group, now: datetime) -> None:
    """Publisher, dates and one root are theirs: they forge an edition; whoever has the new root takes it for old."""
    theirs = group.signers
    shutil.copytree(group.desk, group.place / "police")
    shutil.copytree(group.out, group.place / "police-edition")
    mirror = shutil.copytree(group.out, group.place / "mirror")
    shutil.rmtree(group.desk)
    assert roots_from_copy(mirror, group.root, group.desk) == 1
    lost = ("root-3", "publisher", "snapshot", "timestamp")
    group.replace(lost, now + DAY, "root-1", "root-2")
    group.publish(now + DAY, b"ours")
    seen = known_of(group.out)
    assert verify_edition(group.out, group.root, now + DAY, known_of(mirror)).authentic
    for day in (2, 3, 4):
        forged = group.place / "police-edition"
        publish_edition({"index.html": b"forged %d" % day}, group.place / "police", forged, theirs, now + day * DAY)
        verdict = verify_edition(forged, group.root, now + day * DAY, seen)
        assert (Kind.ROLLBACK, "metadata/root.json") in {(one.kind, one.path) for one in verdict.problems}
    for name in ("2.root.json", "root.json"):
        shutil.copyfile(group.out / "metadata" / name, forged / "metadata" / name)
    problems = verify_edition(forged, group.root, now + 4 * DAY).problems
    assert [(one.kind, one.path) for one in problems] == [(Kind.NOT_SIGNED, "metadata/timestamp.json")]


def test_an_expired_root_hands_over_and_old_copies_verify_along_the_chain(group: Group, now: datetime) -> None:
    old = shutil.copytree(group.out, group.place / "old")
    late = now + 800 * DAY
    verdict = verify_edition(old, group.root, late)
    assert (verdict.authentic, verdict.expired, verdict.age_days) == (True, True, 800)
    group.replace(("publisher",), late, "root-1", "root-3")
    group.publish(late, b"2")
    verdict = verify_edition(group.out, group.root, late, known_of(old))
    assert (verdict.authentic, verdict.expired) == (True, False)
    assert verify_edition(old, group.root, late).authentic


def test_two_lost_sticks_are_the_end_and_nothing_is_half_done(group: Group, now: datetime) -> None:
    with pytest.raises(TooFewRootKeys):
        group.replace(("root-1", "root-2"), now, "root-3")
    assert read_roots(group.desk) == [group.root]
    assert not list(group.place.rglob("*.next.json"))


def test_a_wrong_passphrase_changes_nothing(group: Group, now: datetime) -> None:
    places = {name: group.sticks[name] for name in ("root-1", "root-2")}
    with pytest.raises(WrongPassphrase):
        replace_keys(group.desk, [], now, {**PHRASES, "root-2": b"a guess of the thief"}, places)
    assert read_roots(group.desk) == [group.root]


def test_a_stick_that_cannot_be_written_leaves_the_keys_where_they_were(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "keys"
    create_organisation_keys(folder, NAMES, demonstration=False, now=now)
    before = {path: path.read_bytes() for path in folder.glob("*.json")}
    sticks = {key: tmp_path / key for key in KEYS}
    for stick in sticks.values():
        stick.mkdir()
    holders = [Holder(key, f"holder of {key}", sticks[key], PHRASES[key]) for key in KEYS]

    real = keys.write_secret

    def full(path: Path, data: bytes) -> None:
        if path.parent == sticks["root-3"]:
            raise OSError(28, "No space left on device", str(path))
        real(path, data)

    monkeypatch.setattr(keys, "write_secret", full)
    with pytest.raises(OSError, match="No space"):
        hand_over(folder, holders)
    assert {path: path.read_bytes() for path in folder.glob("*.json")} == before
    with pytest.raises(OSError, match="No space"):
        found_by_ceremony(tmp_path / "desk", NAMES, holders, now)
    assert not [path for stick in sticks.values() for path in stick.iterdir()]
    monkeypatch.setattr(keys, "write_secret", real)
    assert len(found_by_ceremony(tmp_path / "desk", NAMES, holders, now).held) == 4


def test_a_stick_inside_the_desks_folder_is_none(tmp_path: Path, now: datetime) -> None:
    sticks = {key: tmp_path / "desk" / key for key in KEYS}
    for stick in sticks.values():
        stick.mkdir(parents=True)
    holders = [Holder(key, f"holder of {key}", sticks[key], PHRASES[key]) for key in KEYS]
    with pytest.raises(StickRefused, match="the desk"):
        found_by_ceremony(tmp_path / "desk", NAMES, holders, now)


def test_the_desk_takes_its_part_once(group: Group, tmp_path: Path) -> None:
    adopt_keys(group.desk, tmp_path / "keys")
    assert read_roots(tmp_path / "keys") == read_roots(group.desk)
    with pytest.raises(OrganisationExists):
        adopt_keys(group.desk, tmp_path / "keys")
    with pytest.raises(KeyMissing):
        adopt_keys(group.sticks["root-1"], tmp_path / "other")


def test_a_copy_with_a_changed_signature_says_nothing_about_keys(group: Group, tmp_path: Path) -> None:
    path = group.out / "metadata" / "timestamp.json"
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2', 1))
    with pytest.raises(CopyRefused):
        roots_from_copy(group.out, group.root, tmp_path / "fresh")
    assert not (tmp_path / "fresh").exists()
