# SPDX-License-Identifier: AGPL-3.0-or-later
"""`{{ claim.text|told }}` in the page's language, and codes as words."""

from typing import Any

from django import template
from django.utils.translation import get_language

from restante.cases.terms import is_code, label
from restante.desk.cases.columns import in_words

register = template.Library()


@register.filter
def told(texts: Any) -> str:
    """A text in the page's language, else in any."""
    return in_words(texts)


@register.filter
def word(code: str, terms: str) -> str:
    """A code of a list as people read it."""
    return label(terms, code, get_language() or "en") if code and is_code(terms, code) else code
