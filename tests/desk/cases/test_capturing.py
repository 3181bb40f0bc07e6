# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of sources: sealed, read by a child that can do nothing else, stamped, given out to the team, never public."""

import gzip
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from restante.cases.captures import CaptureRefused, Exchange, write_warc
from restante.cases.codec import to_json
from restante.cases.reading import read_case_file
from restante.cases.records import CaseFile
from restante.cases.writing import file_json, state_json
from restante.desk.access import store
from restante.desk.cases import capture_reading
from restante.desk.cases.actions import capturing
from restante.desk.cases.actions.deciding import ceiling_of, decide
from restante.desk.cases.actions.entering import cite, enter
from restante.desk.cases.actions.importing import import_case
from restante.desk.cases.models import Capture, Citation, Claim, Lookup, Revision, Source, Stamping
from restante.desk.cases.queries import case_file, holding, public_case
from restante.desk.cases.refusals import CopyElsewhere, CopyKept, NotYours
from restante.desk.ledger.models import Entry
from tests.cases.captures.authority import Authority, in_block, proof
from tests.personas import Desk

SignIn = Callable[[Any], Client]
LINK = "https://news.example/court"
WORDS = "его задержали у дверей"
CANARY = "zq7canaryzq7"
PAGE = (
    f"<!doctype html><meta charset=utf-8><title>{CANARY}</title><h1>Заседание отложено ещё раз</h1>"
    f"<p>Вечером {WORDS}, сказал адвокат. Заседание отложили. {CANARY}"
).encode()


@pytest.fixture
def claim(desk: Desk) -> Claim:
    """Quoted from a page, nothing public yet."""
    _event, made = enter(
        desk.azat, desk.bob, when=None, what={"en": "He was detained."}, link=LINK, quotation=WORDS, lang="ru"
    )
    return made


@pytest.fixture
def source(claim: Claim) -> Source:
    return Source.objects.get()


def archive(body: bytes = PAGE, moment: str = "2024-03-05T10:20:30Z") -> bytes:
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return write_warc([Exchange(LINK + "?session=" + CANARY, moment, [], 200, "OK", headers, body)], CANARY)


ARCHIVE = archive()


def blobs() -> list[Path]:
    return [store._place(name) for name in store.sealed_names()]


def outcomes(capture: Capture) -> list[str]:
    return [one.outcome for one in capture.lookups.all()]


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


def pdf_with_a_password() -> bytes:
    """The shortest that says so: nobody gets to its pages."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    objects.append(b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32))
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    return data + b"trailer <</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\n%%EOF\n"


def zipped(members: dict[str, bytes], *, compress: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


PACKAGE = json.dumps({"resources": []}).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (archive()[:-60], "cut"),
        (gzip.decompress(archive())[:-60], "cut"),
        (gzip.decompress(archive()).replace("адвокат".encode(), "прокурор"[:7].encode()), "digest"),
        (pdf_with_a_password(), "pdf"),
        (b"%PDF-1.7 nothing", "pdf"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "unknown"),
        (zipped({"../../etc/cron.d/x.warc": archive(), "datapackage.json": PACKAGE}), "no-answer"),
        (zipped({"archive/../../x.warc.gz": b"not gzip", "datapackage.json": PACKAGE}), "gzip"),
        (zipped({"archive/x.warc": b"\0" * (65 * 2**20), "datapackage.json": PACKAGE}, compress=True), "member"),
        (gzip.compress(b"WARC/1.0\r\n" + b"\0" * (260 * 2**20)), "unpacks"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(
    data: bytes, reason: str, desk: Desk, source: Source
) -> None:
    with pytest.raises(CaptureRefused) as refused:
        capturing.keep_copy(source, desk.bob, data)
    assert refused.value.fields["why"] == reason
    assert not Capture.objects.exists()
    assert blobs() == []


def test_a_path_that_leads_out_of_the_package_leads_nowhere(desk: Desk, source: Source, tmp_path: Path) -> None:
    target = tmp_path / "out.warc"
    kept = capturing.keep_copy(
        source, desk.bob, zipped({f"archive/../../../../..{target}": archive(), "datapackage.json": PACKAGE})
    )
    assert kept.media_type == "application/wacz"
    assert not target.exists()


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("windows-1251", "cp1251"), ("utf-8", "cp1251"), ("iso-8859-5", "iso-8859-5"), ("no-such-thing", "utf-8")],
)
def test_words_are_found_in_pages_of_other_encodings_and_in_pages_that_lie_about_theirs(
    declared: str, encoding: str, desk: Desk, source: Source
) -> None:
    page = f"<!doctype html><meta charset={declared}><p>Вечером {WORDS}.".encode(encoding)
    assert outcomes(capturing.keep_copy(source, desk.bob, page)) == ["found"]


def test_a_file_of_64_mib_and_a_byte_is_refused_unread(desk: Desk, source: Source, monkeypatch: Any) -> None:
    monkeypatch.setattr(capture_reading, "_ask", lambda *_: pytest.fail("it was read"))
    with pytest.raises(CaptureRefused):
        capturing.keep_copy(source, desk.bob, b"x" * (64 * 2**20 + 1))


def child(program: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", program)


LIES = {
    "ends at once": ("", capture_reading.CaptureReaderMissing),
    "ends after it was ready": ("print('r', end='')", capture_reading.CaptureUnreadable),
    "is not JSON": ("import sys; sys.stdout.write('r\\0\\0\\0\\3abc')", capture_reading.CaptureUnreadable),
    "is no object": ("import sys; sys.stdout.write('r\\0\\0\\0\\2[]')", capture_reading.CaptureUnreadable),
    "is another kind": (
        (
            "import sys, json; t = json.dumps({'media_type': 'text/evil', 'found': [None], 'url': '', 'texts': 1});"
            " sys.stdout.write('r\\0\\0\\0' + chr(len(t)) + t)"
        ),
        capture_reading.CaptureUnreadable,
    ),
    "has no end": ("import sys\nwhile True: sys.stdout.write('r' * 65536)", capture_reading.CaptureUnreadable),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_child_that_breaks_or_lies_keeps_nothing(lie: str, desk: Desk, source: Source, monkeypatch: Any) -> None:
    program, refused = LIES[lie]
    monkeypatch.setattr(capture_reading, "COMMAND", child(program))
    with pytest.raises(refused):
        capturing.keep_copy(source, desk.bob, PAGE)
    assert blobs() == []


def test_a_child_without_an_end_is_given_up(desk: Desk, source: Source, monkeypatch: Any) -> None:
    monkeypatch.setattr(capture_reading, "COMMAND", child("import sys; sys.stdin.read(); sys.stdin.read()"))
    monkeypatch.setattr(capture_reading, "_WALL", 0.5)
    monkeypatch.setattr(capture_reading, "_feed", lambda *_: None)
    with pytest.raises(capture_reading.CaptureReaderMissing):
        capturing.keep_copy(source, desk.bob, PAGE)


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


def shown(desk: Desk, claim: Claim, source: Source) -> Capture:
    desk.azat.is_public, desk.azat.ground = True, "public_record"
    desk.azat.save()
    kept = capturing.keep_copy(source, desk.bob, ARCHIVE, tool=CANARY)
    claim.refresh_from_db()
    decide(claim, desk.alice, publication="source_attributed", status="alleged", answer="Seen.")
    source.refresh_from_db()
    return capturing.show_copy(Capture.objects.get(pk=kept.pk), desk.alice)


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


def test_a_copy_that_others_hold_is_known_by_its_hash_until_the_file_comes(desk: Desk, source: Source) -> None:
    told = Capture.objects.create(
        person=desk.azat, source=source, key="theirs", sha256=hashlib.sha256(PAGE).hexdigest(), size=1,
        media_type="text/html", retrieved="2024-01-02", visibility="public",
    )  # fmt: skip
    with pytest.raises(CopyElsewhere):
        capturing.show_copy(told, desk.alice)
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    assert (kept.pk, kept.retrieved, kept.size) == (told.pk, "2024-01-02", len(PAGE))


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


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b"\x7fELF\0\0", "neither text"), (pdf_with_a_password(), "password"), (None, "required")],
)
def test_a_refused_file_is_told_on_the_form(
    data: bytes | None, words: str, desk: Desk, source: Source, sign_in: SignIn
) -> None:
    posted = {} if data is None else {"file": SimpleUploadedFile("x", data)}
    answer = sign_in(desk.bob).post(f"/cases/of/azat/sources/{source.key}/copies/keep", posted)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_far_too_large_is_told_on_the_form_and_never_held_whole(
    desk: Desk, source: Source, sign_in: SignIn
) -> None:
    file = SimpleUploadedFile("x", b"<p>" * (23 * 2**20))
    answer = sign_in(desk.bob).post(f"/cases/of/azat/sources/{source.key}/copies/keep", {"file": file})
    assert answer.status_code == 422
    assert "larger than 64 MiB" in answer.content.decode()


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


@pytest.fixture
def elsewhere(desk: Desk) -> Any:
    """The same case at a desk that holds nothing of it yet."""
    return type(desk.azat).objects.create(
        slug="elsewhere", name_ru="Азат", name_en="Azat", facility=desk.place, is_public=True, ground="public_record"
    )


def carried(desk: Desk) -> CaseFile:
    """As bytes, there and back."""
    return read_case_file(file_json(case_file("test", desk.azat)))


def test_a_case_file_carries_what_is_known_of_a_copy_and_never_the_copy(
    desk: Desk, claim: Claim, source: Source, elsewhere: Any
) -> None:
    kept = capturing.keep_copy(source, desk.bob, archive(), tool="SingleFile")
    outcome = import_case(carried(desk), elsewhere, "command")
    assert outcome.refused == []
    told, here = (case_file("test", person).case for person in (elsewhere, desk.azat))
    assert told.captures == here.captures
    assert [one.citations for one in told.claims] == [one.citations for one in here.claims]
    there = Capture.objects.get(person=elsewhere)
    assert (there.key, there.tool, there.blob) == (kept.key, "SingleFile", "")
    assert import_case(carried(desk), elsewhere, "command").added == 0


def test_a_copy_that_is_elsewhere_is_no_evidence_and_not_public_here_until_its_file_comes(
    desk: Desk, claim: Claim, source: Source, elsewhere: Any
) -> None:
    source.material = "photo"
    source.save()
    shown(desk, claim, source)
    claim.refresh_from_db()
    assert ceiling_of(claim) == "corroborated"
    import_case(carried(desk), elsewhere, "command", as_published=True)
    theirs = Claim.objects.get(person=elsewhere)
    assert ceiling_of(theirs) == "alleged"
    assert public_case(elsewhere).claims != ()
    assert public_case(elsewhere).captures == ()
    capturing.keep_copy(Source.objects.get(person=elsewhere), desk.alice, ARCHIVE)
    assert ceiling_of(theirs) == "corroborated"
    assert public_case(elsewhere).captures == ()
    capturing.show_copy(Capture.objects.get(person=elsewhere), desk.alice)
    assert len(public_case(elsewhere).captures) == 1


def test_a_file_never_puts_another_hash_under_a_copy_that_is_held(desk: Desk, claim: Claim, source: Source) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    file = carried(desk)
    (told,) = file.case.captures
    forged = replace(file, case=replace(file.case, captures=(replace(told, sha256="0" * 64),)))
    outcome = import_case(forged, desk.azat, "command")
    assert (kept.handle, "another-copy") in outcome.refused
    kept.refresh_from_db()
    assert kept.sha256 == hashlib.sha256(PAGE).hexdigest()


def test_the_same_copy_under_another_name_is_known_again(
    desk: Desk, claim: Claim, source: Source, elsewhere: Any
) -> None:
    capturing.keep_copy(source, desk.bob, PAGE)
    import_case(carried(desk), elsewhere, "command")
    other = replace(carried(desk).case.captures[0], id="by-another-name")
    file = replace(carried(desk), case=replace(carried(desk).case, captures=(other,), claims=()))
    assert import_case(file, elsewhere, "command").refused == []
    assert Capture.objects.filter(person=elsewhere).count() == 1


@pytest.mark.parametrize(
    "change", [{"sha256": "not a hash"}, {"sha256": "A" * 64}, {"size": -1}, {"tool": "x" * 121}, {"stamp": "y" * 33}]
)
def test_what_no_database_keeps_is_refused_by_name(
    change: dict[str, Any], desk: Desk, claim: Claim, source: Source, elsewhere: Any
) -> None:
    capturing.keep_copy(source, desk.bob, PAGE)
    file = carried(desk)
    bent = replace(file, case=replace(file.case, captures=(replace(file.case.captures[0], **change),)))
    outcome = import_case(bent, elsewhere, "command")
    assert [handle for handle, _why in outcome.refused] == [f"capture:{file.case.captures[0].id}"]
    assert Citation.objects.get(claim__person=elsewhere).capture is None


@pytest.mark.parametrize("deed", ["sources/{source}/copies/keep", "copies/{copy}/stamp"])
def test_an_upload_from_another_site_is_refused(deed: str, desk: Desk, source: Source, sign_in: SignIn) -> None:
    kept = capturing.keep_copy(source, desk.bob, PAGE)
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = sign_in(desk.bob).cookies
    file = {"file": SimpleUploadedFile("x", b"<p>"), "stamp": SimpleUploadedFile("y", b"z")}
    answer = stranger.post("/cases/of/azat/" + deed.format(source=source.key, copy=kept.key), file)
    assert answer.status_code == 403
    assert Capture.objects.count() == 1
