# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong between a desk and a gate; every leaf is either worth trying again (Unavailable) or not."""

from restante.errors import BadInput, NotAuthentic, Unavailable


class CallRefused(NotAuthentic):
    """A call that is not signed as this gate's edition demands."""

    code = "call-refused"
    text = "This call is not signed by the desk that this gate belongs to."


class ClockSkewed(CallRefused):
    """The signature holds, but the two clocks differ too much; the seconds are named so that somebody can set one."""

    code = "clock-skewed"
    text = "Your clock is {seconds:,} s {direction} of the gate's; set it and call again."


class CallReplayed(CallRefused):
    """The same signed call a second time."""

    code = "call-replayed"
    text = "This call was already made; sign a new one."


class GateUnreachable(Unavailable):
    """No answer, or a server error: the desk tries again later."""

    code = "gate-unreachable"
    text = "The gate {gate} cannot be reached now ({reason}); nothing was lost and the desk tries again."


class GateAnswerUnusable(Unavailable):
    """An answer that no gate of ours gives: too long, cut short, of a wrong form, or a redirect."""

    code = "gate-answer-unusable"
    text = "The gate {gate} gave an answer that cannot be used ({reason})."


class GateRefused(BadInput):
    """The gate understood and said no; the same call again would get the same answer."""

    code = "gate-refused"
    text = "The gate {gate} refused: {reason} ({status})."


class PublicationRefused(BadInput):
    """An edition or a mail that does not verify, is older than what is served, or is not whole."""

    code = "publication-refused"
    text = "The publication is refused: {reason}."


class NotAsked(BadInput):
    """A file that the last offer did not lack."""

    code = "not-asked"
    text = "Nobody asked for this file; offer the publication again."


class CallUnreadable(BadInput):
    """JSON of another form than the call's."""

    code = "bad-request"
    text = "This request cannot be understood."
