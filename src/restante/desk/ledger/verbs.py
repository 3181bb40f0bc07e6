# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every verb of the ledger with its human sentence; `record` refuses others. Rooms above add theirs by `add_verbs`."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# A lazy translation is a string to whoever shows it.
Sentence = Any

VERBS: dict[str, Sentence] = {
    "volunteer.invited": _("invited {object}"),
    "volunteer.linked": _("made a one-time link for {object}"),
    "volunteer.welcomed": _("set a password"),
    "volunteer.signed_in": _("signed in"),
    "volunteer.refused": _("failed to sign in"),
    "volunteer.signed_out": _("signed out"),
    "volunteer.password_changed": _("changed the password"),
    "volunteer.code_enrolled": _("set up sign-in codes"),
    "volunteer.code_reset": _("reset the sign-in codes of {object}"),
    "volunteer.recovery_used": _("used a recovery code"),
    "volunteer.role_changed": _("changed the role of {object}"),
    "volunteer.stopped": _("ended the access of {object}"),
    "volunteer.resumed": _("gave access back to {object}"),
    "store.unlocked": _("unlocked the desk"),
    "store.locked": _("locked the desk"),
    "person.added": _("added person {object}"),
    "person.changed": _("changed person {object}"),
    "facility.added": _("added facility {object}"),
    "facility.changed": _("changed facility {object}"),
    "sentence.added": _("added a sentence about {person}"),
    "sentence.changed": _("changed a sentence about {person}"),
    "sentence.removed": _("removed a sentence about {person}"),
    "case.added": _("added {object} to the case of {person}"),
    "case.changed": _("changed {object} in the case of {person}"),
    "case.cited": _("changed the sources of {object} in the case of {person}"),
    "case.linked": _("linked two claims in the case of {person}: {object}"),
    "case.decided": _("decided on {object} in the case of {person}"),
    "case.published": _("made {object} in the case of {person} public"),
    "case.agreed": _("agreed as second editor to {object} in the case of {person}"),
    "case.hidden": _("took {object} in the case of {person} back from the public"),
    "case.withdrawn": _("withdrew {object} in the case of {person}"),
    "case.corrected": _("corrected {object} in the case of {person}"),
    "case.imported": _("imported {object} into the case of {person}"),
    "case.version": _("published the case {object}"),
    "letter.received": _("received letter {object}"),
    "letter.taken": _("took letter {object}"),
    "letter.read": _("read letter {object} without taking it"),
    "letter.released": _("put letter {object} back"),
    "letter.moved": _("letter {object}: from {before} to {after}"),
    "letter.approval_undone": _("undid the approval of letter {object}"),
    "letter.translated": _("added a translation to letter {object}"),
    "letter.addressed": _("found the addressee of letter {object}"),
    "letter.erased": _("erased the words of letter {object}"),
    "letter.numbered": _("numbered letter {object}"),
}


def add_verbs(verbs: Mapping[str, Sentence]) -> None:
    """For rooms above: call it once, where their models are."""
    VERBS.update(verbs)


# Values of fields that people read by another word, such as the state of a letter.
WORDS: dict[str, Sentence] = {}


def add_words(words: Mapping[str, Sentence]) -> None:
    """For rooms above: how the ledger's page says a value."""
    WORDS.update(words)


DUTIES: dict[str, Sentence] = {
    "fetch": _("fetch letters from the gates"),
    "mail": _("publish the mail"),
    "keys": _("renew and destroy keys"),
    "retention": _("erase what is old"),
    "edition": _("sign the public pages"),
    "gates": _("ask the gates how they are"),
    "press": _("typeset print runs"),
    "scans": _("read scans"),
    "ledger": _("check that the ledger holds"),
}


def name_duty(name: str, label: Sentence) -> None:
    """For rooms above: what the home page calls a duty."""
    DUTIES[name] = label
