# SPDX-License-Identifier: AGPL-3.0-or-later
"""A clock that runs weeks ahead destroys nothing while any gate can say so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from restante.config import Config
from restante.desk.publishing import duties
from restante.desk.publishing.clock import ClockDoubted
from restante.desk.publishing.models import GateState
from restante.edition.keys import read_organisation
from restante.edition.letter_keys import ensure_letter_keys

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK = 7 * 86_400.0


def told(name: str, answered: datetime | None, skew: float | None) -> None:
    GateState.objects.create(name=name, url="http://127.0.0.1:1", answered=answered, clock_skew=skew)


@pytest.fixture
def ahead(config: Config, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Keys were made today, and the desk's clock says that it is eight weeks later; the keys' files."""
    ensure_letter_keys(config.keys_dir, read_organisation(config.keys_dir), TODAY.date())
    monkeypatch.setattr(timezone, "now", lambda: TODAY + timedelta(weeks=8))
    return files(config)


def files(config: Config) -> set[str]:
    return {path.name for path in config.keys_dir.rglob("*") if path.is_file()}


def test_keys_stay_until_a_gate_has_told_its_time_lately(config: Config, ahead: set[str]) -> None:
    told("g1", TODAY, 0.5)
    duties.keys(config)
    assert files(config) >= ahead


@pytest.mark.parametrize("skews", [[8 * WEEK], [8 * WEEK, -3 * WEEK]])
def test_a_clock_that_every_gate_gainsays_is_named_and_nothing_is_erased(
    config: Config, ahead: set[str], skews: list[float]
) -> None:
    for number, skew in enumerate(skews):
        told(f"g{number}", timezone.now(), skew)
    for duty in (duties.keys, duties.keep):
        with pytest.raises(ClockDoubted):
            duty(config)
    assert files(config) >= ahead


@pytest.mark.parametrize("gates", [[], [None], [0.5], [0.5, 8 * WEEK]], ids=["none", "silent", "agrees", "one lies"])
def test_where_a_gate_agrees_or_none_ever_spoke_old_keys_are_destroyed(
    config: Config, ahead: set[str], gates: list[float | None]
) -> None:
    for number, skew in enumerate(gates):
        told(f"g{number}", timezone.now(), skew)
    duties.keys(config)
    assert not files(config) >= ahead
