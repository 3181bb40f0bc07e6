# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page from one gate process with every header, against nginx with one worker and the same file; letters meanwhile.

The load is one process that keeps 32 connections full, eight requests in flight on each, the same for both servers.
"""

import argparse
import json
import multiprocessing
import selectors
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from running_gate import PAGE, percentile, post_letters, running_gate

CLAIM = "pages from one gate process: at least 20 % of nginx; letters' p99 at most 50 ms meanwhile"
CONNECTIONS, IN_FLIGHT = 32, 8
REQUEST = b"GET /index.html HTTP/1.1\r\nHost: gate\r\nAccept-Encoding: identity\r\n\r\n"
NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log /dev/null;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; tcp_nodelay on; keepalive_requests 100000000; default_type text/html;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
"""


def answer_length(port: int) -> int:
    """The length of one whole answer, so that the load can count answers by bytes."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(REQUEST)
        data = line.recv(1 << 20)
        while b"\r\n\r\n" not in data or len(data) < data.index(b"\r\n\r\n") + 4 + len(PAGE):
            data += line.recv(1 << 20)
    assert data.startswith(b"HTTP/1.1 200"), data[:200]
    assert data.endswith(PAGE)
    return len(data)


def load(port: int, seconds: float, in_flight: int, result: "multiprocessing.Queue[float]") -> None:
    """Pages a second."""
    whole = answer_length(port) * in_flight
    waiting = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(REQUEST * in_flight)
        waiting.register(line, selectors.EVENT_READ, [whole])
    buffer, pages = bytearray(1 << 20), 0
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for key, _ in waiting.select():
            line, left = key.fileobj, key.data
            assert isinstance(line, socket.socket)
            got = line.recv_into(buffer)
            assert got
            left[0] -= got
            if left[0] == 0:
                left[0] = whole
                pages += in_flight
                line.sendall(REQUEST * in_flight)
    result.put(pages / (time.perf_counter() - began))


@contextmanager
def loading(port: int, seconds: float, in_flight: int) -> Iterator["multiprocessing.Queue[float]"]:
    """The load in a process of its own; its number is in the queue when it is over."""
    result: multiprocessing.Queue[float] = multiprocessing.Queue()
    process = multiprocessing.Process(target=load, args=(port, seconds, in_flight, result))
    process.start()
    yield result
    process.join()


def pages_a_second(port: int, seconds: float) -> float:
    """With nothing else going on."""
    with loading(port, seconds, IN_FLIGHT) as result:
        pass
    return round(result.get(), 1)


def measure_nginx(seconds: float) -> dict[str, float] | None:
    """None where nginx is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "index.html").write_bytes(PAGE)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = Path(folder) / "nginx.conf"
        settings.write_text(NGINX.format(folder=folder, port=port))
        with subprocess.Popen([program, "-p", folder, "-c", str(settings)], stderr=subprocess.DEVNULL) as nginx:
            try:
                deadline = time.monotonic() + 10
                while time.monotonic() < deadline:
                    try:
                        answer_length(port)
                        break
                    except ConnectionError:
                        continue
                return {"pages_per_second": pages_a_second(port, seconds)}
            finally:
                nginx.terminate()


def measure_gate(seconds: float) -> dict[str, float]:
    """Pages alone; then letters alone, and letters while 32 readers ask for page after page without a pause."""
    with running_gate() as gate:
        alone = pages_a_second(gate.port, seconds)
        quiet = post_letters(gate.port, gate.envelopes(200), 4)
        with loading(gate.port, seconds, in_flight=1):
            busy = post_letters(gate.port, gate.envelopes(200), 4)
    return {
        "pages_per_second": alone,
        "letters_p99_ms_quiet": round(percentile(quiet, 0.99) * 1000, 2),
        "letters_p99_ms_meanwhile": round(percentile(busy, 0.99) * 1000, 2),
    }


def main() -> None:
    """Prints a table, and last the one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="only the last line")
    options = parser.parse_args()
    seconds = 3.0 if options.quick else 15.0
    ours, peer = measure_gate(seconds), measure_nginx(seconds)
    ratio = {} if peer is None else {"nginx": round(ours["pages_per_second"] / peer["pages_per_second"], 3)}
    if not options.json:
        print(f"gate   {ours['pages_per_second']:>9} pages/s   letters' p99 {ours['letters_p99_ms_quiet']} ms alone,")
        print(f"       {ours['letters_p99_ms_meanwhile']} ms while 32 readers ask for page after page")
        print(f"nginx  {peer['pages_per_second'] if peer else 'not installed':>9} pages/s   {ratio}")
    print(json.dumps({"claim": CLAIM, "ours": ours, "peers": {"nginx": peer}, "ratio": ratio}))


if __name__ == "__main__":
    main()
