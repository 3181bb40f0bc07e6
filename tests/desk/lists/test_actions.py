# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imports observe: they overwrite nobody, merge nobody, release nobody, and stop where a list falls."""

import hashlib
import random
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from restante.cases.lists import ListMap, Reading, choose_map, observe, read_map, read_table
from restante.desk.ledger.models import Entry
from restante.desk.lists.actions import Outcome, answer_match, import_list, link_place, look
from restante.desk.lists.models import Alias, Answer, Import, List, Listed, Match, Observation, Place
from restante.desk.lists.queries import places_like, said_by
from restante.desk.lists.refusals import ListFell, ListOfAnotherKind, ListOlder
from restante.desk.people.models import Person
from tests.personas import Desk

FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
MAP = b'list = "%s"\nkind = "%s"\n[columns]\nid = "id"\nname = "name"\nborn = "born"\nfacility = "where"\n'
ROWS = ["1,Пётр Орлов,1990,ИК-17", "2,Анна Орлова,?,СИЗО-1", "3,Павел Зимин,1/2/1988,ИК-3"]
pytestmark = pytest.mark.django_db


def read(rows: list[str], kind: str = "people", slug: str = "invented") -> tuple[Reading, ListMap, str]:
    data = ("id,name,born,where\n" + "\n".join(rows) + "\n").encode()
    chosen = read_map(MAP % (slug.encode(), kind.encode()))
    return observe(read_table(data, "x.csv"), chosen, THIRD), chosen, hashlib.sha256(data).hexdigest()


def take(rows: list[str], day: date, *, accept_fall: bool = False, kind: str = "people") -> Outcome:
    return import_list(*read(rows, kind), day, "command", accept_fall=accept_fall)


def everything() -> list[object]:
    told = [model.objects.order_by("pk").values() for model in (List, Import, Listed, Observation, Match, Entry)]
    return [list(one) for one in told]


def test_each_row_is_a_dated_saying_with_the_cell_as_it_was_written() -> None:
    take(ROWS, FIRST)
    born = Observation.objects.get(listed__external="3", field="born")
    assert (born.value, born.raw, born.first_seen, born.last_seen) == ("", "1/2/1988", FIRST, FIRST)
    assert Listed.objects.get(external="3").raw == {
        "id": "3",
        "name": "Павел Зимин",
        "born": "1/2/1988",
        "where": "ИК-3",
    }


def test_the_same_file_on_the_same_day_changes_nothing_at_all() -> None:
    take(ROWS, FIRST)
    before = everything()
    outcome = take(ROWS, FIRST)
    assert everything() == before
    assert outcome.same_file
    assert outcome.differences.kept == ("1", "2", "3")


def test_a_value_that_changed_stands_beside_the_one_before() -> None:
    take(ROWS, FIRST)
    outcome = take([ROWS[0].replace("ИК-17", "ИК-2"), *ROWS[1:]], SECOND)
    [change] = outcome.differences.changes
    assert (change.row, change.field, change.before, change.after) == ("1", "facility", "ИК-17", "ИК-2")
    told = Observation.objects.filter(listed__external="1", field="facility").values_list(
        "value", "first_seen", "last_seen", "standing"
    )
    assert list(told) == [("ИК-17", FIRST, FIRST, False), ("ИК-2", SECOND, SECOND, True)]
    assert Observation.objects.get(listed__external="1", field="name").last_seen == SECOND


def test_who_left_the_list_is_gone_since_a_day_and_may_come_back() -> None:
    take(ROWS, FIRST)
    assert take(ROWS[1:], SECOND).differences.gone == ("1",)
    assert Listed.objects.get(external="1").gone_since == SECOND
    assert "1" not in said_by(List.objects.get())
    assert take(ROWS, THIRD).back == ("1",)
    row = Listed.objects.get(external="1")
    assert (row.gone_since, row.first_seen, row.last_seen) == (None, FIRST, THIRD)
    names = Observation.objects.filter(listed=row, field="name").values_list("first_seen", "last_seen", "standing")
    assert list(names) == [(FIRST, FIRST, False), (THIRD, THIRD, True)]


def test_a_sudden_fall_takes_nothing_until_somebody_says_go_on() -> None:
    rows = [f"{number},Имя Фамилия{number},1990,ИК-1" for number in range(20)]
    take(rows, FIRST)
    before = everything()
    with pytest.raises(ListFell, match=r"5 of the 20 rows.*--accept-fall"):
        take(rows[5:], SECOND)
    assert everything() == before
    take(rows[5:], SECOND, accept_fall=True)
    assert Listed.objects.exclude(gone_since=None).count() == 5


def test_a_day_before_the_last_and_a_list_of_another_kind_are_refused() -> None:
    take(ROWS, SECOND)
    with pytest.raises(ListOlder):
        take(ROWS, FIRST)
    with pytest.raises(ListOfAnotherKind):
        take(ROWS, SECOND, kind="places")


def test_a_likely_person_is_suggested_told_field_by_field_and_not_touched(desk: Desk) -> None:
    before = Person.objects.filter(pk=desk.azat.pk).values().get()
    name = desk.azat.name_ru
    rows = [f"1,{name},1993,ИК-999", f"2,{name},1950,", "3,Совсем Другой,1990,"]
    outcome = take(rows, FIRST)
    assert [(one.row, one.person) for one in outcome.likenesses] == [("1", "azat"), ("2", "azat")]
    assert Match.objects.filter(answer=Answer.ASKED).count() == 2
    assert Person.objects.filter(pk=desk.azat.pk).values().get() == before
    first, second = Match.objects.order_by("listed__external")
    answer_match(first, desk.alice, same=True)
    answer_match(second, desk.alice, same=False)
    take([*rows, f"4,{name},1960,"], SECOND)
    told = Match.objects.order_by("listed__external").values_list("answer", flat=True)
    assert list(told) == [Answer.SAME, Answer.OTHER, Answer.ASKED]
    assert Person.objects.filter(pk=desk.azat.pk).values().get() == before


def test_a_place_keeps_its_spellings_and_an_editor_says_which_facility_it_is(desk: Desk) -> None:
    before = type(desk.place).objects.values().get()
    take(["1,ФКУ ИК №17,,", "2,КП-17,,"], FIRST, kind="places")
    assert Alias.objects.count() == 2
    assert places_like("ИК-17") == ["ФКУ ИК №17"]
    link_place(Place.objects.get(listed__external="1"), desk.place, desk.alice)
    take(["1,ФКУ ИК №17,,", "2,КП-17,,"], SECOND, kind="places")
    assert Place.objects.get(listed__external="1").facility == desk.place
    assert type(desk.place).objects.values().get() == before


def test_what_was_seen_is_believed_only_while_nobody_has_imported_since() -> None:
    told = read(ROWS)
    seen = look(*told, FIRST)
    take(ROWS[1:], FIRST)
    outcome = import_list(*told, SECOND, "command", seen=seen)
    assert (outcome.differences.added, outcome.differences.kept) == (("1",), ("2", "3"))
    again = import_list(*told, THIRD, "command", seen=look(*told, THIRD))
    assert again.differences.kept == ("1", "2", "3")
    assert Observation.objects.filter(standing=True, last_seen=THIRD).count() == Observation.objects.count()


def test_looking_writes_nothing() -> None:
    before = everything()
    look(*read(ROWS), FIRST)
    assert everything() == before


def told_of_all() -> list[object]:
    """Everything that imports leave, without the order in which it came."""
    return [
        sorted(List.objects.values_list("slug", "kind", "title")),
        sorted(map(str, Import.objects.values_list("of__slug", "day", "sha256", "rows", "findings"))),
        sorted(map(str, Listed.objects.values_list("of__slug", "external", "name", "first_seen", "gone_since"))),
        sorted(map(str, Observation.objects.values_list("listed__of__slug", "listed__external", "field", "value", "raw",
                                                        "first_seen", "last_seen", "standing"))),
        sorted(map(str, Match.objects.values_list("listed__of__slug", "listed__external", "person__slug", "answer"))),
        sorted(map(str, Alias.objects.values_list("place__listed__of__slug", "text", "key"))),
    ]  # fmt: skip


def test_the_order_of_rows_and_of_lists_does_not_change_what_is_known(desk: Desk) -> None:
    name = desk.azat.name_ru
    people = [*ROWS, f"4,{name},1993,ИК-999", f"5,{name},1950,", "6,Пётр Орлов,1990,ФКУ ИК №17"]
    steps = [
        (people, FIRST, "people", "one"), (ROWS[1:], FIRST, "people", "two"), (people[1:], SECOND, "people", "one"),
        (["1,ФКУ ИК №17,,", "2,ик 17,,", "3,Сизо 0,,"], FIRST, "places", "places"), (ROWS, THIRD, "people", "two"),
    ]  # fmt: skip
    found: list[list[object]] = []
    for seed in range(6):
        chance = random.Random(seed)  # noqa: S311 -- the same order each time
        waiting = list(steps)
        done = transaction.savepoint()
        while waiting:
            slugs = {step[3] for step in waiting}
            slug = chance.choice(sorted(slugs))  # a list's own days go forward; lists come in any order
            step = next(one for one in waiting if one[3] == slug)
            waiting.remove(step)
            rows = chance.sample(step[0], len(step[0]))
            reading, chosen, _digest = read(rows, step[2], slug)
            import_list(reading, chosen, "0" * 64, step[1], "command", accept_fall=True)
        found.append(told_of_all())
        transaction.savepoint_rollback(done)
    assert found[0][4]
    assert all(one == found[0] for one in found)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rows"), [("uk_prison_register", 174), ("us_bop_federal_prisons", 122), ("ru_courts_sudrf", 2311)]
)
def test_a_register_is_imported_whole_and_again_without_a_difference(shared: Path, name: str, rows: int) -> None:
    data = (shared / "data" / f"{name}.csv").read_bytes()
    table = read_table(data, name)
    chosen = choose_map(table.headings, "places", "unknown")
    reading = observe(table, chosen, THIRD)
    import_list(reading, chosen, name, FIRST, "command")
    assert Place.objects.count() == Listed.objects.count() == rows
    again = import_list(reading, chosen, name, SECOND, "command")
    assert len(again.differences.kept) == rows
    assert not Observation.objects.exclude(last_seen=SECOND).exists()
