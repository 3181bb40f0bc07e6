# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a gate says no with; `status` is the HTTP status, and the text tells the writer what to do."""

from typing import ClassVar

from restante.errors import RestanteError

# ruff: noqa: N818 -- the names say what happened, as everywhere in the tree of errors


def _(text: str) -> str:
    return text


class GateError(RestanteError):
    """Any refusal of a gate."""

    status: ClassVar[int] = 400
    code = "bad-request"
    text = _("This request cannot be understood.")


class NotHere(GateError):
    """No such page, file or envelope."""

    status = 404
    code = "not-here"
    text = _("There is nothing at this address.")


class MethodRefused(GateError):
    """A method that this address does not take."""

    status = 405
    code = "method-refused"
    text = _("This address does not take such a request.")


class NothingPublished(GateError):
    """A new gate, before its first edition."""

    status = 503
    code = "nothing-published"
    text = _("Nothing is published here yet. Come back later.")


class LengthMissing(GateError):
    """A body without Content-Length cannot be bounded."""

    status = 411
    code = "length-missing"
    text = _("A request with a body must say its length.")


class TooLarge(GateError):
    """Longer than anything this address takes."""

    status = 413
    code = "too-large"
    text = _("This is too large.")


class TooSlow(GateError):
    """The body stalled, or others waited for its place."""

    status = 408
    code = "too-slow"
    text = _("The letter did not arrive in time. Nothing was kept; please send it again.")


class GateFull(GateError):
    """The quota or the disk is full: an honest no, never a false yes."""

    status = 503
    code = "gate-full"
    text = _(
        "This gate is full. Save the sealed letter as a file and hand it in at another gate; it was not kept here."
    )


class GateBusy(GateError):
    """Every place for a body is taken by one that makes progress."""

    status = 503
    code = "gate-busy"
    text = _("This gate is busy. Nothing was kept; please send the letter again in a minute.")
