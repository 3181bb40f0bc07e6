# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paths, JSON and shards: one way to write each, and nothing else is read."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restante.edition.format import (
    LIFETIMES,
    Malformed,
    day_start,
    decode_json,
    encode_json,
    is_content_path,
    is_plain_path,
    read_moment,
    read_shard,
    shard_count,
    shard_of,
    shard_path,
    write_manifest,
    write_moment,
)

SEGMENT = st.from_regex(r"[a-z0-9_]{1,6}(\.[a-z0-9]{1,3})?", fullmatch=True).filter(is_plain_path)
PATHS = st.lists(SEGMENT, min_size=1, max_size=3).map("/".join).filter(is_content_path)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "path", ["index.html", "ru/people/a-b.html", "restante/rules/ru/sizo.json", "static/built/letter.js"]
)
def test_a_plain_path(path: str) -> None:
    assert is_content_path(path)


ODD_PATHS = [
    "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/.b", "a.", "a./b", "A", "a b", "a\\b", "a\0", "a\n",
    "а", "con", "con.html", "a/nul", "lpt1.txt", "aux/x", "a:b", "-a", "~a", "a" * 201, "a%2e", "ｆ", "ß",
]  # fmt: skip


@pytest.mark.parametrize("path", ODD_PATHS)
def test_an_odd_path(path: str) -> None:
    assert not is_plain_path(path)


@pytest.mark.parametrize(
    "path", ["metadata/x.json", "metadata", "mail/latest.json", "mail", "restante/manifest/000.json"]
)
def test_a_reserved_path(path: str) -> None:
    assert is_plain_path(path)
    assert not is_content_path(path)


@given(JSON)
def test_json_is_read_as_it_was_written(value: object) -> None:
    assert decode_json(encode_json(value), "x") == value


@given(JSON)
def test_json_written_in_any_other_way_is_refused(value: object) -> None:
    for data in (
        json.dumps(value, indent=1).encode(),
        encode_json(value) + b"\n",
        b"\xef\xbb\xbf" + encode_json(value),
    ):
        if data != encode_json(value):
            with pytest.raises(Malformed):
                decode_json(data, "x")


@pytest.mark.parametrize(
    "data",
    [
        b"NaN",
        b"-Infinity",
        b"1.0",
        b"1e400",
        b"-0.0",
        b"1" * 5000,
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'"\\u0041"',
        '"é"'.encode(),
        b"[" * 99999,
    ],
)
def test_odd_json_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode_json(data, "x")


@given(st.dictionaries(PATHS, st.tuples(st.integers(0, 2**40), st.just("ab" * 32)), max_size=30))
def test_a_manifest_is_read_as_it_was_written(files: dict[str, tuple[int, str]]) -> None:
    folders = {path.rsplit("/", depth)[0] for path in files for depth in range(1, path.count("/") + 1)}
    files = {path: entry for path, entry in files.items() if path not in folders}
    shards = write_manifest(files)
    read: dict[str, tuple[int, str]] = {}
    for index in range(len(shards)):
        read |= read_shard(shards[shard_path(index)], index, len(shards))
    assert read == files


def test_a_manifest_has_one_shard_for_a_few_files_and_1024_for_many() -> None:
    assert [shard_count(files) for files in (0, 1, 64, 65, 129, 220_000, 10**9)] == [1, 1, 1, 2, 4, 1024, 1024]


@given(st.integers(0, 8), PATHS)
def test_more_shards_split_the_old_ones_in_two(bits: int, path: str) -> None:
    assert shard_of(path, 2**bits) == shard_of(path, 1024) >> (10 - bits)


def test_the_formats_of_a_text_stand_together() -> None:
    assert len({shard_of(f"texts/vera.{suffix}", 1024) for suffix in ("html", "pdf", "epub", "tar.gz")}) == 1
    assert shard_of("texts/vera.html", 1024) != shard_of("other.texts/vera.html", 1024)


def test_a_path_in_another_shard_than_its_own_is_refused() -> None:
    files = {f"f{number}": (0, "0" * 64) for number in range(65)}
    shards = write_manifest(files)
    assert len(shards) == 2
    with pytest.raises(Malformed):
        read_shard(shards[shard_path(0)], 1, 2)


@given(st.datetimes(datetime.fromisoformat("1000-01-01"), datetime.fromisoformat("9999-12-31")))
def test_a_moment_is_read_as_it_was_written(moment: datetime) -> None:
    whole = moment.replace(microsecond=0, tzinfo=UTC)
    assert read_moment(write_moment(whole), "x") == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        1,
        "2026-11-23",
        "2026-11-23T00:00:00+00:00",
        "2026-1-3T0:0:0Z",
        "2026-02-30T00:00:00Z",
        "２026-11-23T00:00:00Z",
        "2026-11-23T24:00:00Z",
    ],
)
def test_a_moment_in_another_form_is_refused(text: object) -> None:
    with pytest.raises(Malformed):
        read_moment(text, "x")


def test_a_day_begins_at_midnight_utc_wherever_the_clock_stands() -> None:
    moment = datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=3)))
    assert day_start(moment) == datetime(2026, 11, 22, tzinfo=UTC)


def test_how_long_a_signature_is_good_for() -> None:
    """A copy carried on a stick must outlive the week; stolen keys of every day must not outlive the month."""
    days = {role: lifetime.days for role, lifetime in LIFETIMES.items()}
    assert days == {"root": 365, "targets": 90, "snapshot": 30, "timestamp": 14}
