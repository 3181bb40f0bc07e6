# SPDX-License-Identifier: AGPL-3.0-or-later
"""A large case, 500 claims and 200 events, built for readers in both languages: every page, feed and file but posters.

The peer renders the bare list of the same records with Jinja2 alone: text, speaker and quotation, nothing weighed,
nothing compared, no file for programs. The ratio is what weighing costs; the two limits are absolute.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from jinja2 import Environment

from restante.cases.dates import on_day
from restante.cases.records import Case, Citation, Claim, ClaimLink, Event, Source
from restante.site import LANGUAGES, PublicPerson, PublicSite
from restante.site.case_files import build_case_files
from restante.site.case_view import views_of
from restante.site.feeds import build_feeds
from restante.site.pages import person_pages

CLAIM = "a case of 500 claims and 200 events: each page at most 150 kB, all of it built in at most 0.5 s"
CLAIMS, EVENTS, SOURCES, CONTRADICTIONS = 500, 200, 60, 20
BARE = """<h1>{{ name }}</h1><ol>{% for claim in claims %}
<li id="{{ claim.id }}"><p>{{ claim.says[lang] }}: {{ claim.text[lang] }}</p>
{% for one in claim.citations %}<blockquote>{{ one.quotation }}</blockquote>{% endfor %}</li>{% endfor %}</ol>"""


def large_case() -> Case:
    """Invented throughout; every event has two or three claims, and some sources differ in a number."""
    sources = tuple(
        Source(f"s{at:02}", f"Report {at}", publisher=f"Paper {at}", published=on_day(date(2019, 2, 1)), lang="ru")
        for at in range(SOURCES)
    )
    events = tuple(
        Event(
            f"e{at:03}",
            "hearing",
            on_day(date(2019, 2, 1) + timedelta(days=at)),
            {"en": f"Court hearing {at}", "ru": f"Судебное заседание {at}"},
        )
        for at in range(EVENTS)
    )
    return Case(
        person="large",
        claims=tuple(_claim(at) for at in range(CLAIMS)),
        links=tuple(
            ClaimLink(f"c{at:03}", "contradicts", f"c{at + EVENTS:03}", {"en": "Two counts", "ru": "Два числа"})
            for at in range(CONTRADICTIONS)
        ),
        sources=sources,
        events=events,
        facts_as_of=date(2020, 1, 1),
    )


def _claim(at: int) -> Claim:
    quotation = (
        f"В зале {at} было много людей, и заседание перенесли на другой день по просьбе защиты, сообщил адвокат."
    )
    counted = at % EVENTS < CONTRADICTIONS and at < 2 * EVENTS
    translation = {"en": f"Hall {at} was full, and at the request of the defence the hearing was put off, he said."}
    return Claim(
        id=f"c{at:03}",
        section="happened",
        text={
            "en": f"The hearing was put off; people in the hall: {at}",
            "ru": f"Заседание отложили; людей в зале: {at}",
        },
        citations=(Citation(f"s{at % SOURCES:02}", quotation, lang="ru", translation=translation),),
        says={"en": f"Lawyer {at % 7}", "ru": f"Адвокат {at % 7}"},
        role="lawyer",
        subject=f"event:e{at % EVENTS:03}",
        field="number" if counted else "",
        value=str(at) if counted else "",
        value_kind="number" if counted else "",
    )


def large_site() -> PublicSite:
    """One person, and nothing else to build."""
    names = {"en": "An invented person", "ru": "Вымышленный человек"}
    person = PublicPerson("large", names, names, case=large_case(), can_write=False, invented=True)
    return PublicSite(name=names, organisation="0f" * 16, day=date(2026, 3, 2), people=(person,))


def build(site: PublicSite) -> dict[str, bytes]:
    """What belongs to the case: its pages, feeds and files."""
    views = views_of(site)
    files = {**dict(build_feeds(site, views)), **dict(build_case_files(site, views))}
    for person in site.people:
        for lang in LANGUAGES:
            files.update(person_pages(site, person, views[person.slug], lang))
    return files


def bare(case: Case) -> int:
    """The peer."""
    template = Environment(autoescape=True).from_string(BARE)
    return sum(len(template.render(name=case.person, claims=case.claims, lang=lang).encode()) for lang in LANGUAGES)


def fastest(work: Callable[[], object], rounds: int) -> float:
    """Seconds of the best of several rounds, after one that warms the templates."""
    work()
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def heaviest(files: Mapping[str, bytes]) -> int:
    """Bytes of the largest page as it lies in the edition, uncompressed."""
    return max(len(data) for path, data in files.items() if path.endswith(".html"))


def main() -> None:
    """Prints a table, and last the one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="only the last line")
    options = parser.parse_args()
    rounds = 3 if options.quick else 15
    site = large_site()
    files = build(site)
    seconds, peer = fastest(lambda: build(site), rounds), fastest(lambda: bare(site.people[0].case), rounds)
    ours = {
        "seconds": round(seconds, 3),
        "person_page_kb": round(max(len(files[f"{lang}/people/large.html"]) for lang in LANGUAGES) / 1000, 1),
        "heaviest_page_kb": round(heaviest(files) / 1000, 1),
        "files": len(files),
    }
    ratio = {"jinja2_bare_list": round(peer / seconds, 3)}
    if not options.json:
        print(f"the case   {ours}\nbare list  {peer:.3f} s   {ratio}")
    print(json.dumps({"claim": CLAIM, "ours": ours, "peers": {"jinja2_bare_list": {"seconds": peer}}, "ratio": ratio}))


if __name__ == "__main__":
    main()
