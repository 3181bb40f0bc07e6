# SPDX-License-Identifier: AGPL-3.0-or-later
"""However large a case is, and of whatever: each page of it is light, and every link on it leads somewhere."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from restante.cases.dates import read_date
from restante.cases.records import Case, Citation, Claim, ClaimLink, Event, Source
from restante.site.case_view import view_of
from restante.site.feeds import build_feeds
from restante.site.pages import person_pages
from tests.e2e.looking import validate
from tests.site.sample import IVAN, sample_site

LIMIT = 150_000
WORDS = "Свидетель сказал, что видел его там, и что было темно и шёл снег; "


def source(at: int, title: str = "Report") -> Source:
    return Source(f"s{at}", f"{title} {at}", publisher=f"Paper {at}", url=f"https://paper.example/{at}", lang="ru")


def claim(at: int, subject: str, *, sources: int, quotation: str = WORDS, **more: object) -> Claim:
    fields: dict[str, object] = {
        "id": f"c{at:03}",
        "section": "happened",
        "text": {"en": f"What claim {at} tells.", "ru": f"О чём говорит утверждение {at}."},
        "citations": (Citation(f"s{at % sources}", quotation, lang="ru", translation={"en": "In English."}),),
        "says": {"en": f"Lawyer {at}", "ru": f"Адвокат {at}"},
        "subject": subject,
        **more,
    }
    return Claim(**fields)  # type: ignore[arg-type]  # the fields are those above


def events(count: int) -> tuple[Event, ...]:
    text = {"en": "A hearing", "ru": "Заседание"}
    return tuple(Event(f"e{at:03}", "hearing", read_date(f"2019-{at % 12 + 1:02}"), text) for at in range(count))


def case_of(claims: tuple[Claim, ...], sources: int, **more: object) -> Case:
    made = tuple(source(at) for at in range(sources))
    return Case(person="ivan-tverdov", claims=claims, sources=made, **more)  # type: ignore[arg-type]  # as Case has them


CASES: Mapping[str, Case] = {
    "claims about no event": case_of(tuple(claim(at, "person", sources=9) for at in range(500)), 9),
    "a source for each claim": case_of(
        tuple(claim(at, f"event:e{at % 200:03}", sources=500) for at in range(500)), 500, events=events(200)
    ),
    "everything is disputed": case_of(
        tuple(claim(at, f"event:e{at % 200:03}", sources=50) for at in range(500)),
        50,
        events=events(200),
        links=tuple(
            ClaimLink(f"c{at:03}", "contradicts", f"c{at + 250:03}", {"en": "Why.", "ru": "Почему."})
            for at in range(250)
        ),
    ),
    "one event with everything": case_of(
        tuple(claim(at, "event:e000", sources=500, quotation=WORDS * 4) for at in range(500)), 500, events=events(1)
    ),
    "a small one": case_of((claim(0, "event:e000", sources=1),), 1, events=events(1)),
}


def pages_of(case: Case, lang: str) -> dict[str, str]:
    site = sample_site(people=(replace(IVAN, case=case),))
    person = site.people[0]
    return {path: page.decode() for path, page in person_pages(site, person, view_of(person, site.day), lang)}


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("name", CASES)
def test_each_page_is_light_and_every_link_leads_somewhere(name: str, lang: str) -> None:
    pages = pages_of(CASES[name], lang)
    assert {path: len(page.encode()) for path, page in pages.items() if len(page.encode()) > LIMIT} == {}
    ids = {path: Counter(re.findall(r' id="([^"]+)"', page)) for path, page in pages.items()}
    assert [(path, one) for path, found in ids.items() for one, count in found.items() if count > 1] == []
    lost = []
    for path, page in pages.items():
        for href in re.findall(r'href="([^"]*#[^"]+)"', page):
            file, _, anchor = href.partition("#")
            target = normpath(join(dirname(path), file)) if file else path
            if not target.endswith("/write.html") and anchor not in ids.get(target, ()):
                lost.append((path, href))
    assert lost == []


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_nu_validator_has_nothing_to_say(lang: str, tmp_path: Path) -> None:
    pages = {f"{name} {path}": page for name, case in CASES.items() for path, page in pages_of(case, lang).items()}
    assert validate({name.replace("/", " "): page for name, page in pages.items()}, tmp_path) == []


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_left_out(name: str) -> None:
    case = CASES[name]
    told = "".join(pages_of(case, "en").values())
    quoted = Counter(re.findall(r"«(Свидетель[^»]*)»", told))
    assert sum(quoted.values()) >= len(case.claims)
    for one in case.claims:
        assert f"What claim {one.id.removeprefix('c').lstrip('0') or '0'} tells." in told
    for one_source in case.sources:
        assert one_source.url in told


def test_a_large_case_in_no_language_of_ours_is_cut_by_what_is_shown() -> None:
    text = {"de": "Wer hat das gesagt? " * 10}
    claims = tuple(claim(at, "person", sources=1, text=text, says=text) for at in range(500))
    pages = pages_of(case_of(claims, 1), "ru")
    assert max(len(page.encode()) for page in pages.values()) <= LIMIT


def test_a_feed_of_a_large_case_tells_the_newest() -> None:
    case = CASES["a source for each claim"]
    feeds = dict(build_feeds(sample_site(people=(replace(IVAN, case=case),))))
    feed = feeds["en/people/ivan-tverdov.atom"]
    assert feed.count(b"<entry>") == 21
    assert len(feed) < LIMIT
