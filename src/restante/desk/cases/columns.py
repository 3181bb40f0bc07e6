# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of columns a case needs: a text in several languages, a date with its precision, a code of a list, a list."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import get_language

from restante.cases.dates import DateRefused, read_date
from restante.cases.terms import codes, label

if TYPE_CHECKING:  # Django's own columns take no parameter when they run
    TextField = models.CharField[str, str]
    JSONColumn = models.JSONField[Any, Any]
else:
    TextField, JSONColumn = models.CharField, models.JSONField

LANGUAGES = ("ru", "en")
PARTIAL_DATE = 48


@deconstructible
class Terms:
    """Choices of a list of terms, labelled in the language of whoever looks; migrations keep the list's name only."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> Iterator[tuple[str, str]]:
        lang = "ru" if get_language() == "ru" else "en"
        for code in codes(self.name):
            yield code, label(self.name, code, lang)


def check_date(text: str) -> None:
    """For every column that keeps a date as text."""
    try:
        read_date(text)
    except DateRefused as refused:
        raise ValidationError(refused.message()) from None


class CodeColumn(TextField):
    """A code of one of the lists in cases/terms.toml."""

    def __init__(self, *args: Any, terms: str = "", **kwargs: Any) -> None:
        self.terms = terms
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """The list's name, not its codes: a new code is no new shape of a table."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "terms": self.terms}


class PartialDateColumn(TextField):
    """The canonical text of a PartialDate; empty when unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": PARTIAL_DATE, "blank": True, "default": "", **kwargs})
        self.validators = [*self.validators, check_date]


class TextsColumn(JSONColumn):
    """One text by language code: {"ru": …, "en": …}; other languages stay when a form changes these two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": dict, "blank": True, **kwargs})


class ListColumn(JSONColumn):
    """A short list that nobody searches by; `of` is the record it holds, or nothing for plain texts."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """The record's name is part of what the column is."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}


def in_words(texts: Any, lang: str | None = None) -> str:
    """A text in this language (the page's, if none is named), else in any."""
    wanted = lang or ("ru" if get_language() == "ru" else "en")
    told = texts if isinstance(texts, dict) else {}
    return str(
        told.get(wanted) or next((told[known] for known in LANGUAGES if told.get(known)), next(iter(told.values()), ""))
    )
