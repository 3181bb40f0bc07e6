# SPDX-License-Identifier: AGPL-3.0-or-later
"""The code lists of cases and their labels. Stored is always the code: translated labels have been swapped before."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from restante.errors import BrokenPromise

LANGUAGES: Final = ("en", "ru")


class NoSuchTerm(BrokenPromise):
    """A list or code that `terms.toml` does not have: codes are checked where they enter."""

    code = "no-such-term"
    text = "There is no '{term}' in the list '{list}'."


@cache
def _lists() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(files("restante.cases").joinpath("terms.toml").read_text(encoding="utf-8"))


def lists() -> tuple[str, ...]:
    """The names of all lists."""
    return tuple(_lists())


def codes(name: str) -> tuple[str, ...]:
    """The codes of a list in the order in which people should be offered them."""
    if name not in _lists():
        raise NoSuchTerm(list=name, term="")
    return tuple(_lists()[name])


def is_code(name: str, code: str) -> bool:
    """Whether the list has this code."""
    return code in codes(name)


def label(name: str, code: str, lang: str) -> str:
    """What people read; an unknown language reads English, an unknown code is a fault of ours."""
    term = _term(name, code)
    return term.get(lang, term["en"])


def labels(name: str, code: str) -> dict[str, str]:
    """The label in every language, for records that carry texts."""
    term = _term(name, code)
    return {lang: term[lang] for lang in LANGUAGES}


def choices(name: str, lang: str) -> tuple[tuple[str, str], ...]:
    """Pairs of code and label, as a form offers them."""
    return tuple((code, label(name, code, lang)) for code in codes(name))


def huridocs(name: str, code: str) -> str:
    """The term of HURIDOCS Micro-thesauri with the same sense (`41:04000000`), or nothing."""
    return _term(name, code).get("huridocs", "")


def _term(name: str, code: str) -> Mapping[str, str]:
    if not is_code(name, code):
        raise NoSuchTerm(list=name, term=code)
    return _lists()[name][code]
