# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards and posters lie where a person's page says, and lead to the letter page at the first known address."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import zxingcpp
from PIL import Image

from restante.cases.records import Action, ClaimLink, Target
from restante.site import build_site
from restante.site.prints import build_prints, prints_of
from tests.site.sample import ANNA, DAY, GONE, IVAN, sample_site

SITE = sample_site(people=(IVAN, ANNA, GONE))
FILES = build_site(SITE)


def test_a_poster_carries_a_code_that_leads_to_writing_to_this_person() -> None:
    page = pypdfium2.PdfDocument(FILES["ru/people/ivan-tverdov-poster.pdf"])[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert code.text == "https://first.example/ru/write.html#ivan-tverdov"


def test_a_poster_says_who_says_it_and_that_the_person_is_invented() -> None:
    text = pypdfium2.PdfDocument(FILES["en/people/ivan-tverdov-poster.pdf"])[0].get_textpage().get_text_bounded()
    flat = " ".join(text.split())
    assert "According to A Committee:" in flat
    assert "This person is invented" in flat
    assert "17 February 2019" in flat


def test_every_person_has_a_card_of_the_size_that_previews_are_cut_to() -> None:
    for lang in ("ru", "en"):
        for person in SITE.people:
            assert Image.open(io.BytesIO(FILES[f"{lang}/people/{person.slug}-card.png"])).size == (1200, 630)


def test_there_is_no_poster_for_whom_nobody_can_write_to_nor_without_an_address() -> None:
    nowhere = build_site(replace(SITE, addresses_json=json.dumps({"version": 1, "gates": []}).encode()))
    assert "ru/people/gone-free-poster.pdf" not in FILES
    assert b"poster.pdf" not in FILES["ru/people/gone-free.html"]
    assert not [path for path in nowhere if path.endswith(".pdf")]
    assert b"poster.pdf" not in nowhere["ru/people/ivan-tverdov.html"]


def test_a_shared_link_shows_the_card_by_its_whole_address() -> None:
    assert b'content="https://first.example/ru/people/ivan-tverdov-card.png"' in FILES["ru/people/ivan-tverdov.html"]


BARRY = Target("М. С. Барри", {"ru": "Начальник"}, {"ru": "Уважаемый господин Барри!"}, ("Город",), "ru")
ASK = Action("a1", "letter", {"en": "Ask for a doctor"}, (BARRY,), letter={"ru": "Прошу допустить врача."})


def words_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())


def prints(**changes: object) -> dict[str, bytes]:
    person = replace(IVAN, case=replace(IVAN.case, **changes))  # type: ignore[arg-type]
    return dict(build_prints(sample_site(people=(person,))))


def test_posters_of_two_sizes_and_a_leaflet_say_of_what_day_their_facts_are() -> None:
    for name in ("poster", "poster-a3", "leaflet"):
        assert "Facts as of 17 February 2019" in words_of(FILES[f"en/people/ivan-tverdov-{name}.pdf"])
    assert "According to A Committee:" in words_of(FILES["en/people/ivan-tverdov-leaflet.pdf"])


def test_prints_lie_where_the_page_is_told() -> None:
    people = (replace(IVAN, case=replace(IVAN.case, actions=(ASK,))), GONE)
    site = sample_site(people=people)
    made = {path.removeprefix("ru/people/") for path, _ in build_prints(site) if path.startswith("ru/")}
    told: set[str] = set()
    for person in people:
        named = prints_of(site, person)
        told |= {str(named[key]) for key in ("poster", "poster_a3", "leaflet", "card") if named[key]}
        told |= {name for names in named["appeals"].values() for name in names}
    assert made == told


def test_paper_carries_no_claim_that_another_contradicts_and_says_that_there_is_more() -> None:
    link = ClaimLink("h-1", "contradicts", "h-2")
    made = prints(links=(link,))
    assert "detained in February" not in words_of(made["en/people/ivan-tverdov-poster.pdf"])
    assert "eyebrows" not in words_of(made["en/people/ivan-tverdov-leaflet.pdf"])


def test_a_refuted_claim_is_on_no_paper() -> None:
    claims = tuple(replace(one, status="refuted" if one.id == "h-1" else one.status) for one in IVAN.case.claims)
    leaflet = words_of(prints(claims=claims)["en/people/ivan-tverdov-leaflet.pdf"])
    assert "detained in February" not in leaflet
    assert "There is more on the page" in leaflet


def test_a_letter_to_an_office_holder_stands_in_that_language_in_every_edition_language() -> None:
    made = prints(actions=(ASK,))
    for lang in ("ru", "en"):
        assert "Прошу допустить врача." in words_of(made[f"{lang}/people/ivan-tverdov-appeal-a1.pdf"])
        text = made[f"{lang}/people/ivan-tverdov-appeal-a1.txt"].decode()
        assert "Уважаемый господин Барри!" in text
        assert "2019-02-17" in text
    assert "This person is invented" in made["en/people/ivan-tverdov-appeal-a1.txt"].decode()


def test_no_letter_is_offered_once_its_day_is_past() -> None:
    yesterday: date = DAY - timedelta(days=1)
    assert not [path for path in prints(actions=(replace(ASK, closes=yesterday),)) if "appeal" in path]
    assert [path for path in prints(actions=(replace(ASK, closes=DAY),)) if "appeal" in path]


def test_prints_change_with_the_facts_and_with_nothing_else() -> None:
    assert prints(actions=(ASK,)) == prints(actions=(ASK,))
    claims = tuple(replace(one, text={**one.text, "en": f"{one.text['en']} More."}) for one in IVAN.case.claims)
    before, after = prints(), prints(claims=claims)
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {f"en/people/ivan-tverdov-{name}.pdf" for name in ("poster", "poster-a3", "leaflet")}


def test_the_card_tells_of_what_day_its_facts_are() -> None:
    """An old card that goes round can be told from a new one."""
    cards = {
        day: build_site(sample_site(people=(replace(IVAN, facts_as_of=day),)))["en/people/ivan-tverdov-card.png"]
        for day in (None, date(2019, 2, 17), date(2020, 2, 17))
    }
    assert len(set(cards.values())) == 3
