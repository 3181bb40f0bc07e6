# SPDX-License-Identifier: AGPL-3.0-or-later
"""All reads of lists: what an import is compared with, and what the pages show."""

from restante.desk.lists.queries.comparing import (
    Known,
    Likeness,
    kept_maps,
    known,
    last_import,
    names_of_facilities,
    names_of_people,
    names_on,
    places_like,
    said_by,
)

__all__ = [
    "Known",
    "Likeness",
    "kept_maps",
    "known",
    "last_import",
    "names_of_facilities",
    "names_of_people",
    "names_on",
    "places_like",
    "said_by",
]
