# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time zone as a calendar carries it along (VTIMEZONE), with the changes of the years that the calendar touches.

Zones are those of the package tzdata, never the machine's: the same records give the same bytes anywhere.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 2100
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


def can_be_told(year: int) -> bool:
    """Zones are known from about 1970, and nobody announces a time for later than the calendars of telephones reach."""
    return FIRST_YEAR <= year <= LAST_YEAR


def zone_lines(name: str, years: Iterable[int]) -> tuple[str, ...]:
    """The component, with the changes of these years and of the one before each; all of them can be told."""
    return _zone_lines(name, tuple(sorted({year - back for year in years for back in (0, 1)})))


@lru_cache(256)
def _zone_lines(name: str, years: tuple[int, ...]) -> tuple[str, ...]:
    zone = known_zone(name)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    for year in years:
        now = datetime(year, 1, 1, tzinfo=UTC)
        before = now.astimezone(zone)
        if year - 1 not in years:
            lines.extend(_observance(before, before))
        while now.year == year:
            now += timedelta(hours=1)
            after = now.astimezone(zone)
            if after.utcoffset() != before.utcoffset() or after.dst() != before.dst():
                lines.extend(_observance(before, after))
            before = after
    return (*lines, "END:VTIMEZONE")


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
