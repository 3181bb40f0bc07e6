# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields, findings and reasons in the page's language."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from restante.desk.lists.fields import field_in_words, finding_in_words

register = template.Library()


@register.filter
def field(name: str) -> str:
    """A field of a list."""
    return field_in_words(name)


@register.filter
def finding(said: Any) -> str:
    """What is odd, without where."""
    return finding_in_words(said["code"], said["value"])


@register.filter
def reason(text: str) -> str:
    """Why a file was refused; a reason that nobody has translated is said in English."""
    return _(text) if text else ""


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """A value by its key, or nothing."""
    return mapping.get(key, "") if isinstance(mapping, dict) else ""
