# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file says of itself is believed as far as it can be one."""

import pytest

from restante.texts.arriving import UNKNOWN_LANGUAGE, arrival_of
from restante.texts.readers import read_text


@pytest.mark.parametrize("lang", ["../../x", 'ru"><script>', "ru ru", "русский", "e" * 300, "en-\u202e"])
def test_a_language_that_is_none_is_asked_for(lang: str) -> None:
    reading = read_text(f"#title T\n#lang {lang}\n\nSome words.\n".encode(), "t.muse")
    assert arrival_of(reading, "t.muse").text.lang == UNKNOWN_LANGUAGE


@pytest.mark.parametrize("lang", ["ru", "en-gb", "zh-hant"])
def test_a_language_is_believed(lang: str) -> None:
    reading = read_text(f"#title T\n#lang {lang}\n\nSome words.\n".encode(), "t.muse")
    assert arrival_of(reading, "t.muse").text.lang == lang


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.muse", "#title T\n#date весна 1937\n#pubdate 99\n\nWords.\n", "pubdate: 99; date: весна 1937"),
        ("a.md", "---\ntitle: T\nodd: kept\nkept_at: http://abc.onion/\n---\n\nWords.\n", "odd: kept"),
    ],
)
def test_what_a_head_says_and_no_field_takes_is_said_in_its_own_words(name: str, data: str, said: str) -> None:
    cautions = arrival_of(read_text(data.encode(), name), name).cautions
    assert [one.fields["said"] for one in cautions if one.code == "head-left-out"] == [said]


def test_a_head_without_end_is_said_as_far_as_a_person_reads() -> None:
    data = "#title T\n" + "".join(f"#x{number} {'y' * 90}\n" for number in range(5_000)) + "\nWords.\n"
    (caution,) = [one for one in arrival_of(read_text(data.encode(), "a.muse"), "a").cautions if one.code[:4] == "head"]
    assert len(caution.message()) < 1_200
