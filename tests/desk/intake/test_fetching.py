# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever breaks between gate and desk, each letter is at the desk once, and a gate forgets only what is there."""

from collections.abc import Callable

import pytest

from restante.desk.access import store
from restante.desk.intake import fetching
from restante.desk.intake.fetching import Round, fetch_from_all
from restante.desk.intake.models import Quarantine, SeenEnvelope
from restante.desk.intake.opening import Opener
from restante.desk.letters.models import Letter
from restante.desk.letters.words import reply_to_of, words_of

from .conftest import REPLY_TO, TODAY, MemoryGate

pytestmark = pytest.mark.usefixtures("desk")
Seal = Callable[..., bytes]


def test_a_letter_is_committed_sealed_and_then_acknowledged(gate: MemoryGate, opener: Opener, seal: Seal) -> None:
    gate.drop_in(seal(1))
    assert fetch_from_all([("here", gate)], opener, TODAY) == [Round("here", listed=1, letters=1)]
    letter = Letter.objects.get()
    assert "Письмо".encode() not in bytes(letter.sealed_text)
    assert words_of(letter).text == "Письмо 1"
    assert reply_to_of(letter) == REPLY_TO
    assert gate.acknowledged == {letter.envelope_sha256}


def test_what_a_gate_lists_again_is_acknowledged_and_not_fetched_again(
    gate: MemoryGate, opener: Opener, seal: Seal
) -> None:
    gate.drop_in(seal(1))
    fetch_from_all([("here", gate)], opener, TODAY)
    gate.acknowledged.clear()
    assert fetch_from_all([("here", gate)], opener, TODAY) == [Round("here", listed=1, known=1)]
    assert len(gate.fetched) == 1
    assert len(gate.acknowledged) == 1


def test_one_envelope_at_two_gates_is_one_letter(opener: Opener, seal: Seal) -> None:
    first, second = MemoryGate(), MemoryGate()
    envelope = seal(1)
    first.drop_in(envelope)
    second.drop_in(envelope)
    fetch_from_all([("first", first), ("second", second)], opener, TODAY)
    assert Letter.objects.count() == 1
    assert second.acknowledged == first.acknowledged


def test_the_same_form_sent_twice_is_one_letter(gate: MemoryGate, opener: Opener, seal: Seal) -> None:
    gate.drop_in(seal(1), seal(1))
    assert fetch_from_all([("here", gate)], opener, TODAY) == [Round("here", listed=2, known=1, letters=1)]
    assert Letter.objects.count() == 1
    assert len(gate.acknowledged) == 2


@pytest.mark.parametrize("place", ["list", "fetch", "before acknowledging", "after acknowledging"])
def test_a_line_that_breaks_anywhere_loses_and_doubles_nothing(
    place: str, gate: MemoryGate, opener: Opener, seal: Seal
) -> None:
    gate.drop_in(seal(1), seal(2), seal(3))
    gate.cut_off_at = place
    [broken] = fetch_from_all([("here", gate)], opener, TODAY)
    assert broken.error == "cut-off"
    assert gate.acknowledged <= set(Letter.objects.values_list("envelope_sha256", flat=True))
    gate.cut_off_at = ""
    fetch_from_all([("here", gate)], opener, TODAY)
    assert Letter.objects.count() == 3
    assert len(gate.acknowledged) == 3


def test_a_gate_that_takes_too_long_gives_way_and_goes_on_in_the_next_round(
    gate: MemoryGate, opener: Opener, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.drop_in(seal(1), seal(2), seal(3))
    monkeypatch.setattr(fetching, "SECONDS_A_GATE", -1)
    monkeypatch.setattr(fetching, "BATCH", 1)
    [first] = fetch_from_all([("here", gate)], opener, TODAY)
    assert (first.listed, first.letters, first.error) == (3, 1, "")
    for _ in range(2):
        fetch_from_all([("here", gate)], opener, TODAY)
    assert Letter.objects.count() == 3


def test_a_commit_that_fails_half_way_commits_nothing_and_acknowledges_nothing(
    gate: MemoryGate, opener: Opener, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.drop_in(seal(1), seal(2))

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(SeenEnvelope.objects, "bulk_create", full_disk)
        with pytest.raises(OSError, match="space"):
            fetch_from_all([("here", gate)], opener, TODAY)
    assert Letter.objects.count() == 0
    assert gate.acknowledged == set()
    fetch_from_all([("here", gate)], opener, TODAY)
    assert Letter.objects.count() == 2


def test_a_desk_restored_from_an_older_backup_fetches_what_it_lost(
    gate: MemoryGate, opener: Opener, seal: Seal
) -> None:
    gate.drop_in(seal(1))
    fetch_from_all([("here", gate)], opener, TODAY)
    gate.drop_in(seal(2), seal(3))
    fetch_from_all([("here", gate)], opener, TODAY)
    Letter.objects.exclude(pk=f"{1:032x}").delete()
    SeenEnvelope.objects.exclude(pk=Letter.objects.get().envelope_sha256).delete()
    assert fetch_from_all([("here", gate)], opener, TODAY) == [Round("here")]
    assert fetch_from_all([("here", gate)], opener, TODAY, again=True) == [Round("here", listed=3, known=1, letters=2)]


def test_poison_is_kept_sealed_and_acknowledged_while_the_rest_flows(
    gate: MemoryGate, opener: Opener, seal: Seal
) -> None:
    poison = bytearray(seal(2))
    poison[-1] ^= 1
    gate.drop_in(seal(1), bytes(poison), seal(3))
    assert fetch_from_all([("here", gate)], opener, TODAY) == [Round("here", listed=3, letters=2, quarantined=1)]
    kept = Quarantine.objects.get()
    assert (kept.code, kept.gate, bytes(kept.envelope)) == ("seal-broken", "here", bytes(poison))
    assert len(gate.acknowledged) == 3


def test_an_envelope_to_a_key_that_is_gone_waits_in_quarantine_with_that_reason(gate: MemoryGate, seal: Seal) -> None:
    gate.drop_in(seal(1))
    fetch_from_all([("here", gate)], Opener({}, bytes(range(16))), TODAY)
    assert Quarantine.objects.get().code == "unknown-letter-key"


def test_a_gate_that_gives_other_bytes_than_it_listed_is_not_believed(
    gate: MemoryGate, opener: Opener, seal: Seal
) -> None:
    gate.drop_in(seal(1))
    [digest] = gate.envelopes
    gate.lies = {digest: seal(2)}
    assert fetch_from_all([("here", gate)], opener, TODAY) == [Round("here", listed=1, unfit=1)]
    assert Letter.objects.count() == 0
    assert gate.acknowledged == set()


def test_a_gate_out_of_reach_keeps_nobody_elses_letters_waiting(opener: Opener, seal: Seal) -> None:
    dead, alive = MemoryGate(cut_off_at="list"), MemoryGate()
    alive.drop_in(seal(1))
    assert [r.error for r in fetch_from_all([("dead", dead), ("alive", alive)], opener, TODAY)] == ["cut-off", ""]
    assert Letter.objects.count() == 1


def test_a_locked_desk_fetches_nothing(gate: MemoryGate, opener: Opener, seal: Seal) -> None:
    gate.drop_in(seal(1))
    store.lock()
    with pytest.raises(store.StoreLocked):
        fetch_from_all([("here", gate)], opener, TODAY)
    assert gate.fetched == []


def test_parts_are_small_enough_for_memory_and_name_each_hash_once(
    gate: MemoryGate, opener: Opener, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH", 2)
    gate.drop_in(*(seal(number) for number in range(1, 6)))
    seen: list[tuple[int, int]] = []
    fetch_from_all([("here", gate)], opener, TODAY, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 5), (2, 5), (4, 5), (5, 5)]


def test_no_more_than_three_parts_are_in_memory(
    gate: MemoryGate, opener: Opener, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH", 1)
    gate.drop_in(*(seal(number) for number in range(1, 7)))
    ahead: list[int] = []
    fetch_from_all([("here", gate)], opener, TODAY, progress=lambda done, _: ahead.append(len(gate.fetched) - done))
    assert max(ahead) <= 2


def test_what_came_before_a_line_broke_is_committed(
    gate: MemoryGate, opener: Opener, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH", 1)
    gate.drop_in(seal(1), seal(2), seal(3))
    gate.cut_off_after = 2
    assert fetch_from_all([("here", gate)], opener, TODAY) == [Round("here", listed=3, letters=2, error="cut-off")]
    assert len(gate.acknowledged) == 2


def test_an_envelope_that_is_listed_and_not_given_stays_at_the_gate(
    gate: MemoryGate, opener: Opener, seal: Seal
) -> None:
    gate.drop_in(seal(1), seal(2))
    first, second = gate.envelopes
    gate.withheld = {first}
    assert fetch_from_all([("here", gate)], opener, TODAY) == [Round("here", listed=2, letters=1, unfit=1)]
    assert gate.acknowledged == {second}
