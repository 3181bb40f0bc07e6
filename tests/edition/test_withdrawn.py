# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tombstones and differences: what is gone, and whether anybody said why."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.edition.difference import NoWholeList, compare_editions
from restante.edition.format import Malformed
from restante.edition.withdrawn import Tombstone, read_withdrawn, write_withdrawn

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any

STONE = Tombstone("who-is-vera", "ru", "Кто такая Вера", date(2026, 11, 20), "at her wish")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=50)
@given(st.lists(st.builds(Tombstone, TEXT, TEXT, TEXT, st.dates(), TEXT), max_size=5, unique_by=lambda stone: stone.id))
def test_there_and_back(stones: list[Tombstone]) -> None:
    assert sorted(read_withdrawn(write_withdrawn(stones)), key=lambda one: one.id) == sorted(
        stones, key=lambda one: one.id
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"texts":[{}],"version":1}',
        b'{"texts":[],"version":2}',
        b'{"texts":7,"version":1}',
        b"[" * 9999,
        b'{"texts":[{"day":"x","id":"a","lang":"ru","reason":"","title":""}],"version":1}',
        b'{"texts":[{"day":"2026-11-20","id":7,"lang":"ru","reason":"","title":""}],"version":1}',
    ],
)
def test_anything_else_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_withdrawn(data)


@pytest.mark.parametrize(
    ("path", "covered"),
    [
        ("texts/who-is-vera.html", True),
        ("texts/who-is-vera-a5.pdf", True),
        ("texts/who-is-vera/cover.png", True),
        ("texts/who-is-veras.html", False),
        ("ru/texts/who-is-vera.html", False),
    ],
)
def test_a_stone_speaks_for_its_text_only(path: str, covered: bool) -> None:
    assert STONE.covers(path) is covered


def test_a_difference_tells_withdrawn_from_removed(copy: Copy, tmp_path: Path, now: datetime) -> None:
    copy.ours.publish(copy.earlier, now, texts__vera_html=b"1", texts__other_html=b"2", same_html=b"s")
    stone = Tombstone("vera", "ru", "Вера", now.date(), "")
    copy.ours.publish(
        copy.folder, now, new_html=b"3", same_html=b"s", restante__withdrawn_json=write_withdrawn([stone])
    )
    found = compare_editions(copy.earlier, copy.folder)
    assert (found.withdrawn, found.removed) == (("texts/vera.html",), ("texts/other.html",))
    assert found.added == ("new.html", "restante/withdrawn.json")
    assert found.changed == ("restante/edition.json",)
    assert (found.same_organisation, found.stones) == (True, (stone,))


def test_editions_of_strangers_are_told_apart(copy: Copy) -> None:
    assert not compare_editions(copy.folder, copy.foreign).same_organisation


def test_a_list_that_nobody_signed_is_not_compared(copy: Copy) -> None:
    copy.path("restante/manifest/000.json").write_bytes(b"{}")
    with pytest.raises(NoWholeList):
        compare_editions(copy.earlier, copy.folder)
