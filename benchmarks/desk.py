# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claim: at 100,000 letters every page that volunteers use daily is there within 100 ms, 19 times of 20.

Peer `sqlite`: the page's own statements through the bare driver, every row fetched, nothing made of them. The rest of a
page's time is sessions and doors, objects, opening sealed words, the rules' check, templates. In-process, no socket.
"""

import argparse
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crowded_desk import LETTERS, fill_desk, open_desk

CLAIM = "a page of the desk at 100,000 letters: at most 100 ms"
LIMIT = 100
Ask = Callable[[], Any]


def sign_in(volunteer: Any) -> Any:
    """A browser in which this volunteer has given both proofs."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(volunteer)
    session = client.session
    session["since"] = session["seen"] = session["confirmed"] = int(time.time())
    session.save()
    return client


def pages_for(client: Any) -> dict[str, Ask]:
    """A day's work, page by page."""
    from restante.desk.letters.models import Letter
    from restante.desk.mailroom.models import PrintRun
    from restante.desk.replies.models import Reply

    taken = client.post("/letters/next").headers["Location"]
    unknown = Letter.objects.filter(to="unknown").values_list("pk", flat=True)[0]
    client.post(f"/letters/{unknown}/take")
    posted = Letter.objects.filter(state="posted").values_list("pk", flat=True)[0]
    operators = Letter.objects.filter(channel="ru/fsin-pismo", state="approved").values_list("pk", flat=True)[0]
    runs = PrintRun.objects.order_by("-pk").values_list("pk", flat=True)
    loose = Reply.objects.filter(state="unmatched").values_list("pk", flat=True)[0]
    paths = {
        "home": "/",
        "letters to check": "/letters/",
        "letters posted, far back": "/letters/list/posted?page=1500",
        "a letter in hand": taken,
        "a letter to nobody known": f"/letters/{unknown}/",
        "a letter posted": f"/letters/{posted}/",
        "mailroom": "/mailroom/",
        "print run at the printer": f"/mailroom/runs/{runs[0]}/",
        "print run posted": f"/mailroom/runs/{runs[1]}/",
        "an operator's queue": "/mailroom/channels/ru/fsin-pismo/",
        "a letter to type": f"/mailroom/letters/{operators}/transcript",
        "replies": "/replies/",
        "a reply without a number": f"/replies/{loose}/",
        "people": "/people/",
        "a person": "/people/of/person-0042/",
    }
    asked: dict[str, Ask] = {name: ask(client.get, path) for name, path in paths.items()}
    return asked | {
        "people found": ask(client.post, "/people/", {"q": "иванов 123"}),
        "letters found by a pen name": ask(client.post, f"/replies/{loose}/", {"q": "Аня 4242"}),
        "letters found, none": ask(client.post, f"/replies/{loose}/", {"q": "никто"}),
    }


def ask(method: Callable[..., Any], *told: Any) -> Ask:
    """One request with these arguments."""
    return lambda: method(*told)


def measure_page(ask_page: Ask, database: sqlite3.Connection, rounds: int) -> dict[str, float]:
    """The page's milliseconds and those of its statements alone, in turns; the first round is not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = ask_page()
    if answer.status_code != 200:
        raise SystemExit(f"a page was refused: {answer.status_code}")
    queries = len(captured)  # the next request forgets them
    statements = [each["sql"] for each in captured if each["sql"].startswith("SELECT")]
    page, bare = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        ask_page()
        between = time.perf_counter()
        for statement in statements:
            database.execute(statement).fetchall()
        page.append(between - began)
        bare.append(time.perf_counter() - between)
    p95 = statistics.quantiles(page, n=20, method="inclusive")[-1]
    told = {"median_ms": statistics.median(page), "p95_ms": p95, "sqlite_ms": statistics.median(bare)}
    return {name: round(value * 1000, 2) for name, value in told.items()} | {
        "queries": queries,
        "kilobytes": round(len(answer.content) / 1000),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, the same desk")
    parser.add_argument("--json", action="store_true", help="only the last line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("RESTANTE_BENCH_DIR"), prefix="restante-desk-") as folder:
        open_desk(Path(folder))
        client = sign_in(fill_desk())
        database = sqlite3.connect(Path(folder, "desk", "desk.sqlite3"))
        rounds = 12 if options.quick else 100
        measured = {name: measure_page(page, database, rounds) for name, page in pages_for(client).items()}
        database.close()
    if not options.json:
        for name, told in measured.items():
            over = "" if told["p95_ms"] <= LIMIT else "  over"
            print(f"{name:28} {told['median_ms']:8.1f} ms, p95 {told['p95_ms']:8.1f}, sqlite {told['sqlite_ms']:7.1f}, "
                  f"{told['queries']:2} queries, {told['kilobytes']:4} kB{over}")  # fmt: skip
    print(json.dumps(summary(measured)))


def summary(measured: dict[str, dict[str, float]]) -> dict[str, object]:
    """The slowest page decides about the limit; the peer's ratio is over all pages together."""
    slowest = max(measured, key=lambda name: measured[name]["p95_ms"])
    worst = measured[slowest]["p95_ms"]
    spent = sum(told["median_ms"] for told in measured.values())
    bare = sum(told["sqlite_ms"] for told in measured.values())
    return {
        "claim": CLAIM,
        "ours": {"letters": LETTERS, "slowest": slowest, "p95_ms": worst, "pages": measured},
        "peers": {"sqlite": {"all_pages_ms": round(bare, 1)}, "limit": {"ms": LIMIT}},
        "ratio": {"sqlite": round(bare / spent, 3), "limit": round(LIMIT / worst, 2)},
    }


if __name__ == "__main__":
    main()
