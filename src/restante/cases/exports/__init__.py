# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case in the forms of others: a calendar, linked data, a table. Public records in, the same bytes out each time."""

from restante.cases.exports.ics import case_calendar, has_calendar
from restante.cases.exports.jsonld import case_jsonld
from restante.cases.exports.table import case_csv

__all__ = ["case_calendar", "case_csv", "case_jsonld", "has_calendar"]
