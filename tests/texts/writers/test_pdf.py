# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF: the marks of PDF/UA-1 and PDF/A-2a, a structure that says what is what, the same bytes anywhere."""

import io
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings

from restante.texts import document as d
from restante.texts.document import Document, nodes_of
from restante.texts.records import book_of
from restante.texts.typography import typeset_document
from restante.texts.writers import TooLongToWrite, printing, write_book
from restante.texts.writers.pdf import BookNotSet
from restante.texts.writers.printing import NoTypeFor, characters_without_type, with_type
from tests.texts.writers.samples import BOOK, DOCUMENTS, EVERYTHING, SINGLE, SMALL, line, p, text_with

ROOT = Path(__file__).parents[3]
WRITE = """
import hashlib, sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/src"]
from restante.texts.writers import write_book
from tests.texts.writers.samples import BOOK, SINGLE
for form in ("pdf", "booklet", "booklet-a6", "epub", "html", "txt", "md"):
    for book in (BOOK, SINGLE):
        print(form, hashlib.sha256(write_book(book, form, library="http://abc.onion/")).hexdigest())
"""


@pytest.fixture(scope="module")
def single() -> bytes:
    return write_book(SINGLE, "pdf", library="http://abc.onion/")


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every structure element, in order."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, pikepdf.Array):
            waiting = [*list(one), *waiting]
        elif isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one
            if "/K" in one:
                waiting.insert(0, one.K)


def words_in(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def test_it_is_marked_as_pdf_ua_and_pdf_a_and_names_its_language_and_colours(single: bytes) -> None:
    with pikepdf.open(io.BytesIO(single)) as pdf:
        about = pdf.Root.Metadata.read_bytes().decode()
        assert re.search(r"<pdfuaid:part>1<", about)
        assert re.search(r"<pdfaid:part>2<.*<pdfaid:conformance>A<", about, re.DOTALL)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.Root.Lang) == "ru"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert str(pdf.docinfo["/Title"]) == "Что «есть»\u00a0— всё"
        assert str(pdf.docinfo["/Author"]) == "Рев Диа, Анна Пример"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240503")
        assert "/Encrypt" not in pdf.trailer


def test_its_structure_says_what_is_what_and_skips_no_rank(single: bytes) -> None:
    with pikepdf.open(io.BytesIO(single)) as pdf:
        kinds = [str(one.S)[1:] for one in elements(pdf)]
        ranks = [int(kind[1]) for kind in kinds if re.fullmatch("H[1-6]", kind)]
        alts = [str(one.Alt) for one in elements(pdf) if str(one.S) == "/Figure"]
    assert {
        "Title",
        "P",
        "Note",
        "Link",
        "Table",
        "TH",
        "TD",
        "L",
        "LI",
        "BlockQuote",
        "Code",
        "Figure",
        "Caption",
    } <= set(kinds)
    assert all(after <= before + 1 for before, after in zip([0, *ranks], ranks, strict=False))
    assert alts == [
        "Жёлтый прямоугольник на зелёном",
        "Изображение, которое в источнике не описано",
        "та же",
        "маленькая",
    ]


def test_every_face_is_inside_and_every_page_is_tagged(single: bytes) -> None:
    with pikepdf.open(io.BytesIO(single)) as pdf:
        fonts = [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in fonts)
        assert {str(page.Tabs) for page in pdf.pages} == {"/S"}
        assert all("/StructParents" in page for page in pdf.pages)
        assert not any(
            "/JavaScript" in one or "/JS" in one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)
        )


def test_a_footnote_stands_on_the_page_of_its_mark(single: bytes) -> None:
    with pypdfium2.PdfDocument(single) as pdf:
        first = pdf[0].get_textpage().get_text_bounded().replace("\u00a0", " ")
    assert "Первое примечание." in first
    assert first.index("сфабриковано") < first.index("Второе, с другим внутри")


def test_a_note_nobody_refers_to_and_all_that_is_known_stand_at_the_end(single: bytes) -> None:
    words = re.sub(r"\s+", " ", words_in(single)).replace("\u00a0", " ")
    for told in (
        "В тексте нет ссылки на это примечание. 5 Никто не ссылается.",
        "Из библиотеки: Свободная библиотека (зеркало)",
        "Скопировано: 26 января 2022 из перевода source.example",
        "Права, как их указывает источник: Anti-Copyright",
        "Текст по состоянию на: 3 мая 2024",
        "Эта библиотека: http://abc.onion/",
    ):
        assert told in words


def test_a_book_has_contents_and_tells_of_each_text_at_its_end() -> None:
    words = words_in(write_book(BOOK, "pdf"))
    assert words.index("Contents") < words.index("Об этом тексте")
    assert words.count("About this text") == 2


@pytest.mark.parametrize("part", ["head", "foot"])
@pytest.mark.parametrize(
    "held",
    [d.NoteRef("1"), d.Link("https://example.org/", (d.Plain("там"),)), d.Anchor("here")],
    ids=["note", "link", "anchor"],
)
def test_the_first_and_the_last_row_of_a_long_table_may_lead_elsewhere(part: str, held: d.Inline) -> None:
    rows = tuple(((d.Plain(f"ряд {number}"),),) for number in range(120))
    ends = {part: (((d.Plain("Заглавие"), held),),)}
    note = d.Note("1", (p("Примечание."),))
    words = words_in(write_book(book_of(text_with(Document((d.Table(body=rows, **ends),), (note,)))), "pdf"))  # type: ignore[arg-type]
    assert words.count("Заглавие") == 1
    assert "ряд 119" in words


@given(DOCUMENTS)
@settings(max_examples=40)
def test_any_document_can_be_set_and_keeps_its_words(told: Document) -> None:
    try:
        data = write_book(book_of(text_with(told)), "pdf")
    except NoTypeFor:
        return
    seen = Counter(_figures_and_letters(words_in(data)))
    written = (one.text for one in nodes_of(typeset_document(told, "ru")) if isinstance(one, d.Plain | d.Example))
    for words in written:  # the words for a picture are in the structure and not on the page
        assert not Counter(_figures_and_letters(with_type(words))) - seen


def _figures_and_letters(words: str) -> str:
    """Base letters, since a PDF may give a letter with its accent as two; a hyphenated word is one."""
    plain = unicodedata.normalize("NFKD", words)
    return "".join(one for one in plain if "а" <= one.lower() <= "я" or "0" <= one <= "9" or "a" <= one.lower() <= "z")


def test_the_bytes_are_the_same_with_other_hash_seeds_other_clocks_and_more_fonts(tmp_path: Path) -> None:
    fonts = tmp_path / "home" / ".fonts"
    fonts.mkdir(parents=True)
    face = ROOT / "src" / "restante" / "paper" / "fonts" / "DejaVuSans.ttf"
    shutil.copy(face, fonts / "PTSerif-Regular.ttf")  # another face under the name of ours

    def written(seed: str, zone: str, home: Path) -> str:
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "HOME": str(home), "SOURCE_DATE_EPOCH": seed}
        command = [sys.executable, "-c", WRITE, str(ROOT)]
        return subprocess.run(
            command, env=env, cwd=home, capture_output=True, check=True, text=True, timeout=200
        ).stdout

    assert written("1", "UTC", tmp_path) == written("7777", "Asia/Kamchatka", tmp_path / "home")


def test_words_are_never_typst_markup() -> None:
    evil = '#panic("x") $x$ *b* _i_ `c` <l> @ref = h\n/ t: d \\ " #[ ] { } // c /* d */ https://a.example [[ ]]'
    told = Document(
        (p(evil), d.Heading(1, line(evil)), d.Example(evil), d.Table((), (), ((line(evil),),)), p(d.NoteRef("1"))),
        (d.Note("1", (p(evil),)),),
    )
    words = re.sub(r"\s+", "", words_in(write_book(book_of(text_with(told, "en")), "pdf")))
    assert words.count("#panic(") == 5


def test_characters_without_type_are_named_at_the_end_and_a_foreign_script_is_refused() -> None:
    some = text_with(Document((p("слово " * 100), p("знак 中 и 😀"))))
    assert characters_without_type(book_of(some)) == ("中", "😀")
    words = re.sub(r"\s+", " ", words_in(write_book(book_of(some), "pdf")))
    assert "Знаки, которых нет в наших шрифтах: CJK UNIFIED IDEOGRAPH-4E2D (U+4E2D), GRINNING FACE (U+1F600)" in words
    with pytest.raises(NoTypeFor) as refused:
        write_book(book_of(text_with(Document((p("自由" * 100),)))), "pdf")
    assert refused.value.fields["count"] == 200


def test_hebrew_arabic_greek_and_georgian_have_type() -> None:
    assert not characters_without_type(book_of(text_with(Document((p("שלום سلام λόγος საქართველო ґ ў ё ª №"),)))))


def test_quotations_as_deep_as_a_reader_lets_them_be_are_set() -> None:
    block: d.Block = p("внутри")
    for _ in range(48):
        block = d.Items("bullet", ((d.Quote((block,)),),))
    words: d.Inlines = line("слово")
    for _ in range(48):
        words = (d.Styled("emphasis", (d.Link("https://a.example/", words),)),)
    told = words_in(write_book(book_of(text_with(Document((block, d.Paragraph(words))))), "pdf"))
    assert "внутри" in told
    assert "слово" in told


def test_more_than_a_shelf_is_refused_before_it_is_set() -> None:
    told = Document(tuple(p("слово " * 1000) for _ in range(210)))
    with pytest.raises(TooLongToWrite) as refused:
        write_book(book_of(text_with(told)), "pdf")
    assert "1200000" in refused.value.message()


def test_a_picture_that_is_none_is_said_to_be_missing() -> None:
    told = Document((d.Picture("a", alt="портрет"),), (), {"a": b"\x89PNG\r\n\x1a\nnothing"})
    assert "[Здесь не хватает изображения: портрет]" in words_in(write_book(book_of(text_with(told)), "pdf"))


def test_a_small_text_is_a_small_file() -> None:
    assert len(write_book(book_of(SMALL), "pdf")) < 40_000
    assert EVERYTHING.document.pictures


def test_nothing_is_drawn_outside_a_tag_or_an_artifact_and_every_letter_has_its_meaning(single: bytes) -> None:
    shows = {"Tj", "TJ", "'", '"', "Do", "S", "f", "f*", "B", "sh"}
    with pikepdf.open(io.BytesIO(single)) as pdf:
        tagged = set()
        for number, page in enumerate(pdf.pages):
            open_marks: list[str] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in {"BDC", "BMC"}:
                    open_marks.append(str(operands[0]))
                    if name == "BDC" and "/MCID" in operands[1]:
                        tagged.add((number, int(operands[1].MCID)))
                elif name == "EMC":
                    open_marks.pop()
                assert name not in shows or open_marks, f"{name} on page {number + 1}"
        numbers = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
        assert tagged
        assert tagged == set(marked_content(pdf, numbers))
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        assert all("/ToUnicode" in one for one in fonts if one.Subtype == "/Type0")


def marked_content(pdf: pikepdf.Pdf, numbers: dict[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """Page and number of each piece of a page that the structure names."""
    for one in elements(pdf):
        held = one.get("/K")
        for kid in [] if held is None else list(held) if isinstance(held, pikepdf.Array) else [held]:
            if isinstance(kid, int):
                yield numbers[one.Pg.objgen], kid
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                yield numbers[kid.get("/Pg", one.get("/Pg")).objgen], int(kid.MCID)


def test_a_panic_in_the_typesetter_is_an_error_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):  # as pyo3 names it
        pass

    def panics(*_: object, **__: object) -> bytes:
        raise PanicException

    monkeypatch.setattr("restante.texts.writers.pdf.typst.compile", panics)
    with pytest.raises(BookNotSet):
        write_book(book_of(SMALL), "pdf")


@pytest.mark.parametrize("inner", [(), (d.Anchor("b"),), line(" "), (d.NoteRef("1"),), (d.Break(),)])
@pytest.mark.parametrize("target", ["#a", "https://a.example/"])
def test_a_link_without_a_name_is_named_by_its_address_or_is_none(target: str, inner: d.Inlines) -> None:
    told = Document((p(d.Link(target, inner), d.Anchor("a"), "x"),), (d.Note("1", (p("n"),)),))
    words = words_in(write_book(book_of(text_with(told)), "pdf"))
    assert ("a.example" in words) is target.startswith("https")


def test_every_character_that_any_face_has_is_set_in_every_style() -> None:
    held = "".join(chr(point) for point in sorted(printing._characters()))
    words = d.Plain(" ".join(held[at : at + 8] for at in range(0, len(held), 8)))
    styles: tuple[d.Style, ...] = ("emphasis", "strong", "code", "sans", "small_caps", "superscript")
    told = Document((p(words), d.Example(words.text), *(p(d.Styled(style, (words,))) for style in styles)))
    assert write_book(book_of(text_with(told)), "pdf")


def test_odd_places_and_readings_are_set() -> None:
    within = d.Link("#a", line("сюда", d.Styled("strong", (d.Anchor("a"), d.Plain("место")))))
    told = Document((p(within), d.Heading(1, line(d.Link("#c", (d.Anchor("c"),)), "x")), p(d.Ruby((), line("чтение")))))
    words = words_in(write_book(book_of(text_with(told)), "pdf"))
    assert all(one in words for one in ("сюдаместо", "чтение"))
