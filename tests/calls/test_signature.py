# SPDX-License-Identifier: AGPL-3.0-or-later
"""RFC 9421's own vector, the library of others on our signatures, and every way a call can be wrong."""

import base64
import hashlib
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

from restante.calls.errors import CallRefused, CallReplayed, ClockSkewed
from restante.calls.signature import (
    CallsSeen,
    authority_of,
    content_digest,
    key_id,
    sign_call,
    signature_base,
    verify_call,
)

NOW = 1_800_000_000.0
URL = "https://gate.example.org/calls/letterbox?acknowledged=1"
EMPTY = hashlib.sha256(b"").digest()
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()


def test_appendix_b_2_6_of_rfc_9421() -> None:
    der = base64.b64decode("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF")
    private = load_der_private_key(der, None)
    assert isinstance(private, Ed25519PrivateKey)
    components = [
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("@method", "POST"),
        ("@path", "/foo"),
        ("@authority", "example.com"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    ]
    covered = " ".join(f'"{name}"' for name, _ in components)
    base = signature_base(components, f'({covered});created=1618884473;keyid="test-key-ed25519"')
    expected = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    assert base64.b64encode(private.sign(base)).decode() == expected


def test_content_digest_is_that_of_rfc_9530() -> None:
    body = b'{"hello": "world"}\n'
    assert content_digest(hashlib.sha256(body).digest()) == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


def test_another_library_verifies_our_calls() -> None:
    class Keys(HTTPSignatureKeyResolver):  # type: ignore[misc]
        def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
            return Ed25519PublicKey.from_public_bytes(PUBLIC)

    import time

    headers = sign_call(KEY, "POST", URL, hashlib.sha256(b"{}").digest(), time.time())
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys())
    message = SimpleNamespace(method="POST", url=URL, headers=headers)
    [result] = verifier.verify(message, expect_tag="restante-desk-v1")
    assert '"@target-uri"' in result.covered_components


def sign(**changes: object) -> dict[str, str]:
    given = {"method": "GET", "url": URL, "sha256": EMPTY, "now": NOW} | changes
    headers = sign_call(KEY, **given)  # type: ignore[arg-type]
    return {name.lower(): value for name, value in headers.items()}


def verify(headers: dict[str, str], *, seen: CallsSeen | None = None, now: float = NOW, url: str = URL) -> str:
    return verify_call(PUBLIC, "GET", [url], headers, now, seen or CallsSeen())


def test_a_signed_call_is_verified_and_tells_its_digest() -> None:
    assert verify(sign()) == content_digest(EMPTY)


def changed(headers: dict[str, str], name: str, edit: Callable[[str], str]) -> dict[str, str]:
    return {**headers, name: edit(headers[name])}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        sign(method="POST"),
        sign(url=URL + "&x"),
        sign(url="https://other.example.org/calls/letterbox?acknowledged=1"),
        sign(url="http://gate.example.org/calls/letterbox?acknowledged=1"),
        changed(sign(), "content-digest", lambda _: content_digest(bytes(32))),
        changed(sign(), "signature-input", lambda given: given.replace("expires=18", "expires=19")),
        changed(sign(), "signature-input", lambda given: given.replace("desk-v1", "desk-v2")),
        changed(sign(), "signature-input", lambda given: given.replace(' "content-digest"', "")),
        changed(sign(), "signature-input", lambda given: given + ', sig2=("@method")'),
        changed(sign(), "signature-input", lambda given: given.replace("sig1", "sig2")),
        changed(sign(), "signature-input", lambda given: given.replace(key_id(PUBLIC), "0" * 32)),
        changed(sign(), "signature", lambda _: "sig1=:" + "A" * 86 + "==:"),
        changed(sign(), "signature", lambda given: given + "\n"),
        dict.fromkeys(("signature", "signature-input", "content-digest"), "é"),
    ],
)
def test_any_other_call_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(CallRefused) as refused:
        verify(headers)
    assert type(refused.value) is CallRefused


@pytest.mark.parametrize(
    ("skew", "direction", "seconds"), [(3600, "ahead", 3600), (-3600, "behind", 3600), (31, "ahead", 31)]
)
def test_a_skewed_clock_is_named_with_its_seconds(skew: float, direction: str, seconds: int) -> None:
    with pytest.raises(ClockSkewed) as skewed:
        verify(sign(now=NOW + skew))
    assert skewed.value.message() == f"Your clock is {seconds:,} s {direction} of the gate's; set it and call again."


@pytest.mark.parametrize("skew", [-60, -1, 0, 30])
def test_a_minute_behind_and_half_a_minute_ahead_are_forgiven(skew: float) -> None:
    assert verify(sign(now=NOW + skew))


def test_a_call_is_heard_once() -> None:
    seen, headers = CallsSeen(), sign()
    verify(headers, seen=seen)
    with pytest.raises(CallReplayed):
        verify(headers, seen=seen)


def test_nonces_are_kept_until_their_calls_expire_and_no_longer() -> None:
    seen = CallsSeen()
    for number in range(3000):
        seen.remember(str(number), int(NOW) + 60, NOW)
    assert not seen.remember("0", int(NOW) + 60, NOW + 60)
    seen.remember("new", int(NOW) + 600, NOW + 500)
    assert len(seen.expires) == 1


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("https://Gate.Example.org:443/x", "gate.example.org"),
        ("http://127.0.0.1:8400/", "127.0.0.1:8400"),
        ("http://a.onion:80/", "a.onion"),
        ("https://[::1]:8400/", "[::1]:8400"),
    ],
)
def test_the_authority_has_no_default_port(url: str, authority: str) -> None:
    assert authority_of(url) == authority
