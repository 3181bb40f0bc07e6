# SPDX-License-Identifier: AGPL-3.0-or-later
"""What strangers try on the wire: two readings of one request, heads and answers without end, foreign forms."""

import hashlib
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from restante.calls.signature import sign_call
from restante.edition.keys import load_call_key
from restante.gate import server
from restante.gate.errors import GateError
from restante.gate.forms import MOST_FIELDS, read_form

from .conftest import PAGE, Listening, Organisation
from .test_plain import PHRASE, hidden_seed, letters_in


def talk(gate: Listening, *pieces: bytes) -> bytes:
    """Everything the gate says until it closes."""
    said = b""
    with socket.create_connection(("127.0.0.1", int(gate.url.rpartition(":")[2])), timeout=20) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
            while got := line.recv(1 << 16):
                said += got
        except ConnectionError:
            pass
    return said


END = b"Connection: close\r\n\r\n"
POST = b"POST /letterbox HTTP/1.1\r\nHost: x\r\n"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
TWO_READINGS = {
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n" + END + b"hello!",
    "length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    + END + b"0\r\n\r\n",
    "chunks hidden by case": POST + b"Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n"
    + END + b"hello",
    "a plus before the length": POST + b"Content-Length: +5\r\n" + END + b"hello",
    "two hosts": GET + b"Host: b\r\n" + END,
    "two types": POST + b"Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 0\r\n" + END,
    "a folded header": GET + b"X-A: b\r\n c\r\nContent-Length: 5\r\n\tTransfer-Encoding: chunked\r\n" + END,
    "a space before the colon": GET + b"Content-Length : 5\r\n" + END + b"hello",
    "no colon": b"GET / HTTP/1.1\r\nHost a\r\n" + END,
    "a NUL": GET + b"X: a\x00b\r\n" + END,
    "not a host": b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n" + END,
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: a\r\n" + END,
}  # fmt: skip


def test_a_request_that_two_programs_could_read_in_two_ways_is_refused(gate: Listening) -> None:
    for name, request in TWO_READINGS.items():
        said = talk(gate, request)
        assert said[:10] in {b"HTTP/1.1 4", b""}, (name, said[:200])
        assert said.count(b"HTTP/1.1 ") <= 1, name
    assert gate.desk.list_envelopes() == []


PATHS = [
    "/%2e%2e/root.json", "/..%5croot.json", "/\\..\\root.json", "/%00", "/index.html%00.png", "/index.html/",
    "/./index.html", "//index.html", "/INDEX.HTML", "/%ef%bc%8e%ef%bc%8e/root.json", "/mail/blobs/%2e%2e",
    "/mail/1/0000.bin/../../../root.json", "/mail/latest.json%0a", "/published/current", "/gate.lock",
    "/mail/%d9%a1/0000.bin", "/metadata/../root.json", "/plain/en/write%2f..", "/calls//letterbox",
]  # fmt: skip


def test_no_spelling_of_a_path_leads_out_of_the_edition(gate: Listening) -> None:
    for path in PATHS:
        for method in ("GET", "HEAD"):
            said = talk(gate, f"{method} {path} HTTP/1.1\r\nHost: x\r\n".encode() + END)
            assert said[:12] in {b"HTTP/1.1 404", b"HTTP/1.1 400", b"HTTP/1.1 401"}, (path, said[:200])


def test_an_escaped_spelling_of_a_page_is_that_page_and_nothing_else(gate: Listening) -> None:
    assert talk(gate, b"GET /index%2ehtml HTTP/1.1\r\nHost: x\r\n" + END).endswith(PAGE)


def test_a_range_is_answered_with_the_whole(gate: Listening) -> None:
    for value in ("bytes=0-0", "bytes=0-,0-,0-,0-", "bytes=-1", "junk"):
        answer = gate.client.get("/", headers={"range": value, "accept-encoding": "identity"})
        assert (answer.status_code, answer.content) == (200, PAGE)
        assert "accept-ranges" not in answer.headers


def test_gzip_is_not_sent_to_those_who_refuse_it(gate: Listening) -> None:
    for refused in ("gzip;q=0", "gzip; q=0.0, br", "br", ""):
        assert "content-encoding" not in gate.client.get("/", headers={"accept-encoding": refused}).headers
    for taken in ("gzip", "br, gzip;q=0.5", "gzip;q=0.1"):
        assert gate.client.get("/", headers={"accept-encoding": taken}).headers["content-encoding"] == "gzip"


def test_only_the_very_tag_makes_a_304(gate: Listening) -> None:
    tag = gate.client.get("/", headers={"accept-encoding": "identity"}).headers["etag"]
    for known, status in ((tag, 304), (f'"x", {tag}', 304), (tag.strip('"'), 200), (tag[:-2] + '"', 200), ('""', 200)):
        headers = {"accept-encoding": "identity", "if-none-match": known}
        answer = gate.client.get("/", headers=headers)
        assert answer.status_code == status
        assert (answer.content == b"") == (status == 304)


def test_a_head_beyond_64_kib_ends_the_connection(gate: Listening) -> None:
    line = b"X-Filler: " + b"a" * 8000 + b"\r\n"
    assert talk(gate, b"GET / HTTP/1.1\r\nHost: x\r\n", *[line] * 400, END).count(b"200 OK") == 0
    assert talk(gate, b"GET /" + b"a" * 3_000_000 + b" HTTP/1.1\r\nHost: x\r\n" + END).count(b"200 OK") == 0
    assert gate.client.get("/").status_code == 200


def test_a_chunked_body_is_refused_and_its_trailers_do_not_pile_up(gate: Listening) -> None:
    head = b"POST /letterbox HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    said = talk(gate, head + b"5\r\nhello\r\n0\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 411")
    endless = talk(gate, head + b"0\r\n", *[b"X: " + b"a" * 8000 + b"\r\n"] * 400)
    assert b"201" not in endless[:12]


def test_who_asks_to_continue_is_told_so_if_the_length_is_right(gate: Listening, organisation: Organisation) -> None:
    def head(length: int) -> bytes:
        return b"POST /letterbox HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n" % length + END

    envelope = organisation.envelope()
    assert b"HTTP/1.1 100 Continue" in talk(gate, head(len(envelope)) + envelope)
    assert len(gate.desk.list_envelopes()) == 1
    refused = talk(gate, head(5) + b"hello")
    assert refused.startswith(b"HTTP/1.1 422")


def test_letters_one_after_another_without_waiting_are_all_answered_in_order(
    gate: Listening, organisation: Organisation
) -> None:
    envelopes = [organisation.envelope(number) for number in range(4)]
    head = b"POST /letterbox HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % len(envelopes[0])
    said = talk(gate, *[head + b"\r\n" + one for one in envelopes[:3]], head + END + envelopes[3])
    found = [said.find(hashlib.sha256(one).hexdigest().encode()) for one in envelopes]
    assert found == sorted(found)
    assert -1 not in found


def test_a_head_that_dribbles_is_cut_off_on_the_second_request_too(
    gate: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SILENT_SECONDS", 0.5)
    said = talk(gate, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nX-Slow: ")
    assert said.count(b"HTTP/1.1 200") == 1


def test_one_silent_connection_too_many_ends_the_oldest(gate: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_SILENT", 20)
    port = int(gate.url.rpartition(":")[2])
    lines = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(60)]
    assert lines[0].recv(1) == b""
    assert gate.client.get("/").status_code == 200
    for line in lines:
        line.close()


def test_a_call_whose_host_is_no_host_is_refused(gate: Listening, organisation: Organisation) -> None:
    signed = sign_call(
        load_call_key(organisation.keys), "GET", "http://x/calls/letterbox", hashlib.sha256().digest(), 0
    )
    for host in ("[", "[::1", "]", "x]"):
        assert gate.client.get("/calls/letterbox", headers={**signed, "Host": host}).status_code == 401


def test_a_call_signed_for_another_gate_is_refused_whatever_host_says(
    open_gate: Callable[..., Listening], organisation: Organisation, tmp_path: Path
) -> None:
    opened = open_gate(organisation, urls=("https://letters.example.org",))
    opened.desk.__init__("https://letters.example.org", load_call_key(organisation.keys))  # type: ignore[misc]
    edition = organisation.publish(tmp_path / "edition")
    loopback = open_gate(organisation, home="other")
    loopback.desk.publish(edition)
    signed = sign_call(load_call_key(organisation.keys), "GET", "https://else.example/calls/letterbox",
                       hashlib.sha256().digest(), opened.app.config.clock())  # fmt: skip
    opened.app.served = loopback.app.served
    answer = opened.client.get("/calls/letterbox", headers={**signed, "host": "else.example"})
    assert answer.status_code == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_that_another_site_fills_in_is_refused(gate: Listening, organisation: Organisation, site: str) -> None:
    form = {"do": "open", "words": PHRASE}
    foreign = gate.client.post("/plain/en/write", data=form, headers={"sec-fetch-site": site})
    assert foreign.status_code == 403
    assert PHRASE not in foreign.text
    own = gate.client.post("/plain/en/write", data=form, headers={"sec-fetch-site": "same-origin"})
    assert PHRASE in own.text


def test_without_its_hidden_seed_a_form_is_not_sealed(gate: Listening) -> None:
    for seed in ["", "00", "zz" * 16, " " * 32, "AB" * 16 + "00", "٠" * 32]:
        form = {"seed": seed, "person": "vera", "text": "Hello", "sign": "", "reply": "yes"}
        assert gate.client.post("/plain/en/write", data=form).status_code == 422
    assert gate.desk.list_envelopes() == []


def test_a_correction_of_what_is_no_letter_is_refused(gate: Listening) -> None:
    seed = hidden_seed(gate.client.get("/plain/en/write").text)
    for corrects in ["x", "../../root", "0" * 31, "0" * 33, "A" * 32]:
        form = {"seed": seed, "person": "vera", "text": "Hello", "corrects": corrects}
        assert gate.client.post("/plain/en/write", data=form).status_code == 422


def test_an_unknown_field_changes_nothing_of_the_letter(gate: Listening, organisation: Organisation) -> None:
    seed = hidden_seed(gate.client.get("/plain/en/write").text)
    form = {"seed": seed, "person": "vera", "text": "Hello", "created": "1999-01-01", "id": "0" * 32, "lang": "xx"}
    assert gate.client.post("/plain/en/write", data=form).status_code == 201
    [(letter, _)] = letters_in(gate, organisation)
    assert (letter.lang, letter.created.year > 2000, letter.id != "0" * 32) == ("en", True, True)


def part(name: str, content: bytes = b"a", extra: str = "") -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'.encode() + content + b"\r\n"


BROKEN_FORMS = {
    "too many parts": b"".join(part(f"n{number}") for number in range(MOST_FIELDS + 1)) + b"--x--\r\n",
    "no name": part("text").replace(b'; name="text"', b"") + b"--x--\r\n",
    "no end": part("text"),
    "a head without end": b"--x\r\nX: " + b"a" * 9000 + b"\r\n\r\n\r\n--x--\r\n",
    "many heads": b"--x\r\n" + b"X: a\r\n" * 99 + b"\r\n\r\n--x--\r\n",
    "bytes that are no text": part("text", b"\xff\xfe") + b"--x--\r\n",
    "something before": b"junk" * 99 + part("text") + b"--x--\r\n",
    "another boundary": part("text").replace(b"--x", b"--y") + b"--y--\r\n",
}


@pytest.mark.parametrize("body", BROKEN_FORMS.values(), ids=BROKEN_FORMS)
def test_a_form_that_is_no_form_is_refused_from_memory(body: bytes) -> None:
    with pytest.raises(GateError):
        read_form("multipart/form-data; boundary=x", body)


MULTI = "multipart/form-data"
KINDS = [
    "",
    MULTI,
    f"{MULTI}; boundary=",
    "text/plain",
    "a" * 9999,
    f"{MULTI}; boundary=" + "x" * 71,
    f"{MULTI}; boundary",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_of_no_known_kind_is_refused(kind: str) -> None:
    with pytest.raises(GateError):
        read_form(kind, part("text"))


def test_a_boundary_inside_a_text_is_text() -> None:
    form = read_form("multipart/form-data; boundary=x", part("text", b"a\r\n-x--\r\n--", "") + b"--x--\r\n")
    assert form.get("text") == "a\n-x--\n--"
