# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter page as a writer uses it, in a real browser: what it says, what it keeps, and the one thing it sends."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from restante.seal.envelope import ENVELOPE_SIZES, LetterKeys, letter_keys_to_json
from restante.seal.keys import new_letter_key
from restante.seal.letter import Letter
from restante.seal.letter_open import open_envelope
from restante.seal.phrase import derive_writer, parse_phrase
from restante.site import build_site
from tests.site.conftest import Gate
from tests.site.sample import LETTER_KEY, LETTER_SEED, ORGANISATION, TODAY, working_site

pytestmark = pytest.mark.browser

ID = bytes.fromhex(ORGANISATION)
TEXT = "Здравствуйте, Иван! Меня зовут Анна. Сегодня замёрзла река, и мы перешли её пешком. Что вы читаете?"


def write(page: Page, gate: Gate, text: str = TEXT, lang: str = "ru") -> None:
    """A letter to Ivan, up to the twelve words."""
    page.goto(f"{gate.address}/{lang}/write.html#ivan-tverdov")
    page.fill("#text", text)
    page.fill("#sign", "Анна")


def keep_words(page: Page) -> list[str]:
    """Make the words, keep them, say so."""
    page.click("#make-words")
    expect(page.locator("#words li")).to_have_count(12)
    page.check("#kept")
    return page.locator("#words li").all_inner_texts()


def opened(envelope: bytes) -> tuple[Letter, list[bytes]]:
    """As the desk opens it."""
    return open_envelope(envelope, {LETTER_KEY.key_id: LETTER_SEED}, ID)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_letter_is_sealed_once_and_posted_once_at_exactly_a_buckets_length(page: Page, gate: Gate, lang: str) -> None:
    write(page, gate, lang=lang)
    expect(page.locator("#send")).to_be_disabled()
    words = keep_words(page)
    page.locator("#send").dblclick()
    expect(page.locator("#sent")).to_be_visible()

    ((path, envelope),) = gate.posts
    letter, pictures = opened(envelope)
    writer = derive_writer(parse_phrase(" ".join(words)), ID)
    assert path == "/letterbox"
    assert len(envelope) == ENVELOPE_SIZES[0]
    assert (letter.person, letter.text, letter.sign, letter.lang) == ("ivan-tverdov", TEXT, "Анна", "ru")
    assert letter.reply is not None
    assert (letter.reply.public, letter.reply.tag) == (writer.reply_public, writer.tag)
    assert pictures == []
    assert page.locator("#text").input_value() == ""
    assert page.locator("#words li").count() == 0


def test_neither_the_person_nor_a_word_is_in_any_address_that_was_asked_for(page: Page, gate: Gate) -> None:
    write(page, gate)
    keep_words(page)
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    assert {path for path in gate.asked if "write" not in path} <= {
        "static/site.css",
        "static/letter.js",
        "static/icon.svg",
    }
    assert not [path for path in gate.asked if "tverdov" in path]


def test_a_letter_without_a_reply_makes_no_words(page: Page, gate: Gate) -> None:
    write(page, gate)
    page.check("#reply-no")
    expect(page.locator("#words-part")).to_be_hidden()
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    assert opened(gate.posts[0][1])[0].reply is None


def test_a_retry_posts_the_same_bytes_and_the_saved_envelope_is_those_bytes(page: Page, gate: Gate) -> None:
    gate.answer = 503
    write(page, gate)
    keep_words(page)
    page.click("#send")
    expect(page.locator("#failed")).to_be_visible()
    with page.expect_download() as download:
        page.click("#save-envelope")
    saved = Path(download.value.path()).read_bytes()
    addresses = page.locator("#other-gates a").evaluate_all("links => links.map(link => link.href)")
    gate.answer = 201
    page.click("#again")
    expect(page.locator("#sent")).to_be_visible()
    assert [body for _, body in gate.posts] == [saved, saved]
    assert addresses == [
        f"{gate.address}/plain/ru/upload",
        "https://first.example/plain/ru/upload",
        "https://second.example/plain/ru/upload",
    ]


@pytest.mark.parametrize("answer", [200, 404, 413])
def test_an_answer_that_is_no_acceptance_is_never_taken_for_one(page: Page, gate: Gate, answer: int) -> None:
    gate.answer = answer
    write(page, gate)
    page.check("#reply-no")
    page.click("#send")
    expect(page.locator("#failed-why")).to_contain_text(str(answer))
    expect(page.locator("#sent")).to_be_hidden()


def test_a_letter_changed_after_a_failure_is_another_letter(page: Page, gate: Gate) -> None:
    gate.answer = 503
    write(page, gate)
    page.check("#reply-no")
    page.click("#send")
    page.click("#back-to-letter")
    page.fill("#text", "Другое письмо")
    gate.answer = 201
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    first, second = (opened(body)[0] for _, body in gate.posts)
    assert first.id != second.id
    assert second.text == "Другое письмо"


def test_words_from_an_earlier_letter_are_used_again_and_a_mistyped_one_is_named(page: Page, gate: Gate) -> None:
    write(page, gate)
    words = keep_words(page)
    page.reload()
    write(page, gate)
    page.click("#have-words")
    page.fill("#old-phrase", " ".join([*words[:6], "ъъъъъъ", *words[7:]]))
    page.click("#use-words")
    expect(page.locator("#old-said")).to_contain_text("7")
    page.fill("#old-phrase", " ".join(words))
    page.click("#use-words")
    expect(page.locator("#send")).to_be_enabled()
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    reply = opened(gate.posts[0][1])[0].reply
    assert reply is not None
    assert reply.tag == derive_writer(parse_phrase(" ".join(words)), ID).tag


def test_two_tabs_have_two_phrases(page: Page, gate: Gate) -> None:
    write(page, gate)
    other = page.context.new_page()
    write(other, gate)
    assert keep_words(page) != keep_words(other)


def test_a_draft_survives_a_reload_only_if_the_writer_asks_and_never_the_words(page: Page, gate: Gate) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    write(page, gate)
    page.reload()
    assert page.locator("#text").input_value() == ""
    write(page, gate)
    page.check("#keep")
    words = keep_words(page)
    stored = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie")
    assert not any(word in stored for word in words)
    page.reload()
    assert page.locator("#text").input_value() == TEXT
    assert page.locator("#words li").count() == 0
    page.check("#reply-no")
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_the_back_button_comes_to_a_page_without_words(page: Page, gate: Gate) -> None:
    write(page, gate)
    page.check("#keep")
    keep_words(page)
    page.goto(f"{gate.address}/ru/help.html")
    page.go_back()
    expect(page.locator("#editor")).to_be_visible()
    assert page.locator("#words li").count() == 0
    expect(page.locator("#send")).to_be_disabled()


def test_counters_and_advice_follow_the_rulebook_of_the_person(page: Page, gate: Gate) -> None:
    write(page, gate, text="Пишу вам о побеге и о деле. " * 100)
    expect(page.locator("#counts p")).to_have_count(2)
    expect(page.locator("#counts")).to_contain_text(re.compile(r"осталось знаков на ней: \d+"))
    expect(page.locator("#findings li").first).to_be_visible()


def test_the_preview_has_as_many_sheets_as_the_counter_says(page: Page, gate: Gate) -> None:
    write(page, gate, text="Длинное письмо о реке и о собаке.\n" * 120)
    page.click("#preview-box summary")
    counted = page.locator("#counts p").first.inner_text()
    expect(page.locator(".leaf")).not_to_have_count(0)
    assert str(page.locator(".leaf").count()) in re.findall(r"\d+", counted)


def test_choose_for_me_takes_one_of_those_written_to_least(page: Page, gate: Gate) -> None:
    page.goto(f"{gate.address}/ru/write.html")
    page.click("#for-me")
    expect(page.locator("#chosen-name")).to_have_text("Анна Лисина")
    assert page.url.endswith("#anna-lisina")


def test_a_person_is_found_by_any_part_of_any_spelling(page: Page, gate: Gate) -> None:
    page.goto(f"{gate.address}/en/write.html")
    for query in ("tverdow", "ТВЕРДОВ", "ivan tv"):
        page.fill("#find", query)
        expect(page.locator(".choice")).to_have_count(1)
    page.locator(".choice").click()
    expect(page.locator("#chosen-name")).to_have_text("Ivan Tverdov")


def test_the_group_itself_can_be_written_to(page: Page, gate: Gate) -> None:
    page.goto(f"{gate.address}/en/write.html#desk")
    page.fill("#text", "I am his mother.")
    page.check("#reply-no")
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    assert opened(gate.posts[0][1])[0].person == "desk"


def photograph(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture that says where it was taken."""
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    stream = io.BytesIO()
    image.save(stream, kind, exif=exif, comment=b"SECRETPLACE") if kind == "JPEG" else image.save(
        stream, kind, exif=exif
    )
    return stream.getvalue()


def test_pictures_go_without_metadata_and_with_every_pixel(page: Page, gate: Gate) -> None:
    write(page, gate)
    page.check("#reply-no")
    page.click("#pictures-box summary")
    files = [("a.jpg", "image/jpeg", photograph("JPEG")), ("b.png", "image/png", photograph("PNG"))]
    page.set_input_files("#pictures", [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files])
    expect(page.locator("#pictures-list li")).to_have_count(2)
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    envelope = gate.posts[0][1]
    _, pictures = opened(envelope)
    assert len(envelope) == ENVELOPE_SIZES[1]
    for picture, (_, _, original) in zip(pictures, files, strict=True):
        assert b"SECRET" not in picture
        assert Image.open(io.BytesIO(picture)).tobytes() == Image.open(io.BytesIO(original)).tobytes()
    assert dict(Image.open(io.BytesIO(pictures[0])).getexif()) == {0x0112: 6}, "which way is up must not be lost"
    assert dict(Image.open(io.BytesIO(pictures[1])).getexif()) == {}


NOT_PICTURES: dict[str, Callable[[], bytes]] = {
    "a text": lambda: b"hello, I am no picture",
    "half a JPEG": lambda: photograph("JPEG")[:300],
    "half a PNG": lambda: photograph("PNG")[:60],
    "a JPEG's head with nothing behind it": lambda: b"\xff\xd8\xff\xd9",
    "an empty file": lambda: b"",
}


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_what_is_no_picture_is_refused_by_name_and_the_letter_stays(page: Page, gate: Gate, name: str) -> None:
    write(page, gate)
    page.click("#pictures-box summary")
    file = {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": NOT_PICTURES[name]()}
    page.set_input_files("#pictures", [file])
    expect(page.locator("#pictures-said")).to_contain_text("holiday.jpg")
    assert page.locator("#pictures-list li").count() == 0
    assert page.locator("#text").input_value() == TEXT


def test_a_picture_of_20000_by_20000_is_refused_with_its_size(page: Page, gate: Gate) -> None:
    header = Image.new("1", (1, 1))
    stream = io.BytesIO()
    header.save(stream, "PNG")
    data = bytearray(stream.getvalue())
    data[16:24] = (20_000).to_bytes(4) * 2
    write(page, gate)
    page.click("#pictures-box summary")
    page.set_input_files("#pictures", [{"name": "sky.png", "mimeType": "image/png", "buffer": bytes(data)}])
    expect(page.locator("#pictures-said")).to_contain_text("20000 × 20000")


def test_a_copy_whose_newest_key_is_older_than_14_days_refuses_to_seal(page: Page, gate: Gate) -> None:
    old, _ = new_letter_key(ID, TODAY - timedelta(days=20), TODAY + timedelta(days=30))
    gate.files = build_site(replace(working_site(), letter_keys_json=letter_keys_to_json(LetterKeys(ID, (old,)))))
    page.goto(f"{gate.address}/en/write.html#ivan-tverdov")
    expect(page.locator("#cannot")).to_contain_text("too old to seal")
    expect(page.locator("#cannot a").first).to_have_attribute("href", "https://first.example/en/write.html")
    expect(page.locator("#editor")).to_be_hidden()


@pytest.mark.parametrize("character", ["\x00", "\u202e", "🙂", "я" * 100_000])
def test_hard_characters_and_lengths_have_a_clear_answer(page: Page, gate: Gate, character: str) -> None:
    write(page, gate, text=f"Здравствуйте {character}!")
    page.check("#reply-no")
    if len(character) > 1:
        expect(page.locator("#send-hint")).to_contain_text("слишком длинное")
        expect(page.locator("#send")).to_be_disabled()
        return
    page.click("#send")
    expect(page.locator("#sent, #send-said:not(:empty)").first).to_be_visible()


def test_when_the_script_does_not_load_the_page_points_to_the_plain_one_and_can_send_nothing(
    page: Page, gate: Gate
) -> None:
    del gate.files["static/letter.js"]
    page.goto(f"{gate.address}/ru/write.html#ivan-tverdov")
    expect(page.locator("#without-script a")).to_have_attribute("href", "../plain/ru/write")
    expect(page.locator("#editor")).to_be_hidden()
    assert gate.posts == []


def test_where_there_is_no_webcrypto_the_page_says_so_and_points_on(chromium: Browser, gate: Gate) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window.crypto, 'subtle', {value: undefined})")
    page.goto(f"{gate.address}/en/write.html#ivan-tverdov")
    expect(page.locator("#cannot")).to_contain_text("https, an onion address or a file")
    expect(page.locator("#editor")).to_be_hidden()
    context.close()


def test_leaving_with_an_unsent_letter_asks_first(page: Page, gate: Gate) -> None:
    asked: list[str] = []

    def answer(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]  # a Playwright dialog
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", answer)
    write(page, gate)
    page.reload()
    assert asked == ["beforeunload"]


def test_the_directory_in_the_page_is_the_one_of_the_edition(gate: Gate) -> None:
    block = re.search(
        rb'<script type="application/json" id="data">(.*?)</script>', gate.files["ru/write.html"], re.DOTALL
    )
    assert block is not None
    assert json.loads(block[1])["directory"] == json.loads(gate.files["restante/directory.json"])


def test_the_room_told_for_paper_is_room_by_the_same_estimate(page: Page, gate: Gate) -> None:
    write(page, gate, text="Пишу вам письмо.")
    told = page.locator("#counts p").first
    expect(told).to_contain_text("ещё примерно знаков")
    pages, left = (int(number) for number in re.findall(r"\d+", told.inner_text()))
    assert left > 500
    page.fill("#text", "Пишу вам письмо." + "n" * left)
    expect(told).to_contain_text(f"Страница {pages},")
    page.fill("#text", "Пишу вам письмо." + "n" * (left + 200))
    expect(told).to_contain_text(f"Страница {pages + 1},")
