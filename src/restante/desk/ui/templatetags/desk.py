# SPDX-License-Identifier: AGPL-3.0-or-later
"""`{% asset "ui/desk.css" %}`, and filters that speak of days and of people in the page's language."""

from datetime import date
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from restante.desk.ui.assets import asset_path

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The path of a file in a room's static folder, with its hash."""
    return asset_path(name)


@register.filter
def in_language(thing: Any) -> str:
    """The name of a person or place in the page's language."""
    return str(thing.name_in(get_language() or "en")) if thing is not None else ""


@register.filter
def day(value: date | None) -> str:
    """A day, and for the last week how long ago: what waits should be felt."""
    if value is None:
        return ""
    gone = (timezone.now().date() - value).days
    if gone in {0, 1}:
        return _("today") if gone == 0 else _("yesterday")
    if 1 < gone < 8:
        return ngettext("%(days)d day ago", "%(days)d days ago", gone) % {"days": gone}
    return date_format(value, "j E Y" if get_language() == "ru" else "j F Y")


@register.filter
def span(seconds: int) -> str:
    """How long, in the largest unit that is whole: 86400 is a day."""
    if seconds and seconds % 86400 == 0:
        return ngettext("%(n)d day", "%(n)d days", seconds // 86400) % {"n": seconds // 86400}
    if seconds and seconds % 3600 == 0:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // 3600) % {"n": seconds // 3600}
    if seconds and seconds % 60 == 0:
        return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}


@register.filter
def short_id(value: str) -> str:
    """Enough of a letter's id to tell two apart."""
    return value[:6]


@register.filter
def describe(field: BoundField) -> BoundField:
    """A form field that names its help and its errors to a screen reader."""
    ids = [f"{field.auto_id}_help"] if field.help_text else []
    if field.errors:
        ids.append(f"{field.auto_id}_errors")
        field.field.widget.attrs["aria-invalid"] = "true"
    if ids:
        field.field.widget.attrs["aria-describedby"] = " ".join(ids)
    return field
