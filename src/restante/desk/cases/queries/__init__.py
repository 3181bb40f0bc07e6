# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every reading of cases: whole ones for the team, shown parts for everybody, and what the screens ask."""

from restante.desk.cases.queries.listing import LISTS, Listed, beside, counts_of, listed
from restante.desk.cases.queries.parts import (
    citations_of,
    claims_about,
    links_of,
    revisions_of,
    row_for,
    rows_by_key,
    source_by_link,
    sources_of,
    usual_zone,
)
from restante.desk.cases.queries.screens import Overview, grouped, is_shown, overview, subject_of
from restante.desk.cases.queries.versions import version_files, versions_of
from restante.desk.cases.queries.weighing import Contradiction, Weighed, contradiction_of, weigh, weighed
from restante.desk.cases.queries.whole import Rows, case_file, public_case, public_cases, rows_of, whole_cases

__all__ = [
    "LISTS",
    "Contradiction",
    "Listed",
    "Overview",
    "Rows",
    "Weighed",
    "beside",
    "case_file",
    "citations_of",
    "claims_about",
    "contradiction_of",
    "counts_of",
    "grouped",
    "is_shown",
    "links_of",
    "listed",
    "overview",
    "public_case",
    "public_cases",
    "revisions_of",
    "row_for",
    "rows_by_key",
    "rows_of",
    "source_by_link",
    "sources_of",
    "subject_of",
    "usual_zone",
    "version_files",
    "versions_of",
    "weigh",
    "weighed",
    "whole_cases",
]
