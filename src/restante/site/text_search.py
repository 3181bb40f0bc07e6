# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the search finds: texts, and people by what is said of them, each page in its own language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from restante.cases.writing import digest_of
from restante.site.case_words import say_claim
from restante.site.records import LANGUAGES, PublicPerson, PublicSite, say
from restante.site.search import Searchable
from restante.site.search.running import running_words
from restante.site.text_pages import page_of


@dataclass(frozen=True, slots=True)
class Words:
    """Read when asked for, and again when asked again."""

    read: Callable[[], Iterator[str]]

    def __iter__(self) -> Iterator[str]:
        return self.read()


def searchable_pages(site: PublicSite) -> Iterator[Searchable]:
    """Every page with words of its own. Nothing here that is not on the page."""
    for card in site.texts:
        head = card.head
        yield Searchable(
            path=page_of(head.id),
            title=head.title,
            lang=head.lang,
            words=Words(lambda name=head.id: running_words(site.open_text(name).document)),  # type: ignore[misc]  # bound now
            day=head.written,
            by=", ".join(author.name for author in head.authors),
            version=card.digest,
        )
    for person in site.people:
        for lang in LANGUAGES:
            yield Searchable(
                path=f"{lang}/people/{person.slug}.html",
                title=say(person.names, lang),
                lang=lang,
                words=Words(lambda one=person, spoken=lang: _said_of(one, spoken)),  # type: ignore[misc]  # bound now
                kind="person",
                version=digest_of(person.case) + repr((person.about, person.names, person.name_forms)),
            )


def _said_of(person: PublicPerson, lang: str) -> Iterator[str]:
    yield say(person.about, lang)
    yield from person.name_forms
    for claim in person.case.claims:
        yield say_claim(claim, lang)
    for event in person.case.events:
        yield say(event.text, lang)
