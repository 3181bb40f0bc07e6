# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a file is refused as a scan; each says what to do."""

from restante.errors import BadInput


class ScanRefused(BadInput):
    """The file is no scan that we read."""

    code = "scan-refused"
    text = "{file} is neither a PDF nor a TIFF, JPEG, PNG or HEIC picture."


class ScanBroken(ScanRefused):
    """Truncated or damaged."""

    code = "scan-broken"
    text = "{file} is damaged or cut short at page {page}; scan it again."


class PasswordNeeded(ScanRefused):
    """An encrypted PDF."""

    code = "scan-password"
    text = "{file} is locked with a password; save it without one."


class TooManyPages(ScanRefused):
    """A file longer than any stack of replies."""

    code = "scan-too-many-pages"
    text = "{file} has {pages} pages; more than {most} are not read at once, so split it."


class TooManyPixels(ScanRefused):
    """An image so large that it is a mistake or an attack; it was not decoded."""

    code = "scan-too-large"
    text = "Page {page} of {file} has more than {most} million pixels; scan at 300 dpi."


class FileTooLarge(ScanRefused):
    """More bytes than are held in memory at once."""

    code = "scan-file-too-large"
    text = "{file} is larger than {most} MB; split it, or scan in grey."
