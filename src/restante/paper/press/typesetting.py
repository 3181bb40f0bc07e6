# SPDX-License-Identifier: AGPL-3.0-or-later
"""Typst in memory: templates from this package, words as one JSON file, no network, no clock, no system fonts."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

from restante.errors import BrokenPromise
from restante.paper.press.faces import load_fonts


class TypesettingFailed(BrokenPromise):
    """Typst refused what we composed; its message could quote the letter, so it is not repeated."""

    code = "typesetting-failed"
    text = "The document {template} could not be typeset."


@cache
def _templates() -> Mapping[str, bytes]:
    folder = files("restante.paper.press") / "typst"
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".typ")}


def typeset(
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
    form: Literal["pdf", "png"] = "pdf",
    *,
    tagged: bool = False,
) -> bytes:
    """One document; the same data give the same bytes. Tags are for what readers see on a screen, not for a printer."""
    sources = dict(_templates())
    sources["main.typ"] = sources.pop(template)
    sources["job.json"] = json.dumps(data, ensure_ascii=False).encode()
    sources.update(pictures or {})
    options: dict[str, Any] = {"ppi": 72.0} if form == "png" else {"pdf_tags": tagged}
    try:
        result = typst.compile(
            sources, format=form, font_paths=load_fonts(), ignore_system_fonts=True, timestamp=0, **options
        )
    except RuntimeError:  # TypstError among them
        raise TypesettingFailed(template=template) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, of a class that cannot be imported
            raise
        raise TypesettingFailed(template=template) from None
    if not isinstance(result, bytes):
        raise TypesettingFailed(template=template)
    return result
