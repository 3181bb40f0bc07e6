# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reference page is the kinds and the books themselves; the how-to names every key that a new book needs."""

import os
from dataclasses import fields

from restante.rules.kinds import KINDS
from tests.rules.reference_page import PAGE, SHARED_KEYS, write_page

HOW_TO = PAGE.parents[1] / "how-to" / "write-a-rulebook.md"


def test_the_reference_page_is_what_the_kinds_and_books_say() -> None:
    if os.environ.get("RESTANTE_SAVE_GOLDEN") == "1":
        PAGE.write_text(write_page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == write_page()


def test_every_kind_and_every_key_of_it_is_explained() -> None:
    page = write_page()
    for name, kind in KINDS.items():
        own = {field.name for field in fields(kind)} - set(SHARED_KEYS)
        assert own == set(kind.KEYS), name
        assert f"### {name}\n" in page


def test_the_how_to_exists_and_shows_the_shared_keys() -> None:
    text = HOW_TO.read_text(encoding="utf-8")
    assert all(f"{key}" in text for key in SHARED_KEYS)
