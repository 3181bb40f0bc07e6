# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules of evidence find in a case; this release of them may know no checks yet, and then nothing is found."""

from typing import Any

from restante.cases import evidence
from restante.cases.records import CaseFile


def findings_in(file: CaseFile) -> tuple[Any, ...]:
    """Findings with `key` (a handle), `code` and `fields`."""
    checks = getattr(evidence, "checks", None)
    return tuple(checks(file)) if checks is not None else ()
