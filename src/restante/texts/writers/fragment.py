# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a text for a page of the site: all that stands under the page's own h1, with notes at the end."""

from collections.abc import Callable

from restante.texts.records import Text, book_of
from restante.texts.typography import typeset_document
from restante.texts.writers.about import facts_of
from restante.texts.writers.bounds import check_bounds
from restante.texts.writers.escaping import escape, web_address
from restante.texts.writers.markup import Markup, no_address
from restante.texts.writers.pictures import Shown
from restante.texts.writers.plan import plan_of
from restante.texts.writers.tongues import direction_of, tongue
from restante.texts.writers.words import say, spoken


def write_fragment(
    text: Text,
    picture: Callable[[Shown], str | None],
    link: Callable[[str], str | None] = no_address,
    *,
    prefix: str = "",
    first_level: int = 2,
) -> str:
    """The text in a `div` with its language; ids begin with `s-` (headings), `a-` (anchors), `note-`, `ref-`.

    `picture` gives the address of a picture's bytes, `link` that of another text by id; either may say None.
    Raises TooLongToWrite, TooDeepToWrite.
    """
    check_bounds(book_of(text), "html")
    told = typeset_document(text.document, text.lang)
    markup = Markup(told, plan_of(told), text.lang, picture, link, prefix=prefix, first_level=first_level)
    body = markup.blocks(told.blocks) + markup.notes(first_level)
    return f'<div class="text"{tongue(text.lang)}>\n{body}</div>\n'


def write_about(text: Text, library: str = "", *, level: int = 2, prefix: str = "", epub: bool = False) -> str:
    """What is known of the text, as a list of names and values in the text's language."""
    rows = "".join(f"<dt>{escape(fact.name)}</dt><dd>{_said(fact.said)}</dd>\n" for fact in facts_of(text, library))
    ours = spoken(text.lang)
    name = f"{prefix}about"
    own = tongue(ours, "ltr" if direction_of(text.lang) else "", epub=epub)
    return (
        f'<section class="about" aria-labelledby="{name}"{own}>\n<h{level} id="{name}">'
        f"{escape(say(ours, 'about'))}</h{level}>\n<dl>\n{rows}</dl>\n</section>\n"
    )


def _said(said: str) -> str:
    address = web_address(said)
    return f'<a href="{escape(address)}" rel="external noreferrer">{escape(said)}</a>' if address else escape(said)
