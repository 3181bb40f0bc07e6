# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a file could not be read, in words for a volunteer, and what to do."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

REASONS: Final[Mapping[str, Any]] = {
    "scan-refused": _("it is neither a PDF nor a picture. Scan it as a PDF or JPEG."),
    "scan-broken": _("it is damaged or cut short. Scan it again."),
    "scan-password": _("it is locked with a password. Save it without one."),
    "scan-too-many-pages": _("it has too many pages. Split it."),
    "scan-file-too-large": _("it is too large. Split it, or scan in grey."),
    "scan-too-large": _("its pages have too many pixels. Scan at 300 dpi."),
    "scan-reader-crashed": _("the program that reads scans broke down on it. It may have been made to do that."),
    "scan-reader-timed-out": _(
        "a page of it took too long. It may have been made to do that, or the machine was busy."
    ),
}
UNSEALED: Final[Mapping[str, Any]] = {
    "reply-too-large": _("These pages are too many for one reply; deliver them as two."),
    "page-too-large": _("One of its pages has more pixels than a scan has here; leave it out."),
}
GENERAL: Final[Any] = _("it cannot be read. Scan it again.")


UNSEALED_GENERAL: Final[Any] = _("One of its pages cannot be read from the store.")


def why_unsealed(code: str) -> Any:
    """A sentence about a reply that the worker gave back."""
    return UNSEALED.get(code, UNSEALED_GENERAL) if code else ""


def reason_for(code: str) -> Any:
    """The end of a sentence."""
    return REASONS.get(code, GENERAL)
