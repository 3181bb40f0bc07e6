# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is held of a source: read a saved page or an archive, know it by its hash, find a quotation in it again."""

from restante.cases.captures.held import CaptureRefused, Held, Part
from restante.cases.captures.quoting import Found, find_quotation, find_quotations
from restante.cases.captures.reading import read_capture
from restante.cases.captures.recording import Exchange, write_warc
from restante.cases.captures.stamping import read_stamp
from restante.cases.captures.stamps import Stamp, StampRefused

__all__ = [
    "CaptureRefused",
    "Exchange",
    "Found",
    "Held",
    "Part",
    "Stamp",
    "StampRefused",
    "find_quotation",
    "find_quotations",
    "read_capture",
    "read_stamp",
    "write_warc",
]
