# SPDX-License-Identifier: AGPL-3.0-or-later
"""New letter keys: the public half goes into an edition, the seed to the opener and the escrow and nowhere else."""

import secrets
from datetime import date

from restante.seal import xwing
from restante.seal.envelope import LetterKey, key_id_of


def new_letter_key(organisation: bytes, not_before: date, not_after: date) -> tuple[LetterKey, bytes]:
    """A fresh key for these days, and its 32-byte seed."""
    seed = secrets.token_bytes(xwing.SEED_LENGTH)
    return letter_key_of(seed, organisation, not_before, not_after), seed


def letter_key_of(seed: bytes, organisation: bytes, not_before: date, not_after: date) -> LetterKey:
    """The public half of a seed that is kept already."""
    public = xwing.public_of(seed)
    return LetterKey(key_id_of(public, organisation), public, not_before, not_after)
