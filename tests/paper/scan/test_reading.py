# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sheets as press prints them, damaged and turned; whatever happens to them, no page is ever given another's number."""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
import pytest
import segno
from PIL import Image, ImageDraw, ImageFont

from restante.numbers import group, new_number
from restante.paper import mark
from restante.paper.press import reply_sheets
from restante.paper.press.faces import face_file
from restante.paper.scan.pages import open_pages
from restante.paper.scan.reading import read_sheet, turn_and_skew
from tests.paper import damage
from tests.paper.damage import Chance, Grey

SHEETS = 16
TURNS = (0, 90, 180, 270)


@cache
def stack(code: bool, /) -> tuple[tuple[str, Grey], ...]:
    numbers: list[str] = []
    for _ in range(SHEETS):
        numbers.append(new_number(numbers))
    pages = open_pages(reply_sheets(numbers, "ru", code=code), "sheets.pdf")
    grey = [np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8) for page in pages]
    return tuple(zip(numbers, grey, strict=True))


def opened(*more: str) -> frozenset[str]:
    return frozenset({number for code in (True, False) for number, _ in stack(code)} | set(more))


@pytest.fixture
def chance() -> Chance:
    return np.random.default_rng(20_190_201)


@pytest.mark.parametrize("code", [True, False], ids=["code", "digits"])
@pytest.mark.parametrize("turn", TURNS)
def test_a_clean_sheet_is_read_any_way_up(code: bool, turn: int) -> None:
    for number, page in stack(code)[:4]:
        sight = read_sheet(damage.turned(page, turn), opened())
        assert sight.number == number
        assert turn_and_skew(sight.angle)[0] == turn


@pytest.mark.parametrize("spoil", damage.DAMAGES, ids=lambda spoil: spoil.__name__)
def test_a_sheet_that_was_written_on_and_damaged_is_read_without_a_code(spoil: damage.Damage, chance: Chance) -> None:
    for k, (number, page) in enumerate(stack(False)[:4]):
        spoiled = spoil(damage.write_on(page, chance), chance)
        assert read_sheet(damage.turned(spoiled, TURNS[k]), opened()).number == number


@pytest.mark.parametrize("code", [True, False], ids=["code", "digits"])
def test_severe_damage_is_never_read_as_another_number(code: bool, chance: Chance) -> None:
    read = 0
    for number, page in stack(code):
        sight = read_sheet(damage.severe(page, chance), opened())
        assert sight.number in {number, None}
        read += sight.number == number
    assert read >= SHEETS * 0.7


@pytest.mark.parametrize("code", [True, False], ids=["code", "digits"])
def test_skew_is_told_and_points_the_right_way(code: bool) -> None:
    number, page = stack(code)[0]
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -3.0, 1.0)  # three degrees clockwise
    leaning = np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=255), dtype=np.uint8)
    sight = read_sheet(leaning, opened())
    assert sight.number == number
    turn, skew = turn_and_skew(sight.angle)
    assert turn == 0
    assert skew == pytest.approx(3.0, abs=0.4)


def test_a_number_never_printed_matches_nothing() -> None:
    others = frozenset(number for number, _ in stack(False)[8:])
    for code in (True, False):
        for _, page in stack(code)[:4]:
            assert read_sheet(page, others).number is None


def test_a_blank_page_and_noise_match_nothing(chance: Chance) -> None:
    blank = np.full((2339, 1654), 255, dtype=np.uint8)
    for page in (blank, damage.noise(blank, chance), damage.write_on(blank, chance), np.zeros_like(blank)):
        assert read_sheet(page, opened()).number is None


@pytest.mark.parametrize("prefix", ["https://example.org/", "tel:", "0", " "])
def test_somebody_elses_code_matches_nothing_even_if_it_holds_an_open_number(prefix: str) -> None:
    number, _ = stack(True)[0]
    code = segno.make_qr(prefix + number, error="m")
    modules = np.kron(np.asarray([list(row) for row in code.matrix], dtype=np.uint8), np.ones((10, 10), np.uint8))
    page = np.full((2339, 1654), 255, dtype=np.uint8)
    page[200 : 200 + modules.shape[0], 200 : 200 + modules.shape[1]] = 255 * (1 - modules)
    assert read_sheet(page, opened()).number is None


@pytest.mark.parametrize("code", [True, False], ids=["code", "digits"])
def test_two_sheets_in_one_picture_are_no_number(code: bool) -> None:
    (_, one), (_, other) = stack(code)[:2]
    assert read_sheet(np.hstack([one, other]), opened()).number is None


def test_a_row_with_one_digit_changed_in_both_places_matches_nothing() -> None:
    number, _ = stack(False)[0]
    for place in (0, 5, 9):
        wrong = number[:place] + str((int(number[place]) + 3) % 10) + number[place + 1 :]
        page = next(iter(open_pages(reply_sheets([wrong], code=False), "x.pdf")))
        grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        assert read_sheet(grey, opened()).number is None


def test_one_digit_hidden_in_both_rows_is_still_one_number_and_two_are_none() -> None:
    number, page = stack(False)[0]
    rows = ((160, 157), (2190, 953))  # middle and left end of each row, in pixels at 200 dpi
    hidden = page.copy()
    for seen, places in ((number, (2,)), (None, (2, 6))):
        for place in places:
            for y, x in rows:
                left = round(x + (place * 6.2 + (place // 4) * 3.4) * 7.87)
                hidden[y - 45 : y + 45, left : left + 48] = 255
        assert read_sheet(hidden, opened()).number == seen


def typed(number: str) -> Grey:
    """A page of text without our mark, in which a number is quoted line after line."""
    page = np.full((2339, 1654), 255, dtype=np.uint8)
    for line in range(12):
        cv2.putText(page, f"Ref {group(number)} tel {number}", (150, 200 + 150 * line), 0, 1.6, 0, 4)
    return page


def set_as_ours(number: str, corners: Sequence[tuple[float, float]], high: int) -> Grey:
    """A page on which a number stands in our very face and spacing, `high` pixels high, but without our frame."""
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(face_file(mark.DIGIT_FILE)), round(high * mark.DIGIT_EM / mark.DIGIT_HEIGHT))
    millimetre = high / mark.DIGIT_HEIGHT
    for x, y in corners:
        for digit, centre in zip(number, mark.digit_centres(), strict=True):
            pen.text((x + centre * millimetre, y), digit, 0, font, "mt")
    return np.asarray(page, dtype=np.uint8)


def test_numbers_typed_in_the_text_of_a_letter_are_not_taken() -> None:
    numbers = [number for number, _ in stack(False)]
    assert {read_sheet(typed(number), opened()).number for number in numbers} == {None}


@pytest.mark.parametrize("high", [22, 36, 50])
def test_a_number_in_our_own_face_is_not_taken_where_our_sheet_would_not_have_it(high: int, chance: Chance) -> None:
    for number, _ in stack(False)[:4]:
        for count in (1, 2, 12):
            corners = [(float(chance.uniform(60, 900)), 60 + 180 * line) for line in range(count)]
            page = set_as_ours(number, corners, high)
            assert read_sheet(damage.turned(page, int(chance.choice(TURNS))), opened()).number is None


def test_half_a_sheet_is_read_by_the_one_row_and_the_corner_of_the_frame() -> None:
    for number, page in stack(False)[:4]:
        middle = page.shape[0] // 2
        assert read_sheet(page[:middle], opened()).number == number
        assert read_sheet(page[middle:], opened()).number == number


def test_a_sheet_that_lost_its_frame_is_read_by_its_two_rows_and_not_by_one() -> None:
    number, page = stack(False)[0]
    bare = page.copy()
    bare[400:2130] = 255  # from above the frame to below it, at 200 dpi
    assert read_sheet(bare, opened()).number == number
    assert read_sheet(bare[:1200], opened()).number is None


def test_a_quoted_number_that_is_not_open_matches_nothing() -> None:
    number, _ = stack(False)[0]
    assert read_sheet(typed(number), opened() - {number}).number is None
