# SPDX-License-Identifier: AGPL-3.0-or-later
"""What readers say, in the language of whoever reads it: the catalogue `readers` beside this file."""

from collections.abc import Callable
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path


@cache
def translator(lang: str) -> Callable[[str], str]:
    """For `Caution.message` and a refusal's `message`; English where there is no catalogue."""
    found: NullTranslations = translation("readers", Path(__file__).parent / "locale", [lang], fallback=True)
    return found.gettext
