# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why the library does not do what it was asked."""

from django.utils.translation import gettext_noop

from restante.errors import BadInput


class AuthorWithdrew(BadInput):
    """His word counts more than ours."""

    code = "text-author-withdrew"
    text = gettext_noop(
        "{author} asked on {day} that no text of theirs be published here. If they changed their mind, "
        "a coordinator takes them off that list first."
    )


class SomebodyElseReads(BadInput):
    """Two pairs of eyes, unless there is nobody else."""

    code = "text-own-review"
    text = gettext_noop("You brought this text yourself. Let somebody else read it, or say that there is nobody else.")


class NotWaiting(BadInput):
    """Somebody was faster."""

    code = "text-not-waiting"
    text = gettext_noop("This version is not waiting any more; somebody decided about it. Look at the text again.")


class ReadBefore(BadInput):
    """What was read is not what would become public."""

    code = "text-changed-since"
    text = gettext_noop("Somebody changed what is said of this text after you had opened it. Read it again.")


class NothingShown(BadInput):
    """Only what is public can be withdrawn."""

    code = "text-not-shown"
    text = gettext_noop("'{slug}' is not published, so there is nothing to withdraw.")


class NoSuchText(BadInput):
    """A slip of the hand."""

    code = "text-unknown"
    text = gettext_noop("There is no text '{slug}' in the library. `restante text list` shows those there are.")


class WhatChanged(BadInput):
    """Readers of the old version must learn it."""

    code = "text-what-changed"
    text = gettext_noop("Say in a sentence what changed: readers of the earlier version will see it.")


class ReasonNeeded(BadInput):
    """A hole in a library must be explained."""

    code = "text-reason-needed"
    text = gettext_noop("Give the reason in a sentence; everybody will read it.")


class TitleNeeded(BadInput):
    """A list has nothing else to show."""

    code = "text-title-needed"
    text = gettext_noop("Give the text a title; neither the file nor anybody else did.")


class LanguageNeeded(BadInput):
    """Neither the file nor its words tell."""

    code = "text-language-needed"
    text = gettext_noop("Say the language of the text (ru, en, uk, be …): it could not be told from its words.")
