# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time stamp tokens (RFC 3161): the question, and what an answer proves. Certificates must hold at that time."""

import contextlib
import hashlib
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from restante.cases.captures.stamps import Stamp, refusal

KIND: Final = "rfc3161"
_HASHES: Final[Mapping[str, Callable[[bytes], Any]]] = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
_GRANTED: Final = b"\x30\x03\x02\x01\x00"  # PKIStatusInfo of a token that is kept without the answer around it
_AHEAD: Final = timedelta(days=1)
_LONGEST_NAME: Final = 200


def ask(data: bytes) -> tuple[bytes, int]:
    """A question about its SHA-256, with a nonce; the authority learns nothing but that hash."""
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    return asked.as_bytes(), asked.nonce or 0


def read_token(token: bytes, data: bytes, root: bytes = b"", nonce: int | None = None) -> Stamp:
    """An answer, or the bare token of one."""
    answer = _decode(token)
    if answer.status != PKIStatus.GRANTED:
        raise refusal("not-granted")
    try:
        told, signed = answer.tst_info, answer.signed_data
        imprint, moment, asked = told.message_imprint, told.gen_time, told.nonce
        made_by = _HASHES.get(imprint.hash_algorithm.dotted_string)
        names = [x509.load_der_x509_certificate(one) for one in signed.certificates]
        signers = {(one.issuer, one.serial_number) for one in signed.signer_infos}
    except (ValueError, TypeError, OverflowError):
        raise refusal("unknown") from None
    if made_by is None:
        raise refusal("hash")
    if imprint.message != made_by(data).digest():
        raise refusal("other")
    if nonce is not None and asked != nonce:
        raise refusal("answer")
    if moment.astimezone(UTC) > datetime.now(UTC) + _AHEAD:
        raise refusal("future")
    trust = _trust(answer, imprint.message, names, root)
    signer = next((one for one in names if (one.issuer, one.serial_number) in signers), None)
    by = signer.subject.rfc4514_string() if signer is not None else ""
    return Stamp(KIND, moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), by[:_LONGEST_NAME], trust)


def read_certificates(data: bytes) -> list[x509.Certificate]:
    """PEM, one or several, or DER."""
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        raise refusal("certificate") from None


def listed_roots() -> list[x509.Certificate]:
    """Mozilla's, as the package certifi has them; one that the parser no longer takes is left out."""
    if not _LISTED:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            for told in certifi.contents().split("-----END CERTIFICATE-----")[:-1]:
                with contextlib.suppress(ValueError):
                    _LISTED.append(x509.load_pem_x509_certificate(f"{told}-----END CERTIFICATE-----".encode()))
    return _LISTED


_LISTED: Final[list[x509.Certificate]] = []


def _decode(token: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(token)
    except ValueError:
        pass
    inside = _GRANTED + token
    size = len(inside)
    length = size.to_bytes(1 + (size.bit_length() - 1) // 8, "big")
    head = b"\x30" + (length if size < 128 else bytes([0x80 | len(length)]) + length)
    try:
        return decode_timestamp_response(head + inside)
    except ValueError:
        raise refusal("unknown") from None


def _trust(answer: TimeStampResponse, digest: bytes, names: Sequence[x509.Certificate], root: bytes) -> str:
    """On whose word the signature holds; the first of three that does."""
    ways: list[tuple[str, Sequence[x509.Certificate]]] = (
        [("named", read_certificates(root))]
        if root
        else [("listed", listed_roots()), ("alone", [one for one in names if one.issuer == one.subject])]
    )
    why = "root"
    for trust, roots in ways:
        if not roots:
            continue
        unique = {one.public_bytes(Encoding.DER): one for one in roots}
        try:
            VerifierBuilder(roots=list(unique.values())).build().verify(answer, digest)
        except VerificationError as error:
            why = _reason(str(error))
            continue
        return trust
    raise refusal(why)


def _reason(told: str) -> str:
    if "EKU" in told or "purpose" in told:
        return "purpose"
    if "has expired" in told or "not yet valid" in told:
        return "expired"
    return "root" if "certificate verify error" in told or "issuer" in told else "signature"
