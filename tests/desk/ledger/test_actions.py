# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chain holds, and a line changed, removed or swapped by hand is found."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from django.test import Client

from restante.desk.ledger.actions import LedgerBroken, check_chain, declare_duty, record, run_duty
from restante.desk.ledger.models import Duty, Entry, Head
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
    "a head set back": lambda: Head.objects.update(number=3, digest=Entry.objects.get(number=3).digest),
    "a removed head": lambda: Head.objects.all().delete(),
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


def test_a_line_written_while_the_chain_is_checked_is_no_damage(db: None) -> None:
    write_some()
    original = Entry.objects.filter

    def write_meanwhile(*given: object, **told: object) -> object:
        write_some(1)
        return original(*given, **told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Entry.objects, "filter", write_meanwhile)
        assert list(broken_lines()) == []


def test_coordinators_are_warned_on_their_home_page_until_the_chain_holds_again(
    desk: Desk, sign_in: Callable[..., Client]
) -> None:
    desk.receive()
    check_chain()
    alice, bob = sign_in(desk.alice), sign_in(desk.bob)
    assert 'id="broken-ledger"' not in alice.get("/").content.decode()
    line = Entry.objects.order_by("-number")[0]
    Entry.objects.filter(number=line.number).update(actor="somebody else")
    with pytest.raises(LedgerBroken):
        check_chain()
    page = alice.get("/").content.decode()
    assert f"Line {line.number} does not follow" in page
    assert f'/ledger/?before={line.number + 1}"' in page
    assert 'id="broken-ledger"' not in bob.get("/").content.decode()
    Entry.objects.filter(number=line.number).update(actor=line.actor)
    check_chain()
    assert 'id="broken-ledger"' not in alice.get("/").content.decode()


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
