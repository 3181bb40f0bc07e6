# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything in a case has a form, begun with few answers; nothing is lost, and grave things take two editors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from restante.desk.cases import actions, models, queries, refusals
from restante.desk.cases.shapes import BY_MODEL, SHAPES
from tests.personas import Desk

SignIn = Callable[[Any], Client]
CASE = "/cases/of/azat/"
MOST_QUERIES = 15
BEGUN: dict[str, dict[str, str]] = {
    "events": {"kind": "hearing", "when": "5 марта 2031", "text_en": "A hearing.", "state": "planned"},
    "proceedings": {"title_en": "The case of the broken window", "court_en": "A court", "stage": "investigation"},
    "charges": {"article-jurisdiction": "RU", "article-code": "CC", "article-article": "213"},
    "custody": {"kind": "pretrial_remand", "start": "Feb 2019", "end": "5.3.2019", "place_en": "A prison"},
    "names": {"text": "აზატი", "lang": "ka", "script": "Geor", "kind": "transliteration"},
    "recognitions": {"organisation_en": "A council", "status": "political_prisoner", "when": "2021"},
    "actions": {"kind": "letter", "ask_en": "Ask for a doctor.", "closes": "2031-04-01"},
    "documents": {"title_en": "A verdict", "kind": "court_act"},
    "sources": {"title": "A paper", "url": "https://paper.example/1", "lang": "en", "published": "2019-02"},
}
TITLES = {
    "events": "A hearing.", "proceedings": "The case of the broken window", "charges": "RU CC 213",
    "custody": "pre-trial remand, A prison", "names": "აზატი", "recognitions": "A council",
    "actions": "Ask for a doctor.", "documents": "A verdict", "sources": "A paper",
}  # fmt: skip


@pytest.fixture
def public_azat(desk: Desk) -> Any:
    desk.azat.is_public, desk.azat.ground = True, "own_word"
    desk.azat.save()
    return desk.azat


def add(client: Client, kind: str, **more: str) -> Any:
    """The row that the form made."""
    answer = client.post(f"{CASE}add/{kind}", {**BEGUN[kind], **more})
    assert answer.status_code == 302, answer.content.decode()
    return SHAPES[kind].model.objects.order_by("-pk").first()  # type: ignore[attr-defined]  # a model


def page_of(row: Any) -> str:
    return f"{CASE}{BY_MODEL[type(row)].path}/{row.key}/"


def form_of(client: Client, row: Any, **more: str) -> dict[str, str]:
    """What the form of a row would send if somebody changed only `more`."""
    form = client.get(f"{page_of(row)}edit").context["form"]
    told = {name: form[name].value() for name in form.fields if name != "change"}
    kept = {name: value for name, value in told.items() if value not in (None, False)}
    return {**{name: str(value) for name, value in kept.items()}, **more}


@pytest.mark.parametrize("kind", BEGUN)
def test_everything_begins_with_few_answers_for_the_team_and_is_shown_by_an_editor(
    kind: str, public_azat: Any, desk: Desk, sign_in: SignIn
) -> None:
    assert len(SHAPES[kind].few) <= 4
    row = add(sign_in(desk.bob), kind)
    assert row.visibility == "team"
    client = sign_in(desk.alice)
    assert TITLES[kind] in client.get(page_of(row)).content.decode()
    assert TITLES[kind] in client.get(f"{CASE}{kind}/").content.decode()
    assert client.post(f"{page_of(row)}publish").status_code == 302
    if kind == "charges":
        assert queries.public_case(public_azat).charges == ()
        assert sign_in(desk.bob).post(f"{page_of(row)}agree").status_code == 302
    row.refresh_from_db()
    assert row.visibility == "public"
    if kind != "sources":
        assert len(getattr(queries.public_case(public_azat), kind)) == 1


@pytest.mark.parametrize("kind", BEGUN)
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_saving_a_form_untouched_changes_nothing(kind: str, lang: str, desk: Desk, sign_in: SignIn) -> None:
    desk.bob.language = lang
    desk.bob.save()
    client = sign_in(desk.bob)
    row = add(client, kind)
    before = actions.saving.state_of(row)
    assert client.post(f"{page_of(row)}edit", form_of(client, row)).status_code == 302
    row.refresh_from_db()
    assert actions.saving.state_of(row) == before


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("events", {"when": "the day before yesterday"}),
        ("events", {"time": "25:99"}),
        ("events", {"zone": "Europe/Nowhere"}),
        ("events", {"text_en": ""}),
        ("events", {"participants-0-name_en": "A judge"}),
        ("proceedings", {"resumed": "2019\nsome day"}),
        ("charges", {"article-article": ""}),
        ("custody", {"ongoing": "on"}),
        ("custody", {"proceeding": "another-case"}),
        ("names", {"text": ""}),
        ("actions", {"targets-0-name": "A minister"}),
        ("actions", {"closes": "soon"}),
        ("sources", {"url": "javascript:alert(1)"}),
        ("sources", {"title": "x" * 400}),
        ("recognitions", {"status": "hero"}),
    ],
)
def test_what_cannot_be_kept_comes_back_filled(kind: str, wrong: dict[str, str], desk: Desk, sign_in: SignIn) -> None:
    answer = sign_in(desk.bob).post(f"{CASE}add/{kind}", {**BEGUN[kind], **wrong})
    assert answer.status_code == 422
    assert SHAPES[kind].model.objects.count() == 0  # type: ignore[attr-defined]  # a model
    kept = next(iter({**BEGUN[kind], **wrong}.items()))
    assert answer.context["form"][kept[0]].value() == kept[1]


def test_the_second_of_two_editors_is_told_what_the_first_changed_and_loses_nothing(
    desk: Desk, sign_in: SignIn
) -> None:
    alice, bob = sign_in(desk.alice), sign_in(desk.bob)
    row = add(bob, "events")
    mine = form_of(bob, row, text_en="What Bob wrote.")
    assert alice.post(f"{page_of(row)}edit", form_of(alice, row, place_en="Where Alice says")).status_code == 302
    answer = bob.post(f"{page_of(row)}edit", mine)
    page = answer.content.decode()
    assert (answer.status_code, "What Bob wrote." in page, "Where Alice says" in page) == (422, True, True)
    row.refresh_from_db()
    assert row.text == {"en": "A hearing."}
    assert bob.post(f"{page_of(row)}edit", {**mine, "seen": str(row.version), "place_en": "There"}).status_code == 302
    row.refresh_from_db()
    assert (row.text["en"], row.place["en"]) == ("What Bob wrote.", "There")


def test_a_decision_that_was_overtaken_or_refused_comes_back_filled(desk: Desk, sign_in: SignIn) -> None:
    _event, claim = actions.enter(
        desk.azat, desk.bob, when=None, what={"en": "He was moved."}, link="https://a.example/", quotation="moved",
        lang="en",
    )  # fmt: skip
    alice, page = sign_in(desk.alice), f"{CASE}claims/{claim.key}/"
    told = {"publication": "source_attributed", "status": "established", "why_en": "My long reason.", "answer": "seen"}
    for more in ({"seen": "0"}, {"seen": str(claim.version)}):
        answer = alice.post(f"{page}decide", {**told, **more})
        assert (answer.status_code, "My long reason." in answer.content.decode()) == (422, True)
    claim.refresh_from_db()
    assert claim.publication == "draft"


def test_a_postponement_raises_the_sequence_and_is_no_correction(public_azat: Any, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    row = add(client, "events", time="10:30", zone="Europe/Moscow")
    client.post(f"{page_of(row)}publish")
    told = form_of(client, row, state="postponed", when="2031-03-12", change="moved")
    assert client.post(f"{page_of(row)}edit", told).status_code == 302
    [event] = queries.public_case(public_azat).events
    assert (event.state, str(event.when), event.sequence) == ("postponed", "2031-03-12", 1)
    assert models.Correction.objects.count() == 0


def test_an_error_that_everybody_read_is_corrected_with_a_reason(public_azat: Any, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    row = add(client, "custody")
    client.post(f"{page_of(row)}publish")
    told = form_of(client, row, start="2019-01", change="corrected")
    assert client.post(f"{page_of(row)}edit", told).status_code == 422
    assert client.post(f"{page_of(row)}edit", {**told, "why_en": "Misread."}).status_code == 302
    [correction] = queries.public_case(public_azat).corrections
    assert correction.what["en"] == "pre-trial remand, A prison (2019-02 · 2019-03-05)"
    assert correction.why["en"] == "Misread."


def test_a_volunteer_changes_nothing_that_everybody_reads(public_azat: Any, desk: Desk, sign_in: SignIn) -> None:
    alice, bob = sign_in(desk.alice), sign_in(desk.bob)
    row = add(bob, "events")
    told = form_of(bob, row, text_en="Bob's words")
    alice.post(f"{page_of(row)}publish")
    row.refresh_from_db()
    again = bob.post(f"{page_of(row)}edit", {**told, "seen": str(row.version), "change": "moved"})
    assert (again.status_code, "Bob&#x27;s words" in again.content.decode()) == (422, True)
    for verb in ("publish", "hide", "withdraw"):
        assert (
            bob.post(f"{page_of(row)}{verb}", {"why_en": "x", "visibility": "team", "reason": "x"}).status_code == 403
        )
    row.refresh_from_db()
    assert (row.text["en"], row.is_public) == ("A hearing.", True)


def test_a_volunteer_turns_no_key_by_changing_what_two_editors_agreed_to(
    public_azat: Any, desk: Desk, sign_in: SignIn
) -> None:
    _event, claim = actions.enter(
        desk.azat, desk.bob, when=None, what={"en": "He died."}, link="https://a.example/", quotation="died", lang="en"
    )
    actions.decide(claim, desk.alice, publication="source_attributed", status="alleged", answer="looked at")
    actions.agree(models.Claim.objects.get(), desk.bob)
    assert queries.public_case(public_azat).claims == ()  # its event waits for its own second editor
    told = {"text_en": "He was killed.", "says_en": "Bob", "section": "happened", "subject": claim.subject}
    told |= {"role": "unknown", "seen": str(models.Claim.objects.get().version), "why_en": "x"}
    sign_in(desk.bob).post(f"{page_of(claim)}edit", told)
    cited = {"quotation": "killed", "lang": "en", "stance": "says", "link": "https://b.example/"}
    assert sign_in(desk.bob).post(f"{page_of(claim)}cite", cited).status_code == 422
    kept = models.Claim.objects.get()
    assert (kept.text, kept.first_ok, kept.second_ok) == ({"en": "He died."}, desk.alice, desk.bob)


def test_an_event_that_a_file_gave_two_keys_is_shown_only_by_two(public_azat: Any, desk: Desk, sign_in: SignIn) -> None:
    row = models.Event.objects.create(
        person=desk.azat, key="e1", uid="e1", kind="other", text={"en": "A name."}, visibility="two_keys"
    )
    alice = sign_in(desk.alice)
    assert "Agree, as first editor" in alice.get(page_of(row)).content.decode()
    assert "waits for its first editor" in alice.get(CASE).content.decode()
    alice.post(f"{page_of(row)}publish")
    assert queries.public_case(public_azat).events == ()
    assert alice.post(f"{page_of(row)}agree").status_code == 409
    assert "Agree, as second editor" in sign_in(desk.bob).get(page_of(row)).content.decode()
    sign_in(desk.bob).post(f"{page_of(row)}agree")
    assert len(queries.public_case(public_azat).events) == 1


def test_what_a_check_stops_is_shown_only_with_an_answer(public_azat: Any, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    row = add(client, "events", text_en="The terrorist came to the court.")
    stops = [each.level for each in queries.weighed(desk.alice, desk.azat).findings[row.handle]]
    assert "stop" in stops
    assert client.post(f"{page_of(row)}publish").status_code == 422
    assert queries.public_case(public_azat).events == ()
    assert client.post(f"{page_of(row)}publish", {"answer": "A quotation."}).status_code == 302
    assert len(queries.public_case(public_azat).events) == 1


def test_what_is_sealed_is_unsealed_before_it_is_shown(public_azat: Any, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    row = add(client, "events")
    client.post(f"{page_of(row)}hide", {"visibility": "sealed", "reason": "It endangers somebody."})
    assert client.post(f"{page_of(row)}publish").status_code == 422
    assert queries.public_case(public_azat).events == ()
    client.post(f"{page_of(row)}hide", {"visibility": "team", "reason": "No longer."})
    client.post(f"{page_of(row)}publish")
    assert len(queries.public_case(public_azat).events) == 1


def test_what_was_sealed_or_rewritten_meanwhile_is_not_written_over(public_azat: Any, desk: Desk) -> None:
    row = actions.save(models.Event(person=desk.azat, kind="other", text={"en": "Old words."}), desk.bob)
    stale = models.Event.objects.get()
    actions.edit(row, desk.bob, {"text": {"en": "New words."}}, seen=None)
    actions.hide(models.Event.objects.get(), desk.alice, visibility="sealed", reason="It endangers somebody.")
    with pytest.raises(refusals.Sealed):
        actions.publish(stale, desk.alice)
    stale.version = 1
    with pytest.raises(refusals.ChangedMeanwhile):
        actions.withdraw(stale, desk.alice, why={"en": "Enough."})
    kept = models.Event.objects.get()
    assert (kept.text, kept.is_public) == ({"en": "New words."}, False)


def test_what_a_source_says_about_a_stay_stands_with_it(public_azat: Any, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.bob)
    row = add(client, "custody")
    told = {"what": "He was held there.", "link": "https://b.example/", "quotation": "held there"}
    assert client.post(f"{page_of(row)}tell", told).status_code == 302
    claim = models.Claim.objects.get()
    row.refresh_from_db()
    assert (claim.subject, row.claims) == (row.handle, [claim.key])
    assert "He was held there." in client.get(page_of(row)).content.decode()


def test_a_claim_gets_a_value_that_can_be_compared(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.bob)
    actions.enter(
        desk.azat, desk.bob, when=None, what={"en": "Taken."}, link="https://a.example/", quotation="x", lang="en"
    )
    claim = models.Claim.objects.get()
    told = form_of(client, claim, field="date", value="7 февраля 2019", role="lawyer", attribution="no_answer")
    assert client.post(f"{page_of(claim)}edit", told).status_code == 302
    claim.refresh_from_db()
    assert (claim.value, claim.value_kind, claim.role) == ("2019-02-07", "date", "lawyer")
    assert "nobody of the authorities answered" in client.get(page_of(claim)).content.decode()


def test_targets_and_outcomes_are_added_changed_and_taken_off(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.bob)
    target = {
        "targets-0-name": "A. Minister", "targets-0-office_en": "Minister", "targets-0-salutation_en": "Dear Minister",
        "targets-0-address": "1 Street\nTown", "targets-0-lang": "de", "outcomes-0-day": "2031-01-02",
        "outcomes-0-what_en": "Twelve letters", "outcomes-0-count": "12", "outcomes-0-outcome": "no_answer",
    }  # fmt: skip
    row = add(client, "actions", **target)
    assert (row.targets[0]["address"], row.targets[0]["lang"]) == (["1 Street", "Town"], "de")
    assert row.outcomes == [
        {"day": "2031-01-02", "what": {"en": "Twelve letters"}, "count": 12, "outcome": "no_answer"}
    ]
    told = form_of(client, row, **{"targets-1-name": "B", "targets-1-office_en": "C", "targets-1-salutation_en": "D"})
    told["targets-0-address"], told["outcomes-0-day"] = "1 Street\nTown", "2031-01-02"
    assert client.post(f"{page_of(row)}edit", told).status_code == 302
    row.refresh_from_db()
    assert [each["name"] for each in row.targets] == ["A. Minister", "B"]
    told = form_of(client, row)
    told = {name: "" if name.startswith("targets-0") else value for name, value in told.items()}
    told["outcomes-0-day"], told["targets-1-address"] = "2031-01-02", ""
    assert client.post(f"{page_of(row)}edit", told).status_code == 302
    row.refresh_from_db()
    assert [each["name"] for each in row.targets] == ["B"]


def test_one_name_is_said_once_and_may_be_said_anew_when_it_was_withdrawn(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    row = add(client, "names")
    assert client.post(f"{CASE}add/names", BEGUN["names"]).status_code == 422
    client.post(f"{page_of(row)}withdraw", {"why_en": "Misspelt."})
    again = add(client, "names")
    assert again.key != row.key
    assert client.get(page_of(row)).status_code == 200


def test_a_link_that_was_withdrawn_may_be_said_anew(desk: Desk, sign_in: SignIn) -> None:
    one, other = (
        actions.enter(
            desk.azat, desk.bob, when=None, what={"en": what}, link="https://a.example/", quotation=what, lang="en"
        )[1]
        for what in ("Red.", "Blue.")
    )
    link = actions.relate(one, "refines", other, desk.alice, note={})
    sign_in(desk.alice).post(f"{page_of(link)}withdraw", {"why_en": "It does not."})
    assert actions.relate(one, "refines", other, desk.alice, note={}).pk != link.pk


def test_nothing_is_withdrawn_or_taken_back_without_a_word(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    row = add(client, "events")
    assert client.post(f"{page_of(row)}withdraw", {}).status_code == 422
    assert client.post(f"{page_of(row)}hide", {"visibility": "team"}).status_code == 422
    row.refresh_from_db()
    assert row.withdrawn is None


def test_a_form_of_a_claim_or_a_thing_of_another_case_is_nowhere(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    for address in (
        "add/claims",
        "add/links",
        "add/weapons",
        "weapons/",
        "weapons/x/",
        "events/nothing/edit",
        "events/%00/",
    ):
        assert client.get(f"{CASE}{address}").status_code == 404, address


@pytest.fixture
def large(desk: Desk) -> None:
    """Five hundred claims about two hundred events, as a file brings them."""
    from dataclasses import replace

    from benchmarks.case import large_case
    from restante.cases.records import CaseFile

    actions.import_case(CaseFile(replace(large_case(), person="azat")), desk.azat, "command", as_published=True)


def few_questions(client: Client, *addresses: str) -> None:
    """Every page answers in few queries, savepoints counted."""
    client.get(addresses[0])  # what was said to the volunteer is shown, which writes to the session
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        assert len(asked) <= MOST_QUERIES, (address, [each["sql"][:90] for each in asked])


def test_no_page_of_a_case_asks_more_than_a_few_questions(desk: Desk, sign_in: SignIn) -> None:
    desk.alice.language = "ru"
    desk.alice.save()
    client = sign_in(desk.alice)
    rows = [add(client, kind) for kind in BEGUN]
    addresses = [f"{CASE}{kind}/" for kind in BEGUN] + [page_of(row) for row in rows]
    few_questions(
        client, CASE, *addresses, *(f"{page_of(row)}edit" for row in rows), *(f"{CASE}add/{kind}" for kind in BEGUN)
    )


def test_no_page_of_a_large_case_asks_more(large: None, desk: Desk, sign_in: SignIn) -> None:
    claim, event = f"{CASE}claims/c000/", f"{CASE}events/e000/"
    searches = [f"{CASE}claims/?show={show}&q=hall" for show in ("public", "withdrawn")]
    few_questions(sign_in(desk.alice), CASE, f"{CASE}claims/", claim, f"{claim}edit", event, f"{event}edit", *searches)


def test_a_claim_among_five_hundred_is_found_by_its_words(large: None, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    found = client.get(f"{CASE}claims/?q=ЗАЛЕ+137+report").context["found"]
    assert [row.key for row in found.rows] == ["c137"]
    first = client.get(f"{CASE}claims/").context["found"]
    assert (first.total, len(first.rows), first.older) == (500, 30, 1)
    last = client.get(f"{CASE}claims/?page=99999").context["found"]
    assert (last.page, len(last.rows), last.older) == (16, 20, None)
    assert client.get(f"{CASE}claims/?page=-1&show=nonsense").status_code == 200
