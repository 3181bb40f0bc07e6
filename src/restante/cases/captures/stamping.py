# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time stamp of either kind, by what its bytes are."""

from restante.cases.captures import opentimestamps, rfc3161
from restante.cases.captures.stamps import MOST_STAMP, Stamp, refusal


def read_stamp(token: bytes, data: bytes, root: bytes = b"") -> Stamp:
    """What it proves of `data`; `root` is the authority's certificate, for a token. Raises StampRefused."""
    if not token:
        raise refusal("empty")
    if len(token) > MOST_STAMP or len(root) > MOST_STAMP:
        raise refusal("large")
    if token.startswith(opentimestamps.MAGIC):
        return opentimestamps.read_proof(token, data)
    return rfc3161.read_token(token, data, root)
