# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a case: both sides stand, no status stands above its evidence, and what is withheld is nowhere."""

import html
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest

from restante.cases.dates import read_date
from restante.cases.evidence import standing
from restante.cases.reading import read_case_file
from restante.cases.records import (
    Action,
    Capture,
    Case,
    Charge,
    Citation,
    Claim,
    ClaimLink,
    Correction,
    CustodyPeriod,
    Event,
    LawArticle,
    Proceeding,
    Source,
    Target,
)
from restante.site import build_site
from tests.site.sample import IVAN, sample_site


def claim(name: str, source: str, quotation: str, **more: object) -> Claim:
    """A claim about the arrest, in English, quoted from a Russian source."""
    fields: dict[str, object] = {
        "id": name,
        "section": "happened",
        "text": {"en": f"Text of {name}", "ru": f"Текст {name}"},
        "citations": (
            Citation(source, quotation, lang="ru", translation={"en": f"In English: {name}"}, machine_translated=True),
        ),
        "says": {"en": f"Speaker of {name}", "ru": f"Автор {name}"},
        "subject": "event:arrest",
        **more,
    }
    return Claim(**fields)  # type: ignore[arg-type]  # the fields are those above


CASE = Case(
    person="ivan-tverdov",
    claims=(
        claim("c01", "s1", "задержали двенадцать", field="number", value="12", value_kind="number"),
        claim("c02", "s2", "задержали одиннадцать", field="number", value="11", value_kind="number"),
        claim("c03", "s1", "так сказал один", status="established"),
        claim("c04", "s2", "имя свидетеля", status="withheld"),
    ),
    links=(ClaimLink("c01", "contradicts", "c02", {"en": "12 or 11 people", "ru": "12 или 11 человек"}),),
    sources=(
        Source("s1", "One", publisher="First Paper", lang="ru"),
        Source("s2", "Two", publisher="Second Paper", lang="ru"),
    ),
    events=(
        Event("arrest", "arrest", read_date("2018-01-30/2018-01-31"), {"en": "Arrest", "ru": "Задержание"}),
        Event("later", "verdict", None, {"en": "Verdict", "ru": "Приговор"}, claims=("c99",)),
    ),
    proceedings=(Proceeding("p1", {"en": "The case", "ru": "Дело"}, stage="appeal"),),
    charges=(
        Charge("ch1", "p1", LawArticle("RU", "CC", "213", "2"), activity={"en": "He wrote a post.", "ru": "Написал."}),
    ),
    custody=(CustodyPeriod("cu1", "pretrial_remand", read_date("2019-02-01"), read_date("2019-02-11")),),
    actions=(
        Action(
            "a1",
            "letter",
            {"en": "Ask for his release.", "ru": "Попросите отпустить."},
            (Target("The Chair", {"en": "Court"}, {"ru": "Уважаемый суд!"}, lang="ru"),),
            closes=date(2026, 5, 1),
            letter={"ru": "Прошу отпустить."},
        ),
    ),
    corrections=(Correction("k1", date(2020, 1, 2), "withdrawn", {"en": "He was freed."}, {"en": "Nobody said so."}),),
    facts_as_of=date(2020, 3, 1),
    version=3,
    digest="ab" * 32,
)
FILES = build_site(sample_site(people=(replace(IVAN, case=CASE),)))
EN = FILES["en/people/ivan-tverdov.html"].decode()


def section(page: str, name: str) -> str:
    """From a section's beginning to the next one at the same level."""
    return page.partition(f'<section id="{name}">')[2].partition("\n<section id=")[0]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_difference_shows_every_side_with_its_speaker_and_quotation_and_the_reason(lang: str) -> None:
    told = section(FILES[f"{lang}/people/ivan-tverdov.html"].decode(), "differ")
    speaker = {"ru": "Автор", "en": "Speaker of"}[lang]
    for needed in (f"{speaker} c01", f"{speaker} c02", "задержали двенадцать", "задержали одиннадцать"):
        assert needed in told
    assert {"ru": "12 или 11 человек", "en": "12 or 11 people"}[lang] in told


@pytest.mark.parametrize(
    ("lang", "days"), [("ru", ("1 февраля 2031", "2 февраля 2031")), ("en", ("1 February 2031", "2 February 2031"))]
)
def test_each_side_of_a_difference_shows_what_it_differs_in(lang: str, days: tuple[str, str]) -> None:
    told = section(FILES[f"{lang}/people/ivan-tverdov.html"].decode(), "differ")
    assert told.index("<b>12</b>") < told.index("<b>11</b>")
    dated = [
        replace(one, field="date", value=value, value_kind="date")
        for one, value in zip(CASE.claims[:2], ("2031-02-01", "2031-02-02"), strict=True)
    ]
    case = replace(CASE, claims=(*dated, *CASE.claims[2:]))
    page = build_site(sample_site(people=(replace(IVAN, case=case),)))[f"{lang}/people/ivan-tverdov.html"].decode()
    sides = section(page, "differ").partition('<div class="sides">')[2]
    assert sides.index(days[0]) < sides.index(days[1])


def test_a_status_above_its_evidence_is_not_shown() -> None:
    told = section(EN, "happened").partition('id="c03"')[2].partition("</li>")[0]
    assert "alleged" in told
    assert "established" not in told


def test_what_is_withheld_is_in_no_file_of_the_case() -> None:
    # three letters and digits may stand in a packed index by chance; the words may not
    named = [path for path, data in FILES.items() if b"c04" in data and not path.startswith("search/")]
    said = [path for path, data in FILES.items() if "имя свидетеля".encode() in data or b"of c04" in data]
    assert named == []
    assert said == []


def test_each_part_of_a_case_is_told() -> None:
    assert "night of 30–31 January 2018" in EN
    assert "date not known" in EN
    assert "machine translation" in EN
    assert "article 213, part 2" in section(EN, "charges")
    assert "He wrote a post." in section(EN, "charges")
    assert "10 days" in section(EN, "custody")
    assert "Nobody said so." in section(EN, "corrections")
    assert 'lang="ru"' in section(EN, "now")
    assert "Уважаемый суд!" in section(EN, "now")
    assert "ab" * 32 in section(EN, "cite")
    assert "../../cases/ivan-tverdov/v3.json" in section(EN, "cite")


def page_with(lang: str, **more: object) -> str:
    """The page of the case with its first claim changed."""
    changed = (replace(CASE.claims[0], **more), *CASE.claims[1:])  # type: ignore[arg-type]  # fields of a claim
    files = build_site(sample_site(people=(replace(IVAN, case=replace(CASE, claims=changed)),)))
    return files[f"{lang}/people/ivan-tverdov.html"].decode()


def test_what_the_authorities_answer_stands_beside_each_side_of_a_difference() -> None:
    told = page_with("en", attribution="official_denies_act")
    assert told.count("officials deny that it happened") == 2
    assert "officials deny that it happened" in section(told, "differ")


@pytest.mark.parametrize(
    ("lang", "value", "told"),
    [
        ("en", "P5Y9M", "Term imposed: 5 years 9 months"),
        ("ru", "P5Y9M", "Назначенный срок: 5 лет 9 месяцев"),
        ("ru", "P30M", "Назначенный срок: 30 месяцев"),
        ("en", "P0Y0M0DT5M", "Term imposed: 5 minutes"),
        ("ru", "P21DT1H", "Назначенный срок: 21 день 1 час"),
        ("en", "P0Y", "Term imposed: no time"),
        ("en", "six years", "Term imposed: six years"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(lang: str, value: str, told: str) -> None:
    text = {"en": f"Term imposed: {value}", "ru": f"Назначенный срок: {value}"}
    assert f"<p>{told}</p>" in page_with(lang, text=text, value=value, value_kind="span", field="term")


def test_words_that_a_program_left_in_english_say_so_on_a_russian_page() -> None:
    text = {"en": "Role: organiser", "ru": "Роль: organiser"}
    more = {"text": text, "value": "organiser", "value_kind": "text"}
    assert '<p>Роль: <span lang="en">organiser</span></p>' in page_with("ru", **more)
    assert "<p>Role: organiser</p>" in page_with("en", **more)
    assert "Роль: свидетель</p>" in page_with(
        "ru", text={"ru": "Роль: свидетель"}, value="свидетель", value_kind="text"
    )


def test_an_event_without_a_date_is_not_after_the_day_of_the_first_source_that_tells_of_it() -> None:
    sources = (replace(CASE.sources[0], published=read_date("2019-03")), CASE.sources[1])
    events = (replace(CASE.events[0], when=None), replace(CASE.events[1], state="planned"))
    files = build_site(sample_site(people=(replace(IVAN, case=replace(CASE, sources=sources, events=events)),)))
    assert "date not known; not after 31 March 2019" in files["en/people/ivan-tverdov.html"].decode()
    assert files["en/people/ivan-tverdov.html"].decode().count("not after") == 1


def test_everything_that_spreads_the_page_is_led_to() -> None:
    links = set(re.findall(r'href="([^"#]+)"', EN))
    made = {path.removeprefix("en/people/") for path in FILES if path.startswith("en/people/ivan-tverdov")}
    assert made - {"ivan-tverdov.html"} <= links
    assert {"../../cases/ivan-tverdov/claims.csv", "../../cases/ivan-tverdov/case.jsonld"} <= links
    assert "&lt;iframe src=&#34;https://first.example/en/people/ivan-tverdov-embed.html" in EN.replace('"', "&#34;")


def test_what_can_be_copied_into_another_site_opens_no_element_there() -> None:
    person = replace(IVAN, names={"en": 'O"Brien <script>alert(1)</script>'}, case=CASE)
    page = build_site(sample_site(people=(person,)))["en/people/ivan-tverdov.html"].decode()
    (code,) = re.findall(r"<code>(&lt;iframe.*?)</code>", page)
    copied = html5lib.parseFragment(html.unescape(code), namespaceHTMLElements=False)
    assert [element.tag for element in copied.iter()] == ["DOCUMENT_FRAGMENT", "iframe"]
    assert copied[0].get("title") == 'O"Brien <script>alert(1)</script>'


def test_a_character_that_xml_cannot_hold_does_not_spoil_the_feed() -> None:
    claims = (replace(CASE.claims[0], text={"en": "\x08What\ufffe was\x0b said"}), *CASE.claims[1:])
    events = (replace(CASE.events[0], text={"en": "Arrest\x00"}), CASE.events[1])
    files = build_site(sample_site(people=(replace(IVAN, case=replace(CASE, claims=claims, events=events)),)))
    feed = ET.fromstring(files["en/people/ivan-tverdov.atom"])  # noqa: S314 - our own output
    assert any("What was said" in (element.text or "") for element in feed.iter())


def test_sections_without_content_are_absent() -> None:
    page = build_site(sample_site())["en/people/ivan-tverdov.html"].decode()
    for name in ("differ", "charges", "custody", "recognitions", "documents", "corrections", "now", "cite"):
        assert f'<section id="{name}">' not in page


def test_a_correction_an_event_and_what_is_said_of_it_are_whole_in_the_feed() -> None:
    feed = ET.fromstring(FILES["en/people/ivan-tverdov.atom"])  # noqa: S314 - our own output
    told = [element.text or "" for element in feed.iter("{http://www.w3.org/2005/Atom}content")]
    assert any("He was freed." in text and "Nobody said so." in text for text in told)
    assert any("задержали двенадцать" in text and "задержали одиннадцать" in text for text in told)


def test_a_page_beyond_its_weight_moves_quotations_to_pages_that_its_lines_lead_to() -> None:
    many = tuple(claim(f"m{at:03}", "s1", "слово " * 40) for at in range(300))
    files = build_site(sample_site(people=(replace(IVAN, case=replace(CASE, claims=many, links=())),)))
    pages = {path: data for path, data in files.items() if "/people/" in path and path.endswith(".html")}
    assert max(len(data) for data in pages.values()) <= 150_000
    assert b'href="ivan-tverdov-claims.html#m000"' in pages["ru/people/ivan-tverdov.html"]
    for at in range(300):
        name = f'id="m{at:03}"'.encode()
        assert any(name in data for path, data in pages.items() if path.startswith("ru/") and "-claims" in path)


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith("html") and "/people/" in path])
def test_the_page_is_strictly_valid(path: str) -> None:
    html5lib.HTMLParser(strict=True).parse(FILES[path].decode())


@pytest.mark.shared
def test_a_real_list_of_claims_is_told_without_the_one_that_is_restricted_and_without_choosing(shared: Path) -> None:
    file = read_case_file((shared / "data" / "miftakhov_claims_fixture.json").read_bytes())
    claims = tuple(one for one in file.case.claims if f"claim:{one.id}" not in file.hidden)
    kept = {one.id for one in claims}
    links = tuple(link for link in file.case.links if {link.start, link.end} <= kept)
    case = replace(file.case, person="azat", claims=claims, links=links)
    files = build_site(sample_site(people=(replace(IVAN, slug="azat", case=case),)))
    assert not [path for path, data in files.items() if b"c35" in data and not path.endswith((".pdf", ".png"))]
    told = section(files["en/people/azat.html"].decode(), "differ")
    for side in ("c02", "c03", "c11", "c12"):
        assert f'href="#{side}"' in told
    assert {one.status for one in standing(case).values()} <= {"alleged", "corroborated"}


@pytest.mark.parametrize(("retrieved", "told"), [("2024-03-05", "5 March 2024"), ("one day", "date not known")])
def test_a_copy_is_named_by_its_hash_its_day_and_its_time_stamp(retrieved: str, told: str) -> None:
    copy = Capture("k1", "s1", retrieved, "cd" * 32, "text/html", 7, stamp="rfc3161", stamped="2024-03-06")
    cited = replace(CASE.claims[0], citations=(replace(CASE.claims[0].citations[0], capture="k1"),))
    case = replace(CASE, claims=(cited, *CASE.claims[1:]), captures=(copy,))
    page = build_site(sample_site(people=(replace(IVAN, case=case),)))["en/people/ivan-tverdov.html"].decode()
    said = page.partition("A copy is kept, SHA-256:")[2].partition("</p>")[0]
    assert "cd" * 32 in said
    assert told in said
    assert "6 March 2024" in said
