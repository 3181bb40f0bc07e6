# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a word is, and how it is folded: the same in the browser."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restante.site.search.words import LONGEST, fold, words_in
from tests.site.search.both_halves import ask_browser

FOLDED = {
    "ё is е": ("Ёлка ещё", ["елка", "еще"]),
    "й, ї, ґ and ў stay letters of their own": ("йод їжак ґанак ўжо", ["йод", "їжак", "ґанак", "ўжо"]),
    "й written in two characters is one letter": ("и\u0306од", ["йод"]),
    "a stress mark is dropped": ("за\u0301мок", ["замок"]),
    "every apostrophe is dropped": ("п'ять п’ять пʼять don't", ["пять", "пять", "пять", "dont"]),
    "diacritics are dropped": ("Łódź café Größe Ångström čeština", ["lodz", "cafe", "grosse", "angstrom", "cestina"]),
    "a soft hyphen parts nothing": ("сво\u00adбода", ["свобода"]),
    "quotes and dashes part words": ("«Сло́во»—дело, 2019-2020", ["слово", "дело", "2019", "2020"]),
    "an underscore parts words": ("one_two", ["one", "two"]),
    "capitals of every script": ("ΣΊΣΥΦΟΣ ІЇЄҐ ЎЁЙ", ["σισυφοσ", "іїєґ", "ўей"]),
    "wide and joined letters": ("ｆｕｌｌ ﬁne", ["full", "fine"]),
    "no letters": (" … — ' ", []),
    "too long": ("а" * 100, ["а" * LONGEST]),
}


@pytest.mark.parametrize(("written", "folded"), FOLDED.values(), ids=FOLDED)
def test_a_word_is_folded_so(written: str, folded: list[str]) -> None:
    assert [fold(word) for word in words_in(written)] == folded


def test_the_browser_folds_every_word_of_the_table_alike(run_node: Callable[..., str]) -> None:
    texts = [written for written, _ in FOLDED.values()]
    (answer,) = ask_browser(run_node, {"do": "words", "texts": texts})
    assert answer == [folded for _, folded in FOLDED.values()]


@settings(max_examples=1)
@given(
    texts=st.lists(
        st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn"]), max_size=40),
        min_size=300,
        max_size=400,
    )
)
def test_the_browser_folds_any_letters_alike(run_node: Callable[..., str], texts: list[str]) -> None:
    (answer,) = ask_browser(run_node, {"do": "words", "texts": texts})
    assert answer == [[fold(word) for word in words_in(text)] for text in texts]


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    for word in words_in(text):
        once = fold(word)
        assert " " not in once
        assert len(once) <= LONGEST
