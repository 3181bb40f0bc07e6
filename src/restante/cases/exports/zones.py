# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time zone as a calendar carries it along (VTIMEZONE), with the changes of the years that the calendar touches.

Zones are those of the package tzdata, never the machine's: the same records give the same bytes anywhere.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

_NAME: Final = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)+\Z")


@cache
def known_zone(name: str) -> ZoneInfo | None:
    """The zone of this name (`Europe/Moscow`), or none: then a calendar says the day alone."""
    if not _NAME.match(name):
        return None
    found = files("tzdata").joinpath("zoneinfo", *name.split("/"))
    if not found.is_file():
        return None
    with found.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def zone_lines(name: str, years: Iterable[int]) -> Iterator[str]:
    """The component, from the year before the first to the end of the last."""
    zone, spanned = known_zone(name), sorted(years)
    now = datetime(spanned[0] - 1, 1, 1, tzinfo=UTC)
    end = datetime(spanned[-1] + 1, 1, 1, tzinfo=UTC)
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{name}"
    before = now.astimezone(zone)
    yield from _observance(before, before)
    while now < end:
        then = now + timedelta(hours=1)
        after = then.astimezone(zone)
        if after.utcoffset() != before.utcoffset() or after.dst() != before.dst():
            yield from _observance(before, after)
        before, now = after, then
    yield "END:VTIMEZONE"


def _observance(before: datetime, after: datetime) -> Iterator[str]:
    """The onset is told in the local time that held until then."""
    old, new = before.utcoffset() or timedelta(), after.utcoffset() or timedelta()
    part = "DAYLIGHT" if after.dst() else "STANDARD"
    onset = (after.replace(tzinfo=None) - new) + old
    yield f"BEGIN:{part}"
    yield f"DTSTART:{onset:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset(old)}"
    yield f"TZOFFSETTO:{_offset(new)}"
    yield f"TZNAME:{after.tzname()}"
    yield f"END:{part}"


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
