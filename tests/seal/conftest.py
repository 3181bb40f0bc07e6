# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vectors, an organisation and its key, and the browser's own code answering under node."""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from build_hook import BROWSER, ROOT, node_command
from restante.seal.envelope import LetterKey, LetterKeys
from restante.seal.keys import new_letter_key

VECTORS = ROOT / "tests" / "vectors" / "seal"
ORGANISATION = bytes(range(16))
MONDAY = date(2026, 11, 23)


class BrowserSeal:
    """One node process for the whole session: a request is a line, and so is its answer."""

    def __init__(self, script: Path) -> None:
        self.process = subprocess.Popen(
            [*node_command("node"), str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def answer(self, do: str, **request: object) -> dict[str, Any]:
        """`{"ok": …}` or `{"refused": code, …}`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **request}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def ask(self, do: str, **request: object) -> Any:
        """What it answered; a refusal fails the test."""
        answer = self.answer(do, **request)
        assert "ok" in answer, answer
        return answer["ok"]

    def close(self) -> None:
        """End the process and its pipes."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def browser_seal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserSeal]:
    """browser/src/seal, bundled as for a page."""
    script = tmp_path_factory.mktemp("browser-seal") / "seal.mjs"
    esbuild = BROWSER / "node_modules" / "esbuild" / "bin" / "esbuild"
    arguments = ["--bundle", "--format=esm", "--platform=node", "--charset=utf8", "--loader:.txt=text"]
    subprocess.run(
        [
            *node_command("node"),
            str(esbuild),
            str(Path(__file__).with_name("browser_seal.ts")),
            *arguments,
            f"--outfile={script}",
        ],
        cwd=BROWSER,
        check=True,
        env={**os.environ, "NODE_PATH": str(BROWSER / "node_modules")},
        capture_output=True,
    )
    seal = BrowserSeal(script)
    yield seal
    seal.close()


@pytest.fixture(scope="session")
def letter_key() -> tuple[LetterKey, bytes]:
    """A key of this week, and its seed."""
    return new_letter_key(ORGANISATION, MONDAY, date(2026, 12, 6))


@pytest.fixture(scope="session")
def letter_keys(letter_key: tuple[LetterKey, bytes]) -> LetterKeys:
    """A file of one key."""
    return LetterKeys(ORGANISATION, (letter_key[0],))
