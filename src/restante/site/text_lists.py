# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways to a text without any script: by author, topic, year, language, place, and all in order of their titles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from restante.edition.content import Content
from restante.site.catalogue import catalogue
from restante.site.pages import QUIET, render_page
from restante.site.records import LANGUAGES, PublicSite, TextCard
from restante.site.text_pages import author_id
from restante.site.text_words import tongue_of
from restante.site.workshop import Workshop, key_of
from restante.texts.naming import id_of

PAGE: Final = 400
NEWEST: Final = 30
KINDS: Final = ("authors", "topics", "years", "languages", "places")


@dataclass(slots=True)
class Group:
    """Texts that share an author, a topic, a year, a language or a place."""

    id: str
    label: str
    sort: str
    lang: str = ""
    cards: list[TextCard] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shelves:
    """The library in its orders, sorted once for all lists and catalogues."""

    cards: Sequence[TextCard]
    """By title."""
    groups: Mapping[str, list[Group]]
    """By kind."""


def shelve(texts: Iterable[TextCard]) -> Shelves:
    """The groups of a kind are in order of their names, years newest first."""
    cards = sorted(texts, key=_title_key)
    return Shelves(cards, {kind: _groups_of(kind, cards) for kind in KINDS})


def text_lists(site: PublicSite, workshop: Workshop, shelves: Shelves) -> Iterator[tuple[str, Content]]:
    """Every list in both languages of the site; nothing when there is no text."""
    if not (site.texts or site.withdrawn):
        return
    cards, groups = shelves.cards, shelves.groups
    told = {card.head.id: repr((card.head.id, *_told(card))) for card in cards}
    shared = repr((sorted(site.name.items()), site.demonstration))
    for lang in LANGUAGES:
        yield f"{lang}/texts/index.html", _front(site, lang, groups)
        yield from _listing(site, workshop, lang, f"{lang}/texts/titles", "titles", "", cards, told, shared)
        for kind, found in ((kind, found) for kind, found in groups.items() if found):
            names = [(group.id, group.label, group.lang, len(group.cards)) for group in found]
            kept = workshop.keep(
                key_of("groups", lang, kind, repr(names), shared),
                lambda: {"": _names(site, lang, kind, names)},  # noqa: B023
            )
            yield f"{lang}/texts/{kind}.html", kept[""]
            for group in found:
                path = f"{lang}/texts/{kind}/{group.id}"
                yield from _listing(site, workshop, lang, path, kind, group.label, group.cards, told, shared)


def newest(cards: Sequence[TextCard], count: int = NEWEST) -> list[TextCard]:
    """Those that entered the library last."""
    return sorted(cards, key=lambda card: (str(card.head.published or ""), card.head.id), reverse=True)[:count]


def _groups_of(kind: str, cards: Iterable[TextCard]) -> list[Group]:
    found: dict[str, Group] = {}
    for card in cards:
        for group_id, label, order, lang in _labels(kind, card):
            if group_id not in found:
                found[group_id] = Group(group_id, label, _folded(order), lang)
            found[group_id].cards.append(card)
    return sorted(found.values(), key=lambda group: (group.sort, group.id), reverse=kind == "years")


def _title_key(card: TextCard) -> tuple[str, str]:
    """Titles in the order of their letters, articles and signs as they stand."""
    return _folded(card.head.title), card.head.id


def _labels(kind: str, card: TextCard) -> Iterator[tuple[str, str, str, str]]:
    """Of each group that the text is in the id, the label, what it is ordered by, and the label's language."""
    head = card.head
    match kind:
        case "authors":
            for author in head.authors:
                yield author_id(author), author.name, author.sort or _surname_first(author.name), ""
        case "topics":
            for topic in head.topics:
                yield topic.id or id_of(topic.name, "topic"), topic.name, topic.name, head.lang
        case "years" if head.written:
            yield head.written[:4], head.written[:4], head.written[:4], ""
        case "languages":
            yield _named(head.lang, "language"), head.lang, head.lang, ""
        case "places" if head.place:
            yield _named(head.place, "place"), head.place, head.place, head.lang


_named = cache(id_of)  # a library has few languages and places, and each stands in very many texts


def _surname_first(name: str) -> str:
    first, _, last = name.rpartition(" ")
    return f"{last} {first}"


def _folded(words: str) -> str:
    return words.casefold().replace("ё", "е").lstrip(" «»„“”\"'(…")


def _listing(
    site: PublicSite,
    workshop: Workshop,
    lang: str,
    path: str,
    kind: str,
    label: str,
    cards: Sequence[TextCard],
    told: Mapping[str, str],
    shared: str,
) -> Iterator[tuple[str, Content]]:
    pages = [cards[at : at + PAGE] for at in range(0, len(cards), PAGE)] or [cards]
    for number, shown in enumerate(pages, 1):
        rows = "\n".join(told[card.head.id] for card in shown)
        address = _numbered(path, number)
        more: Mapping[str, Any] = {
            "kind": kind,
            "heading": heading_of(kind, label, lang),
            "cards": shown,
            "number": number,
            "pages": len(pages),
            "numbers": [(page, _numbered(path.rpartition("/")[2], page)) for page in range(1, len(pages) + 1)],
        }
        key = key_of("list", lang, address, label, str(len(pages)), rows, shared)
        yield address, workshop.keep(key, lambda: {"": _render(site, "texts.html", lang, address, more)})[""]  # noqa: B023 - at once


def heading_of(kind: str, label: str, lang: str) -> str:
    """What a list is called."""
    if kind == "titles":
        return catalogue(lang).gettext("All titles")
    return tongue_of(label) if kind == "languages" else label


def _numbered(path: str, number: int) -> str:
    return f"{path}.html" if number == 1 else f"{path}.{number}.html"


def _told(card: TextCard) -> tuple[Any, ...]:
    head = card.head
    return head.title, head.subtitle, head.lang, head.written, head.teaser, head.authors, head.translators


def _front(site: PublicSite, lang: str, groups: Mapping[str, list[Group]]) -> bytes:
    counts = [(kind, len(found)) for kind, found in groups.items() if found]
    more = {"counts": counts, "newest": newest(site.texts), "total": len(site.texts), "withdrawn": site.withdrawn}
    return _render(site, "library.html", lang, f"{lang}/texts/index.html", more)


def _names(site: PublicSite, lang: str, kind: str, names: list[tuple[str, str, str, int]]) -> bytes:
    return _render(site, "text_groups.html", lang, f"{lang}/texts/{kind}.html", {"kind": kind, "names": names})


def _render(site: PublicSite, template: str, lang: str, path: str, more: Mapping[str, Any]) -> bytes:
    return render_page(site, template, lang, path, {"policy": QUIET, "author_id": author_id, **more})
