# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why an envelope lies in quarantine, in words for a volunteer, and what the opener lacks on this machine."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from restante.desk.confinement import CALLS, FILES, MEMORY, NETWORK

REASONS: Final[Mapping[str, Any]] = {
    "unknown-letter-key": _("It is sealed to a key that this desk does not have: too old, or of another group."),
    "seal-broken": _("Its seal does not hold: it was changed or damaged on its way."),
    "picture-unreadable": _("One of its pictures is no whole JPEG or PNG. The words can be opened without it."),
    "picture-too-large": _("One of its pictures has too many pixels. The words can be opened without it."),
    "opener-crashed": _("The program that opens letters broke down on it. It may have been made to do that."),
    "opener-timed-out": _("Opening it took too long. It may have been made to do that, or the machine was busy."),
    "opener-answer-malformed": _("Opening it gave an answer without sense. It may have been made to do that."),
}
LAYERS: Final[Mapping[str, Any]] = {
    FILES: _("the kernel's lock on files (Landlock)"),
    NETWORK: _("the kernel's lock on connections (Landlock, from Linux 6.7)"),
    CALLS: _("the kernel's filter of system calls (seccomp)"),
    MEMORY: _("a limit of memory"),
}
GENERAL: Final[Any] = _("What is inside is not a letter as our pages write it.")


def reason_for(code: str) -> Any:
    """A sentence."""
    return REASONS.get(code, GENERAL)
