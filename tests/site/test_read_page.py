# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reading page in a real browser: words in, one shard fetched, what became of the letters and the reply out."""

import io
import json
from datetime import date

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from restante.seal.mail import LetterStatus, Parcel, Status, WriterMail, publish_mail, seal_blob
from restante.seal.phrase import derive_writer, words_of
from tests.site.conftest import Gate
from tests.site.sample import MAIL_PRIVATE, ORGANISATION
from tests.site.test_letter_page import opened

pytestmark = pytest.mark.browser

ID = bytes.fromhex(ORGANISATION)
ENTROPY = bytes(range(100, 116))
WORDS = {lang: words_of(ENTROPY, lang) for lang in ("ru", "en")}
WRITER = derive_writer(ENTROPY, ID)
ANSWERED, RETURNED, DECLINED, POSTED = "aa" * 16, "bb" * 16, "cc" * 16, "dd" * 16


def scan(colour: str) -> bytes:
    """A page of a reply."""
    stream = io.BytesIO()
    Image.new("L" if colour == "white" else "RGB", (420, 594), colour).save(stream, "PNG")
    return stream.getvalue()


def deliver(gate: Gate, *, to_writer: bool = True) -> None:
    """One publication of the mail: a letter with a reply of two pages, and one that came back."""
    returned = {"person": "ivan-tverdov", "lang": "ru", "text": "Старый текст", "sign": "Анна", "reason": "Без имён."}
    reply = seal_blob([("image/png", scan("white")), ("image/png", scan("gray"))])
    back = seal_blob([("application/json", json.dumps(returned).encode())])
    mail = WriterMail(
        WRITER.tag,
        WRITER.reply_public,
        (
            LetterStatus(ANSWERED, ((date(2026, 3, 1), Status.ACCEPTED), (date(2026, 3, 9), Status.REPLY_ARRIVED))),
            LetterStatus(RETURNED, ((date(2026, 3, 2), Status.RETURNED_FOR_CORRECTION),)),
        ),
        (
            Parcel("reply", date(2026, 3, 9), ANSWERED, reply[0], reply[1], len(reply[2]), 2),
            Parcel("returned", date(2026, 3, 2), RETURNED, back[0], back[1], len(back[2])),
        ),
    )
    files = publish_mail([mail] if to_writer else [], 7, date(2026, 3, 10), ID, MAIL_PRIVATE.sign)
    gate.files |= {f"mail/{path}": data for path, data in files.items()}
    gate.files |= {f"mail/blobs/{name}": blob for name, _, blob in (reply, back)}


def deliver_four(gate: Gate) -> None:
    """The oldest letter answered, the next returned without a parcel yet, one declined with words, one posted."""
    told = {"version": 1, "letter": DECLINED, "status": "declined", "reason": "Туда нельзя."}
    reply = seal_blob([("image/png", scan("white"))])
    reason = seal_blob([("application/json", json.dumps(told).encode())])
    last = {
        ANSWERED: Status.REPLY_ARRIVED,
        RETURNED: Status.RETURNED_FOR_CORRECTION,
        DECLINED: Status.DECLINED,
        POSTED: Status.POSTED,
    }
    letters = tuple(LetterStatus(pk, ((date(2026, 3, day), said),)) for day, (pk, said) in enumerate(last.items(), 1))
    parcels = (
        Parcel("reply", date(2026, 3, 1), ANSWERED, reply[0], reply[1], len(reply[2])),
        Parcel("returned", date(2026, 3, 3), DECLINED, reason[0], reason[1], len(reason[2])),
    )
    mail = WriterMail(WRITER.tag, WRITER.reply_public, letters, parcels)
    files = publish_mail([mail], 7, date(2026, 3, 10), ID, MAIL_PRIVATE.sign)
    gate.files |= {f"mail/{path}": data for path, data in files.items()}
    gate.files |= {f"mail/blobs/{name}": blob for name, _, blob in (reply, reason)}


def look(page: Page, gate: Gate, words: list[str], lang: str = "en") -> None:
    """Type the words and look."""
    page.goto(f"{gate.address}/{lang}/read.html")
    page.fill("#phrase", " ".join(words))
    page.click("#look")


@pytest.mark.parametrize(("page_lang", "words_lang"), [("en", "en"), ("ru", "ru"), ("ru", "en")])
def test_the_words_show_day_by_day_what_became_of_each_letter(
    page: Page, gate: Gate, page_lang: str, words_lang: str
) -> None:
    deliver(gate)
    look(page, gate, WORDS[words_lang], page_lang)
    expect(page.locator("#letters .card")).to_have_count(2)
    said = {"en": ("9 March 2026", "a reply has come"), "ru": ("9 марта 2026", "пришёл ответ")}[page_lang]
    expect(page.locator("#letters .card").first).to_contain_text(said[0])
    expect(page.locator("#letters .card").first).to_contain_text(said[1])
    expect(page.locator("#mail")).to_be_visible()
    assert page.locator("#phrase").input_value() == ""


def test_only_the_publication_one_whole_shard_and_the_newest_parcels_are_asked_for(page: Page, gate: Gate) -> None:
    deliver(gate)
    look(page, gate, WORDS["en"])
    expect(page.locator("#mail")).to_be_visible()
    asked = [path for path in gate.asked if path.startswith("mail/")]
    assert asked[:2] == ["mail/latest.json", "mail/7/0000.bin"]
    assert [path.startswith("mail/blobs/") for path in asked[2:]] == [True, True]
    assert gate.posts == []


def test_the_reply_is_shown_larger_by_keyboard_and_saved_as_it_came(page: Page, gate: Gate) -> None:
    deliver(gate)
    look(page, gate, WORDS["en"])
    expect(page.locator(".scans img")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save page 1").click()
    assert download.value.path().read_bytes() == scan("white")
    assert download.value.suggested_filename == "page-1.png"
    page.get_by_role("button", name="Page 2 of the reply, show larger").press("Enter")
    expect(page.locator("#zoom")).to_be_visible()
    width = page.locator("#zoom-image").evaluate("image => image.clientWidth")
    page.keyboard.press("+")
    assert page.locator("#zoom-image").evaluate("image => image.clientWidth") > width
    page.keyboard.press("Escape")
    expect(page.locator("#zoom")).to_be_hidden()


def test_a_returned_letter_opens_in_the_editor_and_the_new_one_says_which_it_corrects(page: Page, gate: Gate) -> None:
    deliver(gate)
    look(page, gate, WORDS["ru"], "ru")
    expect(page.locator("#letters")).to_contain_text("Без имён.")
    page.get_by_role("button", name="Исправить и отправить снова").click()
    expect(page.locator("#corrects")).to_contain_text("Без имён.")
    expect(page.locator("#chosen-name")).to_have_text("Иван Твердов")
    assert page.locator("#text").input_value() == "Старый текст"
    page.fill("#text", "Новый текст")
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    letter = opened(gate.posts[0][1])[0]
    assert (letter.corrects, letter.text, letter.sign) == (RETURNED, "Новый текст", "Анна")
    assert letter.reply is not None
    assert letter.reply.tag == WRITER.tag


def test_a_letter_that_has_its_reply_or_came_back_stands_before_newer_ones(page: Page, gate: Gate) -> None:
    deliver_four(gate)
    look(page, gate, WORDS["en"])
    expect(page.locator("#letters .scans img")).to_have_count(1)
    titles = page.locator("#letters .card > h3").all_inner_texts()
    assert titles == ["Letter 1", "Letter 2", "Letter 4", "Letter 3"]


def test_the_reason_of_a_declined_letter_is_read_and_there_is_nothing_to_correct(page: Page, gate: Gate) -> None:
    deliver_four(gate)
    look(page, gate, WORDS["ru"], "ru")
    card = page.locator("#letters .card").last
    expect(card).to_contain_text("Почему письмо не отправлено, 3 марта 2026")
    expect(card).to_contain_text("Туда нельзя.")
    expect(card.locator("button:visible")).to_have_count(0)


def test_writing_again_with_the_same_words_needs_no_new_ones(page: Page, gate: Gate) -> None:
    deliver(gate)
    look(page, gate, WORDS["en"])
    page.click("#write-same")
    page.fill("#find", "lisina")
    page.locator(".choice").click()
    page.fill("#text", "A second letter.")
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    reply = opened(gate.posts[0][1])[0].reply
    assert reply is not None
    assert reply.tag == WRITER.tag


def test_nothing_yet_is_said_calmly(page: Page, gate: Gate) -> None:
    deliver(gate, to_writer=False)
    look(page, gate, WORDS["en"])
    expect(page.locator("#letters")).to_contain_text("Nothing yet. That is usual in the first days")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda words: [*words[:4], "zzzzzzzz", *words[5:]], "Word 5 is not on the list"),
        (lambda words: words[:11], "here are 11"),
        (lambda words: [*words[:2], words[3], words[2], *words[4:]], "together they do not fit"),
        (lambda words: [*words[:11], WORDS["ru"][11]], "two languages"),
    ],
    ids=["a mistyped word", "eleven words", "two words swapped", "two languages"],
)
def test_a_wrong_phrase_is_told_what_is_wrong_and_asks_the_server_nothing(
    page: Page, gate: Gate, change: object, said: str
) -> None:
    deliver(gate)
    look(page, gate, change(WORDS["en"]))  # type: ignore[operator]  # the table's functions
    expect(page.locator("#phrase-said")).to_contain_text(said)
    assert not [path for path in gate.asked if path.startswith("mail/")]


def test_a_mistyped_word_is_answered_with_the_likely_one(page: Page, gate: Gate) -> None:
    wrong = WORDS["en"][2][:-1] + "qq"
    look(page, gate, [*WORDS["en"][:2], wrong, *WORDS["en"][3:]])
    expect(page.locator("#phrase-said")).to_contain_text(f"Perhaps “{WORDS['en'][2]}”?")


def test_mail_that_the_group_did_not_sign_is_not_believed(page: Page, gate: Gate) -> None:
    deliver(gate)
    gate.files["mail/latest.json"] = gate.files["mail/latest.json"].replace(b"2026-03-10", b"2026-03-11")
    look(page, gate, WORDS["en"])
    expect(page.locator("#look-said")).to_contain_text("not signed by the group")


def test_a_server_without_mail_is_not_blamed_on_the_words(page: Page, gate: Gate) -> None:
    look(page, gate, WORDS["en"])
    expect(page.locator("#look-said")).to_contain_text("Your words are fine")


def test_closing_forgets_words_and_reply(page: Page, gate: Gate) -> None:
    deliver(gate)
    look(page, gate, WORDS["en"])
    expect(page.locator(".scans img")).to_have_count(2)
    page.click("#close-mail")
    expect(page.locator("#ask")).to_be_visible()
    assert page.locator("#letters *").count() == 0
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
