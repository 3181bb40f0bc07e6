# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a gate says no with: HTTP status, stable code, and a text that tells the writer what to do."""

from typing import ClassVar

from restante.errors import RestanteError, Unavailable


def _(text: str) -> str:
    return text


class GateError(RestanteError):
    """Any refusal of a gate."""

    status: ClassVar[int] = 400
    code = "bad-request"
    text = _("This request cannot be understood.")


def _no(status: int, code: str, text: str) -> type[GateError]:
    return type(code, (GateError,), {"status": status, "code": code, "text": text})


ForeignForm = _no(403, "foreign-form", _("This form was filled in by another site. Open the page here and write anew."))
NotHere = _no(404, "not-here", _("There is nothing at this address."))
MethodRefused = _no(405, "method-refused", _("This address does not take such a request."))
TooSlow = _no(408, "too-slow", _("The letter did not arrive in time. Nothing was kept; please send it again."))
LengthMissing = _no(411, "length-missing", _("A request with a body must say its length."))
TooLarge = _no(413, "too-large", _("This is too large."))
NoFile = _no(422, "form-incomplete", _("Choose the file with the sealed letter."))
GateFault = _no(500, "gate-fault", _("The gate failed. Nothing was kept."))
NothingPublished = _no(503, "nothing-published", _("Nothing is published here yet. Come back later."))
GateBusy = _no(503, "gate-busy", _("This gate is busy. Nothing was kept; please send the letter again in a minute."))
GateFull = _no(
    503,
    "gate-full",
    _("This gate is full. Save the sealed letter as a file and hand it in at another gate; it was not kept here."),
)


class CannotServe(Unavailable):
    """Told on the operator's terminal before anything is served."""

    code = "cannot-serve"
    text = "The gate cannot be served from {home}: {reason}."
