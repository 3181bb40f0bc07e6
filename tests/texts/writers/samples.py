# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented texts that hold every shape a document can have, and a strategy for documents nobody thought of."""

import io
from datetime import date
from functools import cache

from hypothesis import strategies as st
from PIL import Image

from restante.texts import document as d
from restante.texts.records import Author, Book, Provenance, Revision, Text, Topic, book_of


def p(*words: d.Inline | str, align: d.Align = "start") -> d.Paragraph:
    return d.Paragraph(line(*words), align)


def line(*words: d.Inline | str) -> d.Inlines:
    return tuple(d.Plain(one) if isinstance(one, str) else one for one in words)


def em(words: str) -> d.Styled:
    return d.Styled("emphasis", line(words))


@cache
def picture(form: str = "PNG", size: tuple[int, int] = (120, 80)) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, (40, 90, 60))
    image.paste((220, 200, 90), (10, 10, 60, 40))
    image.save(out, form)
    return out.getvalue()


BLOCKS: d.Blocks = (
    p("Первый абзац - с ", em("курсивом"), ", ", d.Styled("strong", line("жирным ", em("и тем и другим"))), "."),
    d.Heading(1, line("Часть первая", d.NoteRef("n1")), short=line("Часть"), anchor="first"),
    p('Он сказал: "Это "дело" сфабриковано"', d.NoteRef("n2"), " - и ушёл...", d.NoteRef("n1")),
    d.Heading(3, line("Глубже & <b>не разметка</b>")),
    p(
        d.Styled("code", line('x < "y"')),
        " H",
        d.Styled("subscript", line("2")),
        "O 10",
        d.Styled("superscript", line("6")),
        " ",
        d.Styled("deleted", line("вычеркнуто")),
        " ",
        d.Styled("small_caps", line("Капитель")),
        " ",
        d.Styled("sans", line("рубленый")),
    ),
    p(
        "Ссылки: ",
        d.Link("https://example.org/a?b=1&c=2", line("сайт")),
        ", ",
        d.Link("#first", line("наверх")),
        ", ",
        d.Link("text:other", line("другой текст")),
        ", ",
        d.Link("javascript:alert(1)", line("не ссылка")),
        ", ",
        d.Anchor("here"),
        d.Link("#nowhere", line("никуда")),
        ".",
    ),
    p("Посередине", align="centre"),
    p("Справа", d.Break(), "на двух строках", align="end"),
    d.Quote((p("Цитата."), d.Quote((p("Цитата в цитате."),)))),
    d.Verse(
        (line("Строка первая,"), line("с отступом,"), (), line("вторая ", em("строфа"), d.NoteRef("n3"))), (0, 4, 0, 2)
    ),
    d.Play((p(d.Styled("strong", line("СУДЬЯ.")), " Встаньте."), p(d.Styled("strong", line("ПОДСУДИМЫЙ.")), " Стою."))),
    d.Bibliography((p("Иванов И. И. Книга. М., 2019."),)),
    d.Example("  набрано\n    как есть <tag>\n\tтабуляция"),
    d.Items("bullet", ((p("один"), d.Items("lower_alpha", ((p("а"),), (p("б"),)), 3)), (p("два"), p("ещё абзац")), ())),
    d.Items("decimal", ((p("пять"),), (p("шесть"),)), 5),
    d.Items("upper_roman", ((p("римское"),),)),
    d.Definitions((d.Definition(line("Слово"), (p("значение"), p("другое"))), d.Definition(line("Ещё"), ()))),
    d.Table(
        line("Подпись"),
        ((line("Кто"), line("Сколько"), ()),),
        ((line("Анна"), line("1"), line("x")), (line("Борис"),)),
        ((line("Всего"), line("2")),),
        ("start", "end"),
        (40, 30, 30),
    ),
    d.Table(body=((line("без"), line("заголовка")),)),
    d.Rule(),
    d.Picture(
        "a.png",
        alt="Жёлтый прямоугольник на зелёном",
        caption=line("Подпись ", em("к картинке"), d.NoteRef("n4")),
        width=50,
    ),
    d.Picture("b.jpg", turn=90, side="right", width=30),
    d.Picture("c.webp", alt="та же", whole_page=True),
    d.Picture("нет.png", alt="чего нет"),
    p("В строке ", d.Picture("a.png", alt="маленькая"), " картинка."),
    d.PageBreak(),
    d.Heading(1, line("Часть вторая")),
    d.Aside((p("Some words in English, “quoted”."), p('And "straight" ones.')), "en"),
    d.Aside((p("שלום עולם"),), "he", "rtl"),
    p("Слова ", d.Foreign("de", line('"auf Deutsch"')), " и ", d.Ruby(line("слово"), line("чтение")), "."),
    d.Heading(2, line("Часть вторая")),
    p("Конец", d.NoteRef("missing"), d.NoteRef("s1")),
)
NOTES = (
    d.Note("n1", (p("Первое примечание."), d.Quote((p("С цитатой."),)), d.Heading(2, line("Заголовок внутри")))),
    d.Note("n2", (p("Второе, с другим внутри", d.NoteRef("s1"), "."),)),
    d.Note("n3", (p("К стихам."),), mark="*"),
    d.Note("n4", (p("К подписи."),)),
    d.Note("lost", (p("Никто не ссылается."), d.Items("bullet", ((p("но оно есть"),),)))),
    d.Note("s1", (p("Из другого ряда."),), series=2),
)
DOCUMENT = d.Document(
    BLOCKS, NOTES, {"a.png": picture(), "b.jpg": picture("JPEG"), "c.webp": picture("WEBP", (300, 500))}
)
PROVENANCE = Provenance(
    library="Свободная библиотека",
    mirror=True,
    host="example.org",
    url="https://example.org/library/one",
    retrieved=date(2022, 1, 26),
    translation_of="source.example",
    source="Газета, № 5",
    rights="Anti-Copyright",
    notes="Набрано с бумаги",
)
EVERYTHING = Text(
    id="everything",
    title='Что "есть" - всё',
    lang="ru",
    document=DOCUMENT,
    subtitle="Подзаголовок",
    authors=(Author("Рев Диа", "Диа, Рев", "rev-dia"), Author("Анна Пример")),
    translators=(Author("Иван Переводчик"),),
    written="2019-02-17",
    published=date(2024, 2, 29),
    topics=(Topic("prison", "тюрьма"), Topic("letters", "письма")),
    series="Письма",
    series_number="3",
    place="Москва",
    provenance=PROVENANCE,
    revisions=(Revision(date(2024, 5, 3), "Исправлено имя."),),
)
SMALL = Text(
    id="small",
    title="A small text",
    lang="en",
    document=d.Document((p('"Well," she said - and left.', d.NoteRef("1")),), (d.Note("1", (p("A note."),)),)),
    authors=(Author("Rev Dia"),),
)
BOOK = Book(id="mine", title="My own <reader>", lang="en", texts=(SMALL, EVERYTHING, SMALL))
SINGLE = book_of(EVERYTHING)

_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn"))
WORDS = st.text(
    st.one_of(st.sampled_from("abc xyz абв эюя 12 .,:;!?\"'-–—()[]{}*_`~#<>&\\/|+=@^$%\u00a0«»„“”‘’"), _LETTERS),
    max_size=24,
)
_STYLE = st.sampled_from(["emphasis", "strong", "code", "superscript", "subscript", "deleted", "small_caps", "sans"])


def _inlines(inner: st.SearchStrategy[d.Inline]) -> st.SearchStrategy[d.Inlines]:
    return st.lists(inner, max_size=4).map(tuple)


_LEAF: st.SearchStrategy[d.Inline] = st.one_of(
    WORDS.map(d.Plain),
    st.sampled_from(["1", "2", "3", "9"]).map(d.NoteRef),
    st.just(d.Break()),
    st.sampled_from(["a", "b"]).map(d.Anchor),
    st.builds(d.Picture, file=st.sampled_from(["a.png", "no.png"]), alt=WORDS),
)
INLINE: st.SearchStrategy[d.Inline] = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.builds(d.Styled, _STYLE, _inlines(inner)),
        st.builds(
            d.Link,
            st.sampled_from(["https://a.example/", "#a", "#zz", "text:x", "javascript:x", "mailto:a@b.example"]),
            _inlines(inner),
        ),
        st.builds(d.Foreign, st.sampled_from(["ru", "en", "de", "he"]), _inlines(inner)),
        st.builds(d.Ruby, _inlines(inner), _inlines(inner)),
    ),
    max_leaves=6,
)
INLINES = _inlines(INLINE)


def _blocks(inner: st.SearchStrategy[d.Block]) -> st.SearchStrategy[d.Blocks]:
    return st.lists(inner, max_size=3).map(tuple)


_ROWS = st.lists(st.lists(INLINES, min_size=1, max_size=3).map(tuple), max_size=2).map(tuple)
_BLOCK_LEAF: st.SearchStrategy[d.Block] = st.one_of(
    st.builds(d.Paragraph, INLINES, st.sampled_from(["start", "centre", "end"])),
    st.builds(d.Heading, st.integers(1, 5), INLINES, anchor=st.sampled_from(["", "", "c"])),
    st.builds(d.Verse, st.lists(INLINES, max_size=3).map(tuple), st.lists(st.integers(0, 9), max_size=3).map(tuple)),
    st.builds(d.Example, WORDS),
    st.builds(d.Table, INLINES, _ROWS, _ROWS, _ROWS),
    st.builds(d.Picture, file=st.sampled_from(["a.png", "no.png"]), alt=WORDS, caption=INLINES),
    st.just(d.Rule()),
    st.just(d.PageBreak()),
)
_KINDS = st.sampled_from(["bullet", "decimal", "lower_alpha", "upper_alpha", "lower_roman", "upper_roman"])
BLOCK: st.SearchStrategy[d.Block] = st.recursive(
    _BLOCK_LEAF,
    lambda inner: st.one_of(
        st.builds(d.Quote, _blocks(inner)),
        st.builds(d.Play, _blocks(inner)),
        st.builds(d.Bibliography, _blocks(inner)),
        st.builds(d.Aside, _blocks(inner), st.sampled_from(["", "ru", "en", "he"])),
        st.builds(d.Items, _KINDS, st.lists(_blocks(inner), max_size=3).map(tuple), st.integers(1, 30)),
        st.builds(d.Definitions, st.lists(st.builds(d.Definition, INLINES, _blocks(inner)), max_size=2).map(tuple)),
    ),
    max_leaves=4,
)
_NOTE_BLOCKS = st.lists(BLOCK, max_size=2).map(tuple)
DOCUMENTS: st.SearchStrategy[d.Document] = st.builds(
    lambda blocks, notes: d.Document(blocks, notes, {"a.png": picture()}),
    st.lists(BLOCK, max_size=4).map(tuple),
    st.lists(
        st.builds(d.Note, st.sampled_from(["1", "2", "3"]), _NOTE_BLOCKS, st.sampled_from([1, 2])), max_size=3
    ).map(tuple),
)


def text_with(document: d.Document, lang: str = "ru") -> Text:
    return Text(id="x", title="Случай", lang=lang, document=document)
