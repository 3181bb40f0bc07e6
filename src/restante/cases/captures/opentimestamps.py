# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenTimestamps proofs (.ots), read to their ends: which block of Bitcoin, with which Merkle root, or whose promise.

The block itself is not looked up: that needs the chain. The published library brings a Bitcoin client along and had no
release since 2023; the format is this page long. Numbers: opentimestamps/core/{serialize,op,notary,timestamp}.py.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from restante.cases.captures.stamps import Stamp, refusal

KIND: Final = "opentimestamps"
MAGIC: Final = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
_VERSION, _SHA256 = 1, 0x08
_HASHES: Final = {0x02: "sha1", 0x03: "ripemd160", _SHA256: "sha256"}
_APPEND, _PREPEND, _REVERSE, _HEX = 0xF0, 0xF1, 0xF2, 0xF3
_FORK, _END = 0xFF, 0x00
_BITCOIN: Final = bytes.fromhex("0588960d73d71901")
_PENDING: Final = bytes.fromhex("83dfe30d2ef90c8e")
_MOST_MESSAGE, _MOST_PAYLOAD, _MOST_ENDS, _MOST_STEPS = 4096, 8192, 64, 4096


@dataclass(slots=True)
class _Bytes:
    data: bytes
    at: int = 0

    def take(self, length: int) -> bytes:
        piece = self.data[self.at : self.at + length]
        if len(piece) != length:
            raise refusal("cut")
        self.at += length
        return piece

    def number(self) -> int:
        """Seven bits a byte, the lowest first."""
        value = 0
        for place in range(10):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << (7 * place)
            if not byte & 0x80:
                return value
        raise refusal("steps")

    def counted(self, most: int) -> bytes:
        length = self.number()
        if length > most:
            raise refusal("steps")
        return self.take(length)


def read_proof(proof: bytes, data: bytes) -> Stamp:
    """The lowest block that it leads to, else the calendars that promise one."""
    read = _Bytes(proof)
    if read.take(len(MAGIC)) != MAGIC or read.number() != _VERSION:
        raise refusal("unknown")
    if read.take(1)[0] != _SHA256:
        raise refusal("hash")
    digest = read.take(32)
    if digest != hashlib.sha256(data).digest():
        raise refusal("other")
    blocks: list[tuple[int, str]] = []
    promised: list[str] = []
    for message, kind, payload in _ends(read, digest):
        if kind == _BITCOIN:
            blocks.append((_Bytes(payload).number(), message[::-1].hex()))
        elif kind == _PENDING:
            promised.append(_Bytes(payload).counted(1000).decode("ascii", "replace"))
    if read.at != len(proof):
        raise refusal("cut")
    if blocks:
        height, merkle = min(blocks)
        return Stamp(KIND, "", f"Bitcoin block {height}, Merkle root {merkle}", "block")
    if promised:
        return Stamp(KIND, "", ", ".join(sorted(set(promised)))[:200], "pending")
    raise refusal("steps")


def _ends(read: _Bytes, digest: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Every attestation with the message that it attests; forks are a stack, so no proof is too deep for us."""
    waiting = [digest]
    ends = steps = 0
    while waiting:
        message = waiting.pop()
        while True:
            steps += 1
            if steps > _MOST_STEPS or len(waiting) > _MOST_ENDS:
                raise refusal("steps")
            step = read.take(1)[0]
            if step == _FORK:
                waiting.append(message)
            elif step == _END:
                ends += 1
                if ends > _MOST_ENDS:
                    raise refusal("steps")
                yield message, read.take(8), read.counted(_MOST_PAYLOAD)
                break
            else:
                message = _apply(step, message, read)


def _apply(step: int, message: bytes, read: _Bytes) -> bytes:
    if step in _HASHES:
        try:
            return hashlib.new(_HASHES[step], message, usedforsecurity=False).digest()
        except ValueError:  # a build of OpenSSL without RIPEMD-160
            raise refusal("steps") from None
    if step in {_APPEND, _PREPEND}:
        piece = read.counted(_MOST_MESSAGE)
        result = message + piece if step == _APPEND else piece + message
    elif step == _REVERSE:
        result = message[::-1]
    elif step == _HEX:
        result = message.hex().encode("ascii")
    else:
        raise refusal("steps")
    if not 0 < len(result) <= _MOST_MESSAGE:
        raise refusal("steps")
    return result
