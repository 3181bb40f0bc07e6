# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list through the screens: uploaded, given its meaning, compared, written; each answer is a volunteer's."""

import io
import os
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from restante.cases.lists import read_map
from restante.desk.access import store
from restante.desk.cases.models import Citation, Claim
from restante.desk.ledger.models import Entry
from restante.desk.lists import stages
from restante.desk.lists.models import Answer, Import, KeptMap, Line, List, Listed, Match, Observation, Place, Upload
from restante.desk.people.models import Person
from restante.desk.publishing.retention import sweep_store
from tests.personas import Desk

SignIn = Callable[[Any], Client]
ROWS = "ФИО;Дата рождения;Учреждение;Заметка\nАзат Тестов;1993;СИЗО-0;а\nПётр Орлов;1/2/1990;ИК-17;б\n"
FORM = {"slug": "friends", "title": "Friends of prisoners", "dates": "dmy", "day": "2026-03-01"}
MEANING = {"column-0": "name", "column-1": "born", "column-2": "facility", "column-3": "x"}


@pytest.fixture
def client(desk: Desk, sign_in: SignIn) -> Client:
    Person.objects.filter(pk=desk.azat.pk).update(name_ru="Азат Тестов", name_en="Azat Testov")
    return sign_in(desk.bob)


def send(
    client: Client, text: str | bytes, name: str = "list.csv", kind: str = "people", day: str = "2026-03-01"
) -> int:
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    answer = client.post("/lists/upload", {"file": file, "kind": kind, "day": day})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].split("/")[-2])


def compare(client: Client, text: str | bytes, day: str = "2026-03-01", **told: str) -> Upload:
    pk = send(client, text, day=day)
    answer = client.post(f"/lists/files/{pk}/compare", {**FORM, **MEANING, "day": day, **told})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.get(pk=pk)


def take(client: Client, text: str | bytes, day: str = "2026-03-01") -> Upload:
    upload = compare(client, text, day)
    assert client.post(f"/lists/files/{upload.pk}/take").status_code == 302
    upload.refresh_from_db()
    assert upload.state == Upload.State.TAKEN
    return upload


def test_columns_are_shown_with_samples_and_a_guess_and_nothing_is_written(client: Client) -> None:
    pk = send(client, ROWS)
    page = client.get(f"/lists/files/{pk}/").content.decode()
    assert "Азат Тестов<br>Пётр Орлов" in page
    assert re.findall(r'<option value="(\w*)" selected>', page)[-4:] == ["name", "born", "facility", ""]
    assert not List.objects.exists()


def test_a_dry_run_tells_all_and_writes_nothing_but_the_map(client: Client, desk: Desk) -> None:
    upload = compare(client, ROWS)
    assert (upload.state, upload.told["counts"]["added"], upload.told["fell"]) == ("looked", 2, False)
    [may_be] = Line.objects.filter(upload=upload, part=Line.Part.MAY_BE)
    assert (may_be.said["name"], may_be.said["person"]) == ("Азат Тестов", "azat")
    page = client.get(f"/lists/files/{upload.pk}/").content.decode()
    assert "Азат Тестов" in page
    assert [model.objects.count() for model in (Listed, Match, Import)] == [0, 0, 0]
    kept = read_map(KeptMap.objects.get(slug="friends").toml.encode())
    assert dict(kept.columns) == {
        "name": ("ФИО",), "born": ("Дата рождения",), "facility": ("Учреждение",), "x_zametka": ("Заметка",)
    }  # fmt: skip
    assert (kept.dates, kept.title) == ("dmy", "Friends of prisoners")


def test_a_taken_list_stands_as_dated_sayings_and_the_next_file_finds_its_map(client: Client, desk: Desk) -> None:
    person = Person.objects.filter(pk=desk.azat.pk).values().get()
    take(client, ROWS)
    born = Observation.objects.get(listed__name="Пётр Орлов", field="born")
    assert (born.value, born.raw, born.first_seen) == ("1990-02-01", "1/2/1990", date(2026, 3, 1))
    assert Observation.objects.filter(field="x_zametka", value="а").exists()
    assert Person.objects.filter(pk=desk.azat.pk).values().get() == person
    pk = send(client, ROWS.replace("ИК-17", "ИК-2"), day="2026-04-01")
    page = client.get(f"/lists/files/{pk}/").content.decode()
    assert 'value="Friends of prisoners"' in page
    upload = compare(client, ROWS.replace("ИК-17", "ИК-2"), day="2026-04-01")
    [changed] = Line.objects.filter(upload=upload, part=Line.Part.CHANGED)
    assert (changed.said["before"], changed.said["after"]) == ("ИК-17", "ИК-2")
    verbs = list(Entry.objects.filter(verb__startswith="list.").values_list("verb", flat=True))
    assert verbs.count("list.imported") == 1


def test_a_map_downloaded_is_the_command_lines_map(client: Client) -> None:
    take(client, ROWS)
    answer = client.get("/lists/of/friends/map.toml")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert read_map(answer.content).slug == "friends"


def test_a_fall_is_taken_with_a_reason_only(client: Client) -> None:
    many = ROWS + "".join(f"Имя Фамилия{number};1990;ИК-1;\n" for number in range(20))
    take(client, many)
    upload = compare(client, ROWS, day="2026-04-01")
    assert upload.told["fell"]
    assert 'name="why"' in client.get(f"/lists/files/{upload.pk}/").content.decode()
    assert client.post(f"/lists/files/{upload.pk}/take", {"why": " "}).status_code == 409
    assert Listed.objects.filter(gone_since=None).count() == 22
    assert client.post(f"/lists/files/{upload.pk}/take", {"why": "An exchange of prisoners"}).status_code == 302
    assert Listed.objects.filter(gone_since=date(2026, 4, 1)).count() == 20
    entry = Entry.objects.filter(verb="list.imported").order_by("-number").first()
    assert entry is not None
    assert entry.fields["why"] == "An exchange of prisoners"
    assert "Фамилия7" in client.get("/lists/of/friends/?gone=1").content.decode()


def test_only_a_volunteers_word_makes_two_one_and_it_can_be_taken_back(client: Client, desk: Desk) -> None:
    take(client, ROWS)
    match = Match.objects.get()
    assert match.answer == Answer.ASKED
    assert "What lists say" not in client.get("/people/of/azat/").content.decode()
    assert "Азат Тестов" in client.get("/lists/of/friends/questions").content.decode()
    client.post(f"/lists/matches/{match.pk}/answer", {"answer": "same"})
    match.refresh_from_db()
    assert (match.answer, match.by) == (Answer.SAME, desk.bob)
    assert "Friends of prisoners" in client.get("/people/of/azat/").content.decode()
    assert "1993" in client.get("/lists/about/azat/").content.decode()
    client.post(f"/lists/matches/{match.pk}/answer", {"answer": "other"})
    assert "Friends of prisoners" not in client.get("/people/of/azat/").content.decode()


def test_what_a_list_says_becomes_a_draft_claim_of_the_list_and_of_nobody_else(client: Client, desk: Desk) -> None:
    take(client, ROWS)
    client.post(f"/lists/matches/{Match.objects.get().pk}/answer", {"answer": "same"})
    born = Observation.objects.get(listed__name="Азат Тестов", field="born")
    for _twice in range(2):
        assert client.post(f"/lists/about/azat/{born.pk}/claim").status_code == 302
    claim = Claim.objects.get()
    assert (claim.publication, claim.visibility, claim.is_told) == ("draft", "team", False)
    assert (claim.says["en"], claim.text["en"]) == ("Friends of prisoners", "Born: 1993")
    assert Citation.objects.get().quotation == "1993"
    other = Observation.objects.get(listed__name="Пётр Орлов", field="born")
    assert client.post(f"/lists/about/azat/{other.pk}/claim").status_code == 404
    assert Claim.objects.count() == 1


def test_a_place_of_a_register_is_joined_with_ours_by_a_click(client: Client, desk: Desk) -> None:
    rows = "name;address\nФКУ СИЗО №0;Примерная, 1\nИК-17;Дальняя, 2\n"
    pk = send(client, rows, kind="places")
    told = {**FORM, "slug": "register", "column-0": "name", "column-1": "address"}
    client.post(f"/lists/files/{pk}/compare", told)
    client.post(f"/lists/files/{pk}/take")
    page = client.get("/lists/of/register/places").content.decode()
    assert "ФКУ СИЗО №0" in page
    assert "ИК-17" not in page
    place = Place.objects.get(listed__name="ФКУ СИЗО №0")
    client.post(f"/lists/places/{place.pk}/", {"facility": "sizo-0"})
    place.refresh_from_db()
    assert place.facility == desk.place


def test_two_who_take_one_file_take_it_once(client: Client, desk: Desk, sign_in: SignIn) -> None:
    upload = compare(client, ROWS)
    assert client.post(f"/lists/files/{upload.pk}/take").status_code == 302
    assert sign_in(desk.beth).post(f"/lists/files/{upload.pk}/take").status_code == 409
    assert Import.objects.count() == 1


def test_a_comparison_that_is_out_of_date_is_made_again_instead_of_taken(client: Client) -> None:
    first, second = compare(client, ROWS), compare(client, ROWS.replace("ИК-17", "ИК-2"))
    client.post(f"/lists/files/{first.pk}/take")
    assert client.post(f"/lists/files/{second.pk}/take").status_code == 409
    second.refresh_from_db()
    assert (second.state, second.told["counts"]["changed"]) == (Upload.State.LOOKED, 1)
    assert client.post(f"/lists/files/{second.pk}/take").status_code == 302


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel workbook"),
        (b"PK\x03\x04rubbish", "damaged"),
        (b"<!doctype html><p>Sign in", "web page"),
    ],
)
def test_a_file_that_is_no_list_says_what_it_is(client: Client, data: bytes, said: str) -> None:
    if not data:
        data = b" \n"
    pk = send(client, data)
    assert said in client.get(f"/lists/files/{pk}/").content.decode()
    assert client.post(f"/lists/files/{pk}/drop").status_code == 302
    assert not list(store.sealed_names())


def test_a_form_that_is_refused_comes_back_as_it_was_filled(client: Client) -> None:
    pk = send(client, ROWS)
    bad = {**FORM, **MEANING, "column-0": "", "title": "Kept title"}
    answer = client.post(f"/lists/files/{pk}/compare", bad)
    assert answer.status_code == 422
    assert 'value="Kept title"' in answer.content.decode()
    assert client.post(f"/lists/files/{pk}/compare", {**FORM, **MEANING, "slug": "A B"}).status_code == 422
    assert client.post(f"/lists/files/{pk}/compare", {**FORM, **MEANING, "day": "2999-01-01"}).status_code == 422
    assert Upload.objects.get(pk=pk).state == Upload.State.MAPPING


def test_a_day_before_the_last_is_told_with_the_columns(client: Client) -> None:
    take(client, ROWS, day="2026-04-01")
    upload = compare(client, ROWS, day="2026-03-01")
    assert upload.state == Upload.State.MAPPING
    assert "2026-04-01" in client.get(f"/lists/files/{upload.pk}/").content.decode()


def test_formulas_and_markup_in_cells_are_text(client: Client) -> None:
    book = openpyxl.Workbook()
    for row in (["ФИО", "Дата рождения", "Учреждение", "Заметка"], ["=cmd|'/c calc'!A1", "", "", "<script>x</script>"]):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    page = client.get(f"/lists/files/{send(client, stream.getvalue(), 'list.xlsx')}/").content.decode()
    assert "<script>x" not in page
    upload = compare(client, stream.getvalue())
    assert Line.objects.filter(upload=upload, said__code="formula").exists()


def test_a_long_list_is_left_to_the_duty(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "SMALL_BYTES", 10)
    monkeypatch.setattr(stages, "SMALL_ROWS", 1)
    pk = send(client, ROWS)
    day = date(2026, 3, 1)
    assert Upload.objects.get(pk=pk).state == Upload.State.READING
    assert 'http-equiv="refresh"' in client.get(f"/lists/files/{pk}/").content.decode()
    assert stages.work_waiting_lists(day) == 1
    client.post(f"/lists/files/{pk}/compare", {**FORM, **MEANING})
    assert Upload.objects.get(pk=pk).state == Upload.State.LOOKING
    assert stages.work_waiting_lists(day) == 1
    client.post(f"/lists/files/{pk}/take")
    assert not Import.objects.exists()
    assert stages.work_waiting_lists(day) == 1
    assert Upload.objects.get(pk=pk).state == Upload.State.TAKEN
    assert stages.work_waiting_lists(day) == 0


def test_a_file_on_its_way_is_swept_by_nobody_and_dropped_when_nobody_finishes_it(
    client: Client, desk_home: Any
) -> None:
    pk = send(client, ROWS)
    [name] = list(store.sealed_names())
    path = desk_home / "desk" / "store" / name[:2] / name
    os.utime(path, (0, 0))
    assert sweep_store() == 0
    assert ROWS.encode() not in path.read_bytes()
    assert stages.work_waiting_lists(date(2027, 1, 1)) == 0
    assert Upload.objects.get(pk=pk).state == Upload.State.DROPPED
    assert not list(store.sealed_names())


def test_pages_cost_few_queries_however_long_the_list(client: Client, desk: Desk) -> None:
    many = ROWS + "".join(
        f"Азат Тестов Отчествович{number};19{number % 90 + 10};ИК-{number};\n" for number in range(400)
    )
    upload = take(client, many)
    paths = ["/lists/", f"/lists/files/{upload.pk}/", f"/lists/files/{upload.pk}/found/added?page=2",
             f"/lists/files/{upload.pk}/found/findings", "/lists/of/friends/", "/lists/of/friends/questions", "/",
             "/people/of/azat/"]  # fmt: skip
    for path in paths:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200, path
        assert len(asked) <= 15, (path, len(asked))
    assert client.post("/lists/of/friends/", {"q": "Орлов Петр"}).content.decode().count("<tr><td>") == 1
    assert client.get(f"/lists/files/{upload.pk}/found/nonsense").status_code == 404
    assert client.get("/lists/of/friends/?page=99999").status_code == 200


def test_a_known_lists_number_that_is_put_together_stays_so(client: Client) -> None:
    rows = "nickname,type,number,region,address,directorate\n,ИК,17,Кировская область,Омутнинск,\n"
    pk = send(client, rows, kind="places")
    page = client.get(f"/lists/files/{pk}/").content.decode()
    assert "region + type + number" in page
    shown = re.findall(r'name="column-(\d)".*?<option value="(\w*)" selected>', page)
    told = {f"column-{at}": meaning for at, meaning in shown}
    assert len(told) == 6
    client.post(f"/lists/files/{pk}/compare", {**FORM, "slug": "ru-fsin-facilities", **told})
    client.post(f"/lists/files/{pk}/take")
    place = Place.objects.get()
    assert (place.listed.external, place.listed.name) == ("Кировская область/ИК/17", "ИК-17, Кировская область")
    assert 'href="/lists/places/' in client.get("/lists/of/ru-fsin-facilities/").content.decode()
