# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a case: what is said (evidence), its course, what to do (campaign), and what was (history)."""

from restante.desk.cases.models.campaign import Action, Document, PersonName, Recognition
from restante.desk.cases.models.course import Charge, CustodyPeriod, Event, Proceeding
from restante.desk.cases.models.entity import Entity, Visibility
from restante.desk.cases.models.evidence import (
    SHOWN,
    WITHHELD,
    Capture,
    Citation,
    Claim,
    ClaimLink,
    Publication,
    Section,
    Source,
    ValueKind,
)
from restante.desk.cases.models.history import CaseVersion, Correction, Revision
from restante.desk.cases.models.holding import Lookup, Stamping

__all__ = [
    "SHOWN", "WITHHELD", "Action", "Capture", "CaseVersion", "Charge", "Citation", "Claim", "ClaimLink", "Correction",
    "CustodyPeriod", "Document", "Entity", "Event", "Lookup", "PersonName", "Proceeding", "Publication",
    "Recognition", "Revision", "Section", "Source", "Stamping", "ValueKind", "Visibility",
]  # fmt: skip
