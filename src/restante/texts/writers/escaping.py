# SPDX-License-Identifier: AGPL-3.0-or-later
"""Characters of a text as characters of HTML and XML: what neither may hold becomes U+FFFD, and the rest is escaped."""

import re
from typing import Final
from urllib.parse import quote

_NO_CHARACTER: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "\n"))


def clean(words: str) -> str:
    """Without characters that no document may hold."""
    return _NO_CHARACTER.sub("\ufffd", words)


def escape(words: str) -> str:
    """For content and for attributes in double quotes."""
    done = clean(words)
    for sign, written in _ESCAPES:  # an eighth of the time of `str.translate`; the ampersand comes first
        done = done.replace(sign, written)
    return done


def attributes(**held: str | int | None) -> str:
    """` name="value"` for each that has one; names are written as HTML and EPUB spell them."""
    spelt = {"class_": "class", "epub_type": "epub:type", "xml_lang": "xml:lang"}
    return "".join(
        f' {spelt.get(name, name.replace("_", "-"))}="{escape(str(value))}"'
        for name, value in held.items()
        if value not in (None, "")
    )


_WEB: Final = re.compile(
    r"(?P<host>https?://(?:[\w-]+\.)*[\w-]+\.?(?::\d{1,5})?)(?P<rest>[/?#].*)?", re.IGNORECASE | re.DOTALL
)
_MAIL: Final = re.compile(r"mailto:[\w.+-]+@(?:[\w-]+\.)+[\w-]+", re.IGNORECASE)
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def web_address(target: str) -> str | None:
    """An address that a page may lead to, spelt so that every checker takes it; None for anything else."""
    target = clean(target.strip())
    if _MAIL.fullmatch(target):
        return target
    found = _WEB.fullmatch(target)
    if found is None:
        return None
    rest = _LONE_PERCENT.sub("%25", found["rest"] or "")
    path, mark, fragment = rest.partition("#")
    return (
        found["host"] + quote(path, safe="%/?:@!$&'()*+,;=~-._") + mark + quote(fragment, safe="%/?:@!$&'()*+,;=~-._")
    )
