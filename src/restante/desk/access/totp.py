# SPDX-License-Identifier: AGPL-3.0-or-later
"""RFC 6238 with SHA-1, six digits and thirty seconds, which every authenticator app speaks."""

import base64
import hashlib
import hmac
import secrets
import struct
from typing import Final
from urllib.parse import quote

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

SECRET_LENGTH: Final = 20  # 160 bits, as RFC 4226 recommends
STEP_SECONDS: Final = 30
DIGITS: Final = 6
NEIGHBOURS: Final = (0, -1, 1)  # a clock may be half a minute off


def new_secret() -> bytes:
    """A fresh shared secret."""
    return secrets.token_bytes(SECRET_LENGTH)


def code_at(secret: bytes, step: int) -> str:
    """RFC 4226's truncation of HMAC-SHA-1."""
    digest = hmac.digest(secret, struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, seconds: float) -> int | None:
    """The step that this code belongs to, if it is a neighbour of now; every neighbour is compared."""
    now = int(seconds) // STEP_SECONDS
    found = [step for step in (now + n for n in NEIGHBOURS) if hmac.compare_digest(code_at(secret, step), code)]
    return found[0] if found else None


def uri_of(secret: bytes, account: str, group: str) -> str:
    """What the QR code says; apps show `group` and `account`."""
    return f"otpauth://totp/{quote(group)}:{quote(account)}?secret={spell(secret)}&issuer={quote(group)}"


def spell(secret: bytes) -> str:
    """Base32, for typing by hand."""
    return base64.b32encode(secret).decode().rstrip("=")


def keep(secret: bytes, volunteer_pk: int) -> bytes:
    """Encrypted by the desk's secret file, so that a copy of the database alone signs nobody in."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_key()).encrypt(nonce, secret, str(volunteer_pk).encode())


def fetch(kept: bytes, volunteer_pk: int) -> bytes:
    """Open what `keep` made."""
    return AESGCM(_key()).decrypt(kept[:12], kept[12:], str(volunteer_pk).encode())


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"restante desk totp", hashlib.sha256)
