# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes out of a print run, read back from its PDFs."""

import io
import re
import time
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from restante.errors import BadInput
from restante.numbers import group, new_number
from restante.paper.press import (
    Addressee,
    CannotPrint,
    EmptyLetter,
    LetterJob,
    NothingToPrint,
    PictureRefused,
    PrintJob,
    press_run,
)
from restante.paper.press.typesetting import TypesettingFailed, typeset
from restante.rules import load_book

RUSSIAN = "В прошлом году в это время мы с дочерью сажали яблони, и одна из них зацвела первая. " * 12
ENGLISH = "The fishermen sit there as if they had never left, and nobody understands what they are waiting for. " * 12


def letter(place: int = 1, **fields: object) -> LetterJob:
    person = Addressee("Иван Примеров", "Примерову Ивану, 1990 г. р.", ("ФКУ ИК-0", "г. Примерск", "000000"))
    made = LetterJob(
        id=f"{place:032x}",
        number=new_number(()),
        person=person,
        facility="ru/sizo",
        lang="ru",
        paragraphs=("Здравствуйте, Иван!", RUSSIAN, RUSSIAN, RUSSIAN),
        sign="Мария",
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # fields of the dataclass, by name


def job(*letters: LetterJob, **fields: object) -> PrintJob:
    return replace(PrintJob(letters=letters, return_address=("а/я 1", "000000 Примерск")), **fields)  # type: ignore[arg-type]  # likewise


@pytest.mark.parametrize("lang", ["ar", "he", "fa", "yi", "ru", "xx"])
def test_signs_of_the_second_face_are_set_in_whatever_language_a_letter_calls_itself(lang: str) -> None:
    signs = "\u2665\u2665 \u2192\u2192 \ufffd\ufffd \u2153\u2153"
    made = press_run(job(letter(lang=lang, paragraphs=(signs, f"Слово {signs}"), sign=signs)))
    assert made["letters.pdf"].startswith(b"%PDF")


def test_a_panic_of_the_typesetter_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {})

    def compile_badly(*_: object, **__: object) -> bytes:
        raise panic("a canary of a letter")

    monkeypatch.setattr("restante.paper.press.typesetting.typst.compile", compile_badly)
    with pytest.raises(TypesettingFailed) as failed:
        typeset("letter.typ", {})
    assert "canary" not in failed.value.message()


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\ufffe", "").replace("\r\n", "\n") for page in document]


def test_each_sheet_says_whose_letter_it_is_and_which_of_how_many() -> None:
    made = pages(press_run(job(letter(1), letter(2)))["letters.pdf"])
    letters = [page for page in made if "/2\n" in page or page.rstrip().endswith(("1/2", "2/2"))]
    assert letters
    assert all("Иван Примеров" in page for page in made)
    assert "Здравствуйте, Иван!" in made[0]


def test_the_same_run_gives_the_same_bytes_at_another_time() -> None:
    run = job(letter(1, pictures=(picture(),)), letter(2), duplex=True)
    first = press_run(run)
    time.sleep(1.1)  # the clock must not be in the files
    assert press_run(run) == first


def test_words_enter_as_data_and_never_as_markup() -> None:
    evil = '#panic("x") *bold* $x$ #include "/etc/passwd" `code` \\ @ref <label> // no comment'
    made = pages(press_run(job(letter(paragraphs=("Привет", evil))))["letters.pdf"])
    assert '#panic("x") *bold*' in made[0].replace("\n", " ")


def test_the_facility_decides_on_sheet_number_and_code() -> None:
    book = load_book("ru/sizo")
    made = pages(press_run(job(letter()))["letters.pdf"])
    with_sheet = any("по возможности печатными" in " ".join(page.split()) for page in made)
    assert with_sheet == book.reply_sheet


def test_a_number_without_a_sheet_is_asked_for_in_the_letter() -> None:
    one = letter(reply_sheet=False)
    assert one.number is not None
    if load_book(one.facility).number:
        assert group(one.number) in "".join(pages(press_run(job(one))["letters.pdf"])).replace("\n", " ")


def test_a_writer_who_wants_no_reply_gets_no_sheet_and_no_number_is_printed() -> None:
    one = letter(wants_reply=False)
    text = "".join(pages(press_run(job(one))["letters.pdf"]))
    assert one.number is not None
    assert group(one.number) not in text
    assert one.number not in "".join(text.split())


def test_a_range_is_reprinted_under_the_same_numbers_and_places() -> None:
    letters = [letter(k) for k in range(1, 5)]
    again = press_run(job(*letters), only={2, 3})
    text = "".join(pages(again["letters.pdf"]))
    assert "2/4" in text
    assert "3/4" in text
    assert "4/4" not in text
    assert "".join(pages(again["checklist.pdf"])).count("ru/sizo") == 2


@pytest.mark.parametrize("facilities", [("any",) * 3, ("ru/sizo", "any", "any", "us/federal", "ru/sizo", "any")])
def test_sheets_are_counted_for_each_letter_with_and_without_reply_sheets(facilities: tuple[str, ...]) -> None:
    long = ("Здравствуйте!", *([RUSSIAN] * 9))
    letters = [
        letter(k, facility=name, **({"paragraphs": long} if k == 1 else {})) for k, name in enumerate(facilities, 1)
    ]
    made = press_run(job(*letters))
    alone = [pages(press_run(job(one))["letters.pdf"]) for one in letters]
    sheets = [load_book(name).reply_sheet for name in facilities]
    told = [
        f"{len(of_one) - 1} + 1" if sheet else str(len(of_one)) for of_one, sheet in zip(alone, sheets, strict=True)
    ]
    rows = [line for page in pages(made["checklist.pdf"]) for line in page.splitlines()]
    assert len(pages(made["letters.pdf"])) == sum(map(len, alone))
    assert len(alone[0]) > len(alone[1])
    assert [row[1] for row in map(re.compile(r" (\d+(?: \+ 1)?) (?:DL|#10)$").search, rows) if row] == told


@pytest.mark.parametrize("cores", [1, 8])
def test_the_bytes_do_not_depend_on_the_machines_cores(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = [letter(k, number=None, paragraphs=("Здравствуйте!", f"Письмо {k}.")) for k in range(1, 61)]
    expected = press_run(job(*letters))
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    made = press_run(job(*letters))
    assert made == expected
    starts = [page for page in pages(made["letters.pdf"]) if "Письмо" in page]
    assert [f"Письмо {k}." in page for k, page in enumerate(starts, 1)] == [True] * 60


def test_every_kind_of_page_stands_on_its_own_sheet_of_american_paper() -> None:
    made = press_run(job(letter(pictures=(picture(),) * 4, reply_sheet=False), paper="letter"))
    text = pages(made["letters.pdf"])
    assert len(text) == len(pages(press_run(job(letter(reply_sheet=False), paper="letter"))["letters.pdf"])) + 1


def test_no_line_begins_with_a_dash() -> None:
    made = pages(press_run(job(letter(paragraphs=("Иван", "слово — " * 400))))["letters.pdf"])
    assert not [line for page in made for line in page.splitlines() if line.startswith("—")]


def test_an_empty_run_or_range_is_refused() -> None:
    with pytest.raises(NothingToPrint):
        press_run(job())
    with pytest.raises(NothingToPrint):
        press_run(job(letter()), only={9})


def test_no_letter_starts_on_the_back_of_another_when_both_sides_are_printed() -> None:
    made = pages(press_run(job(letter(1), letter(2), duplex=True))["letters.pdf"])
    starts = [k for k, page in enumerate(made) if "Здравствуйте" in page]
    assert len(starts) == 2
    assert all(k % 2 == 0 for k in starts)
    if load_book("ru/sizo").single_sided:
        assert all(page.strip() == "" for page in made[1::2])


def test_envelopes_carry_the_envelope_name_over_the_address_and_who_sends() -> None:
    made = pages(press_run(job(letter()))["envelopes-dl.pdf"])
    assert len(made) == 1
    assert made[0].index("Примерову Ивану") < made[0].index("ФКУ ИК-0")
    assert "а/я 1" in made[0]


def test_american_letters_go_into_number_ten_envelopes() -> None:
    american = [name for name in _facilities() if name.startswith("us/")]
    if not american:
        pytest.skip("no American rulebook yet")
    made = press_run(job(letter(1), letter(2, facility=american[0], lang="en", paragraphs=("Dear John", ENGLISH))))
    with pypdfium2.PdfDocument(made["envelopes-10.pdf"]) as document:
        assert document[0].get_size() == pytest.approx((684, 297), abs=1)
    assert "2/2" in pages(made["envelopes-10.pdf"])[0]


def _facilities() -> list[str]:
    from restante.rules import facilities

    return facilities()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ура 🎉", "PARTY POPPER"),
        ("a\x00b", "CONTROL CHARACTER (U+0000)"),
        ("a\ud800b", "LONE SURROGATE (U+D800)"),
        ("a\u202eb", "RIGHT-TO-LEFT OVERRIDE"),
        ("a\u200fb", "RIGHT-TO-LEFT MARK"),
        ("一", "CJK UNIFIED IDEOGRAPH-4E00"),
    ],
)
def test_what_cannot_be_printed_is_named_and_nothing_is_printed(words: str, name: str) -> None:
    with pytest.raises(CannotPrint) as refused:
        press_run(job(letter(paragraphs=("Привет", words))))
    assert name in str(refused.value)
    assert "Привет" not in str(refused.value)


def test_a_hundred_thousand_characters_without_a_space_are_broken_and_stay_on_the_sheet() -> None:
    made = press_run(job(letter(paragraphs=("Ж" * 100_000,))))["letters.pdf"]
    assert sum(page.count("Ж") for page in pages(made)) == 100_000


def test_an_empty_letter_is_refused_and_one_of_pictures_alone_is_not() -> None:
    with pytest.raises(EmptyLetter):
        press_run(job(letter(paragraphs=(" ", "\n"))))
    made = press_run(job(letter(paragraphs=(), sign="", pictures=(picture(),), reply_sheet=False, number=None)))
    assert len(pages(made["letters.pdf"])) == 1


def picture(size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (55.0, 45.0, 0.0)}
    Image.new("RGB", size, (200, 30, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_pictures_follow_on_their_own_sheets_grey_and_without_metadata() -> None:
    plain = press_run(job(letter()))["letters.pdf"]
    made = press_run(job(letter(pictures=(picture(), picture(), picture()))))["letters.pdf"]
    assert len(pages(made)) == len(pages(plain)) + 1
    with pypdfium2.PdfDocument(made) as document:
        found = [o for page in document for o in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])]
        assert len(found) == 3
    assert b"Exif" not in made


@pytest.mark.parametrize("data", [b"", b"not a picture", picture()[:200], b"\x89PNG\r\n\x1a\n" + b"0" * 50])
def test_bytes_that_are_no_picture_are_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused):
        press_run(job(letter(pictures=(data,))))


def test_a_picture_of_twenty_thousand_squared_is_refused_by_its_header() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(BadInput, match="60 million"):
        press_run(job(letter(pictures=(out.getvalue(),))))


def test_words_are_hyphenated_in_their_language() -> None:
    for lang, words in (("ru", RUSSIAN), ("en", ENGLISH)):
        with pypdfium2.PdfDocument(
            press_run(job(letter(lang=lang, paragraphs=("-", words * 3))))["letters.pdf"]
        ) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert "\ufffe" in text or "-\r\n" in text or "\u2010" in text
