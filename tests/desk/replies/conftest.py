# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters on their way, and reply sheets as scanners see them."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from restante.desk.letters import actions as letters
from restante.desk.letters import journey
from restante.desk.letters.models import Letter, Number
from restante.desk.replies import actions
from restante.desk.replies.reading import Reader
from restante.paper.press import reply_sheets
from tests.personas import Desk


class KeptReader(Reader):
    """One for all tests: to start it takes longer than to read."""

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def kept_reader() -> Iterator[Reader]:
    reader = KeptReader()
    yield reader
    reader.stop()


@pytest.fixture(autouse=True)
def one_reader(kept_reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "Reader", lambda: kept_reader)


@pytest.fixture
def posted(desk: Desk) -> Callable[..., Any]:
    """A letter in the post, with its number."""

    def post(**told: Any) -> Letter:
        letter = desk.receive(**told)
        letters.take(letter.pk, desk.bob)
        letters.approve(letter.pk, desk.bob, "ru/paper")
        journey.start_run([letter.pk], desk.bob)
        journey.give_numbers([letter.pk], desk.bob)
        journey.mark_printed([letter.pk], desk.bob)
        journey.mark_posted([letter.pk], desk.bob)
        return Letter.objects.get(pk=letter.pk)

    return post


def number_of(letter: Letter) -> str:
    return Number.objects.get(letter=letter, is_open=True).number


def sheet(number: str, turn: int = 0) -> Image.Image:
    """A reply sheet with some handwriting on it, scanned at 150 dpi."""
    with pypdfium2.PdfDocument(reply_sheets([number], "ru")) as document:
        page = document[0].render(scale=150 / 72).to_pil().convert("RGB")
    ImageDraw.Draw(page).line([(200, 600), (700, 640), (300, 700), (800, 740)], fill=(20, 20, 120), width=6)
    return page.rotate(turn, expand=True)


def empty_page() -> Image.Image:
    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).line([(100, 300), (900, 350)], fill="black", width=5)
    return page


def as_pdf(pages: Sequence[Image.Image]) -> bytes:
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=list(pages[1:]), resolution=150)
    return stream.getvalue()


def as_jpeg(page: Image.Image) -> bytes:
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=85)
    return stream.getvalue()
