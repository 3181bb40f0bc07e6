# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every view says who may come in and by which methods; one that says nothing lets nobody in.

The check itself is access.middleware.DoorMiddleware, which knows who is asking.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.http import HttpResponseBase


class Who(StrEnum):
    """From the street inwards; whoever may open a door may open those before it."""

    STRANGER = "stranger"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in, how, and whether the door also opens while the store is locked."""

    who: Who
    methods: frozenset[str]
    while_locked: bool


View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_ORDER: Final = list(Who)


def open_to(who: Who, *methods: str, while_locked: bool = False) -> Callable[[View], View]:
    """Declare a view's door; GET alone when no method is named. HEAD goes with GET."""
    allowed = frozenset(methods or ("GET",)) | ({"HEAD"} if "GET" in (methods or ("GET",)) else set())

    def declare(view: View) -> View:
        view.door = Door(who, frozenset(allowed), while_locked)  # type: ignore[attr-defined]  # functions carry attributes
        return view

    return declare


def door_of(view: Any) -> Door | None:
    """The declaration of a view, or None: then nobody enters."""
    found = getattr(view, "door", None)
    return found if isinstance(found, Door) else None


def may_enter(door: Door, who: Who) -> bool:
    """Whether somebody as far in as `who` may open this door."""
    return _ORDER.index(who) >= _ORDER.index(door.who)
