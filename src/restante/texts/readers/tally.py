# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reading leaves out, counted, and said once a kind; and characters that are no text."""

import re
from collections import Counter
from typing import Final

from restante.texts.readers import cautions
from restante.texts.readers.reading import MOST_DEPTH, Caution, CautionKind

MOST_MEGAPIXELS: Final = 60
MOST_PICTURES: Final = 500
_ALWAYS: Final = {"most": MOST_DEPTH}
_MOST: Final = {cautions.BAD_PICTURES.code: MOST_MEGAPIXELS, cautions.TOO_MANY_PICTURES.code: MOST_PICTURES}
_SPACES: Final = re.compile(r"[ \t\n\r\f\v\u0085\u1680\u2000-\u200a\u2028\u2029\u205f\u3000]+")
_HELD: Final = re.compile("[\u202f\u2007]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b\ufeff\u2060]")  # hyphenation and breaking are the writers' trade
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


class Tally:
    """Counts by kind, in the order in which they first came up."""

    def __init__(self) -> None:
        self.counts: Counter[CautionKind] = Counter()

    def add(self, kind: CautionKind, count: int = 1) -> None:
        """So many more of a kind; none is nothing to say."""
        if count:
            self.counts[kind] += count

    def cautions(self) -> tuple[Caution, ...]:
        """One for each kind."""
        return tuple(
            kind(count=count, **(_ALWAYS | ({"most": _MOST[kind.code]} if kind.code in _MOST else {})))
            for kind, count in self.counts.items()
        )

    def clean(self, text: str) -> str:
        """White space as one space, U+00A0 held, no character that is no text."""
        text = _HELD.sub("\u00a0", _INVISIBLE.sub("", text))
        text, gone = _CONTROL.subn("", text)
        self.add(cautions.CONTROL_CHARACTERS, gone)
        return _SPACES.sub(" ", text)

    def clean_typed(self, text: str) -> str:
        """For typed text, where spaces and lines count."""
        text, gone = _CONTROL.subn("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", ""))
        self.add(cautions.CONTROL_CHARACTERS, gone)
        return text
