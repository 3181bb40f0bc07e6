# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may become of a version of a text: read by somebody first, then shown or set aside."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Of one version. What was shown and is no longer is `replaced`: a newer one stands in its place."""

    REVIEW = "review", _("to be read")
    SHOWN = "shown", _("published")
    REPLACED = "replaced", _("replaced")
    ASIDE = "aside", _("set aside")


MOVES: dict[State, frozenset[State]] = {
    State.REVIEW: frozenset({State.SHOWN, State.ASIDE}),
    State.SHOWN: frozenset({State.REPLACED}),
    State.REPLACED: frozenset(),
    State.ASIDE: frozenset({State.REVIEW}),
}
