# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a visitor and the letter page meet at a gate."""

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from restante.calls.envelopes import Envelopes
from restante.seal.envelope import ENVELOPE_SIZES, LARGEST, OVERHEAD

from .conftest import PAGE, Listening, Organisation

CANARY = "canaryword"


def test_an_envelope_is_accepted_and_named_by_its_hash(gate: Listening, organisation: Organisation) -> None:
    envelope = organisation.envelope()
    answer = gate.client.post("/letterbox", content=envelope)
    assert (answer.status_code, answer.json()) == (201, {"accepted": hashlib.sha256(envelope).hexdigest()})
    [listed] = gate.desk.list_envelopes()
    assert listed.sha256 == hashlib.sha256(envelope).hexdigest()
    assert list(gate.desk.fetch({listed.id: listed.size})) == [(listed.id, envelope)]


def test_every_size_of_envelope_is_accepted(gate: Listening, organisation: Organisation) -> None:
    for size in ENVELOPE_SIZES:
        filled = b"" if size == ENVELOPE_SIZES[0] else bytes([1]) * (size - OVERHEAD - 40_000)
        envelope = organisation.envelope(pictures=(filled,) if filled else ())
        assert len(envelope) == size
        assert gate.client.post("/letterbox", content=envelope).status_code == 201
    assert sorted(one.size for one in gate.desk.list_envelopes()) == sorted(ENVELOPE_SIZES)


def test_the_same_envelope_twice_is_one_row_and_one_answer(gate: Listening, organisation: Organisation) -> None:
    envelope = organisation.envelope()
    answers = {gate.client.post("/letterbox", content=envelope).text for _ in range(3)}
    assert len(answers) == 1
    assert len(gate.desk.list_envelopes()) == 1


def spoil(envelope: bytes, kind: str) -> bytes:  # noqa: PLR0911 -- a table
    match kind:
        case "magic":
            return b"age-" + envelope[4:]
        case "version":
            return envelope[:4] + b"\x02" + envelope[5:]
        case "key":
            return envelope[:5] + bytes(11) + envelope[16:]
        case "empty":
            return b""
        case "short":
            return envelope[:-1]
        case "long":
            return envelope + b"\x00"
        case _:
            return envelope[: int(kind)]


@pytest.mark.parametrize(
    "kind", ["magic", "version", "key", "empty", "short", "long", "1", "15", "16", "1136", "32768"]
)
def test_what_is_no_envelope_is_refused(gate: Listening, organisation: Organisation, kind: str) -> None:
    answer = gate.client.post("/letterbox", content=spoil(organisation.envelope(), kind))
    assert answer.status_code in {413, 422}
    assert set(answer.json()) >= {"code", "message"}
    assert gate.desk.list_envelopes() == []


def test_another_organisations_envelope_is_refused(gate: Listening, tmp_path: Path) -> None:
    other = Organisation(tmp_path / "other")
    answer = gate.client.post("/letterbox", content=other.envelope())
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-letter-key")


def test_a_body_longer_than_any_envelope_is_refused_by_its_length(gate: Listening) -> None:
    answer = gate.client.post("/letterbox", content=bytes(LARGEST + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_body_without_a_length_is_refused(gate: Listening, organisation: Organisation) -> None:
    answer = gate.client.post("/letterbox", content=iter([organisation.envelope()]))
    assert (answer.status_code, answer.json()["code"]) == (411, "length-missing")


def test_a_full_gate_says_so_and_names_the_way_out(
    open_gate: Callable[..., Listening], organisation: Organisation, tmp_path: Path
) -> None:
    opened = open_gate(organisation, quota=ENVELOPE_SIZES[0] * 2)
    opened.desk.publish(organisation.publish(tmp_path / "edition"))
    answers = [opened.client.post("/letterbox", content=organisation.envelope(number)) for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 503]
    assert answers[2].json()["code"] == "gate-full"
    assert "another gate" in answers[2].json()["message"]


def test_a_disk_that_fails_is_a_503_and_the_gate_lives_on(
    gate: Listening, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    first = organisation.envelope(1)
    gate.client.post("/letterbox", content=first)
    with monkeypatch.context() as patch:
        patch.setattr("restante.gate.bodies.Body.read", full)
        assert gate.client.post("/letterbox", content=organisation.envelope(2)).status_code == 503
    assert [one.sha256 for one in gate.desk.list_envelopes()] == [hashlib.sha256(first).hexdigest()]
    assert gate.client.post("/letterbox", content=organisation.envelope(2)).status_code == 201


def test_files_of_the_edition_are_served_compressed_and_by_hash(gate: Listening) -> None:
    plain = gate.client.get("/", headers={"accept-encoding": "identity"})
    packed = gate.client.get("/index.html")
    assert plain.content == packed.content == PAGE
    assert packed.headers["content-encoding"] == "gzip"
    assert hashlib.sha256(PAGE).hexdigest()[:32] in plain.headers["etag"]
    assert plain.headers["cache-control"] == "public, max-age=300"
    assert gate.client.get("/", headers={"if-none-match": packed.headers["etag"]}).status_code == 304


def test_head_has_the_headers_and_no_body(gate: Listening) -> None:
    head = gate.client.head("/", headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(PAGE)))


def test_variants_carry_no_time(gate: Listening) -> None:
    [folder] = [path for path in (gate.home / "published").iterdir() if path.name.endswith(".gz")]
    variant = (folder / "index.html").read_bytes()
    assert gzip.decompress(variant) == PAGE
    assert variant[4:8] == bytes(4)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/../root.json", 404),
        ("GET", "/%2e%2e/root.json", 404),
        ("GET", "/ru/..%2f..%2froot.json", 404),
        ("GET", "/mail/../letterbox.sqlite3", 404),
        ("GET", "/mail/blobs/..%2f..%2fletterbox.sqlite3", 404),
        ("GET", "/mail/latest.json%00", 404),
        ("GET", "//etc/passwd", 404),
        ("GET", "/letterbox", 405),
        ("GET", "/letterbox.sqlite3", 404),
        ("POST", "/", 405),
        ("DELETE", "/index.html", 405),
        ("PUT", "/plain/ru/write", 405),
        ("GET", "/plain/de/write", 404),
        ("GET", "/plain/ru/write/vera", 404),
        ("POST", "/health", 405),
    ],
)
def test_everything_else_is_refused(gate: Listening, method: str, path: str, status: int) -> None:
    answer = gate.client.request(method, gate.url + path)
    assert answer.status_code == status
    if status == 405:
        assert answer.headers["allow"]


def test_health_tells_the_edition_and_rounded_numbers(gate: Listening, organisation: Organisation) -> None:
    for number in range(3):
        gate.client.post("/letterbox", content=organisation.envelope(number))
    health = gate.client.get("/health").json()
    assert (health["ok"], health["edition"], health["waiting"]) == (True, 1, 10)
    assert health["free_bytes"] % (1 << 28) == 0


LEGAL = {
    "content-security-policy": re.compile(r"([a-z-]+( ('[a-z]+'|blob:|data:))+; )*[a-z-]+( ('[a-z]+'|blob:|data:))+"),
    "x-content-type-options": re.compile("nosniff"),
    "referrer-policy": re.compile("no-referrer|same-origin|origin|strict-origin"),
    "cross-origin-opener-policy": re.compile("unsafe-none|same-origin-allow-popups|same-origin|noopener-allow-popups"),
    "cross-origin-resource-policy": re.compile("same-site|same-origin|cross-origin"),
    "cross-origin-embedder-policy": re.compile("unsafe-none|require-corp|credentialless"),
    "origin-agent-cluster": re.compile(r"\?[01]"),
    "permissions-policy": re.compile(r"[a-z-]+=\(\)(, [a-z-]+=\(\))*"),
    "cache-control": re.compile("no-store|public, max-age=[0-9]+"),
}
DIRECTIVES = {
    "default-src", "script-src", "style-src", "img-src", "font-src", "connect-src", "base-uri", "form-action",
    "frame-ancestors", "require-trusted-types-for", "trusted-types",
}  # fmt: skip
ROUTES = [
    "/", "/en/people.html", "/en/write.html", "/en/poster.pdf", "/static/site.css", "/health", "/mail/latest.json",
    "/no", "/plain/ru/write", "/plain/en/read", "/plain/ru/upload", "/letterbox", "/calls/letterbox", "/calls/no",
]  # fmt: skip


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_has_every_header_with_a_legal_value(gate: Listening, path: str) -> None:
    headers = gate.client.get(path).headers
    for name, legal in LEGAL.items():
        assert legal.fullmatch(headers[name]), (name, headers[name])
    policy = {part.split(" ")[0] for part in headers["content-security-policy"].split("; ")}
    assert policy <= DIRECTIVES
    assert policy >= {"base-uri", "form-action", "frame-ancestors"}
    assert not {"server", "set-cookie", "last-modified", "strict-transport-security", "onion-location"} & set(headers)


def test_scripts_run_only_where_a_page_has_one(gate: Listening) -> None:
    policies = {path: gate.client.get(path).headers["content-security-policy"] for path in ROUTES}
    assert {path for path, policy in policies.items() if "script-src" in policy} == {
        "/en/people.html",
        "/en/write.html",
    }
    assert {path for path, policy in policies.items() if "data:" in policy} == {"/plain/en/read"}
    assert {path for path, policy in policies.items() if "form-action 'self'" in policy} == {
        "/plain/ru/write",
        "/plain/en/read",
        "/plain/ru/upload",
    }


@pytest.mark.parametrize(
    ("host", "hsts", "onion"),
    [("letters.example.org", True, True), ("abc.onion", False, False), ("127.0.0.1:8400", False, True)],
)
def test_transport_headers_follow_the_host(
    open_gate: Callable[..., Listening], organisation: Organisation, host: str, *, hsts: bool, onion: bool
) -> None:
    opened = open_gate(organisation, urls=("https://letters.example.org", "http://abc.onion"))
    headers = opened.client.get("/", headers={"host": host}).headers
    assert ("strict-transport-security" in headers, "onion-location" in headers) == (hsts, onion)


def test_nothing_of_a_visitor_is_in_any_log_row_or_file(
    gate: Listening, organisation: Organisation, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    headers = dict.fromkeys(("user-agent", "referer", "x-forwarded-for", "cookie", "accept-language"), CANARY)
    for path in (f"/{CANARY}", f"/plain/en/write?{CANARY}", "/letterbox", f"/calls/{CANARY}"):
        for method in ("GET", "POST"):
            gate.client.request(method, path, headers=headers, content=CANARY.encode() * 5000)
    form = {"person": CANARY, "text": CANARY, "sign": CANARY, "seed": "00" * 16, "words": CANARY}
    gate.client.post("/plain/en/write", files={name: (None, value) for name, value in form.items()}, headers=headers)
    gate.client.post(
        "/plain/en/write", files={**{n: (None, v) for n, v in form.items()}, "pictures": (CANARY, b"x" * 99_999)}
    )
    gate.client.post("/plain/en/read", data={"words": CANARY}, headers=headers)
    gate.client.post("/letterbox", content=organisation.envelope(), headers=headers)
    captured = capfd.readouterr()
    assert CANARY not in captured.out + captured.err + caplog.text
    for file in gate.home.rglob("*"):
        assert CANARY not in file.name
        assert not file.is_file() or CANARY.encode() not in file.read_bytes()


def test_a_fault_of_our_own_is_one_line_without_words(
    gate: Listening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Envelopes) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(Envelopes, "waiting", fail)
    answer = gate.client.get("/health")
    assert (answer.status_code, answer.json()["code"]) == (500, "gate-fault")
    assert caplog.messages == ["ValueError on /"]


@pytest.mark.parametrize(("lang", "said"), [("ru", "На сервере произошёл сбой"), ("en", "The gate failed")])
def test_a_fault_within_a_plain_page_is_a_page_in_its_language(
    gate: Listening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lang: str, said: str
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("restante.gate.plain.read_form", fail)
    answer = gate.client.post(f"/plain/{lang}/write", data={"text": CANARY})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert f'<html lang="{lang}">' in answer.text
    assert said in answer.text
    assert CANARY not in answer.text
    assert caplog.messages == ["ValueError on /plain"]
