# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lengths of time as ISO 8601 writes them (P5Y9M, P2W, PT5M): a month has no length of its own, so two may be equal."""

import re
from dataclasses import dataclass

from restante.errors import BadInput

_FORM = re.compile(
    r"P(?=[0-9T])(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,4})M)?(?:(?P<weeks>[0-9]{1,4})W)?(?:(?P<days>[0-9]{1,5})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,5})H)?(?:(?P<minutes>[0-9]{1,6})M)?(?:(?P<seconds>[0-9]{1,7})S)?)?\Z",
    re.ASCII,
)
_DAY = 86_400


class SpanRefused(BadInput):
    """Not an ISO 8601 duration."""

    code = "span-refused"
    text = "'{span}' is not a length of time. Write P6Y, P5Y9M, P2W or PT5M."


@dataclass(frozen=True, slots=True)
class Span:
    """Months and seconds apart: 12 months are a year, and 28 to 31 days are a month."""

    text: str
    months: int
    seconds: int

    def __str__(self) -> str:
        return self.text

    def may_equal(self, other: "Span") -> bool:
        """Whether one length of time can be told both ways: P2Y6M and P30M, P1M and P30D."""
        if self.months == other.months:
            return self.seconds == other.seconds
        mine, theirs = self.bounds, other.bounds
        if self.seconds == other.seconds == 0:
            return False
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]

    @property
    def is_nothing(self) -> bool:
        """P0Y and the like."""
        return not self.months and not self.seconds

    @property
    def bounds(self) -> tuple[int, int]:
        """The shortest and the longest that it can be, in seconds: n months have about 30.4 n days, give or take 3."""
        if not self.months:
            return self.seconds, self.seconds
        least, most = self.months * 304 // 10 - 3, -(-self.months * 305 // 10) + 3
        return least * _DAY + self.seconds, most * _DAY + self.seconds


def read_span(text: str) -> Span:
    """From ISO 8601 text; raises SpanRefused."""
    found = _FORM.match(text.strip())
    if found is None:
        raise SpanRefused(span=text)
    parts = {name: int(value or 0) for name, value in found.groupdict().items()}
    seconds = (parts["weeks"] * 7 + parts["days"]) * _DAY
    seconds += parts["hours"] * 3600 + parts["minutes"] * 60 + parts["seconds"]
    return Span(text.strip(), parts["years"] * 12 + parts["months"], seconds)
