# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a letter may stand, and the one table of allowed moves; nothing else decides."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from restante.errors import BadInput


class State(models.TextChoices):
    """The trade's words; publishing turns them into what the writer reads."""

    ARRIVED = "arrived", _("waiting to be checked")
    WITH_TRANSLATOR = "with_translator", _("with the translator")
    HELD = "held", _("on hold")
    APPROVED = "approved", _("approved")
    RETURNED = "returned_for_correction", _("returned to the writer")
    DECLINED = "declined", _("declined")
    IN_RUN = "in_run", _("in a print run")
    PRINTED = "printed", _("printed")
    POSTED = "posted", _("posted")
    SENT = "sent_electronically", _("sent electronically")
    CAME_BACK = "came_back", _("came back")
    LOST = "lost", _("lost")
    REPLIED = "reply_arrived", _("a reply has come")
    READ = "read", _("read by the group")


MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.ARRIVED: frozenset(
        {State.WITH_TRANSLATOR, State.HELD, State.APPROVED, State.RETURNED, State.DECLINED, State.READ}
    ),
    State.WITH_TRANSLATOR: frozenset({State.ARRIVED}),
    State.HELD: frozenset({State.ARRIVED}),
    # back to ARRIVED: an approval is undone until the run starts
    State.APPROVED: frozenset({State.ARRIVED, State.IN_RUN, State.SENT, State.HELD}),
    State.IN_RUN: frozenset({State.APPROVED, State.PRINTED}),
    # REPLIED: an answer may come before somebody has noted the post
    State.PRINTED: frozenset({State.POSTED, State.APPROVED, State.REPLIED}),
    State.POSTED: frozenset({State.CAME_BACK, State.LOST, State.REPLIED}),
    State.SENT: frozenset({State.CAME_BACK, State.LOST, State.REPLIED}),
    # sent again to a new address, or the same one
    State.CAME_BACK: frozenset({State.APPROVED, State.DECLINED, State.REPLIED}),
    State.LOST: frozenset({State.APPROVED, State.CAME_BACK, State.REPLIED}),
    State.REPLIED: frozenset({State.REPLIED}),
    State.READ: frozenset({State.REPLIED}),
    State.RETURNED: frozenset(),
    State.DECLINED: frozenset(),
}
TAKEN_BACK: Final[Mapping[State, frozenset[State]]] = {
    # the reply was somebody else's: the letter stands again where it stood before
    State.REPLIED: frozenset({State.POSTED, State.SENT, State.CAME_BACK, State.LOST, State.READ}),
}
"""Moves that are allowed only to undo one; as a step forward none of them would be true."""
WAITING: Final = State.ARRIVED
TAKEABLE: Final = frozenset({State.ARRIVED, State.WITH_TRANSLATOR, State.HELD})


class MoveRefused(BadInput):
    """Somebody was faster, or a page was old."""

    code = "move-refused"
    text = gettext_noop("This letter cannot go from “{before}” to “{after}”: somebody else may have moved it.")


def check_move(before: str, after: State, *, undo: bool = False) -> None:
    """Raise unless the table allows the move."""
    allowed = MOVES[State(before)] | (TAKEN_BACK.get(State(before), frozenset()) if undo else frozenset())
    if after not in allowed:
        raise MoveRefused(before=State(before).label, after=after.label)
