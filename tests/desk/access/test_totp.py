# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vectors of RFC 6238, appendix B (their last six digits), and the window of one step to either side."""

import pytest

from restante.desk.access import totp

SECRET = b"12345678901234567890"
VECTORS = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}


@pytest.mark.parametrize("seconds", VECTORS)
def test_codes_are_the_rfcs(seconds: int) -> None:
    assert totp.code_at(SECRET, seconds // 30) == VECTORS[seconds]


def test_a_clock_half_a_minute_off_is_borne_and_more_is_not() -> None:
    step = 1000
    code = totp.code_at(SECRET, step)
    assert [totp.step_of(SECRET, code, (step + off) * 30) for off in (-2, -1, 0, 1, 2)] == [
        None,
        step,
        step,
        step,
        None,
    ]


def test_a_kept_secret_opens_for_its_volunteer_only() -> None:
    from cryptography.exceptions import InvalidTag

    kept = totp.keep(SECRET, 1)
    assert SECRET not in kept
    assert totp.fetch(kept, 1) == SECRET
    with pytest.raises(InvalidTag):
        totp.fetch(kept, 2)
