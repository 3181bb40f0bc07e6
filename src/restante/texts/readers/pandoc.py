# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pandoc as a child process: sandboxed (it opens no file and no address), with limits of memory, time and output.

Its JSON is read through a hook that makes each word a string and each node a pair, else a book would fill a gigabyte.
"""

import functools
import json
import re
import resource
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from restante.texts.readers.refusals import NoConverter, NotOfForm, ReaderGaveUp, TextRefused

SECONDS: Final = 90  # of a processor, for the largest file
_FEWEST_SECONDS, _SECONDS_A_MEGABYTE = 20, 7
_PATIENCE: Final = 4  # a busy machine gives a process less than its time
_OUT_OF_MEMORY: Final = 251  # GHC's exit status; others are about the file
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
    form = re.split(r"[+-]", options[0].removeprefix("--from="))[0].upper()
    if program is None:
        raise NoConverter(form=form)
    command = [program, "+RTS", f"-M{MEGABYTES - 300}m", "-RTS", "--sandbox", "--quiet", *options]
    seconds = min(_FEWEST_SECONDS + _SECONDS_A_MEGABYTE * len(data) // 1_000_000, SECONDS)
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=_PATIENCE * seconds,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            preexec_fn=functools.partial(
                _limit, seconds
            ),  # four system calls between fork and exec, no thread is touched
        )
    except subprocess.TimeoutExpired:
        raise ReaderGaveUp(file=name, seconds=seconds, memory=MEGABYTES) from None
    except OSError:
        raise NoConverter(form=form) from None
    if done.returncode < 0 or done.returncode == _OUT_OF_MEMORY:
        raise ReaderGaveUp(file=name, seconds=seconds, memory=MEGABYTES)
    if done.returncode:
        raise NotOfForm(file=name, form=form)
    return done.stdout


def _limit(seconds: int) -> None:
    for kind, wanted in (
        (resource.RLIMIT_AS, MEGABYTES * 1_000_000),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        allowed = resource.getrlimit(kind)[1]  # a parent may have less already
        most = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
        resource.setrlimit(kind, (most, most))
