# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pandoc as a child process: sandboxed (it opens no file and no address), with limits of memory, time and output.

Its JSON is read through a hook that makes each word a string and each node a pair, else a book would fill a gigabyte.
"""

import functools
import json
import resource
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from restante.texts.readers.refusals import NoConverter, ReaderGaveUp, TextRefused

SECONDS: Final = 90
MEGABYTES: Final = 1_800
_PLAIN_SPACE: Final = {"Space", "SoftBreak"}

Node = tuple[str, Any]
"""Pandoc's `t` and `c`; a word is a `str`, a space is " "."""


class NestedTooDeep(TextRefused):
    """Python's own stack is the limit; the caller then asks for the words alone."""

    code = "text-nested-too-deep"
    text = "{file} is nested too deep to be read."


@functools.cache
def pandoc_path() -> str | None:
    """The program that the wheel brings, else one on the path."""
    found = find_spec("pypandoc")
    inside = Path(found.origin).parent / "files" / "pandoc" if found and found.origin else None
    return str(inside) if inside and inside.is_file() else shutil.which("pandoc")


def convert_to_tree(data: bytes, source: str, name: str, *options: str) -> dict[str, Any]:
    """Pandoc's document, `{"meta": …, "blocks": […]}`. Raises ReaderGaveUp, NestedTooDeep."""
    told = _run(data, name, f"--from={source}", "--to=json", *options)
    try:
        tree = json.loads(told, object_hook=_shrink)
    except RecursionError:
        raise NestedTooDeep(file=name) from None
    if not isinstance(tree, dict):
        raise TextRefused(file=name)
    return tree


def convert_to_plain(data: bytes, source: str, name: str, *options: str) -> str:
    """The words alone."""
    return _run(data, name, f"--from={source}", "--to=plain", "--wrap=none", *options).decode("utf-8", "replace")


def _shrink(node: dict[str, Any]) -> Any:
    kind = node.get("t")
    if kind is None:
        return node
    if kind == "Str":
        return node["c"]
    if kind in _PLAIN_SPACE:
        return " "
    return (kind, node.get("c"))


def _run(data: bytes, name: str, *options: str) -> bytes:
    program = pandoc_path()
    if program is None:
        raise NoConverter(form=options[0].removeprefix("--from=").split("+")[0].split("-")[0])
    command = [program, "+RTS", f"-M{MEGABYTES - 300}m", "-RTS", "--sandbox", "--quiet", *options]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            preexec_fn=_limit,  # four system calls between fork and exec, no thread is touched
        )
    except subprocess.TimeoutExpired:
        raise ReaderGaveUp(file=name, seconds=SECONDS, memory=MEGABYTES) from None
    except OSError:
        raise NoConverter(form=options[0].removeprefix("--from=")) from None
    if done.returncode:
        raise ReaderGaveUp(file=name, seconds=SECONDS, memory=MEGABYTES)
    return done.stdout


def _limit() -> None:
    memory = MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
