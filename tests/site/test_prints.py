# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards and posters lie where a person's page says, and lead to the letter page at the first known address."""

import io
import json
from dataclasses import replace

import pypdfium2
import zxingcpp
from PIL import Image

from restante.site import build_site
from tests.site.sample import ANNA, GONE, IVAN, sample_site

SITE = sample_site(people=(IVAN, ANNA, GONE))
FILES = build_site(SITE)


def test_a_poster_carries_a_code_that_leads_to_writing_to_this_person() -> None:
    page = pypdfium2.PdfDocument(FILES["ru/people/ivan-tverdov-poster.pdf"])[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert code.text == "https://first.example/ru/write.html#ivan-tverdov"


def test_a_poster_says_who_says_it_and_that_the_person_is_invented() -> None:
    text = pypdfium2.PdfDocument(FILES["en/people/ivan-tverdov-poster.pdf"])[0].get_textpage().get_text_bounded()
    flat = " ".join(text.split())
    assert "According to A Committee:" in flat
    assert "This person is invented" in flat
    assert "17 February 2019" in flat


def test_every_person_has_a_card_of_the_size_that_previews_are_cut_to() -> None:
    for lang in ("ru", "en"):
        for person in SITE.people:
            assert Image.open(io.BytesIO(FILES[f"{lang}/people/{person.slug}-card.png"])).size == (1200, 630)


def test_there_is_no_poster_for_whom_nobody_can_write_to_nor_without_an_address() -> None:
    nowhere = build_site(replace(SITE, addresses_json=json.dumps({"version": 1, "gates": []}).encode()))
    assert "ru/people/gone-free-poster.pdf" not in FILES
    assert b"poster.pdf" not in FILES["ru/people/gone-free.html"]
    assert not [path for path in nowhere if path.endswith(".pdf")]
    assert b"poster.pdf" not in nowhere["ru/people/ivan-tverdov.html"]


def test_a_shared_link_shows_the_card_by_its_whole_address() -> None:
    assert b'content="https://first.example/ru/people/ivan-tverdov-card.png"' in FILES["ru/people/ivan-tverdov.html"]
