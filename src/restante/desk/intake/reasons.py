# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why an envelope lies in quarantine, in words for a volunteer; a code without words of its own gets general ones."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

REASONS: Final[Mapping[str, Any]] = {
    "unknown-letter-key": _("It is sealed to a key that this desk does not have: too old, or of another group."),
    "seal-broken": _("Its seal does not hold: it was changed or damaged on its way."),
    "picture-unreadable": _("One of its pictures is no whole JPEG or PNG. The words can be opened without it."),
    "picture-too-large": _("One of its pictures has too many pixels. The words can be opened without it."),
    "opener-crashed": _("The program that opens letters broke down on it. It may have been made to do that."),
    "opener-timed-out": _("Opening it took too long. It may have been made to do that, or the machine was busy."),
    "opener-answer-malformed": _("Opening it gave an answer without sense. It may have been made to do that."),
}
GENERAL: Final[Any] = _("What is inside is not a letter as our pages write it.")


def reason_for(code: str) -> Any:
    """A sentence."""
    return REASONS.get(code, GENERAL)
