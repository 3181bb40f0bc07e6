# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of sources: sealed, looked through, stamped, given out to the team, never public."""

import hashlib
import io
import json

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from restante.cases.codec import to_json
from restante.cases.writing import state_json
from restante.desk.access import store
from restante.desk.cases.actions import capturing
from restante.desk.cases.actions.deciding import decide
from restante.desk.cases.actions.entering import cite
from restante.desk.cases.models import Capture, Citation, Claim, Lookup, Revision, Source, Stamping
from restante.desk.cases.queries import case_file, holding, public_case
from restante.desk.cases.refusals import CopyKept, NotYours
from restante.desk.ledger.models import Entry
from tests.cases.captures.authority import Authority, in_block, proof
from tests.desk.cases.copies import CANARY, LINK, PAGE, WORDS, SignIn, archive, blobs, outcomes, shown
from tests.personas import Desk


def test_a_copy_is_sealed_and_known_by_its_hash(desk: Desk, source: Source) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    assert (kept.sha256, kept.size, kept.media_type) == (hashlib.sha256(PAGE).hexdigest(), len(PAGE), "text/html")
    assert (kept.visibility, kept.url) == ("team", LINK)
    (path,) = blobs()
    assert CANARY.encode() not in path.read_bytes()
    assert capturing.bytes_of(kept) == PAGE
    assert Entry.objects.filter(verb="case.kept").count() == 1


def test_each_quotation_is_looked_up_and_the_citation_names_the_copy(desk: Desk, claim: Claim, source: Source) -> None:
    cite(claim, desk.bob, Citation(source=source, quotation="Вечером «его задержали […] дверей»", lang="ru"))
    cite(claim, desk.bob, Citation(source=source, quotation="его отпустили", lang="ru"))
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    told = {one.citation.quotation: one for one in holding.quoted_in(desk.bob, kept)}
    assert {words: one.lookup and one.lookup.outcome for words, one in told.items()} == {
        WORDS: "found",
        "Вечером «его задержали […] дверей»": "missing",
        "его отпустили": "missing",
    }
    place = told[WORDS].place
    assert (place["prefix"], place["exact"]) == ("аседание отложено ещё раз\nВечером "[-32:], WORDS)
    named = {one.quotation: one.capture for one in Citation.objects.all()}
    assert named[WORDS] == kept
    assert named["его отпустили"] is None
    assert Revision.objects.filter(kind="claim", verb="held").count() == 1


def test_words_that_are_set_differently_are_shown_as_they_stand(desk: Desk, claim: Claim, source: Source) -> None:
    page = "<p>Вечером его\u00a0задержали\u00ad у\n<b>две</b>рей</p>"
    kept = capturing.keep_copy(source, desk.bob, page.encode())
    (told,) = holding.quoted_in(desk.bob, kept)
    assert told.lookup is not None
    assert told.lookup.outcome == Lookup.Outcome.DIFFERS
    assert told.place["exact"] == "его задержали\u00ad у дверей"
    assert CANARY not in str(bytes(told.lookup.sealed_place))


def test_a_quotation_that_comes_later_is_looked_up_then(desk: Desk, claim: Claim, source: Source) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    cite(claim, desk.bob, Citation(source=source, quotation="сказал адвокат", lang="ru"))
    assert holding.copies_of(desk.bob, source)[0].waiting == 1
    assert capturing.look_up(kept, desk.bob) == 1
    assert capturing.look_up(kept, desk.bob) == 0
    assert outcomes(kept) == ["found", "found"]


def test_an_archive_tells_itself_when_and_where(desk: Desk, source: Source) -> None:
    kept = capturing.keep_copy(source, desk.bob, archive())
    assert (kept.retrieved, kept.media_type) == ("2024-03-05T10:20:30Z", "application/warc")
    assert kept.url == LINK + "?session=" + CANARY


def test_the_same_file_is_kept_once_for_a_source(desk: Desk, source: Source) -> None:
    capturing.keep_copy(source, desk.bob, PAGE)
    with pytest.raises(CopyKept):
        capturing.keep_copy(source, desk.alice, PAGE)
    assert len(blobs()) == 1


def test_a_picture_is_kept_and_left_to_peoples_eyes(desk: Desk, source: Source) -> None:
    kept = capturing.keep_copy(source, desk.bob, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40)
    assert (kept.media_type, outcomes(kept)) == ("image/png", ["picture"])
    assert Citation.objects.get().capture is None


@pytest.fixture(scope="module")
def clock() -> Authority:
    return Authority()


def test_a_stamp_of_the_copy_is_kept_with_its_day(desk: Desk, source: Source, clock: Authority) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    made = capturing.stamp_copy(kept, desk.bob, clock.answer(PAGE), clock.root)
    assert (made.moment, made.by, made.trust) == ("2026-03-02T10:20:30Z", "CN=Test clock", "named")
    kept.refresh_from_db()
    assert (kept.stamp, kept.stamped) == ("rfc3161", "2026-03-02T10:20:30Z")
    capturing.stamp_copy(kept, desk.bob, proof(PAGE, in_block(800_000)))
    kept.refresh_from_db()
    assert (kept.stamp, Stamping.objects.count()) == ("rfc3161", 2)


def test_a_stamp_that_anybody_could_have_made_is_told_to_the_team_only(desk: Desk, source: Source) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    capturing.stamp_copy(kept, desk.bob, Authority(sends_root=True).answer(PAGE))
    assert (Stamping.objects.get().trust, Capture.objects.get().stamp) == ("alone", "")


def test_a_stamp_of_another_file_is_refused_in_words(
    desk: Desk, source: Source, clock: Authority, sign_in: SignIn
) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    upload = {
        "stamp": SimpleUploadedFile("x.tsr", clock.answer(PAGE + b".")),
        "root": SimpleUploadedFile("r.pem", clock.root),
    }
    answer = sign_in(desk.bob).post(f"/cases/of/azat/copies/{kept.key}/stamp", upload)
    assert answer.status_code == 422
    assert "it is the stamp of another file" in answer.content.decode()
    assert not Stamping.objects.exists()


def test_what_is_public_is_stamped_by_coordinators(desk: Desk, claim: Claim, source: Source, clock: Authority) -> None:
    kept = shown(desk, claim, source)
    with pytest.raises(NotYours):
        capturing.stamp_copy(kept, desk.bob, clock.answer(capturing.bytes_of(kept)), clock.root)


def test_everybody_learns_the_hash_and_the_day_and_nothing_else(desk: Desk, claim: Claim, source: Source) -> None:
    kept = shown(desk, claim, source)
    case = public_case(desk.azat)
    (told,) = case.captures
    assert (told.sha256, told.retrieved, told.url, told.tool) == (kept.sha256, "2024-03-05", "", "")
    (quoted,) = next(one for one in case.claims if one.id == claim.key).citations
    assert (quoted.capture, quoted.prefix[-8:], quoted.suffix[:6]) == (kept.key, "Вечером ", ", сказ")
    assert CANARY not in json.dumps(to_json(case), ensure_ascii=False)
    assert CANARY.encode() not in state_json(case)
    assert b"10:20:30" not in state_json(case)


def test_a_copy_that_is_the_teams_leaves_no_trace_in_public(desk: Desk, claim: Claim, source: Source) -> None:
    desk.azat.is_public, desk.azat.ground = True, "public_record"
    desk.azat.save()
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    claim.refresh_from_db()
    decide(claim, desk.alice, publication="source_attributed", status="alleged", answer="Seen.")
    told = state_json(public_case(desk.azat)).decode()
    assert claim.key in told
    assert kept.sha256 not in told
    assert kept.key not in told
    assert "Вечером" not in told


def test_a_copy_that_is_thrown_away_is_erased_and_its_hash_stays(desk: Desk, claim: Claim, source: Source) -> None:
    kept = shown(desk, claim, source)
    capturing.throw_away(kept, desk.alice, why={"en": "A private page."})
    kept.refresh_from_db()
    assert (kept.blob, kept.withdrawn is not None, len(kept.sha256)) == ("", True, 64)
    assert blobs() == []
    assert not Lookup.objects.exists()
    assert all(one.capture is None for one in Citation.objects.all())
    assert public_case(desk.azat).captures == ()
    assert case_file("test", desk.azat).case.captures == ()


def test_an_editor_uploads_by_the_page_and_sees_what_was_found(
    desk: Desk, claim: Claim, source: Source, sign_in: SignIn
) -> None:
    client, page = sign_in(desk.bob), f"/cases/of/azat/sources/{source.key}/copies/"
    assert "Nothing yet." in client.get(page).content.decode()
    file = SimpleUploadedFile("C:\\Users\\Bob Builder\\court.html", PAGE, "text/html")
    answer = client.post(f"{page}keep", {"file": file, "day": "2024-01-02"}, follow=True)
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "found, to the letter" in told
    assert f"<mark>{WORDS}</mark>" in told
    kept = Capture.objects.get()
    assert kept.retrieved == "2024-01-02"
    assert kept.sha256[:16] in client.get(page).content.decode()
    assert "Bob Builder" not in str(list(Capture.objects.values()))


def test_the_original_goes_to_the_team_as_a_file_that_runs_nothing(desk: Desk, source: Source, sign_in: SignIn) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    page = f"/cases/of/azat/copies/{kept.key}/original"
    answer = sign_in(desk.beth).get(page)
    assert answer.content == PAGE
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{kept.key}.html"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Entry.objects.get(verb="case.given_out").actor == "beth"
    assert Client().get(page).status_code == 302


def test_nothing_is_given_out_while_the_desk_is_locked(desk: Desk, source: Source, sign_in: SignIn) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    client = sign_in(desk.bob)
    store.lock()
    for page in (f"copies/{kept.key}/original", f"copies/{kept.key}/", f"sources/{source.key}/copies/"):
        assert client.get(f"/cases/of/azat/{page}").status_code == 503


@pytest.mark.parametrize("deed", ["show", "withdraw"])
def test_a_volunteer_neither_shows_nor_withdraws_a_copy(deed: str, desk: Desk, source: Source, sign_in: SignIn) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    assert sign_in(desk.bob).post(f"/cases/of/azat/copies/{kept.key}/{deed}").status_code == 403


def test_a_coordinator_shows_and_withdraws_by_the_page(
    desk: Desk, claim: Claim, source: Source, sign_in: SignIn
) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    client, page = sign_in(desk.alice), f"/cases/of/azat/copies/{kept.key}/"
    assert client.post(f"{page}show").status_code == 302
    assert Capture.objects.get().visibility == "public"
    assert client.post(f"{page}withdraw", {"why_en": "Wrong page."}).status_code == 302
    assert Capture.objects.get().blob == ""
    assert client.get(page).status_code == 200


def test_the_sweep_of_the_store_leaves_copies_alone(
    desk: Desk, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    from restante.desk.publishing import retention

    capturing.keep_copy(source, desk.bob, PAGE)
    store.write_sealed(b"a leftover")
    monkeypatch.setattr(retention, "_is_old", lambda _name: True)
    assert retention.sweep_store() == 1
    assert capturing.bytes_of(Capture.objects.get()) == PAGE


def test_a_scan_without_text_is_a_picture(desk: Desk, source: Source) -> None:
    out = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(200, 200)
        document.save(out)
    assert outcomes(capturing.keep_copy(source, desk.bob, out.getvalue())) == ["picture"]


def test_what_people_see_in_a_picture_is_their_word_and_can_be_taken_back(
    desk: Desk, source: Source, sign_in: SignIn
) -> None:
    kept = capturing.keep_copy(source, desk.bob, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40)
    client, page = sign_in(desk.bob), f"/cases/of/azat/copies/{kept.key}/"
    assert "I compared it" in client.get(page).content.decode()
    told = {"quotation": Lookup.objects.get().digest, "stands": "yes"}
    assert client.post(f"{page}compare", told).status_code == 302
    assert (outcomes(kept), Citation.objects.get().capture) == (["seen"], kept)
    client.post(f"{page}compare", {**told, "stands": "no"})
    assert (outcomes(kept), Citation.objects.get().capture) == (["picture"], None)
    assert Entry.objects.filter(verb="case.compared", actor="bob").count() == 2


def test_nobody_says_by_eye_what_the_text_does_not_say(desk: Desk, source: Source, sign_in: SignIn) -> None:
    kept = capturing.keep_copy(source, desk.bob, b"<p>Another page.")
    told = {"quotation": Lookup.objects.get().digest, "stands": "yes"}
    assert sign_in(desk.bob).post(f"/cases/of/azat/copies/{kept.key}/compare", told).status_code == 404
    assert outcomes(kept) == ["missing"]
