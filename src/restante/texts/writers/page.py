# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book as one HTML file: styles and pictures inside, no script, and a policy that lets nothing reach out."""

import base64
from functools import cache
from importlib.resources import files

from restante.texts.records import Book, Text
from restante.texts.typography import typeset_document, typeset_words
from restante.texts.writers.about import names_of, series_of
from restante.texts.writers.bounds import check_bounds
from restante.texts.writers.escaping import escape
from restante.texts.writers.fragment import write_about
from restante.texts.writers.markup import Markup
from restante.texts.writers.pictures import Shown
from restante.texts.writers.plan import Plan, plan_of
from restante.texts.writers.tongues import tongue
from restante.texts.writers.words import say, say_day, spoken

LEAST_HEADINGS = 3
"""Fewer are seen at a glance, and need no contents."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def write_html(book: Book, *, library: str = "") -> bytes:
    """One file in UTF-8. Raises TooLongToWrite, TooDeepToWrite."""
    check_bounds(book, "html")
    inside = "".join(_part(book, place, library) for place in range(len(book.texts)))
    head = (
        title_lines(book.texts[0]) if book.is_single else f"<h1>{escape(typeset_words(book.title, book.lang))}</h1>\n"
    )
    if not book.is_single:
        head += f"<nav>\n{_contents_of_book(book)}</nav>\n"
    return (
        f"<!DOCTYPE html>\n<html{tongue(book.lang)}>\n<head>\n"
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(book.title)}</title>\n<style>\n{stylesheet()}</style>\n</head>\n"
        f"<body>\n<main>\n<header>\n{head}</header>\n{inside}</main>\n</body>\n</html>\n"
    ).encode()


@cache
def stylesheet() -> str:
    """The one style of files that carry their own."""
    return (files("restante.texts.writers") / "style" / "book.css").read_text("utf-8")


def title_lines(text: Text, level: int = 1, key: str = "") -> str:
    """Title, subtitle, who wrote and translated it, and when."""
    name = f' id="{key}"' if key else ""
    parts = [f"<h{level}{name}>{escape(typeset_words(text.title, text.lang))}</h{level}>\n"]
    told = [
        ("subtitle", typeset_words(text.subtitle, text.lang)),
        ("makers", names_of(text.authors)),
        ("makers", f"{say(text.lang, 'translator')}: {names_of(text.translators)}" if text.translators else ""),
        ("dated", say_day(text.lang, text.written)),
        ("dated", series_of(text)),
    ]
    parts += [f'<p class="{kind}">{escape(words)}</p>\n' for kind, words in told if words]
    return "".join(parts)


def contents(plan: Plan, prefix: str = "", file_of: "dict[str, str] | None" = None) -> str:
    """Headings as nested lists of links."""
    parts, depth = [], 0
    for one in plan.headings:
        if one.level > depth:
            parts.append("<ol>\n" * (one.level - depth))
        else:
            parts.append("</li>\n" + "</ol>\n</li>\n" * (depth - one.level))
        depth = one.level
        where = f"{(file_of or {}).get(one.key, '')}#{prefix}{one.key}"
        parts.append(f'<li><a href="{escape(where)}">{escape(one.title)}</a>')
    parts.append("</li>\n</ol>\n" * depth)
    return "".join(parts)


def _part(book: Book, place: int, library: str) -> str:
    text = book.texts[place]
    told = typeset_document(text.document, text.lang)
    plan, prefix = plan_of(told), "" if book.is_single else f"t{place + 1}-"
    level = 2 if book.is_single else 3
    inside_of = {one.id: f"#t{at + 1}-title" for at, one in enumerate(book.texts) if not book.is_single}
    markup = Markup(told, plan, text.lang, _as_data, inside_of.get, prefix=prefix, first_level=level)
    parts = [markup.blocks(told.blocks), markup.notes(level), write_about(text, library, level=level, prefix=prefix)]
    if book.is_single:
        nav = _contents_of_text(text, plan) if len(plan.headings) >= LEAST_HEADINGS else ""
        return f"{nav}{''.join(parts)}"
    head = title_lines(text, 2, f"{prefix}title")
    return f'<article{tongue(text.lang)} aria-labelledby="{prefix}title">\n{head}{"".join(parts)}</article>\n'


def _contents_of_text(text: Text, plan: Plan) -> str:
    ours = spoken(text.lang)
    own = "" if text.lang.startswith(ours) else tongue(ours, "ltr")
    head = f'<h2 id="contents"{own}>{escape(say(ours, "contents"))}</h2>\n'
    return f'<nav aria-labelledby="contents">\n{head}{contents(plan)}</nav>\n'


def _contents_of_book(book: Book) -> str:
    rows = "".join(
        f'<li><a href="#t{place + 1}-title"{tongue(text.lang)}>{escape(text.title)}</a> '
        f"{escape(names_of(text.authors))}</li>\n"
        for place, text in enumerate(book.texts)
    )
    return f"<h2{tongue(spoken(book.lang))}>{escape(say(book.lang, 'contents'))}</h2>\n<ol>\n{rows}</ol>\n"


def _as_data(shown: Shown) -> str:
    return f"data:{shown.media_type};base64,{base64.b64encode(shown.data).decode('ascii')}"
