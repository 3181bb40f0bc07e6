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
