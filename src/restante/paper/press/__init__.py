# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters, reply sheets, envelopes and checklists, typeset by Typst in memory."""

from restante.paper.press.faces import FontsMissing, Unprintable, unprintable
from restante.paper.press.job import Addressee, JobRefused, LetterJob, PrintJob, read_job
from restante.paper.press.pictures import PictureRefused
from restante.paper.press.run import CannotPrint, EmptyLetter, NothingToPrint, page_counts, press_run
from restante.paper.press.sheets import reply_sheets

__all__ = [
    "Addressee",
    "CannotPrint",
    "EmptyLetter",
    "FontsMissing",
    "JobRefused",
    "LetterJob",
    "NothingToPrint",
    "PictureRefused",
    "PrintJob",
    "Unprintable",
    "page_counts",
    "press_run",
    "read_job",
    "reply_sheets",
    "unprintable",
]
