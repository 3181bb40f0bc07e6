# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why an import is not made; nothing of it is kept then."""

from django.utils.translation import gettext_noop

from restante.errors import BadInput


class ListFell(BadInput):
    """So many at once are sooner a broken export than so many changes."""

    code = "list-fell"
    text = gettext_noop(
        "{gone} of the {before} rows of '{list}' are no longer there: more than a tenth. Nothing was taken. "
        "Look whether the file is whole; if it is, go on with --accept-fall."
    )


class ListOlder(BadInput):
    """Days of observations only go forward."""

    code = "list-older"
    text = gettext_noop("'{list}' was imported as of {last} already; {day} is before that. Nothing was taken.")


class ListOfAnotherKind(BadInput):
    """One short name, two kinds of rows."""

    code = "list-kind"
    text = gettext_noop("'{list}' is a list of {kind}. Give the other list another short name in its map.")


class UploadMoved(BadInput):
    """Somebody else, or the same one twice."""

    code = "list-upload-moved"
    text = gettext_noop("This file is no longer where you saw it: a colleague was faster. Open it again.")


class ListMoved(BadInput):
    """A comparison with what the list said is only worth something as long as it says so."""

    code = "list-moved"
    text = gettext_noop("'{list}' was imported by somebody else since this file was compared. Look at it again.")


class FallUnexplained(BadInput):
    """The button alone is pressed too easily."""

    code = "list-fall-unexplained"
    text = gettext_noop("{gone} of the {before} rows are no longer there. Say why you believe that; nothing was taken.")


class NoListChosen(BadInput):
    """A form without a file."""

    code = "list-nothing"
    text = gettext_noop("Choose a file.")
