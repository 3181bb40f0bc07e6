# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads tests/vectors/seal and applies the changes that its cases describe; README.md there has the format."""

import base64
import json
from pathlib import Path
from typing import Any

from restante.seal.letter import BUCKETS

VECTORS = Path(__file__).parent.parent / "vectors" / "seal"


def load_vectors(name: str) -> dict[str, Any]:
    """A fresh copy of one file."""
    vectors: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return vectors


def to_base64(data: bytes) -> str:
    """Standard, with padding."""
    return base64.b64encode(data).decode("ascii")


def inside_of(case: dict[str, Any]) -> bytes:
    """The inside that a case describes, right or wrong."""
    body = bytes.fromhex(case["body_hex"]) if "body_hex" in case else case["body"].encode()
    pictures = [bytes.fromhex(picture) for picture in case["pictures"]]
    parts = b"".join(len(part).to_bytes(4) + part for part in (body, *pictures))
    size = case.get("bucket", BUCKETS[1] if pictures else BUCKETS[0])
    inside = bytearray((case.get("length", len(parts)).to_bytes(4) + parts).ljust(size, b"\0"))
    if "dirt" in case:
        inside[case["dirt"]] = 1
    return bytes(inside[:size])


def change_envelope(vectors: dict[str, Any], case: dict[str, Any]) -> bytes:
    """One of the sealed envelopes with a case's changes made to it."""
    envelope = bytearray(base64.b64decode(vectors["envelopes"][case["of"]]))
    for what, *details in case["change"]:
        if what == "cut":
            del envelope[details[0] :]
        elif what == "append":
            envelope += bytes.fromhex(details[0])
        elif what == "flip":
            envelope[details[0]] ^= 1
        else:
            assert what == "set"
            at, replacement = details[0], bytes.fromhex(details[1])
            envelope[at : at + len(replacement)] = replacement
    return bytes(envelope)
