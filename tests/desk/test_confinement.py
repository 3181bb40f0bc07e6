# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a confined process can no longer do, each attempt in a process of its own; and that it says what it lacks."""

import os
import struct
import subprocess
import sys

import pytest

from restante.desk import confinement

ATTEMPT = """
import ctypes, mmap, os, resource, signal, socket, subprocess, sys, threading, multiprocessing.shared_memory
from restante.desk import confinement
library = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    if library.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")
{before}
missing = confinement.confine(2**28, 5{more})
try:
    {attempt}
except (OSError, MemoryError, RuntimeError) as refused:
    sys.stdout.write(type(refused).__name__)
else:
    sys.stdout.write("it could")
"""

BY_LIMITS = {
    "open a file to read": "open('/etc/passwd')",
    "open a file to write": "open('/tmp/restante-was-here', 'w')",
    "list a folder": "os.listdir('/')",
    "open an internet socket": "socket.socket(socket.AF_INET)",
    "open a local socket": "socket.socket(socket.AF_UNIX)",
    "make a pipe": "os.pipe()",
    "take a gigabyte": "bytes(2**30)",
}
BY_CALLS = {
    "become another program": "os.execv('/bin/true', ['true'])",
    "make a process": "os.fork()",
    "start a program": "subprocess.run(['/bin/true'])",
    "start a thread": "threading.Thread(target=print).start()",
    "trace its parent": "call(101 if os.uname().machine == 'x86_64' else 117, 16, os.getppid(), 0, 0)",
    "end its parent": "os.kill(os.getppid(), 0)",
    "delete a file": "os.unlink('/tmp/restante-was-never-here')",
    "look whether a file is there": "os.stat('/etc/passwd')",
    "make a folder": "os.mkdir('/tmp/restante-was-here')",
    "make memory executable": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
    "become another user": "os.setuid(os.getuid())",
    "make memory that others see": "os.memfd_create('here')",
}


def attempt(deed: str, before: str = "", more: str = "") -> str:
    script = ATTEMPT.format(attempt=deed, before=before, more=more)
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=False, timeout=60)
    return done.stdout.decode() or done.stderr.decode()


@pytest.mark.parametrize("deed", BY_LIMITS.values(), ids=BY_LIMITS)
def test_a_confined_process_can_no_longer(deed: str) -> None:
    assert attempt(deed) in {"OSError", "PermissionError", "MemoryError"}


@pytest.mark.skipif(confinement.CALLS in confinement.missing_here(), reason="this kernel filters no calls")
@pytest.mark.parametrize("deed", BY_CALLS.values(), ids=BY_CALLS)
def test_a_filtered_process_is_not_permitted_to(deed: str) -> None:
    assert attempt(deed) in {"PermissionError", "RuntimeError"}  # of a thread Python says no more


@pytest.mark.skipif(confinement.CALLS in confinement.missing_here(), reason="this kernel filters no calls")
def test_a_process_that_may_make_threads_may_make_no_process() -> None:
    assert attempt("threading.Thread(target=len, args=('',)).start()", more=", threads=True") == "it could"
    assert attempt("os.fork()", more=", threads=True") == "PermissionError"
    assert attempt("subprocess.run(['/bin/true'])", more=", threads=True") in {"PermissionError", "OSError"}


def without_other_layers(*kept: str) -> str:
    """Landlock alone, so that its own refusal is seen and not that of a limit before it."""
    names = ["_limit_memory", "resource.setrlimit", "Kernel.filter_calls", "Kernel.landlock"]
    return "\n".join(f"confinement.{name} = lambda *_, **__: set()" for name in names if name not in kept)


@pytest.mark.skipif(confinement.FILES in confinement.missing_here(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("deed", ["open('/etc/passwd')", "os.listdir('/')", "os.execv('/bin/true', ['true'])"])
def test_landlock_alone_closes_the_file_system(deed: str) -> None:
    assert attempt(deed, without_other_layers("Kernel.landlock")) == "PermissionError"


@pytest.mark.skipif(confinement.NETWORK in confinement.missing_here(), reason="this kernel's Landlock knows no TCP")
def test_landlock_alone_closes_tcp() -> None:
    deed = "socket.create_connection(('127.0.0.1', 9), 1)"
    assert attempt(deed, without_other_layers("Kernel.landlock")) == "PermissionError"


def test_without_any_layer_the_same_deeds_are_possible() -> None:
    assert attempt("open('/etc/passwd')", without_other_layers()) == "it could"
    assert attempt("os.stat('/etc/passwd')", without_other_layers()) == "it could"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no kernel to lack something")
def test_a_kernel_that_has_neither_layer_is_told_and_its_limits_still_hold() -> None:
    old = "confinement.Kernel.call = lambda *_: -1"
    script = ATTEMPT.format(
        before=old, more="", attempt="sys.stdout.write(' '.join(sorted(missing)) + ' '); open('/etc/passwd')"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=False, timeout=60)
    assert done.stdout.decode() == "landlock landlock-tcp seccomp OSError"


def test_a_confined_process_that_loops_is_ended_by_its_limit_of_processor_time() -> None:
    script = "from restante.desk.confinement import confine\nconfine(2**28, 1)\nwhile True: pass"
    assert subprocess.run([sys.executable, "-I", "-c", script], check=False, timeout=60).returncode < 0


@pytest.mark.parametrize("machine", confinement.MACHINES)
def test_the_filter_lets_through_what_is_listed_and_nothing_else(machine: str) -> None:
    known = confinement.MACHINES[machine]
    listed = set(known.calls.values())
    for number in range(500):
        plain, executable = (run(known, number, known.audit, third) for third in (3, 7))
        assert plain == ("allow" if number in listed | set(known.mapping) else "refuse")
        assert executable == ("allow" if number in listed else "refuse")
    assert run(known, 0, 0x40000003, 0) == "kill"  # the 32-bit door of the same kernel
    assert run(known, 0x40000000, known.audit, 0) == "refuse"  # and x32


@pytest.mark.parametrize("machine", confinement.MACHINES)
def test_a_filter_with_threads_lets_threads_through_and_no_processes(machine: str) -> None:
    known = confinement.MACHINES[machine]
    clone, clone3 = known.threads
    assert run(known, clone, known.audit, 0, first=0x3D0F00, threads=True) == "allow"  # what glibc asks for a thread
    assert run(known, clone, known.audit, 0, first=0x1200011, threads=True) == "refuse"  # and for a process
    assert run(known, clone3, known.audit, 0, threads=True) == "unknown"  # so that it asks by clone
    assert run(known, clone, known.audit, 0, first=0x3D0F00) == "refuse"


def run(
    machine: confinement.Machine, number: int, audit: int, third: int, first: int = 0, *, threads: bool = False
) -> str:
    """The few instructions of classic BPF that the filter is made of, as the kernel would run them."""
    program = list(struct.iter_unpack("=HBBI", confinement.filter_program(machine, threads=threads)))
    data, at, held = {0: number, 4: audit, 16: first, 32: third}, 0, 0
    while True:
        code, yes, no, value = program[at]
        if code == 0x06:
            return {0x7FFF0000: "allow", 0x00050001: "refuse", 0x00050026: "unknown", 0x80000000: "kill"}[value]
        if code == 0x20:
            held, at = data[value], at + 1
        else:
            at += 1 + (yes if (held == value if code == 0x15 else held & value) else no)


def test_what_is_missing_is_told_in_words_of_the_list_and_logged_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    confinement.missing_here.cache_clear()
    try:
        assert confinement.missing_here() == confinement.LAYERS == confinement.missing_here()
        assert [record.levelname for record in caplog.records] == ["WARNING"]
    finally:
        confinement.missing_here.cache_clear()


def test_this_machine_is_told_truly() -> None:
    lacks = set(confinement.missing_here())
    assert lacks <= set(confinement.LAYERS)
    assert (confinement.MEMORY in lacks) == (not os.path.exists("/proc/self/statm"))  # noqa: PTH110 - as the module asks
