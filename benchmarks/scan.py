# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claim: reply pages are found again, on ordinary damage and on bad, with a code and without, and never as another's.

Peers get the same damaged pages once each; they read codes only, so pages without one are beyond them. Every twelfth
page bears a number that is not open, which must match nothing. Speed is of one core, from decoded page to number.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from restante.numbers import new_number  # noqa: E402 (the path comes first)
from restante.paper.press import reply_sheets  # noqa: E402
from restante.paper.scan.pages import open_pages  # noqa: E402
from restante.paper.scan.reading import read_sheet  # noqa: E402
from tests.paper import damage  # noqa: E402

CLAIM = "reply pages read, percent, and pages a second and core"
LEVELS = {"level 1": damage.ordinary, "level 2": damage.severe}
FOREIGN = 12  # every so many pages is a page that is not ours
Reader = Callable[[damage.Grey], str | None]


def make_pages(count: int, *, code: bool, level: str) -> list[tuple[str | None, damage.Grey]]:
    """Damaged, turned sheets with their numbers; None is a page of somebody else's."""
    chance = np.random.default_rng(count)
    numbers: list[str] = []
    for _ in range(count):
        numbers.append(new_number(numbers))
    made: list[tuple[str | None, damage.Grey]] = []
    for k, page in enumerate(open_pages(reply_sheets(numbers, "ru", code=code), "sheets.pdf")):
        grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        spoiled = damage.turned(LEVELS[level](grey, chance), int(chance.integers(0, 4)) * 90)
        made.append((None if k % FOREIGN == FOREIGN - 1 else numbers[k], spoiled))
    return made


def readers(opened: frozenset[str]) -> dict[str, Reader | None]:
    """Ours and one pass of each peer that is installed."""
    found: dict[str, Reader | None] = {
        "ours": lambda page: read_sheet(page, opened).number,
        "zxing-cpp": None,
        "zbar": None,
    }
    if find_spec("zxingcpp"):
        import zxingcpp

        def by_zxing(page: damage.Grey) -> str | None:
            return next((code.text for code in zxingcpp.read_barcodes(page)), None)

        found["zxing-cpp"] = by_zxing
    if find_spec("pyzbar"):
        from pyzbar import pyzbar

        def by_zbar(page: damage.Grey) -> str | None:
            return next((code.data.decode() for code in pyzbar.decode(page)), None)

        found["zbar"] = by_zbar
    return found


def measure(*, quick: bool) -> dict[str, Any]:
    """Percent read, wrong matches and speed of each reader over every level, with a code and without."""
    cv2.setNumThreads(1)
    count = 24 if quick else 240
    results: dict[str, dict[str, Any] | None] = {}
    for level in LEVELS:
        for code in (True, False):
            pages = make_pages(count, code=code, level=level)
            opened = frozenset(number for number, _ in pages if number)
            for name, reader in readers(opened).items():
                if reader is None:
                    results[name] = None
                    continue
                entry = results.setdefault(name, {"wrong": 0}) or {}
                started = time.process_time()
                seen = [reader(page) for _, page in pages]
                spent = time.process_time() - started
                open_ones = [(was, read) for (was, _), read in zip(pages, seen, strict=True) if was]
                what = f"{level}, {'code' if code else 'digits'}"
                entry[f"{what}: percent"] = round(100 * sum(a == b for a, b in open_ones) / len(open_ones), 1)
                entry[f"{what}: pages a second"] = round(len(pages) / max(spent, 1e-9), 1)
                if name == "ours":
                    entry["wrong"] += sum(b is not None and a != b for (a, _), b in zip(pages, seen, strict=True))
    ours = results.pop("ours") or {}
    key = "level 1, code: percent"
    ratio = {name: round(ours[key] / peer[key], 3) for name, peer in results.items() if peer and peer[key]}
    return {"claim": CLAIM, "ours": ours, "peers": results, "ratio": ratio}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(quick=options.quick)
    if not options.json:
        for name, entry in {"ours": result["ours"], **result["peers"]}.items():
            print(name, json.dumps(entry, indent=2) if entry else "not installed")
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
