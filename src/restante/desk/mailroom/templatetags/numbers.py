# SPDX-License-Identifier: AGPL-3.0-or-later
"""`{{ number|grouped }}`: as it is printed and read aloud."""

from django import template

from restante import numbers

register = template.Library()


@register.filter
def grouped(number: str) -> str:
    """4827-1935-60."""
    return numbers.group(number)
