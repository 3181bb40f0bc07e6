# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of other libraries, invented but for the one in the shared folder, taken apart into fields."""

from datetime import date
from pathlib import Path

import pytest

from restante.texts.document import words_of
from restante.texts.readers import read_text
from restante.texts.readers.reading import Reading
from restante.texts.readers.refusals import NotOfForm
from tests.texts.readers.files import docx, epub, paragraph

BODY = """The cell has a window to the yard. The letters that come are read twice; that was the first thing we learnt.

They came on a Tuesday, and it was raining; nobody in the house had slept for two days and the dog was with us.
"""
RUSSIAN_BODY = """В камере есть окно во двор. Письма, которые приходят, читают дважды, и это мы узнали о нём первым.

Они пришли во вторник, и шёл дождь; никто в доме не спал два дня, и собака была с нами, как и все мы.
"""


def page(library: str, line: str, retrieved: str, host: str, title: str, *below: str, body: str = BODY) -> bytes:
    """The layout, with as many empty lines as text tools leave."""
    lines = [library, "", "", line, "", retrieved, "", host, "", f"## {title}", ""]
    return "\n".join([*lines, *(part for each in below for part in (each, "")), body]).encode()


def read(data: bytes, name: str = "page.txt") -> Reading:
    found = read_text(data, name)
    assert found.form == "page"
    return found


def text_of(reading: Reading) -> str:
    return " ".join(" ".join(words_of(reading.document)).split())


@pytest.mark.shared
def test_the_page_about_azat_miftakhov_gives_every_field(shared: Path) -> None:
    found = read((shared / "texts" / "who-is-azat-miftakhov.txt").read_bytes(), "who-is-azat-miftakhov.txt")
    head = found.head
    assert (head.title, [each.name for each in head.authors]) == ("Who is Azat Miftakhov?", ["Rev Dia"])
    assert (head.written, head.lang) == ("2019-02-17", "en")
    origin = head.provenance
    assert (origin.library, origin.mirror) == ("The Anarchist Library", True)
    assert (origin.retrieved, origin.translation_of) == (date(2022, 1, 26), "revdia.org")
    assert (origin.host, origin.rights) == ("usa.anarchistlibraries.net", "Anti-Copyright")
    assert (origin.retrieved_from, origin.source) == ("", "")
    said = text_of(found)
    assert said.startswith("Russia is a good example")
    assert said.endswith("Our strength is in solidarity!")
    assert "Rev Dia" not in said
    assert "Who is Azat" not in said


def test_several_authors_and_a_day_of_another_month_are_told_apart() -> None:
    found = read(
        page(
            "The Yard Library (Mirror) Anti-Copyright",
            "Ann Lee, Bo Ray and Cy Oak A Window to the Yard October 3, 2021",
            "Retrieved on 1<sup>st</sup> May 2022 from yardpress.example",
            "yard.example.net",
            "A Window to the Yard",
            "Ann Lee, Bo Ray and Cy Oak",
            "October 3, 2021",
        )
    )
    assert [each.name for each in found.head.authors] == ["Ann Lee", "Bo Ray", "Cy Oak"]
    assert found.head.written == "2021-10-03"
    assert found.head.provenance.retrieved == date(2022, 5, 1)
    assert (found.head.provenance.retrieved_from, found.head.provenance.translation_of) == ("yardpress.example", "")
    assert text_of(found).startswith("The cell has a window")


def test_a_page_without_author_has_none_and_keeps_every_word_of_its_text() -> None:
    found = read(
        page("The Yard Library Anti-Copyright", "Letters and Rain March 2020",
             "Retrieved on 2 June 2020 from x.example", "yard.example.net", "Letters and Rain", "March 2020")
    )  # fmt: skip
    assert (found.head.authors, found.head.written, found.head.provenance.mirror) == ((), "2020-03", False)
    assert text_of(found) == " ".join(BODY.split())


def test_a_page_without_provenance_says_so_by_empty_fields() -> None:
    data = page("The Yard Library (Mirror)", "Ann Lee Rain 2020", "", "yard.example.net", "Rain", "Ann Lee", "2020")
    origin = read(data).head.provenance
    assert (origin.retrieved, origin.retrieved_from, origin.translation_of, origin.rights) == (None, "", "", "")
    assert (origin.library, origin.mirror, origin.host) == ("The Yard Library", True, "yard.example.net")


OTHERS = {
    "German": (
        "Die Hofbibliothek (Spiegel) Anti-Copyright", "Anna Lehm Fenster zum Hof 5. März 2018",
        "Abgerufen am 26. Januar 2022 von hof.example", "5. März 2018", "2018-03-05", date(2022, 1, 26),
        "hof.example", "",
    ),
    "German, a translation": (
        "Die Hofbibliothek (Spiegel) Anti-Copyright", "Anna Lehm Fenster zum Hof 5. März 2018",
        "Abgerufen am 26. Januar 2022 aus einer Übersetzung von hof.example", "5. März 2018", "2018-03-05",
        date(2022, 1, 26), "", "hof.example",
    ),
    "Spanish": (
        "La Biblioteca del Patio (Espejo) Anti-Copyright", "Anna Lehm Fenster zum Hof 5 de marzo de 2018",
        "Recuperado el 3 de abril de 2019 desde patio.example", "5 de marzo de 2018", "2018-03-05", date(2019, 4, 3),
        "patio.example", "",
    ),
    "Russian": (
        "Библиотека двора (зеркало) Антикопирайт", "Anna Lehm Fenster zum Hof 5 марта 2018",
        "Скачано 26 января 2022 г. с dvor.example", "5 марта 2018", "2018-03-05", date(2022, 1, 26), "dvor.example", "",
    ),
    "Russian, a translation": (
        "Библиотека двора (зеркало) Антикопирайт", "Anna Lehm Fenster zum Hof 5 марта 2018",
        "Скачано 26 января 2022 из перевода dvor.example", "5 марта 2018", "2018-03-05", date(2022, 1, 26), "",
        "dvor.example",
    ),
    "French": (
        "La Bibliothèque de la cour (Miroir) Anti-Copyright", "Anna Lehm Fenster zum Hof 5 mars 2018",
        "Récupéré le 14 juillet 2020 sur cour.example", "5 mars 2018", "2018-03-05", date(2020, 7, 14),
        "cour.example", "",
    ),
    "Polish": (
        "Biblioteka Podwórza Anti-Copyright", "Anna Lehm Fenster zum Hof 5 marca 2018",
        "Pobrano 9 sierpnia 2020 z podworze.example", "5 marca 2018", "2018-03-05", date(2020, 8, 9),
        "podworze.example", "",
    ),
    "Ukrainian": (
        "Бібліотека двору (дзеркало) Антикопірайт", "Anna Lehm Fenster zum Hof 5 березня 2018",
        "Отримано 22 серпня 2023 з dvir.example", "5 березня 2018", "2018-03-05", date(2023, 8, 22), "dvir.example", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_mirrors_in_other_languages_are_read_in_theirs(kind: str) -> None:
    library, line, retrieved, below, written, day, origin, translation = OTHERS[kind]
    found = read(page(library, line, retrieved, "hof.example.net", "Fenster zum Hof", "Anna Lehm", below))
    assert [each.name for each in found.head.authors] == ["Anna Lehm"]
    assert (found.head.title, found.head.written) == ("Fenster zum Hof", written)
    told = found.head.provenance
    assert (told.retrieved, told.retrieved_from, told.translation_of) == (day, origin, translation)
    assert told.library == library.split(" (")[0].removesuffix(" Anti-Copyright")
    assert told.rights in library
    assert text_of(found) == " ".join(BODY.split())


def test_a_russian_page_in_windows_1251_is_the_same_page() -> None:
    data = page("Библиотека двора (зеркало) Антикопирайт", "Анна Лём Окно во двор 5 марта 2018",
                "Скачано 26 января 2022 с dvor.example", "dvor.example", "Окно во двор", "Анна Лём", "5 марта 2018",
                body=RUSSIAN_BODY)  # fmt: skip
    found = read(data.decode().encode("windows-1251"))
    assert found.head == read(data).head
    assert found.head.lang == "ru"
    assert "encoding-guessed" in [each.code for each in found.warnings]


def test_lines_one_by_one_are_read_like_lines_run_together() -> None:
    lines = ["The Yard Library (Mirror)", "Anti-Copyright", "", "Ann Lee", "Rain", "17 May 2020", "",
             "Retrieved on 2 June 2020 from x.example. Translated by Bo Ray. First printed in Rain Review 5.",
             "yard.example.net", "", "# Rain", "", "Ann Lee", "", "17 May 2020", "", BODY]  # fmt: skip
    head = read("\n".join(lines).encode()).head
    assert ([each.name for each in head.authors], head.title, head.written) == (["Ann Lee"], "Rain", "2020-05-17")
    assert [each.name for each in head.translators] == ["Bo Ray"]
    assert head.provenance.source == "First printed in Rain Review 5."
    assert (head.provenance.retrieved, head.provenance.retrieved_from) == (date(2020, 6, 2), "x.example")
    assert (head.provenance.library, head.provenance.rights) == ("The Yard Library", "Anti-Copyright")


def test_labelled_lines_below_the_title_are_its_fields() -> None:
    marked = "".join(
        f"<p><strong>{name}:</strong> {said}</p>"
        for name, said in {
            "Author": "Ann Lee and Bo Ray", "Topics": "yards, rain", "Date": "17 May 2020",
            "Source": "Retrieved on 2 June 2020 from x.example. First printed in Rain Review 5.",
        }.items()
    )  # fmt: skip
    page = f"<html><body><h1>Rain</h1>{marked}<p>{BODY.strip()}</p></body></html>"
    found = read(page.encode(), "x.html")
    assert [each.name for each in found.head.authors] == ["Ann Lee", "Bo Ray"]
    assert (found.head.topics, found.head.written) == (("yards", "rain"), "2020-05-17")
    told = found.head.provenance
    assert (told.retrieved, told.retrieved_from) == (date(2020, 6, 2), "x.example")
    assert told.source == "First printed in Rain Review 5."
    assert text_of(found) == " ".join(BODY.split())


def test_a_subtitle_between_title_and_date_is_one() -> None:
    data = page("The Yard Library Anti-Copyright", "Ann Lee Rain Notes from a yard 17 May 2020", "", "yard.example.net",
                "Rain", "Notes from a yard", "Ann Lee", "17 May 2020")  # fmt: skip
    found = read(data)
    assert (found.head.subtitle, [each.name for each in found.head.authors]) == ("Notes from a yard", ["Ann Lee"])
    assert text_of(found) == " ".join(BODY.split())


def test_the_same_lines_at_the_end_are_read_too() -> None:
    body = "\n\n".join(f"Paragraph {n} of the text, which was written in the yard and is here." for n in range(9))
    tail = ["The Yard Library (Mirror)", "Anti-Copyright", "Ann Lee", "Rain", "17 May 2020",
            "Retrieved on 2 June 2020 from x.example", "yard.example.net"]  # fmt: skip
    found = read("\n\n".join(["# Rain", "Ann Lee", "17 May 2020", body, *tail]).encode())
    assert found.head.provenance.host == "yard.example.net"
    assert [each.name for each in found.head.authors] == ["Ann Lee"]
    assert text_of(found) == " ".join(body.split())


def test_an_html_copy_of_such_a_page_gives_the_same_fields() -> None:
    plain = page("The Yard Library (Mirror) Anti-Copyright", "Ann Lee Rain 17 May 2020",
                 "Retrieved on 26<sup>th</sup> January 2022 from a translation of x.example", "yard.example.net",
                 "Rain",
                 "Ann Lee", "17 May 2020").decode()  # fmt: skip
    rows = [line for line in plain.split("\n") if line]
    marked = "".join(f"<h2>{row[3:]}</h2>" if row.startswith("## ") else f"<p>{row}</p>" for row in rows)
    copied = read(
        f"<!DOCTYPE html><html><head><title>Rain | Yard</title></head><body>{marked}</body></html>".encode(), "p.html"
    )
    assert copied.head == read(plain.encode()).head
    assert text_of(copied) == " ".join(BODY.split())


def test_a_page_inside_a_book_or_a_document_or_under_another_name_gives_its_fields() -> None:
    lines = ["The Yard Library (Mirror) Anti-Copyright", "Ann Lee Rain 17 May 2020",
             "Retrieved on 2 June 2020 from x.example", "yard.example.net"]  # fmt: skip
    below = ["Ann Lee", "17 May 2020", BODY.split("\n\n", maxsplit=1)[0], BODY.split("\n\n")[1].strip()]
    marked = "".join(f"<p>{each}</p>" for each in lines) + "<h1>Rain</h1>" + "".join(f"<p>{each}</p>" for each in below)
    styled = "".join(paragraph(each) for each in lines) + paragraph("Rain", "Heading1")
    files = {
        "x.epub": epub({"a.xhtml": marked}, "<dc:title>Rain</dc:title><dc:language>en</dc:language>"),
        "x.docx": docx(styled + "".join(paragraph(each) for each in below)),
        "x.md": "\n\n".join([*lines, "# Rain", *below]).encode(),
    }
    for name, data in files.items():
        found = read_text(data, name)
        told = found.head.provenance
        assert (found.head.title, [each.name for each in found.head.authors]) == ("Rain", ["Ann Lee"]), name
        assert (told.library, told.mirror, told.host) == ("The Yard Library", True, "yard.example.net"), name
        assert (told.retrieved, told.retrieved_from, told.rights) == (date(2020, 6, 2), "x.example", "Anti-Copyright")
        assert text_of(found) == " ".join(BODY.split()), name


NOT_PAGES = {
    "an article about copyright": f"# Anti-Copyright\n\n{BODY}",
    "a letter with an address": f"Dear all,\n\nyard.example.net\n\n# Rain\n\n{BODY}",
    "a title and a date": f"# Rain\n\n17 May 2020\n\n{BODY}",
    "words alone": BODY,
    "a heading and two labels": f"# Rain\n\nAuthor: Ann Lee\n\nDate: 17 May 2020\n\n{BODY}",
}


@pytest.mark.parametrize("kind", NOT_PAGES)
def test_one_sign_alone_makes_no_page(kind: str) -> None:
    assert read_text(NOT_PAGES[kind].encode(), "x.txt").form != "page"
    with pytest.raises(NotOfForm):
        read_text(NOT_PAGES[kind].encode(), "x.txt", "page")
