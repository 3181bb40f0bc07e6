# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers printed on paper: ten digits of a Reed-Solomon code over GF(11), so any two numbers differ in at least four.

Seven digits are random, three are checks; code words that would need the eleventh digit are not used, which leaves
7.5 million numbers. One, two or three wrong digits, and any two digits changed about, are never another number.
"""

import re
import secrets
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from itertools import combinations, product

from restante.errors import Unavailable

LENGTH = 10
RANDOM_DIGITS = 7
GROUPS = (4, 4, 2)  # unequal, so that a row upside down is seen to be upside down

# The last three places solve: sum c = sum i*c = sum i*i*c = 0 (mod 11), i = 1..10. Each row gives one check digit as a
# weighted sum of the seven random digits; tests derive them anew from the three sums.
_CHECK_WEIGHTS = ((8, 5, 1, 7, 1, 5, 8), (8, 4, 2, 2, 4, 8, 3), (5, 1, 7, 1, 5, 8, 10))
_TRIES = 10_000
_GROUPING = re.compile(r"[\s\u2010-\u2015.\-]+")
_UPSIDE_DOWN = frozenset("01689")


class NumbersExhausted(Unavailable):
    """So many numbers are open that no free one was found."""

    code = "numbers-exhausted"
    text = "No free number was found among {open} open ones; close the numbers of letters that are long answered."


def new_number(open_numbers: Collection[str]) -> str:
    """A number at random, unlinkable to anything, that differs from every open number in at least three digits."""
    taken = frozenset(open_numbers)
    for _ in range(_TRIES):
        number = complete_number("".join(secrets.choice("0123456789") for _ in range(RANDOM_DIGITS)))
        if number is not None and not _misleads(number) and _is_apart(number, taken):
            return number
    raise NumbersExhausted(open=len(open_numbers))


def complete_number(digits: str) -> str | None:
    """Seven digits with their three check digits, or None where a check digit would be ten."""
    values = [int(digit) for digit in digits]
    checks = [sum(w * v for w, v in zip(weights, values, strict=True)) % 11 for weights in _CHECK_WEIGHTS]
    return None if 10 in checks else digits + "".join(str(check) for check in checks)


def is_number(text: str) -> bool:
    """Whether these are ten digits, without grouping, whose checks hold."""
    if len(text) != LENGTH or not (text.isascii() and text.isdigit()):
        return False
    return all(sum(place**power * int(digit) for place, digit in enumerate(text, 1)) % 11 == 0 for power in range(3))


def group(number: str) -> str:
    """As it is printed and read aloud: 4827-1935-60."""
    first, second = GROUPS[0], GROUPS[0] + GROUPS[1]
    return f"{number[:first]}-{number[first:second]}-{number[second:]}"


def match_number(read: str, open_numbers: Collection[str]) -> str | None:
    """The open number that was read, exactly; spaces and hyphens do not count, and nothing is ever corrected."""
    digits = _GROUPING.sub("", read)
    return digits if is_number(digits) and digits in open_numbers else None


def _is_apart(number: str, open_numbers: AbstractSet[str]) -> bool:
    """By construction true for numbers made here; checked all the same: open ones may be of an older make."""
    return number not in open_numbers and open_numbers.isdisjoint(_neighbours(number))


def _neighbours(number: str) -> Iterator[str]:
    """Every string of digits that differs from this one in one or two places."""
    for first, second in combinations(range(LENGTH), 2):
        for a, b in product("0123456789", repeat=2):
            yield number[:first] + a + number[first + 1 : second] + b + number[second + 1 :]


def _misleads(number: str) -> bool:
    """Whether it reads as digits upside down too, or is so uniform that a copyist would lose his place."""
    return set(number) <= _UPSIDE_DOWN or len(set(number)) < 4
