# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a line of the ledger holds the one before it; written by actions, checked by queries."""

import hashlib
import json

from restante.desk.ledger.models import Entry


def digest_of(entry: Entry) -> str:
    """SHA-256 over the line and the digest before it."""
    told = [
        entry.number,
        entry.at.isoformat(),
        entry.actor,
        entry.verb,
        entry.object_kind,
        entry.object_id,
        entry.fields,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
