# SPDX-License-Identifier: AGPL-3.0-or-later
"""verify.html: one file with its script and style inside, which a reader keeps and which connects to nothing."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from markupsafe import Markup

from restante.site.pages import TEMPLATES, as_block, page_words, render_page
from restante.site.records import LANGUAGES, PublicSite

PATH: Final = "verify.html"
SCRIPT: Final = Path(__file__).parent / "static" / "built" / "inlined" / "verify.js"
POLICY: Final = (
    "default-src 'none'; script-src {script}; style-src {style}; connect-src 'none'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def verify_page(site: PublicSite) -> Iterator[tuple[str, bytes]]:
    """The page in both languages at once, since it is carried away from the site."""
    script, style = SCRIPT.read_text("utf-8").strip(), (TEMPLATES / "verify.css").read_text("utf-8").strip()
    words = {lang: page_words(lang, "verify.txt") for lang in LANGUAGES}
    root = base64.b64encode(site.root_json).decode("ascii")
    more = {
        "policy": POLICY.format(script=_hash_of(script), style=_hash_of(style)),
        "words": words,
        "data": as_block({"name": dict(site.name), "root": root, "words": words}),
        "script": Markup(script),  # noqa: S704 - our own, built beside this file; it holds no end of a script
        "style": Markup(style),  # noqa: S704 - our own
    }
    yield PATH, render_page(site, "verify.html", "ru", PATH, more)


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"
