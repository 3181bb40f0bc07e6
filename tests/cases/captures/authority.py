# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time stamp authority in a few lines of DER (RFC 3161, RFC 5652), with every slip that a test may ask of it."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SHA256 = "2.16.840.1.101.3.4.2.1"
SHA1 = "1.3.14.3.2.26"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
RSA = "1.2.840.113549.1.1.1"
NOW = datetime(2026, 3, 2, 10, 20, 30, tzinfo=UTC)


def der(tag: int, *parts: bytes) -> bytes:
    inside = b"".join(parts)
    length = len(inside)
    if length < 128:
        return bytes([tag, length]) + inside
    counted = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(counted)]) + counted + inside


def sequence(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def number(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray([first * 40 + second])
    for arc in rest:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | arc & 0x7F)
        out += bytes(reversed(septets))
    return der(0x06, bytes(out))


def algorithm(dotted: str) -> bytes:
    return sequence(oid(dotted), b"\x05\x00")


def certificate(subject: str, key: Any, issuer: str, signer: Any, *extensions: Any, valid: int = 3650) -> Any:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    made = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(NOW - timedelta(days=30) + timedelta(days=valid))
    )
    for extension in extensions:
        made = made.add_extension(extension, critical=True)
    return made.sign(signer, hashes.SHA256())


@dataclass
class Authority:
    """`answer` is what it sends back; `root` is what it publishes. Sets stand in the order that DER asks for."""

    valid_days: int = 3650
    purpose: Any = ExtendedKeyUsageOID.TIME_STAMPING
    sends_root: bool = False
    root_key: Any = field(init=False)
    key: Any = field(init=False)

    def __post_init__(self) -> None:
        self.root_key, self.key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        is_root = x509.BasicConstraints(ca=True, path_length=None)
        self.root_certificate = certificate("Test root", self.root_key, "Test root", self.root_key, is_root)
        purpose = x509.ExtendedKeyUsage([self.purpose])
        self.certificate = certificate(
            "Test clock", self.key, "Test root", self.root_key, purpose, valid=self.valid_days
        )

    @property
    def root(self) -> bytes:
        return bytes(self.root_certificate.public_bytes(serialization.Encoding.PEM))

    def answer(
        self,
        data: bytes,
        *,
        at: datetime = NOW,
        nonce: int | None = None,
        hashed_by: str = SHA256,
        digest: bytes | None = None,
    ) -> bytes:
        """Granted."""
        imprint = digest if digest is not None else hashlib.sha256(data).digest()
        return sequence(sequence(number(0)), self.token(imprint, at, nonce, hashed_by))

    def token(self, imprint: bytes, at: datetime, nonce: int | None, hashed_by: str) -> bytes:
        told = sequence(
            number(1),
            oid("1.2.3.4.1"),
            sequence(algorithm(hashed_by), der(0x04, imprint)),
            number(7),
            der(0x18, at.strftime("%Y%m%d%H%M%SZ").encode()),
            number(nonce) if nonce is not None else b"",
        )
        return sequence(oid(SIGNED_DATA), der(0xA0, self._signed(told)))

    def _signed(self, told: bytes) -> bytes:
        own = self.certificate.public_bytes(serialization.Encoding.DER)
        attributes = [
            sequence(oid(CONTENT_TYPE), der(0x31, oid(TST_INFO))),
            sequence(oid(MESSAGE_DIGEST), der(0x31, der(0x04, hashlib.sha256(told).digest()))),
            sequence(
                oid(SIGNING_CERTIFICATE_V2),
                der(0x31, sequence(sequence(sequence(der(0x04, hashlib.sha256(own).digest()))))),
            ),
        ]
        inside = b"".join(sorted(attributes))
        signature = self.key.sign(der(0x31, inside), padding.PKCS1v15(), hashes.SHA256())
        signer = sequence(
            number(1),
            sequence(self.certificate.issuer.public_bytes(), number(self.certificate.serial_number)),
            algorithm(SHA256),
            der(0xA0, inside),
            algorithm(RSA),
            der(0x04, signature),
        )
        sent = [own] + ([self.root_certificate.public_bytes(serialization.Encoding.DER)] if self.sends_root else [])
        return sequence(
            number(3),
            der(0x31, algorithm(SHA256)),
            sequence(oid(TST_INFO), der(0xA0, der(0x04, told))),
            der(0xA0, *sorted(sent)),
            der(0x31, signer),
        )


def refusal() -> bytes:
    """An answer of an authority that does not stamp."""
    return sequence(sequence(number(2)))


def proof(data: bytes, *ends: bytes, steps: bytes = b"\xf0\x03abc\x08") -> bytes:
    """An OpenTimestamps proof whose one way forks into `ends`."""
    from restante.cases.captures.opentimestamps import MAGIC

    forked = b"".join(b"\xff\x00" + end for end in ends[:-1]) + b"\x00" + ends[-1]
    return MAGIC + b"\x01\x08" + hashlib.sha256(data).digest() + steps + forked


def in_block(height: int) -> bytes:
    counted = bytearray()
    while height > 0x7F:
        counted.append(height & 0x7F | 0x80)
        height >>= 7
    counted.append(height)
    return bytes.fromhex("0588960d73d71901") + bytes([len(counted)]) + bytes(counted)


def promised(url: str) -> bytes:
    told = bytes([len(url)]) + url.encode()
    return bytes.fromhex("83dfe30d2ef90c8e") + bytes([len(told)]) + told
