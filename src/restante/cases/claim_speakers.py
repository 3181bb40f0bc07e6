# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who speaks, from the words of a list of claims to a code; the words themselves are kept beside it."""

from typing import Final

_BEGINNINGS: Final = (
    ("victim", "victim"),
    ("co-defendant", "co_accused"),
    ("co-accused", "co_accused"),
    ("secret witness", "secret_witness"),
    ("other detainee", "witness"),
    ("witness", "witness"),
    ("defence lawyer", "lawyer"),
    ("lawyer", "lawyer"),
    ("judge", "judge"),
    ("prosecut", "prosecutor"),
    ("indictment", "prosecutor"),
    ("investigator", "investigator"),
    ("court press", "court_press"),
    ("prison administration", "prison_administration"),
    ("support group", "support_group"),
    ("relative", "relative"),
    ("doctor", "doctor"),
    ("monitor", "monitor"),
    ("aggregator", "aggregator"),
)
_CONNECTIONS: Final = (
    ("human rights", "ngo"),
    ("present", "journalist_present"),
    ("aggregator", "aggregator"),
    ("solidarity", "support_group"),
    ("reporter", "journalist_relaying"),
    ("lawyer", "lawyer"),
)


def speaker_code(said_by: str, connection: str) -> str:
    """The first speaker: `lawyer, through reporter` is the lawyer. What no rule knows stays unknown."""
    folded = said_by.casefold().strip()
    for beginning, code in _BEGINNINGS:
        if folded.startswith(beginning):
            return code
    if "monitoring commission" in folded:
        return "monitor"
    if folded == "reporter":
        return "journalist_present" if connection == "journalist_present" else "journalist_relaying"
    if connection == "ngo" and folded and "," not in folded:
        return "ngo"
    return "unknown"


def connection_code(told: str) -> str:
    """How a source stands to what happened."""
    folded = told.casefold()
    return next((code for word, code in _CONNECTIONS if word in folded), "")
