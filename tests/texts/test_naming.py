# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address is plain, short, and nobody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restante.edition.format import is_content_path
from restante.texts.naming import LONGEST, fresh_id, id_of
from restante.texts.writers import FORMATS


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Кто такой Азат Мифтахов?", "kto-takoy-azat-miftakhov"),
        ("Хто такий Азат?", "khto-takiy-azat"),
        ("  Who?  ", "who"),
        ("…", "text"),
        ("Con", "con-text"),
        ("Index", "index-text"),
        ("Who? A5", "who-a5-text"),
    ],
)
def test_a_title_becomes_an_address(words: str, name: str) -> None:
    assert id_of(words) == name


def test_a_long_title_ends_with_a_whole_word() -> None:
    name = id_of("word " * 40)
    assert len(name) <= LONGEST
    assert set(name.split("-")) == {"word"}


@given(st.text(max_size=200))
def test_every_title_makes_a_path_that_an_edition_takes(words: str) -> None:
    assert is_content_path(f"texts/{id_of(words)}.html")


@given(st.sampled_from(["who", "who-a5", "who-a6", "who-a5-a6"]), st.sampled_from(["Who A5", "who-a6", "Who a5 A6"]))
def test_no_text_lies_over_a_file_of_another(one: str, words: str) -> None:
    name, other = id_of(one), id_of(words)
    files = {f"{name}{form.suffix}" for form in FORMATS.values()}
    assert name == other or not files & {f"{other}{form.suffix}" for form in FORMATS.values()}


def test_the_second_of_a_name_has_a_number() -> None:
    assert fresh_id("A", {"a", "a-2"}) == "a-3"
