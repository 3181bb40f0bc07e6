# SPDX-License-Identifier: AGPL-3.0-or-later
"""A leaflet has two sides, whatever is told on it."""

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from restante.paper.press.leaflet import Leaflet, Told, make_leaflet

URL = "https://example.org/ru/write.html#ivan-primerov"
LEAFLET = Leaflet(
    name="Иван Примеров",
    about="Учитель",
    who=(Told("Сообщает комитет:", ("Он преподавал физику.",)),),
    heading="Что, по словам других, произошло",
    happened=(Told("Сообщает адвокат:", ("Задержан 1 марта.", "Не признаёт <вину>.")),),
    remarks=("На странице рассказано больше.",),
    sources=("Источники: газета, 2 марта 2020.",),
    invitation="Напишите ему",
    url=URL,
    lang="ru",
    notice="Вымышленный человек",
    facts_as_of="1 марта 2020",
)


def sides(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def test_the_front_says_who_it_is_and_the_back_who_says_what_and_of_what_day() -> None:
    front, back = sides(make_leaflet(LEAFLET))
    assert "Иван Примеров" in front
    assert "Вымышленный человек" in front
    assert "Сообщает адвокат:" in back
    assert "Не признаёт <вину>." in back
    assert "Сведения на 1 марта 2020" in back


def test_a_camera_is_led_to_the_address_and_the_sheet_is_a5() -> None:
    with pypdfium2.PdfDocument(make_leaflet(LEAFLET)) as pdf:
        assert pdf[0].get_size() == pytest.approx((419.53, 595.28), abs=0.1)
        (code,) = zxingcpp.read_barcodes(pdf[0].render(scale=3).to_numpy())
    assert code.text == URL


def test_much_to_tell_is_set_smaller_and_stays_on_its_side() -> None:
    claims = tuple(f"{number}. " + "Слово " * 14 for number in range(14))
    much = replace(LEAFLET, name="Очень Длинное Имя Отчество И Фамилия-Двойная", happened=(Told("Суд:", claims),))
    _front, back = sides(make_leaflet(much))
    assert "13. Слово" in back


def test_where_nothing_is_told_there_is_one_side() -> None:
    assert len(sides(make_leaflet(replace(LEAFLET, happened=())))) == 1


def test_the_same_words_give_the_same_bytes() -> None:
    assert make_leaflet(LEAFLET) == make_leaflet(replace(LEAFLET))
