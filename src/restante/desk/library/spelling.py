# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names folded so that an author is found under another case, order or accent of his name."""

import re
import unicodedata


def name_key(name: str) -> str:
    """Words in alphabetical order, letters folded, `ё` as `е`, no signs."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ё", "е").replace("й", "и"))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(sorted(re.findall(r"[^\W_]+", bare)))
