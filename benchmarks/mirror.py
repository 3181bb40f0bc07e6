# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claim: after one changed text a mirror moves less than rsync does for the same folder, and signing takes two seconds.

`ours`: bytes in both directions over loopback, HTTP headers included, of a pull that also proves what it took; and the
seconds to sign an edition in which one text (nine files) and one index changed. Peer `rsync -rtz`: what its own
statistics say, from a daemon, for the same two states; null where rsync is not installed. `ratio`: rsync's over ours.
`--quick` takes 12,000 files instead of 220,000 (25,000 texts in nine formats, the size of a real library).
"""

import argparse
import json
import random
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import waitress

from restante.edition.content import Content, StoredFile, listing_of
from restante.edition.keys import create_organisation_keys, load_edition_keys, read_roots
from restante.edition.mirror import Terms
from restante.edition.pull import open_copy, pull_edition
from restante.edition.serve import MirrorSite
from restante.edition.sign import publish_edition
from restante.edition.sources import FolderSource
from restante.edition.web import WebSource

CLAIM = "after one changed text of 25,000: fewer bytes than rsync -z, and the edition signed in 2 s"
FORMATS = 9
WORDS = [
    f"{head}{tail}" for head in ("свобода", "письмо", "тюрьма", "дело", "суд") for tail in ("", "м", "ми", "х", "ей")
]


def make_text(chance: random.Random, number: int, form: int) -> bytes:
    """One format of a text: pages are words, PDF and EPUB are noise, as compressed files are."""
    if form < 2:
        return chance.randbytes(chance.randrange(8_000, 30_000))
    body = " ".join(chance.choices(WORDS, k=chance.randrange(150, 500)))
    return f"<!doctype html><title>{number}</title><p>{body}".encode()


def make_library(store: Path, count: int) -> dict[str, Content]:
    """Files on the disk, known by hash: what the builder of a site hands to signing."""
    chance = random.Random(1)  # noqa: S311 - the same library in every run
    files: dict[str, Content] = {}
    for number in range(count):
        text, form = divmod(number, FORMATS)
        data = make_text(chance, text, form)
        place = store / f"{text % 256:02x}" / f"{text}-{form}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        files[f"texts/{text}.{form}.bin"] = StoredFile(str(place), *listing_of(data))
    files["ru/texts/index.html"] = "\n".join(f"<li>{number}" for number in range(min(count // FORMATS, 1000))).encode()
    return files


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """What `restante mirror serve` runs."""
    server = waitress.create_server(MirrorSite(folder), host="127.0.0.1", port=0, threads=8, ident="")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


@contextmanager
def rsync_daemon(folder: Path, scratch: Path) -> Iterator[str | None]:
    """An address to read the folder from; None where there is no rsync."""
    program = shutil.which("rsync")
    if program is None:
        yield None
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = scratch / "rsyncd.conf"
    settings.write_text(f"use chroot = no\n[edition]\npath = {folder}\nread only = yes\n")
    words = [program, "--daemon", "--no-detach", f"--config={settings}", f"--port={port}", "--address=127.0.0.1"]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as daemon:
        try:
            until = time.monotonic() + 10
            while time.monotonic() < until:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionError:
                    time.sleep(0.05)
            yield f"rsync://127.0.0.1:{port}/edition/"
        finally:
            daemon.terminate()


def run_rsync(address: str, folder: Path) -> int:
    """Bytes in both directions, by rsync's own count; it trusts lengths and dates, which is its cheapest way."""
    words = ["rsync", "-rtz", "--delete", "--stats", address, f"{folder}/"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    counts = re.findall(r"Total bytes (?:sent|received): ([0-9,]+)", told)
    return sum(int(count.replace(",", "")) for count in counts)


def run_pull(url: str, folder: Path, root: bytes) -> tuple[int, float]:
    """Bytes and seconds."""
    source = WebSource(url)
    began = time.perf_counter()
    try:
        pulled = pull_edition(source, open_copy(folder, root), Terms())
    finally:
        source.close()
    if not pulled.fresh or not pulled.verdict.authentic:
        raise SystemExit("the pull brought nothing, or nothing authentic")
    return source.moved, time.perf_counter() - began


def measure(scratch: Path, count: int) -> dict[str, object]:
    """Two editions that differ in one text; each tool brings a copy of the first to the second."""
    now = datetime.now(UTC)
    keys_dir, edition, mine, theirs = (scratch / name for name in ("keys", "edition", "mine", "theirs"))
    create_organisation_keys(keys_dir, {"ru": "Мера", "en": "Measure"}, demonstration=True, now=now)
    root, keys = read_roots(keys_dir)[0], load_edition_keys(keys_dir)
    files = make_library(scratch / "store", count)
    publish_edition(files, keys_dir, edition, keys, now)
    pull_edition(FolderSource(edition), open_copy(mine, root), Terms(connections=2))
    subprocess.run(["cp", "-a", edition, theirs], check=True)
    chance = random.Random(2)  # noqa: S311 - the same change in every run
    files |= {f"texts/7.{form}.bin": make_text(chance, 7, form) for form in range(FORMATS)}
    files["ru/texts/index.html"] = bytes(files["ru/texts/index.html"]) + b"<li>changed"  # type: ignore[arg-type]
    began, worked = time.perf_counter(), time.process_time()
    publish_edition(files, keys_dir, edition, keys, now)
    signed = {"sign_seconds": time.perf_counter() - began, "sign_processor_seconds": time.process_time() - worked}
    changed = sum(listing_of(files[f"texts/7.{form}.bin"])[0] for form in range(FORMATS))
    with served(edition) as url:
        moved, seconds = run_pull(url, mine, root)
    with rsync_daemon(edition, scratch) as address:
        peer = None if address is None else run_rsync(address, theirs)
    ours = {
        "bytes_moved": moved,
        "bytes_changed": changed + len(bytes(files["ru/texts/index.html"])),  # type: ignore[arg-type]
        "pull_seconds": round(seconds, 2),
        "files": count,
        **{name: round(value, 2) for name, value in signed.items()},
    }
    ratio = {} if peer is None else {"rsync": round(peer / moved, 2)}
    return {
        "claim": CLAIM,
        "ours": ours,
        "peers": {"rsync": None if peer is None else {"bytes_moved": peer}},
        "ratio": ratio,
    }


def main() -> None:
    """Prints a sentence for people, and last the one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="only the last line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        result = measure(Path(scratch), 12_000 if options.quick else 220_000)
    if not options.json:
        print(f"{CLAIM}\n{result['ours']}\n{result['peers']}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
