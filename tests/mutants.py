# SPDX-License-Identifier: AGPL-3.0-or-later
"""Would the tests notice? Changes one place of the code at a time, in a copy, and counts the changes that no test sees.

A sample, the same for the same `--seed`: all mutants of a room would take days, forty tell its rate within ten percent.
"""

import argparse
import ast
import contextlib
import importlib.util
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
REACH: Final = 0.85
NOT_COPIED: Final = (".*", "__pycache__", "node_modules", "dist", "build", "var", "shots")


@dataclass(frozen=True, slots=True)
class Room:
    """Code that is changed, and the tests that should see it."""

    code: tuple[str, ...]
    tests: str


def _in(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"src/restante/{folder}/{name}.py" for name in names.split())


ROOMS: Final = {
    "seal": Room(
        _in("seal", "blob envelope keys letter letter_open mail phrase reading record writing xwing"), "tests/seal"
    ),
    "numbers": Room(("src/restante/numbers.py",), "tests/test_numbers.py"),
    "verify": Room(_in("edition", "chain form format roots tree verdict verify"), "tests/edition"),
    "gate": Room(
        _in("gate", "answers app bodies config desk_calls errors forms letterbox plain server state words"),
        "tests/gate",
    ),
    "moves": Room(_in("desk/letters", "states actions journey moving"), "tests/desk/letters"),
}
FLIPS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
SUMS: Final[dict[type[ast.operator], type[ast.operator]]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mod: ast.FloorDiv}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the file as it would be, and what a person reads of it."""

    path: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.before}  →  {self.after}"


def changes_of(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in this node's place; types, decorators and texts are other tools' matter."""
    match node:
        case ast.Compare(ops=[only]) if type(only) in FLIPS:
            yield ast.Compare(node.left, [FLIPS[type(only)]()], node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if type(node.op) in SUMS:
            yield ast.BinOp(node.left, SUMS[type(node.op)](), node.right)
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float() as number):
            yield from (ast.Constant(number + 1), ast.Constant(number - 1))
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Return(value=ast.expr()) if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()


def places_in(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Every child that runs, as (parent, field, index)."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                yield node, field, index
                yield from places_in(child)


def mutants_of(path: str) -> list[Mutant]:
    """Every mutant of one file, in its order. Comments are gone from their source, lines are the original's."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = []
    for parent, field, index in list(places_in(tree)):
        slot = getattr(parent, field)
        child = slot if index is None else slot[index]
        for change in changes_of(child):
            before, after = ast.unparse(child), ast.unparse(ast.fix_missing_locations(deepcopy(change)))
            _put(parent, field, index, change)
            found.append(Mutant(path, child.lineno, before, after, ast.unparse(ast.fix_missing_locations(tree))))
            _put(parent, field, index, child)
    return found


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


@contextlib.contextmanager
def copied_tree() -> Iterator[Path]:
    """The checkout without its history, so that nobody ever runs a mutant by mistake."""
    with tempfile.TemporaryDirectory(prefix="restante-mutants-") as folder:
        copy = Path(folder) / "restante"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        (copy / "browser/node_modules").symlink_to(ROOT / "browser/node_modules")
        yield copy


def tests_pass(copy: Path, tests: str, seconds: float) -> bool:
    """Whether pytest saw nothing. A mutant that never ends was seen."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", tests]
    environment = {**os.environ, "PYTHONPATH": f"{copy / 'src'}:{copy}"}
    child = subprocess.Popen(
        command,
        cwd=copy,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a gate that a test had started ends with it
    )
    try:
        return child.wait(timeout=seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def survives(copy: Path, room: Room, mutant: Mutant, seconds: float) -> bool:
    """The mirror of the module first: most mutants die there."""
    target = copy / mutant.path
    original = target.read_bytes()
    bytecode = Path(importlib.util.cache_from_source(str(target)))
    mirror = f"{room.tests}/test_{target.stem}.py"
    bytecode.unlink(missing_ok=True)  # or Python may take the bytecode of a change as long and as old as this one
    target.write_text(mutant.source, encoding="utf-8")
    try:
        suites = [mirror, room.tests] if (copy / mirror).is_file() else [room.tests]
        return all(tests_pass(copy, suite, seconds) for suite in suites)
    finally:
        target.write_bytes(original)
        bytecode.unlink(missing_ok=True)


def measure_room(copy: Path, name: str, count: int, seed: int) -> tuple[int, int]:
    """Killed and tried; each survivor is printed."""
    room = ROOMS[name]
    began = time.monotonic()
    if not tests_pass(copy, room.tests, 1200):
        raise SystemExit(f"{name}: the tests fail without any change")
    seconds = 30 + 3 * (time.monotonic() - began)
    known = [mutant for path in room.code for mutant in mutants_of(path)]
    chosen = random.Random(f"{seed} {name}").sample(known, min(count, len(known)))  # noqa: S311 - a sample, no secret
    survivors = []
    for mutant in chosen:
        if survives(copy, room, mutant, seconds):
            survivors.append(mutant)
            print(f"  survived: {mutant}", flush=True)  # noqa: T201 - a script
    killed = len(chosen) - len(survivors)
    print(f"{name}: {killed} of {len(chosen)} killed, {killed / len(chosen):.0%}; {len(known)} possible", flush=True)  # noqa: T201 - a script
    return killed, len(chosen)


def main() -> None:
    """Exit status 1 when a room stays under the design's 85 %."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of {', '.join(ROOMS)}; all when none is named")
    parser.add_argument("--count", type=int, default=40, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if unknown := set(options.rooms) - set(ROOMS):
        parser.error(f"no such room: {', '.join(sorted(unknown))}")
    with copied_tree() as copy:
        told = [measure_room(copy, name, options.count, options.seed) for name in options.rooms or ROOMS]
    raise SystemExit(any(killed < REACH * tried for killed, tried in told))


if __name__ == "__main__":
    main()
