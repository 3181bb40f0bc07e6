# SPDX-License-Identifier: AGPL-3.0-or-later
"""RFC 9421 signatures of calls, in one strict profile: Ed25519 over method, authority, target and content digest.

Anything else that RFC 9421 allows is refused, so the parser is one regular expression; RFC 9530 gives Content-Digest.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from restante.calls.errors import CallRefused, CallReplayed, ClockSkewed

TAG = "restante-desk-v1"
LIFETIME = 60
SKEW_ALLOWED = 30
COMPONENTS = ("@method", "@authority", "@target-uri", "content-digest")

_COVERED = "(" + " ".join(f'"{name}"' for name in COMPONENTS) + ")"
_INPUT = re.compile(
    re.escape(f"sig1={_COVERED}")
    + r';created=(\d{1,12});expires=(\d{1,12});nonce="([A-Za-z0-9_-]{22})";keyid="([0-9a-f]{32})";'
    + re.escape(f'tag="{TAG}"')
)
_SIGNATURE = re.compile(r"sig1=:([A-Za-z0-9+/]{86}==):")


def content_digest(sha256: bytes) -> str:
    """The value of Content-Digest for a body whose SHA-256 is known."""
    return f"sha-256=:{base64.b64encode(sha256).decode()}:"


def key_id(public: bytes) -> str:
    """How a call names its key; no secret, only shorter than the key."""
    return hashlib.sha256(b"restante call key v1" + public).hexdigest()[:32]


def signature_base(components: Sequence[tuple[str, str]], parameters: str) -> bytes:
    """RFC 9421 section 2.5: what is signed."""
    lines = [f'"{name}": {value}' for name, value in components]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode("ascii")


def sign_call(private: Ed25519PrivateKey, method: str, url: str, sha256: bytes, now: float) -> dict[str, str]:
    """The three headers of a call that begins now."""
    digest = content_digest(sha256)
    public = private.public_key().public_bytes_raw()
    created = int(now)
    parameters = (
        f"{_COVERED};created={created};expires={created + LIFETIME}"
        f';nonce="{secrets.token_urlsafe(16)}";keyid="{key_id(public)}";tag="{TAG}"'
    )
    signature = private.sign(signature_base(_covered(method, url, digest), parameters))
    return {
        "Content-Digest": digest,
        "Signature-Input": f"sig1={parameters}",
        "Signature": f"sig1=:{base64.b64encode(signature).decode()}:",
    }


@dataclass(slots=True)
class CallsSeen:
    """Nonces of calls that have not expired: in memory, since every call is harmless when repeated after a restart."""

    expires: dict[str, int] = field(default_factory=dict)

    def remember(self, nonce: str, expires: int, now: float) -> bool:
        """False when this nonce was used before."""
        if len(self.expires) > 1024:
            self.expires = {old: until for old, until in self.expires.items() if until + SKEW_ALLOWED >= now}
        if nonce in self.expires:
            return False
        self.expires[nonce] = expires
        return True


def verify_call(
    public: bytes, method: str, urls: Sequence[str], headers: Mapping[str, str], now: float, seen: CallsSeen
) -> str:
    """The Content-Digest that the body must have, if the call is signed for one of `urls`; or else CallRefused.

    A gate behind a proxy cannot see the address that the desk dialled, so it tries each address that it is known by.
    """
    given = _INPUT.fullmatch(headers.get("signature-input", ""))
    signature = _SIGNATURE.fullmatch(headers.get("signature", ""))
    digest = headers.get("content-digest", "")
    if given is None or signature is None or given[4] != key_id(public):
        raise CallRefused
    parameters = headers["signature-input"].removeprefix("sig1=")
    key, raw = Ed25519PublicKey.from_public_bytes(public), base64.b64decode(signature[1])
    try:
        held = any(_holds(key, raw, _covered(method, url, digest), parameters) for url in urls)
    except ValueError:  # a Host that no address can have
        held = False
    if not held:
        raise CallRefused
    created, expires = int(given[1]), int(given[2])
    if not 0 < expires - created <= LIFETIME:
        raise CallRefused
    if created - SKEW_ALLOWED > now:
        raise ClockSkewed(seconds=int(created - now), direction="ahead")
    if expires < now:
        raise ClockSkewed(seconds=int(now - created), direction="behind")
    if not seen.remember(given[3], expires, now):
        raise CallReplayed
    return digest


def _covered(method: str, url: str, digest: str) -> list[tuple[str, str]]:
    return list(zip(COMPONENTS, (method, authority_of(url), url, digest), strict=True))


def authority_of(url: str) -> str:
    """RFC 9421 section 2.2.3: lower case, without the scheme's own port."""
    parts = urlsplit(url)
    host = (parts.netloc or "").rsplit("@", 1)[-1].lower()
    port = {"http": ":80", "https": ":443"}.get(parts.scheme, ":")
    return host.removesuffix(port)


def _holds(key: Ed25519PublicKey, signature: bytes, components: list[tuple[str, str]], parameters: str) -> bool:
    try:
        key.verify(signature, signature_base(components, parameters))
    except (InvalidSignature, UnicodeEncodeError):
        return False
    return True
