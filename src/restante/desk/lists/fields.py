# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of a list and findings about it, in words for a volunteer."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from restante.cases.lists.observing import SAYS

FIELDS: Final[Mapping[str, Any]] = {
    "id": gettext_lazy("The list's own number"),
    "name": gettext_lazy("Name"),
    "name_ru": gettext_lazy("Name in Russian"),
    "name_en": gettext_lazy("Name in English"),
    "name_be": gettext_lazy("Name in Belarusian"),
    "name_uk": gettext_lazy("Name in Ukrainian"),
    "aliases": gettext_lazy("Other names"),
    "born": gettext_lazy("Born"),
    "detained": gettext_lazy("Detained"),
    "verdict": gettext_lazy("Day of the verdict"),
    "released": gettext_lazy("Released, the list says"),
    "died": gettext_lazy("Died, the list says"),
    "articles": gettext_lazy("Articles, charges"),
    "term": gettext_lazy("Term"),
    "facility": gettext_lazy("Prison"),
    "address": gettext_lazy("Address"),
    "region": gettext_lazy("Region"),
    "country": gettext_lazy("Country"),
    "type": gettext_lazy("Kind of place"),
    "number": gettext_lazy("Number of the place"),
    "status": gettext_lazy("Status"),
    "gender": gettext_lazy("Gender"),
    "citizenship": gettext_lazy("Citizenship"),
    "occupation": gettext_lazy("Occupation"),
    "source_title": gettext_lazy("Title of the source"),
    "source_url": gettext_lazy("Link to the source"),
    "observed": gettext_lazy("As of"),
    "closed": gettext_lazy("Closed"),
}


def field_in_words(name: str) -> str:
    """A field of one's own is called as its column was."""
    return str(FIELDS[name]) if name in FIELDS else name.removeprefix("x_").replace("_", " ")


def finding_in_words(code: str, value: str) -> str:
    """Without the row and column, which stand beside it."""
    return _(SAYS[code]).format(value=value) if code in SAYS else code
