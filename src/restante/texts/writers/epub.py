# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book as EPUB 3.3: title page, contents, a file for each top heading, notes, and what is known of each text."""

from collections.abc import Sequence

from restante.texts.records import Book
from restante.texts.typography import typeset_words
from restante.texts.writers.about import names_of
from restante.texts.writers.archive import write_archive
from restante.texts.writers.bounds import check_bounds
from restante.texts.writers.chapters import Chapter, Cut, cut
from restante.texts.writers.escaping import escape
from restante.texts.writers.fragment import write_about
from restante.texts.writers.markup import Markup
from restante.texts.writers.package import Item, package_document
from restante.texts.writers.page import contents, stylesheet, title_lines
from restante.texts.writers.pictures import Shown
from restante.texts.writers.tongues import tongue
from restante.texts.writers.words import say, spoken

_PAGE = "application/xhtml+xml"
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n<rootfiles>\n'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>\n'
    "</rootfiles>\n</container>\n"
)


def write_epub(book: Book, *, library: str = "") -> bytes:
    """The whole file. Raises TooLongToWrite, TooDeepToWrite."""
    check_bounds(book, "epub")
    cuts = [cut(text, place) for place, text in enumerate(book.texts)]
    pictures: dict[str, Shown] = {}
    files: list[tuple[Item, str]] = [(Item("title.xhtml", _PAGE, linear=True), _title_page(book))]
    many = len(cuts) > 1 or len(cuts[0].plan.headings) > 1 if cuts else False
    files.append((Item("nav.xhtml", _PAGE, linear=True if many else None, properties="nav"), _nav(book, cuts)))
    for one in cuts:
        files += _text_files(book, one, cuts, pictures, library)
    items = [item for item, _ in files] + [Item("book.css", "text/css")]
    items += [Item(f"pictures/{name}", shown.media_type) for name, shown in sorted(pictures.items())]
    members = [("mimetype", b"application/epub+zip"), ("META-INF/container.xml", _CONTAINER.encode())]
    members.append(("book/package.opf", package_document(book, items, library).encode()))
    members += [(f"book/{item.name}", page.encode()) for item, page in files]
    members.append(("book/book.css", stylesheet().encode()))
    members += [(f"book/pictures/{name}", shown.data) for name, shown in sorted(pictures.items())]
    return write_archive(members)


def _text_files(
    book: Book, one: Cut, cuts: Sequence[Cut], pictures: dict[str, Shown], library: str
) -> list[tuple[Item, str]]:
    def keep(shown: Shown) -> str:
        pictures[shown.name] = shown
        return f"pictures/{shown.name}"

    elsewhere = {other.text.id: other.first_file for other in cuts}
    markup = Markup(
        one.told, one.plan, one.text.lang, keep, elsewhere.get, lambda key: one.places.get(key, ""), epub=True
    )
    files = [
        (Item(chapter.name, _PAGE, linear=True), _chapter_page(book, one, chapter, markup)) for chapter in one.chapters
    ]
    if one.plan.notes:
        title = say(one.text.lang, "notes")
        files.append((Item(one.notes_file, _PAGE, linear=True), _page(title, one.text.lang, markup.notes(2))))
    about = write_about(one.text, library, epub=True)
    files.append((Item(one.about_file, _PAGE, linear=True), _page(say(one.text.lang, "about"), one.text.lang, about)))
    return files


def _chapter_page(book: Book, one: Cut, chapter: Chapter, markup: Markup) -> str:
    opens = chapter is one.chapters[0]
    head = title_lines(one.text) if opens and not book.is_single else ""
    if opens and book.is_single and not chapter.title:
        head = f"<h1>{escape(typeset_words(one.text.title, one.text.lang))}</h1>\n"
    body = markup.blocks(chapter.blocks)
    title = chapter.title or one.text.title
    return _page(title, one.text.lang, f'<section epub:type="chapter" role="doc-chapter">\n{head}{body}</section>\n')


def _title_page(book: Book) -> str:
    if book.is_single:
        head = title_lines(book.texts[0])
    else:
        head = f"<h1>{escape(typeset_words(book.title, book.lang))}</h1>\n"
    return _page(book.title, book.lang, f'<section epub:type="titlepage">\n{head}</section>\n')


def _nav(book: Book, cuts: Sequence[Cut]) -> str:
    rows = []
    for one in cuts:
        own = contents(one.plan, file_of=one.places)
        extra = "".join(
            f'<li><a href="{name}"{_ours(one)}>{escape(say(one.text.lang, key))}</a></li>\n'
            for name, key in ((one.notes_file, "notes"), (one.about_file, "about"))
            if key == "about" or one.plan.notes
        )
        inside = own.removeprefix("<ol>\n").removesuffix("</ol>\n") + extra
        if book.is_single:
            first = "" if one.chapters[0].title else _entry(one.first_file, one.text.title, one.text.lang)
            rows.append(f"{first}{inside}")
        else:
            named = f"{one.text.title} · {names_of(one.text.authors)}" if one.text.authors else one.text.title
            rows.append(
                _entry(one.first_file, named, one.text.lang).removesuffix("</li>\n") + f"\n<ol>\n{inside}</ol>\n</li>\n"
            )
    ours = spoken(book.lang)
    title = say(ours, "contents")
    start = cuts[0].first_file if cuts else "title.xhtml"
    begin = "".join(
        f'<li><a epub:type="{kind}" href="{name}">{escape(said)}</a></li>\n'
        for kind, name, said in (
            ("titlepage", "title.xhtml", say(ours, "title_page")),
            ("bodymatter", start, book.title),
        )
    )
    first = _entry("title.xhtml", say(ours, "title_page"), ours)
    return _page(
        title,
        ours,
        f'<nav epub:type="toc" role="doc-toc" aria-labelledby="toc">\n<h1 id="toc">{escape(title)}</h1>\n'
        f"<ol>\n{first}{''.join(rows)}</ol>\n</nav>\n"
        f'<nav epub:type="landmarks" hidden="hidden" aria-label="{escape(title)}: {escape(book.title)}">\n'
        f"<ol>\n{begin}</ol>\n</nav>\n",
    )


def _entry(name: str, title: str, lang: str) -> str:
    return f'<li><a href="{name}"{tongue(lang, epub=True)}>{escape(title) or "—"}</a></li>\n'


def _ours(one: Cut) -> str:
    return tongue(spoken(one.text.lang), epub=True)


def _page(title: str, lang: str, body: str) -> str:
    spaces = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html {spaces}{tongue(lang, epub=True)}>\n<head>\n'
        f"<title>{escape(title) or '—'}</title>\n"
        '<link rel="stylesheet" type="text/css" href="book.css"/>\n'
        f"</head>\n<body>\n{body}</body>\n</html>\n"
    )
