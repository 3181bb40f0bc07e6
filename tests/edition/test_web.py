# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hostile mirror costs bounded time, memory and disk, and the copy that stands stays as it was."""

import gzip
import hashlib
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from restante.edition.content import listing_of
from restante.edition.format import write_manifest
from restante.edition.mirror import EditionTooLarge, MirrorCut, MirrorRefused, Pulled, Terms
from restante.edition.pull import open_copy, pull_edition
from restante.edition.sources import AddressRefused, Cut, Faulty, OnionNeedsTor, ProxyRefused, check_address
from restante.edition.web import WebSource
from tests.edition.mirrors import Answer, serving

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any

PATIENCE = 1.5
HERE = Path(__file__).parents[2]


def attempt(copy: Copy, mine: Path, now: datetime, trick: Callable[[Answer], bool]) -> Pulled:
    with serving(copy.folder, trick) as mirror:
        source = WebSource(mirror.url, patience=PATIENCE, slowest=1 << 20)
        try:
            return pull_edition(source, open_copy(mine, copy.ours.root), Terms(now=lambda: now, connections=2))
        finally:
            mirror.over.set()
            source.close()


def only(path: str, act: Callable[[Answer], object]) -> Callable[[Answer], bool]:
    """A trick for one path; everything else is honest."""

    def trick(answer: Answer) -> bool:
        if not answer.path.endswith(path):
            return False
        act(answer)
        return True

    return trick


def endless(answer: Answer) -> None:
    answer.send_raw(b"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not answer.server.over.is_set():
        answer.send_raw(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def endless_headers(answer: Answer) -> None:
    answer.send_raw(b"HTTP/1.1 200 x\r\n")
    while not answer.server.over.is_set():
        answer.send_raw(b"X-A: " + b"x" * 60_000 + b"\r\n")


def endless_waiting(answer: Answer) -> None:
    while not answer.server.over.is_set():
        answer.send_raw(b"HTTP/1.1 103 Early Hints\r\n\r\n")


def drip(answer: Answer) -> None:
    answer.send_raw(b"HTTP/1.1 200 x\r\nContent-Length: 9999999\r\n\r\n")
    while not answer.server.over.wait(0.1):
        answer.send_raw(b"x")


def drip_headers(answer: Answer) -> None:
    answer.send_raw(b"HTTP/1.1 200 x\r\nX-A: ")
    while not answer.server.over.wait(0.1):
        answer.send_raw(b"x")


def silence(answer: Answer) -> None:
    answer.server.over.wait(60)


def redirect(place: str) -> Callable[[Answer], None]:
    return lambda answer: answer.send_body(302, b"", {"Location": place})


def bomb(answer: Answer) -> None:
    answer.send_body(200, gzip.compress(b"\0" * 50_000_000), {"Content-Encoding": "gzip"})


def longer(answer: Answer) -> None:
    answer.send_body(200, (answer.server.folder / answer.path[1:]).read_bytes() + b"more")


def shorter(answer: Answer) -> None:
    answer.send_body(200, (answer.server.folder / answer.path[1:]).read_bytes()[:-1])


def other(answer: Answer) -> None:
    answer.send_body(200, b"x" * len((answer.server.folder / answer.path[1:]).read_bytes()))


def status(number: int) -> Callable[[Answer], None]:
    return lambda answer: answer.send_body(number, b"no")


def other_part(answer: Answer) -> None:
    answer.send_body(206, b"x", {"Content-Range": "bytes 7-7/8"})


def garbage(answer: Answer) -> None:
    answer.send_raw(b"\x00\xff" * 1000 + b"\r\n\r\n")


def negative_length(answer: Answer) -> None:
    answer.send_raw(b"HTTP/1.1 200 x\r\nContent-Length: -5\r\n\r\nxxxxx")


TRICKS: dict[str, Callable[[Answer], object]] = {
    "an endless body": endless,
    "endless headers": endless_headers,
    "endless hints": endless_waiting,
    "a slow drip": drip,
    "headers that drip": drip_headers,
    "silence": silence,
    "a redirect to a file": redirect("file:///etc/passwd"),
    "a redirect to the desk": redirect("http://127.0.0.1:8401/"),
    "a redirect to nowhere": redirect(""),
    "a compressed bomb": bomb,
    "too long": longer,
    "too short": shorter,
    "other bytes": other,
    "status 403": status(403),
    "status 404": status(404),
    "status 500": status(500),
    "another part": other_part,
    "garbage": garbage,
    "a negative length": negative_length,
}
PLACES = ("metadata/timestamp.json", "metadata/2.targets.json", "restante/manifest/000.json", "ru/people/azat.html")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_a_hostile_answer_is_left_soon_and_leaves_nothing(
    copy: Copy, tmp_path: Path, now: datetime, trick: Callable[[Answer], object], place: str
) -> None:
    began = time.monotonic()
    with pytest.raises((MirrorCut, MirrorRefused)) as refused:
        attempt(copy, tmp_path / "mine", now, only(place, trick))
    assert time.monotonic() - began < 4 * PATIENCE + 5
    assert not (tmp_path / "mine").exists()
    assert sum(path.stat().st_size for path in tmp_path.glob(".mine*/**/*") if path.is_file()) < 100_000
    assert "\n" not in refused.value.message()


@pytest.mark.parametrize("location", ["http://x/\x1b[31m", "http://x/" + "a" * 10_000])
def test_where_a_redirect_points_is_safe_to_print(copy: Copy, tmp_path: Path, now: datetime, location: str) -> None:
    with pytest.raises(MirrorRefused) as refused:
        attempt(copy, tmp_path / "mine", now, only("timestamp.json", redirect(location)))
    assert refused.value.message().isprintable()
    assert len(refused.value.message()) < 600


def sign_targets(copy: Copy, edit: Callable[[dict[str, Any]], object]) -> None:
    copy.resign("targets", edit)


@pytest.mark.parametrize("path", ["../../escaped", "/etc/escaped", "a/../../escaped", "A.html", "mail/x", "con"])
def test_a_name_that_leaves_the_folder_is_refused_whoever_signed_it(
    copy: Copy, tmp_path: Path, now: datetime, path: str
) -> None:
    copy.relist(lambda files: files.update({path: [1, "0" * 64]}))
    with pytest.raises(MirrorRefused, match="format"):
        attempt(copy, tmp_path / "mine", now, lambda _: False)
    assert not list(tmp_path.rglob("escaped"))


def test_a_signed_length_that_no_disk_holds_is_refused_before_it_comes(
    copy: Copy, tmp_path: Path, now: datetime
) -> None:
    copy.relist(lambda files: files.update({"big.bin": [2**40, "0" * 64]}))
    with pytest.raises(EditionTooLarge):
        attempt(copy, tmp_path / "mine", now, lambda _: False)


def test_a_list_of_many_million_files_is_bounded_in_memory_and_time(copy: Copy, tmp_path: Path) -> None:
    """Its shards alone are larger than any real library's; a process with little memory refuses them in seconds."""
    entry = {"length": 60_000_000, "hashes": {"sha256": "0" * 64}}
    names = {f"restante/manifest/{index:03x}.json": entry for index in range(1024)}
    sign_targets(copy, lambda signed: signed["targets"].update(names))
    done = pull_small(copy, tmp_path)
    assert "larger than such a file can be" in done.stderr
    assert done.returncode == 4


def test_hundreds_of_thousands_of_files_that_are_not_there_end_with_the_first(copy: Copy, tmp_path: Path) -> None:
    parts = ("edition", "letter-keys", "call-key", "mail-key", "addresses")
    files = {f"x/{number}": (1, hashlib.sha256(str(number).encode()).hexdigest()) for number in range(500_000)}
    files |= {f"restante/{part}.json": listing_of(copy.path(f"restante/{part}.json").read_bytes()) for part in parts}
    shards = write_manifest(files)
    for path, data in shards.items():
        copy.path(path).write_bytes(data)
    listed = {path: listing_of(data) for path, data in shards.items()}
    named = {path: {"length": length, "hashes": {"sha256": digest}} for path, (length, digest) in listed.items()}
    sign_targets(copy, lambda signed: signed["targets"].update(named))
    done = pull_small(copy, tmp_path)
    assert "is missing" in done.stderr
    assert done.returncode == 4


def pull_small(copy: Copy, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """The real command, in 1.2 GB of address space and 60 seconds of processor."""
    (tmp_path / "root.json").write_bytes(copy.ours.root)
    with serving(copy.folder) as mirror:
        words = ["ulimit -v 1200000 -t 60; exec", sys.executable, "-m", "restante", "mirror", "pull", mirror.url]
        words += [str(tmp_path / "mine"), "--root", str(tmp_path / "root.json")]
        return subprocess.run(["sh", "-c", " ".join(words)], capture_output=True, text=True, check=False, cwd=HERE)


def test_a_thousand_false_roots_end_with_the_first(copy: Copy, tmp_path: Path, now: datetime) -> None:
    copy.resign("timestamp", lambda signed: signed.update({"x-restante-root": 1_000_000}))
    asked: list[str] = []

    def roots(answer: Answer) -> bool:
        asked.append(answer.path)
        if re.search(r"/metadata/[0-9]+\.root\.json", answer.path) and not answer.path.endswith("/1.root.json"):
            answer.send_body(200, copy.ours.root)
            return True
        return False

    with pytest.raises(MirrorRefused):
        attempt(copy, tmp_path / "mine", now, roots)
    assert len(asked) < 5


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x",
        "file:///etc",
        "http://",
        "x",
        "http://x:99999999",
        "http://user:word@x",
        "http://x/?a=b",
        "http://x/#a",
        "http://x\n",
        "javascript:1",
        "http://[::1",
        "http://x:0",
        "http://a\tb",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(address, None)


@pytest.mark.parametrize("proxy", ["", "x", "127.0.0.1:9050", "ftp://x", "http://", "http://[::1"])
def test_what_is_no_proxy_is_refused_as_a_proxy(proxy: str) -> None:
    with pytest.raises(ProxyRefused, match="no address of a proxy"):
        WebSource("http://127.0.0.1:1", proxy=proxy)


def test_an_onion_is_never_looked_up_in_the_ordinary_network() -> None:
    with pytest.raises(OnionNeedsTor):
        check_address("http://abcdef.onion/", None)
    assert check_address("http://abcdef.onion/", "socks5://127.0.0.1:9050") == "http://abcdef.onion"


def test_an_address_where_nobody_listens_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    source = WebSource(f"http://127.0.0.1:{port}", patience=PATIENCE)
    with pytest.raises(Cut, match="cannot be reached"):
        next(source.read("x", 10))
    source.close()


@contextmanager
def socks_proxy(target: int) -> Iterator[tuple[str, list[bytes]]]:
    """A SOCKS5 proxy that leads every name to one port here, and notes which names it was asked for."""
    names: list[bytes] = []

    def lead(line: socket.socket) -> None:
        with line:
            line.recv(512)
            line.sendall(b"\x05\x00")
            asked = line.recv(512)
            assert asked[:4] == b"\x05\x01\x00\x03", "a name, not an address, must be asked for"
            names.append(asked[5 : 5 + asked[4]])
            line.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            with socket.create_connection(("127.0.0.1", target)) as there:
                threading.Thread(target=pour, args=(there, line), daemon=True).start()
                pour(line, there)

    def pour(here: socket.socket, there: socket.socket) -> None:
        try:
            while data := here.recv(65536):
                there.sendall(data)
        except OSError:
            return

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=lead, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        yield f"socks5://127.0.0.1:{listener.getsockname()[1]}", names
        listener.shutdown(socket.SHUT_RDWR)


def test_an_onion_goes_through_tor_which_gets_its_name(copy: Copy, tmp_path: Path, now: datetime) -> None:
    with serving(copy.folder) as mirror, socks_proxy(mirror.server_address[1]) as (proxy, names):
        source = WebSource("http://abcdef.onion", proxy=proxy, patience=10)
        pulled = pull_edition(source, open_copy(tmp_path / "mine", copy.ours.root), Terms(now=lambda: now))
        source.close()
    assert pulled.verdict.authentic
    assert set(names) == {b"abcdef.onion"}


def test_a_proxy_of_another_kind_is_said(copy: Copy) -> None:
    with serving(copy.folder) as mirror:
        source = WebSource("http://abcdef.onion", proxy=mirror.url.replace("http", "socks5"), patience=PATIENCE)
        with pytest.raises(Cut):
            next(source.read("x", 10))
        source.close()


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "[]", '"x"', "9" * 5000, "null", "1.5", "-7"])
@pytest.mark.parametrize("place", ["metadata/timestamp.json", "metadata/2.targets.json"])
def test_numbers_that_are_none_are_malformed_not_a_traceback(
    copy: Copy, tmp_path: Path, now: datetime, place: str, number: str
) -> None:
    shards = f'{{"restante/manifest/000.json":{{"length":{number},"hashes":{{"sha256":"{"0" * 64}"}}}}}}'
    data = f'{{"signed":{{"x-restante-root":{number},"targets":{shards}}}}}'.encode()
    with pytest.raises(MirrorRefused):
        attempt(copy, tmp_path / "mine", now, only(place, lambda answer: answer.send_body(200, data)))


def test_what_is_missing_is_told_apart_from_what_is_wrong(tmp_path: Path) -> None:
    with serving(tmp_path) as mirror:
        source = WebSource(mirror.url, patience=PATIENCE)
        with pytest.raises(Faulty) as missing:
            next(source.read("nothing", 10))
        source.close()
    assert missing.value.missing
