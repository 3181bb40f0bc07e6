# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening envelopes: imported by the desk's confined opener and by nothing else (an import contract says so)."""

from collections.abc import Mapping

from restante.seal import xwing
from restante.seal.envelope import HEADER_LENGTH, LETTER_PURPOSE, check_envelope
from restante.seal.errors import CannotOpen
from restante.seal.letter import Letter, decode_inside


def open_envelope(envelope: bytes, seeds: Mapping[bytes, bytes], organisation: bytes) -> tuple[Letter, list[bytes]]:
    """The letter and its pictures; `seeds` maps the key ids still kept to their 32-byte seeds."""
    check_envelope(envelope[:HEADER_LENGTH], len(envelope), seeds)
    seed = seeds[bytes(envelope[5:HEADER_LENGTH])]
    try:
        inside = xwing.open_with(seed, envelope[HEADER_LENGTH:], xwing.info_for(LETTER_PURPOSE, organisation))
    except xwing.SealError:
        raise CannotOpen from None
    return decode_inside(inside)
