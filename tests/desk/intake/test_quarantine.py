# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a volunteer can do about an envelope in quarantine."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from restante.desk.intake import actions, views
from restante.desk.intake.fetching import fetch_from_all
from restante.desk.intake.models import Quarantine, SeenEnvelope
from restante.desk.intake.opening import Opener
from restante.desk.letters.models import Letter
from tests.personas import Desk

from .conftest import TODAY, MemoryGate

Seal = Callable[..., bytes]


@pytest.fixture
def poisoned(desk: Desk, gate: MemoryGate, opener: Opener, seal: Seal) -> Quarantine:
    """A letter with something that is no picture."""
    gate.drop_in(seal(1, b"words, not a picture"))
    fetch_from_all([("here", gate)], opener, TODAY)
    return Quarantine.objects.get()


def test_the_words_can_be_opened_without_the_picture(desk: Desk, poisoned: Quarantine, opener: Opener) -> None:
    with pytest.raises(actions.StillPoison):
        actions.open_again(desk.bob, poisoned.pk, opener, TODAY)
    actions.open_again(desk.bob, poisoned.pk, opener, TODAY, pictures=False)
    letter = Letter.objects.get()
    assert (letter.envelope_sha256, letter.picture_count) == (poisoned.pk, 0)
    kept = Quarantine.objects.get()
    assert (kept.state, bytes(kept.envelope)) == (Quarantine.State.OPENED, b"")
    with pytest.raises(actions.NotInQuarantine):
        actions.open_again(desk.beth, poisoned.pk, opener, TODAY)


def test_a_dropped_envelope_never_comes_back(
    desk: Desk, poisoned: Quarantine, gate: MemoryGate, opener: Opener
) -> None:
    actions.drop_envelope(desk.alice, poisoned.pk)
    assert bytes(Quarantine.objects.get().envelope) == b""
    fetch_from_all([("here", gate)], opener, TODAY, again=True)
    assert Quarantine.objects.filter(state=Quarantine.State.WAITING).count() == 0
    assert SeenEnvelope.objects.count() == 1
    assert Letter.objects.count() == 0


def test_the_page_says_why_and_opens_it(
    desk: Desk,
    poisoned: Quarantine,
    opener: Opener,
    sign_in: Callable[[Any], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(views, "make_opener", lambda *_: opener)
    bob = sign_in(desk.bob)
    assert "no whole JPEG or PNG" in bob.get("/intake/").content.decode()
    assert "1 envelope could not be opened" in bob.get("/").content.decode()
    bob.post(f"/intake/{poisoned.pk}/again")
    assert Letter.objects.count() == 0
    bob.post(f"/intake/{poisoned.pk}/again", {"without": "1"})
    assert Letter.objects.count() == 1
    assert "Nothing is in quarantine" in bob.get("/intake/").content.decode()


def test_only_a_coordinator_drops(desk: Desk, poisoned: Quarantine, sign_in: Callable[[Any], Client]) -> None:
    sign_in(desk.bob).post(f"/intake/{poisoned.pk}/drop")
    assert Quarantine.objects.get().state == Quarantine.State.WAITING
    sign_in(desk.alice).post(f"/intake/{poisoned.pk}/drop")
    assert Quarantine.objects.get().state == Quarantine.State.DROPPED
