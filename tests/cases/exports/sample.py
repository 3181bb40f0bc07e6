# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small invented case with two sides, a hearing in each state, and a quotation that wants to be a formula."""

from datetime import date

from restante.cases.dates import read_date
from restante.cases.records import Case, Citation, Claim, ClaimLink, Event, Name, Source

DAY = date(2026, 3, 2)


def hearing(name: str, when: str | None, state: str = "planned", **more: object) -> Event:
    """A court hearing; a test changes what it is about."""
    text = {"en": "A hearing on the measure of restraint", "ru": "Заседание о мере пресечения"}
    return Event(name, "hearing", read_date(when) if when else None, text, state, **more)  # type: ignore[arg-type]


CASE = Case(
    person="ivan-tverdov",
    names=(Name("Иван Твердов", "ru"), Name("Ivan Tverdov", "en", kind="transliteration")),
    claims=(
        Claim(
            "c01",
            "happened",
            {"en": "He was detained on 1 February.", "ru": "Его задержали 1 февраля."},
            (Citation("paper", "задержан; 1 февраля, утром", "§ 2", "ru", "был ", " дома"), Citation("blog")),
            says={"en": "the lawyer", "ru": "адвокат"},
            role="lawyer",
            subject="event:e1",
            field="when",
            value="2019-02-01",
            value_kind="date",
        ),
        Claim(
            "c02",
            "happened",
            {"en": "It was 2 February.", "ru": "Это было 2 февраля."},
            (Citation("blog", '=HYPERLINK("https://evil.example","x")', lang="ru"),),
            role="investigator",
            value="2019-02-02",
        ),
        Claim("c03", "who", {"en": "-1+2", "ru": "@сумма"}),
    ),
    links=(ClaimLink("c01", "contradicts", "c02", {"en": "The days differ."}),),
    sources=(
        Source("blog", "A blog", published=read_date("2019-03"), url="javascript:alert(1)", lang="ru"),
        Source("paper", "A paper", publisher="The Paper", published=read_date("2019-02-05"), url="https://p.example/1"),
    ),
    events=(
        hearing("e1", "2026-04-01", "held", claims=("c01",)),
        hearing(
            "e2", "2026-04-02", "planned", time="10:30", zone="Europe/Moscow", place={"en": "Moscow, court; room 4"}
        ),
        hearing("e3", "2026-04-03", "cancelled"),
        hearing("e4", "2026-04-04", "postponed", uid="kept@example", sequence=3, changed=date(2026, 2, 1)),
        hearing("e5", "2026-05", "planned"),
        hearing("e6", None, "planned"),
        hearing("e7", "2026-04-07", "confirmed", time="09:00", zone="their time"),
        hearing("e8", "2026-04-08~", "planned"),
        Event("e9", "arrest", read_date("2019-02-01"), {"en": "Detained"}),
    ),
    facts_as_of=date(2026, 2, 20),
    version=2,
    digest="ab" * 32,
)
