# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante mirror` and `edition diff` as a volunteer types them, against real web servers."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from restante.cli.edition import command as edition
from restante.cli.mirror import command
from restante.edition.keys import create_organisation_keys, load_edition_keys, read_roots
from restante.edition.sign import publish_edition
from restante.edition.withdrawn import Tombstone, write_withdrawn

NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log /dev/null;
events {{ worker_connections 64; }}
http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {root}; }} }}
"""
GROUP = {"ru": "Передача", "en": "Parcel"}


class World:
    """A group's keys, its edition, and the root that it prints on its leaflets."""

    def __init__(self, home: Path) -> None:
        self.home, self.edition, self.mine = home, home / "edition", home / "mine"
        self.root = home / "root.json"
        create_organisation_keys(home / "keys", GROUP, demonstration=False, now=datetime.now(UTC))
        self.root.write_bytes(read_roots(home / "keys")[0])
        self.publish({"index.html": b"1", "texts/vera.html": b"vera", "big.bin": os.urandom(300_000)})

    def publish(self, files: dict[str, bytes], ago: int = 0) -> None:
        now = datetime.now(UTC) - timedelta(days=ago)
        publish_edition(files, self.home / "keys", self.edition, load_edition_keys(self.home / "keys"), now)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def say(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(words: list[str], port: int, **more: object) -> Iterator[str]:
    """A server process, once it answers."""
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more) as server:  # type: ignore[call-overload]  # keyword arguments of Popen
        try:
            until = time.monotonic() + 30
            while True:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
                    break
                except httpx.TransportError:
                    assert server.poll() is None, "the server did not start"
                    assert time.monotonic() < until
                    time.sleep(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def python_server(folder: Path) -> Iterator[str]:
    port = free_port()
    words = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    with running(words, port) as url:
        yield url


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed: deploy/install-test-tools.sh")
    port, own = free_port(), folder.parent / "nginx"
    own.mkdir(exist_ok=True)
    for place in (*folder.parents, own):
        if os.access(place, os.W_OK) and place.owner() == Path.home().owner() and place != Path("/"):
            place.chmod(place.stat().st_mode | 0o755)
    (own / "nginx.conf").write_text(NGINX.format(folder=own, port=port, root=folder))
    with running([program, "-p", str(own), "-c", str(own / "nginx.conf")], port) as url:
        yield url


@contextmanager
def our_own(folder: Path) -> Iterator[str]:
    port = free_port()
    with running([sys.executable, "-m", "restante", "mirror", "serve", str(folder), "--port", str(port)], port) as url:
        yield url


@pytest.mark.parametrize("host", [python_server, nginx, our_own], ids=["python -m http.server", "nginx", "our own"])
def test_any_static_host_is_pulled_from_and_verifies(world: World, host: object) -> None:
    with host(world.edition) as url:  # type: ignore[operator]  # one of three context managers
        first = say("pull", url, world.mine, "--root", world.root, "--json")
        assert first.exit_code == 0, (first.output, first.exception)
        assert httpx.get(f"{url}/index.html", trust_env=False).content == b"1"
        world.publish(
            {"index.html": b"2", "texts/vera.html": b"vera", "big.bin": (world.edition / "big.bin").read_bytes()}
        )
        again = say("pull", url, world.mine, "--root", world.root, "--json")
    one, two = (json.loads(result.output.splitlines()[-1]) for result in (first, again))
    assert (one["fetched"], one["number"], one["authentic"]) == (4, 1, True)
    assert (two["fetched"], two["number"], two["changed"]) == (2, 2, 2)
    assert one["bytes_moved"] > 300_000
    assert two["bytes_moved"] < 30_000
    verified = CliRunner().invoke(edition, ["verify", str(world.mine), "--root", str(world.root)])
    assert verified.exit_code == 0, verified.output


def test_a_first_pull_without_a_root_says_that_only_consistency_was_checked(world: World) -> None:
    result = say("pull", world.edition, world.mine)
    assert result.exit_code == 4
    assert "Only consistency was checked" in result.output
    assert "Get the group's root.json" in result.output
    world.publish({"index.html": b"2"})
    again = say("pull", world.edition, world.mine)
    assert (again.exit_code, "AUTHENTIC: edition 2" in again.output) == (0, True)


def test_nothing_newer_is_said(world: World) -> None:
    say("pull", world.edition, world.mine, "--root", world.root)
    result = say("pull", world.edition, world.mine, "--root", world.root)
    assert (result.exit_code, "has nothing newer than your copy" in result.output) == (0, True)


def test_an_old_edition_is_status_3_and_said(tmp_path: Path) -> None:
    world = World(tmp_path)
    shutil.rmtree(world.edition)
    world.publish({"index.html": b"1"}, ago=100)
    result = say("pull", world.edition, world.mine, "--root", world.root)
    assert result.exit_code == 3
    assert "100 days ago" in result.output
    assert "stands still" in result.output


def test_withdrawn_texts_are_said_to_have_left(world: World) -> None:
    say("pull", world.edition, world.mine, "--root", world.root)
    stone = Tombstone("vera", "ru", "Вера", datetime.now(UTC).date(), "at her wish")
    world.publish({"index.html": b"1", "restante/withdrawn.json": write_withdrawn([stone])})
    shutil.copytree(world.mine, world.home / "before")
    result = say("pull", world.edition, world.mine, "--root", world.root)
    assert "1 belong to texts that the group has withdrawn" in result.output
    assert not (world.mine / "texts").exists()
    diff = CliRunner().invoke(edition, ["diff", str(world.home / "before"), str(world.mine), "--json"])
    told = json.loads(diff.output)
    assert (told["withdrawn"], told["removed"], told["from"], told["to"]) == (["texts/vera.html"], ["big.bin"], 1, 2)
    words = CliRunner().invoke(edition, ["diff", str(world.home / "before"), str(world.mine)]).output
    assert "1 withdrawn\n  texts/vera.html" in words


def test_pack_and_unpack_in_parts(world: World) -> None:
    world.publish({f"{number}.bin": os.urandom(400_000) for number in range(5)})
    packed = say("pack", world.edition, "-o", world.home / "stick" / "e.tar", "--part-size", "1", "--json")
    assert packed.exit_code != 0  # no such folder
    packed = say("pack", world.edition, "-o", world.home / "e.tar", "--part-size", "1", "--json")
    parts = json.loads(packed.output)["parts"]
    assert len(parts) == 3
    result = say("unpack", parts[2], parts[0], parts[1], world.mine, "--root", world.root)
    assert result.exit_code == 0, result.output
    shutil.rmtree(world.mine)
    Path(parts[1]).unlink()
    lost = say("unpack", parts[0], world.mine, "--root", world.root)
    assert "Part 2 of 3 is missing" in str(lost.exception)


def test_what_is_not_authentic_is_not_served(world: World) -> None:
    (world.edition / "index.html").write_bytes(b"x")
    result = say("serve", world.edition, "--port", str(free_port()))
    assert "is not served: index.html is not the file that was signed" in str(result.exception)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("http://127.0.0.1:1", 5, "cannot be reached"),
        ("http://abcdef.onion", 2, "start Tor"),
        ("ftp://example.org", 2, "neither an http"),
        ("no/such/folder", 2, "neither an http"),
    ],
)
def test_a_wrong_address_is_one_line_and_a_status(world: World, address: str, status: int, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "restante", "mirror", "pull", address, world.mine, "--root", world.root],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (status, 1), done.stderr
    assert words in done.stderr


def test_ctrl_c_stops_a_pull_at_once_and_it_goes_on_later(world: World) -> None:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        words = [sys.executable, "-m", "restante", "mirror", "pull", f"http://127.0.0.1:{silent.getsockname()[1]}"]
        with subprocess.Popen([*words, world.mine], stderr=subprocess.PIPE, text=True) as pulling:
            line, _ = silent.accept()
            with line:
                line.recv(1)
                pulling.send_signal(signal.SIGINT)
                assert pulling.wait(20) == 130
    assert say("pull", world.edition, world.mine, "--root", world.root).exit_code == 0
