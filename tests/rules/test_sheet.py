# SPDX-License-Identifier: AGPL-3.0-or-later
"""The estimate against press itself: a writer is never told fewer sheets than are printed."""

import random
import re

import pytest

from restante.paper.press.job import Addressee, LetterJob, PrintJob
from restante.paper.press.run import page_counts, press_run
from restante.rules.sheet import SHEETS

RUSSIAN = re.findall(
    r"\S+",
    "вчера весь день шёл дождь и мы сидели дома пили чай с вареньем говорили о книгах которые прочитали за последний "
    "месяц а вечером вышли погулять вдоль реки несмотря на ветер широкоформатные достопримечательности",
)
ENGLISH = re.findall(
    r"\S+",
    "yesterday it rained all day and we stayed at home drinking tea with jam talking about books that we had read "
    "and in the evening went for a walk along the river overwhelming responsibilities Massachusetts",
)
WORDS = {
    "Russian": ("ru", RUSSIAN),
    "English": ("en", ENGLISH),
    "Russian without hyphens, on an English page": ("en", RUSSIAN),
    "Russian in capitals": ("ru", [word.upper() for word in RUSSIAN]),
    "the broadest letters": ("en", ["WM@W"]),
    "the broadest Russian letters": ("ru", ["ШЩЖЮМШ"]),
    "words just short of being broken": ("en", ["б" * 39]),
    "one endless word": ("ru", ["щ" * 4000]),
    "dashes and dots": ("ru", ["——— …"]),
}
SHAPES = {"one paragraph": (5000, 1), "a list": (3000, 60), "a letter": (2100, 4), "a long letter": (11000, 30)}


@pytest.mark.parametrize("paper", SHEETS)
@pytest.mark.parametrize("kind", WORDS)
def test_press_never_needs_more_sheets_than_were_estimated(paper: str, kind: str) -> None:
    lang, words = WORDS[kind]
    dice = random.Random(kind)  # noqa: S311 - the same letters every time
    for shape, (size, parts) in SHAPES.items():
        paragraphs = [_prose(dice, words, size // parts) for _ in range(parts)]
        printed = _printed_pages(tuple(paragraphs), lang, paper)
        assert SHEETS[paper].estimate_pages("\n".join(paragraphs)) >= printed, shape


def test_ordinary_prose_is_not_overestimated_by_more_than_half() -> None:
    text = _prose(random.Random(1), RUSSIAN, 20_000)  # noqa: S311 - the same letter every time
    assert SHEETS["a4"].estimate_pages(text) <= 10  # press needs 7


def test_an_empty_letter_needs_no_sheet() -> None:
    assert SHEETS["a4"].estimate_pages(" \n ") == 0


def _printed_pages(paragraphs: tuple[str, ...], lang: str, paper: str) -> int:
    person = Addressee("Иван", "Ивану", ("a",))
    letter = LetterJob("one", None, person, "any", lang, paragraphs, "Елена Сергеевна")
    return page_counts(press_run(PrintJob((letter,), paper=paper))["letters.pdf"], 1)[0]


def _prose(dice: random.Random, words: list[str], size: int) -> str:
    text = ""
    while len(text) < size:
        text += dice.choice(words) + " "
    return text.strip()
