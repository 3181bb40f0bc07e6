# SPDX-License-Identifier: AGPL-3.0-or-later
"""Languages as pages name them: BCP 47 or nothing, since a wrong name is worse for a voice than none."""

import re
from typing import Final

from restante.texts.writers.escaping import attributes

_RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{5,8})*")


def language_tag(lang: str) -> str:
    """The language if it is spelt as one, else nothing."""
    tag = lang.strip().replace("_", "-")
    return tag if _TAG.fullmatch(tag) else ""


def direction_of(lang: str) -> str:
    """`rtl` where the language is written so, else nothing."""
    return "rtl" if language_tag(lang).split("-", maxsplit=1)[0].lower() in _RIGHT_TO_LEFT else ""


def tongue(lang: str, direction: str = "", *, epub: bool = False) -> str:
    """The attributes that name a language and the way it runs."""
    tag = language_tag(lang)
    return attributes(lang=tag, xml_lang=tag if epub else None, dir=direction or direction_of(lang))
