# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every command: help that is complete, one line instead of a traceback, statuses of the error tree."""

import array
import fcntl
import os
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from restante.cli import restante

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference" / "cli.md"
HEAD = """# Commands

<!-- Written from the commands' own help: RESTANTE_SAVE_GOLDEN=1 pytest tests/cli/test_contract.py -k reference -->

Every command answers a mistake with one line on standard error and an exit status:

| Status | Meaning |
|---|---|
| 0 | Done. |
| 2 | The input is wrong; the line says what to do. |
| 3 | Authentic, but past its date. |
| 4 | Not authentic. |
| 5 | Cannot be served now: a disk, a network, a port. Nothing was lost; try again. |
| 6 | A key or a passphrase is needed first. |
| 7 | A fault of our own; please report it. |
| 130 | Stopped by Ctrl-C. |

The data folder is the one named by `--home`, else by `RESTANTE_HOME`, else `./var`.
[settings.md](settings.md) lists the other variables; [bad-input.md](bad-input.md) lists what is refused and how.
"""


def commands(
    command: click.Command = restante, path: tuple[str, ...] = ("restante",)
) -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand, as it is typed."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))


EVERY = dict(commands())


def help_of(path: str) -> str:
    context: click.Context | None = None
    for at, word in enumerate(path.split(), 1):
        context = click.Context(EVERY[" ".join(path.split()[:at])], info_name=word, parent=context)
    assert context is not None
    context.terminal_width = context.max_content_width = 100
    return EVERY[path].get_help(context)


@pytest.mark.parametrize("path", EVERY)
def test_every_command_and_option_says_what_it_is_for(path: str) -> None:
    command = EVERY[path]
    assert command.help
    assert command.help.splitlines()[0].endswith((".", ":"))
    silent = [one.name for one in command.params if isinstance(one, click.Option) and not one.help]
    assert silent == []
    assert "Usage: restante" in help_of(path)


def test_the_reference_of_commands_is_their_own_help() -> None:
    text = "\n".join([HEAD, *(f"## {path}\n\n```text\n{help_of(path)}\n```\n" for path in EVERY)])
    if os.environ.get("RESTANTE_SAVE_GOLDEN") == "1":
        REFERENCE.write_text(text, "utf-8")
    assert REFERENCE.read_text("utf-8") == text


def run(*arguments: str | Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RESTANTE_HOME": str(home), **more}
    whole = [sys.executable, "-m", "restante", *map(str, arguments)]
    return subprocess.run(whole, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


NOWHERE = "no-such-file"
MISSING: dict[str, list[str]] = {
    "scan": ["scan", NOWHERE, "--numbers", NOWHERE],
    "press": ["press", "run", NOWHERE, "-o", "out"],
    "press of a folder": ["press", "run", ".", "-o", "out"],
    "seal": ["seal", "--to", NOWHERE],
    "seal to a folder": ["seal", "--to", "."],
    "verify": ["edition", "verify", NOWHERE],
    "verify against no root": ["edition", "verify", ".", "--root", NOWHERE],
    "work": ["desk", "work", "--once"],
    "serve a desk": ["desk", "serve"],
    "lock": ["desk", "lock"],
    "fetch": ["letterbox", "fetch"],
    "build": ["edition", "build", "-o", "out"],
    "root": ["edition", "root", "-o", "out"],
    "add": ["gate", "add", "one", "https://gate.example.org"],
    "serve a gate": ["gate", "serve"],
    "an unknown noun": ["letters"],
    "an unknown option": ["up", "--fast"],
}


@pytest.mark.parametrize("arguments", MISSING.values(), ids=MISSING)
def test_what_is_missing_is_said_with_status_2_and_no_traceback(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, home=tmp_path / "none")
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith(("restante: ", "Error: "))


NOT_JSON = {
    "press": ["press", "run", "file", "-o", "out"],
    "seal": ["seal", "--to", "file"],
    "verify": ["edition", "verify", ".", "--root", "file"],
    "numbers": ["scan", "file", "--numbers", "file"],
}


@pytest.mark.parametrize("arguments", NOT_JSON.values(), ids=NOT_JSON)
@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"\xff\xfe\x00", b"[" * 100_000], ids=["cut", "empty", "bytes", "deep"]
)
def test_a_file_of_another_kind_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], content: bytes
) -> None:
    (tmp_path / "file").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    done = run(*arguments, home=tmp_path / "none")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr


@pytest.mark.parametrize("arguments", [["demo"], ["up"]], ids=" ".join)
@pytest.mark.parametrize("kind", ["a file", "a place where nothing can be made", "half made"])
def test_a_data_folder_that_cannot_be_one_is_one_clear_line(tmp_path: Path, arguments: list[str], kind: str) -> None:
    home = tmp_path / "home"
    if kind == "a file":
        home.write_text("")
    elif kind == "half made":
        (home / "keys").mkdir(parents=True)
    else:
        home = Path("/proc/restante")  # refuses everybody, root too
    done = run(*arguments, home=home)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert str(home) in done.stderr.splitlines()[-1]


def test_settings_without_a_group_behind_them_are_a_line_and_a_status(tmp_path: Path) -> None:
    (tmp_path / "restante.toml").write_text('name = { ru = "Г", en = "G" }\n')
    statuses = {}
    for arguments in (["letterbox", "fetch"], ["edition", "build", "-o", str(tmp_path / "x")], ["gate", "serve"]):
        done = run(*arguments, home=tmp_path)
        assert "Traceback" not in done.stderr
        statuses[arguments[0]] = done.returncode
    assert statuses == {"letterbox": 6, "edition": 6, "gate": 2}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("group") / "var"
    assert run("demo", home=home).returncode == 0
    return home


@pytest.mark.parametrize("arguments", [["gate", "serve"], ["desk", "serve"], ["up"]], ids=" ".join)
def test_a_taken_port_is_one_line_and_status_5(demonstration: Path, arguments: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run(*arguments, home=demonstration, RESTANTE_GATE_PORT=port, RESTANTE_DESK_PORT=port)
    assert (done.returncode, done.stderr.count("\n")) == (5, 1), done.stderr
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr


def test_a_disk_that_takes_nothing_is_one_line_and_status_5(demonstration: Path) -> None:
    for arguments in (["edition", "root", "-o", "/proc/restante"], ["edition", "build", "-o", "/proc/restante"]):
        done = run(*arguments, home=demonstration)
        assert (done.returncode, done.stderr.count("\n")) == (5, 1), done.stderr
        assert "/proc/restante" in done.stderr


def test_ctrl_c_ends_with_130_and_without_a_traceback() -> None:
    words = [sys.executable, "-m", "restante", "phrase", "check"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as waiting:
        assert waiting.stdin is not None
        pipe = waiting.stdin.fileno()
        os.write(pipe, b"one ")
        until = time.monotonic() + 30
        while array.array("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]:  # until the command reads
            assert time.monotonic() < until
            time.sleep(0.02)
        waiting.send_signal(signal.SIGINT)
        said = waiting.stderr.read() if waiting.stderr else ""
        waiting.wait(30)
    assert waiting.returncode == 130
    assert said.strip() == "restante: stopped."


def test_an_envelope_from_the_command_line_is_taken_by_a_real_edition(demonstration: Path) -> None:
    """`restante seal` to the keys of the group's own edition, opened with the group's seeds."""
    from datetime import UTC, datetime

    from restante.edition.keys import read_organisation
    from restante.edition.letter_keys import load_letter_seeds
    from restante.seal.letter_open import open_envelope

    keys = demonstration / "edition/restante/letter-keys.json"
    told = '{"person": "azat-miftakhov", "lang": "ru", "text": "Здравствуйте!", "sign": "Аня", "reply": false}'
    sealed = subprocess.run(
        [sys.executable, "-m", "restante", "seal", "--to", str(keys)],
        input=told.encode(),
        capture_output=True,
        check=True,
    ).stdout
    seeds = load_letter_seeds(demonstration / "keys", datetime.now(UTC).date())
    letter, pictures = open_envelope(sealed, seeds, read_organisation(demonstration / "keys"))
    assert (letter.person, letter.text, pictures) == ("azat-miftakhov", "Здравствуйте!", [])
