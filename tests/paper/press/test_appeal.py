# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters to office-holders stand in the office-holder's language and leave room for whoever signs."""

from dataclasses import replace

import pypdfium2

from restante.paper.press.appeal import WORDS, Appeal, appeal_text, make_appeals

RUSSIAN = Appeal(
    name="М. С. Барри",
    office="Начальник Показательного СИЗО",
    address=("ул. Показательная, 1", "000000 Город"),
    salutation="Уважаемый господин Барри!",
    text="Прошу проверить #условия.\n\nПрошу ответить\nписьменно.",
    lang="ru",
    day="2020-03-01",
)
ENGLISH = replace(RUSSIAN, name="Ms Example", salutation="Dear Ms Example,", text="I ask you.", lang="en", day=None)


def pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def test_each_letter_has_its_page_its_language_and_its_place_to_sign() -> None:
    first, second = pages(make_appeals((RUSSIAN, ENGLISH), title="Иван", notice="Вымышлено", lang="ru"))
    for words in ("М. С. Барри", "000000 Город", "Уважаемый господин Барри!", "#условия.", "Подпись:", "Вымышлено"):
        assert words in first
    assert "Сведения на 2020-03-01" in first
    assert "Signature:" in second
    assert "Facts as of" not in second


def test_the_text_has_everything_that_the_page_has() -> None:
    text = appeal_text((RUSSIAN,), notice=None).decode()
    assert text.startswith("М. С. Барри\nНачальник Показательного СИЗО\nул. Показательная, 1\n")
    assert "\n\nПрошу ответить\nписьменно.\n\nС уважением,\n" in text
    assert text.endswith("Сведения на 2020-03-01\n")


def test_a_long_letter_goes_on_overleaf() -> None:
    assert len(pages(make_appeals((replace(RUSSIAN, text="Слово " * 900),), title="И", notice=None, lang="ru"))) > 1


def test_a_letter_in_a_language_without_words_of_ours_is_made_all_the_same() -> None:
    (page,) = pages(make_appeals((replace(RUSSIAN, lang="pl"),), title="И", notice=None, lang="ru"))
    assert WORDS["en"]["signature"] in page


def test_the_same_letter_gives_the_same_bytes() -> None:
    first = make_appeals((RUSSIAN,), title="И", notice=None, lang="ru")
    assert first == make_appeals((replace(RUSSIAN),), title="И", notice=None, lang="ru")
