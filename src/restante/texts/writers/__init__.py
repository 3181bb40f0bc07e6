# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text or a reader's own book in every format; the same records give the same bytes anywhere, at any time."""

from restante.texts.writers.bounds import TooDeepToWrite, TooLongToWrite
from restante.texts.writers.epub import write_epub
from restante.texts.writers.fragment import write_about, write_fragment
from restante.texts.writers.page import write_html

__all__ = ["TooDeepToWrite", "TooLongToWrite", "write_about", "write_epub", "write_fragment", "write_html"]
