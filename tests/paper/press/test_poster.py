# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posters and cards are made for phones' cameras and for link previews."""

import io

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from restante.paper.press.poster import make_card, make_poster

URL = "https://example.org/ru/write.html#ivan-primerov"


def test_the_code_on_a_poster_leads_to_its_address() -> None:
    made = make_poster(
        name="Иван Примеров",
        lines=["Учитель.", "Задержан 1 марта."],
        invitation="Напишите ему",
        url=URL,
        lang="ru",
        notice="Вымышленный человек",
        facts_as_of="1 марта 2020",
    )
    with pypdfium2.PdfDocument(made) as pdf:
        assert len(pdf) == 1
        assert pdf[0].get_size() == pytest.approx((595.28, 841.89), abs=0.1)
        text = pdf[0].get_textpage().get_text_range()
        image = pdf[0].render(scale=2).to_numpy()
    assert "Вымышленный человек" in text
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [URL]


def test_a_card_has_the_size_of_link_previews_and_survives_emoji() -> None:
    with Image.open(io.BytesIO(make_card(name="Ivan 🎉", line="A teacher", notice=None, lang="en"))) as card:
        assert card.size == (1200, 630)
        assert np.asarray(card.convert("L")).std() > 5


def test_long_names_stay_on_one_page() -> None:
    made = make_poster(
        name="Очень Длинное Имя Отчество И Фамилия-Двойная",
        lines=["Слово " * 40] * 3,
        invitation="Напишите ей письмо",
        url=URL,
        lang="ru",
        notice=None,
        facts_as_of=None,
    )
    with pypdfium2.PdfDocument(made) as pdf:
        assert len(pdf) == 1
