# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chain holds, and a line changed, removed or swapped by hand is found."""

from collections import defaultdict
from collections.abc import Callable

import pytest

from restante.desk.ledger.actions import declare_duty, record, run_duty
from restante.desk.ledger.models import Duty, Entry
from restante.desk.ledger.queries import broken_lines, lines_for
from restante.desk.ledger.verbs import VERBS
from restante.errors import BrokenPromise, Unavailable
from tests.personas import Desk


def write_some(count: int = 5) -> None:
    """A few lines."""
    for number in range(count):
        record("intake", "letter.received", "letter", f"{number:032x}", gate="here")


DAMAGES: dict[str, Callable[[], object]] = {
    "a changed actor": lambda: Entry.objects.filter(number=3).update(actor="somebody else"),
    "a changed field": lambda: Entry.objects.filter(number=3).update(fields={"gate": "there"}),
    "a removed line": lambda: Entry.objects.filter(number=3).delete(),
    "removed newest lines": lambda: Entry.objects.filter(number__gt=3).delete(),
    "every line removed": lambda: Entry.objects.all().delete(),
    "a removed first line": lambda: Entry.objects.filter(number=1).delete(),
}


@pytest.mark.django_db
def test_an_untouched_ledger_holds() -> None:
    write_some()
    assert list(broken_lines()) == []
    assert [entry.number for entry in Entry.objects.order_by("number")] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(damage: str) -> None:
    write_some()
    DAMAGES[damage]()
    assert list(broken_lines())


@pytest.mark.django_db
def test_a_verb_that_nobody_declared_is_refused() -> None:
    with pytest.raises(BrokenPromise):
        record("intake", "letter.eaten", "letter", "1")


def test_lines_are_for_coordinators_and_read_as_sentences(desk: Desk) -> None:
    desk.receive()
    assert lines_for(desk.bob) == []
    assert lines_for(desk.alice)[0].sentence.startswith("received letter 0000")


def test_every_verb_has_a_sentence() -> None:
    for verb, sentence in VERBS.items():
        assert sentence.format_map(defaultdict(lambda: "it")), verb


def test_a_line_that_lacks_a_field_is_still_read(desk: Desk) -> None:
    record("retention", "letter.moved", "letter", "ab" * 16, before="arrived")
    assert lines_for(desk.alice)[0].sentence == "letter ababab: from waiting to be checked to …"


@pytest.mark.django_db
def test_a_duty_is_late_until_it_ran_and_an_error_is_noted_by_its_code() -> None:
    declare_duty("intake.fetch", 60)
    assert Duty.objects.get().is_late()
    with run_duty("intake.fetch"):
        pass
    assert not Duty.objects.get().is_late()
    with pytest.raises(Unavailable), run_duty("intake.fetch"):
        raise Unavailable
    assert Duty.objects.get().last_error_code == "unavailable"
