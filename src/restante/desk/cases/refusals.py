# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk refuses about a case, each with what to do instead."""

from django.utils.translation import gettext_noop

from restante.errors import BadInput


class ChangedMeanwhile(BadInput):
    """Two people had the same form open."""

    code = "case-changed-meanwhile"
    text = gettext_noop(
        "Somebody has changed {object} since you opened it. Open it again, and repeat what is still right."
    )


class NoQuotation(BadInput):
    """No quotation, no citation."""

    code = "case-no-quotation"
    text = gettext_noop("{object} has no source with a quotation: it is a lead, and a lead is not published.")


class AboveItsEvidence(BadInput):
    """Editors may lower a status, never raise it."""

    code = "case-above-evidence"
    text = gettext_noop("The evidence carries {object} as far as “{ceiling}”, not as far as “{status}”.")


class ReasonMissing(BadInput):
    """A finding is answered, a change of something public is explained."""

    code = "case-reason-missing"
    text = gettext_noop("Say why, in at least one language: everybody will read it beside {object}.")


class FindingsUnanswered(BadInput):
    """The checks found something and nobody has answered."""

    code = "case-findings-unanswered"
    text = gettext_noop("The checks found something in {object}: {findings}. Correct it, or answer it with a reason.")


class SameEditor(BadInput):
    """The second of two editors is another person."""

    code = "case-same-editor"
    text = gettext_noop("{object} needs a second editor: you were the first.")


class NothingToAgreeTo(BadInput):
    """No first editor, or both already."""

    code = "case-nothing-to-agree"
    text = gettext_noop("{object} does not wait for a second editor.")


class Withdrawn(BadInput):
    """What is withdrawn stays so; it may be said anew under another name."""

    code = "case-withdrawn"
    text = gettext_noop("{object} was withdrawn and stays so. Enter it anew if it holds after all.")


class NotYours(BadInput):
    """What everybody reads is changed by coordinators."""

    code = "case-not-yours"
    text = gettext_noop("{object} is public: a coordinator changes it.")


class SaidAlready(BadInput):
    """A name is known by what it says."""

    code = "case-said-already"
    text = gettext_noop("The case says this already: {object}.")


class Sealed(BadInput):
    """What is sealed is unsealed first, with a reason, and then decided anew."""

    code = "case-sealed"
    text = gettext_noop("{object} is sealed. Give it back to the team with a reason before you show it.")


class CopyKept(BadInput):
    """The same bytes of the same source, once more."""

    code = "case-copy-kept"
    text = gettext_noop("This very file is kept already, as {object}.")


class CopyElsewhere(BadInput):
    """A case file told us of it; the file itself did not come along."""

    code = "case-copy-elsewhere"
    text = gettext_noop("Of {object} only the SHA-256 is known here. Upload the file itself first.")


class TooManyCopies(BadInput):
    """More than anybody compares."""

    code = "case-too-many-copies"
    text = gettext_noop("A source has at most {most} copies. Withdraw one that is of no use any more.")
