# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every room's tests share: the folder of real input, and node for the browser's half."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import build_hook

# how long an example takes says nothing about the code on a busy machine
settings.register_profile("restante", deadline=None)
settings.load_profile("restante")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input beside the project; tests that ask for it carry the marker `shared`."""
    return Path(os.environ.get("RESTANTE_SHARED", ROOT.parent / "shared"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the real input is not at hand, its tests are left out and counted as such, not passed over in silence."""
    folder = Path(os.environ.get("RESTANTE_SHARED", ROOT.parent / "shared"))
    if folder.is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("shared")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def run_node() -> Callable[..., str]:
    """Bundle a TypeScript file of ours with esbuild and run it under node: returns what it prints."""

    def run(script: Path, *arguments: str, stdin: str | None = None) -> str:
        bundle = subprocess.run(
            [
                str(ROOT / "browser" / "node_modules" / ".bin" / "esbuild"),
                str(script),
                "--bundle",
                "--platform=node",
                "--format=esm",
                "--loader:.txt=text",
                "--log-level=error",
            ],
            cwd=ROOT / "browser",
            check=True,
            capture_output=True,
        ).stdout
        done = subprocess.run(
            [*build_hook.node_command("node"), "--input-type=module", "-", *arguments]
            if stdin is None
            else [*build_hook.node_command("node"), "--input-type=module", "-e", bundle.decode(), *arguments],
            cwd=ROOT / "browser",
            check=True,
            input=bundle if stdin is None else stdin.encode(),
            capture_output=True,
        )
        return done.stdout.decode()

    return run
