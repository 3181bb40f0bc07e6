# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante capture` as an editor runs it, against a server on this machine."""

import contextlib
import gzip
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cases.captures.authority import Authority, in_block, proof

PAGE = "<!doctype html><meta charset=utf-8><p>Он узнал его «по бровям», сказал адвокат.".encode()


CLOCK = Authority()


class Answers(BaseHTTPRequestHandler):
    """A page, a way to it, a ring, a clock that is right and three that are not, and nothing else."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/timestamp-query"
        assert PAGE not in asked
        digest = asked[asked.index(b"\x04\x20") + 2 :][:32]
        length = asked[asked.index(digest) + 33]
        nonce = int.from_bytes(asked[asked.index(digest) + 34 :][:length], "big")
        sent = {
            "/clock": CLOCK.answer(b"", digest=digest, nonce=nonce),
            "/replay": CLOCK.answer(b"", digest=digest, nonce=1),
            "/other": CLOCK.answer(b"another file", nonce=nonce),
            "/page": b"<html>Please register</html>",
            "/flood": b"x" * 2**20,
        }.get(self.path)
        self.send_response(200 if sent else 404)
        self.send_header("Content-Length", str(len(sent or b"")))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # who asked has heard enough
            self.wfile.write(sent or b"")

    def do_GET(self) -> None:
        sent = {"/old": "/page", "/ring": "/ring"}.get(self.path)
        found = self.path == "/page"
        self.send_response(302 if sent else 200 if found else 404)
        if sent:
            self.send_header("Location", sent)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Encoding", "gzip")
        body = gzip.compress(PAGE if found else b"")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    whole = [sys.executable, "-m", "restante", "capture", *map(str, arguments)]
    return subprocess.run(whole, env=environment, capture_output=True, check=False, timeout=60, encoding="utf-8")


def test_a_page_is_kept_and_its_quotation_found_again(server: str, tmp_path: Path) -> None:
    out = tmp_path / "page.warc.gz"
    kept = run("fetch", f"{server}/old", "-o", out)
    assert kept.returncode == 0, kept.stderr
    assert hashlib.sha256(out.read_bytes()).hexdigest() in kept.stdout
    for asked in (b"GET /old HTTP/1.1", b"GET /page HTTP/1.1"):
        assert asked in gzip.decompress(out.read_bytes())

    found = run("check", out, "--quotation", '"по бровям", сказал', "--json")
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    assert told["url"] == f"{server}/page"
    assert told["quotation"]["exact"] == "«по бровям», сказал"
    assert told["quotation"]["prefix"] == "Он узнал его "
    assert "set differently" in run("check", out, "--quotation", '"по бровям"').stdout

    missing = run("check", out, "--quotation", "по голосу", "--json")
    assert missing.returncode == 2
    assert json.loads(missing.stdout)["quotation"] is None


def test_what_was_kept_is_never_written_over(server: str, tmp_path: Path) -> None:
    out = tmp_path / "page.warc.gz"
    out.write_bytes(b"evidence")
    answer = run("fetch", f"{server}/page", "-o", out)
    assert answer.returncode == 2
    assert out.read_bytes() == b"evidence"


@pytest.mark.parametrize(
    ("path", "said"), [("/none", "answered 404"), ("/ring", "sent on more than")], ids=["missing", "ring"]
)
def test_a_page_that_is_none_leaves_no_file(server: str, tmp_path: Path, path: str, said: str) -> None:
    answer = run("fetch", server + path, "-o", tmp_path / "page.warc.gz")
    assert (answer.returncode, answer.stderr.count("\n")) == (5, 1)
    assert said in answer.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://me:secret@127.0.0.1/", "news", "http://[", "https://"])
def test_only_addresses_of_the_web_are_fetched(tmp_path: Path, url: str) -> None:
    answer = run("fetch", url, "-o", tmp_path / "page.warc.gz")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert "secret" not in answer.stderr


def test_a_file_that_is_no_capture_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0")  # and not one of a picture either
    for name in ("picture.png", "nothing"):
        answer = run("check", tmp_path / name)
        assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_bytes(PAGE)
    (tmp_path / "root.pem").write_bytes(CLOCK.root)
    return tmp_path / "page.html"


def test_a_file_is_stamped_and_the_stamp_holds_without_a_network(server: str, page: Path, tmp_path: Path) -> None:
    out, root = tmp_path / "page.tsr", tmp_path / "root.pem"
    made = run("stamp", page, "--url", f"{server}/clock", "-o", out, "--root", root)
    assert made.returncode == 0, made.stderr
    assert "2026-03-02T10:20:30Z, CN=Test clock" in made.stdout
    checked = run("check", page, "--stamp", out, "--root", root, "--json")
    assert checked.returncode == 0, checked.stderr
    told = json.loads(checked.stdout)["stamp"]
    assert (told["kind"], told["moment"], told["trust"]) == ("rfc3161", "2026-03-02T10:20:30Z", "named")
    page.write_bytes(PAGE + b".")
    other = run("check", page, "--stamp", out, "--root", root)
    assert (other.returncode, other.stderr.count("\n")) == (2, 1)
    assert "it is the stamp of another file" in other.stderr


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/replay", 2, "answered another question"),
        ("/other", 2, "stamp of another file"),
        ("/page", 2, "neither an answer"),
        ("/flood", 5, "without an end"),
        ("/none", 5, "answered 404"),
    ],
)
def test_an_answer_that_is_no_stamp_of_the_file_leaves_nothing(
    server: str, page: Path, tmp_path: Path, path: str, status: int, said: str
) -> None:
    out = tmp_path / "page.tsr"
    answer = run("stamp", page, "--url", server + path, "-o", out, "--root", tmp_path / "root.pem")
    assert (answer.returncode, answer.stderr.count("\n")) == (status, 1)
    assert said in answer.stderr
    assert not out.exists()


def test_an_authority_that_nobody_knows_is_refused_until_its_root_is_given(
    server: str, page: Path, tmp_path: Path
) -> None:
    answer = run("stamp", page, "--url", f"{server}/clock", "-o", tmp_path / "page.tsr")
    assert answer.returncode == 2
    assert "root certificate" in answer.stderr


def test_a_proof_tells_its_block(page: Path, tmp_path: Path) -> None:
    (tmp_path / "page.ots").write_bytes(proof(PAGE, in_block(358_391)))
    answer = run("check", page, "--stamp", tmp_path / "page.ots")
    assert answer.returncode == 0, answer.stderr
    assert "Bitcoin block 358391" in answer.stdout
