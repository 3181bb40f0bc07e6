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


def test_a_poster_for_a_large_wall_is_the_same_drawn_larger() -> None:
    words = {"name": "Иван", "lines": ["Учитель."], "invitation": "Напишите", "url": URL, "lang": "ru"}
    made = make_poster(**words, notice=None, facts_as_of="1 марта 2020", paper="a3")  # type: ignore[arg-type]
    with pypdfium2.PdfDocument(made) as pdf:
        assert len(pdf) == 1
        assert pdf[0].get_size() == pytest.approx((841.89, 1190.55), abs=0.1)
        assert "Сведения на 1 марта 2020" in pdf[0].get_textpage().get_text_range()
        assert [code.text for code in zxingcpp.read_barcodes(pdf[0].render(scale=2).to_numpy())] == [URL]


def test_a_card_is_one_picture_however_long_the_name_is() -> None:
    name = "Константин Константинович Константинопольский-Верхнеуральский"
    with Image.open(io.BytesIO(make_card(name=name, line="Слово " * 80, notice="Вымышлено", lang="ru"))) as card:
        assert card.size == (1200, 630)


def test_a_name_that_is_one_long_word_does_not_run_off_the_paper() -> None:
    made = make_poster(
        name="Хубилайхановоглыкызыизамедленов",
        lines=[],
        invitation="Напишите",
        url=URL,
        lang="ru",
        notice=None,
        facts_as_of=None,
    )
    with pypdfium2.PdfDocument(made) as pdf:
        grey = pdf[0].render(scale=1).to_numpy()[:, :, 0]
    assert grey[:, -50:].min() > 200
