# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a child process that decodes strangers' bytes gives everything up: limits, Landlock, and a list of system calls.

Numbers: the kernel's uapi headers (landlock.h, seccomp.h, audit.h, asm/unistd.h); see landlock(7) and seccomp(2).
What a kernel lacks is left out and told by name; `python -m restante.desk.confinement | cat` says what is missing here.
"""

import contextlib
import ctypes
import functools
import logging
import os
import resource
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

FILES: Final = "landlock"  # no file may be opened
NETWORK: Final = "landlock-tcp"  # no TCP, from Linux 6.7 on
CALLS: Final = "seccomp"  # no system call but those below
MEMORY: Final = "memory-limit"
LAYERS: Final = (FILES, NETWORK, CALLS, MEMORY)

_NO_DUMP, _NO_NEW_PRIVILEGES = 4, 38  # prctl
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446  # the same on every machine
_BENEATH, _LIST = 1, 8
_LANDLOCK_ASK_VERSION: Final = 1
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 5: 16}  # how many bits of rights over files a version knows
_TCP_SINCE, _SCOPES_SINCE = 4, 6

_FILTER_MODE, _ALL_THREADS = 1, 1
_ALLOW, _REFUSE, _UNKNOWN, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000  # EPERM, ENOSYS
_LOAD, _IF_EQUAL, _IF_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_AT_CALL, _AT_MACHINE, _AT_FIRST_ARGUMENT, _AT_THIRD_ARGUMENT = 0, 4, 16, 32  # in struct seccomp_data
_EXECUTABLE, _THREAD = 0x4, 0x10000  # PROT_EXEC, CLONE_THREAD

log = logging.getLogger("restante.desk.confinement")


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor by its audit name: calls allowed, and those with a condition (mmap, mprotect; clone, clone3)."""

    audit: int
    seccomp: int
    mapping: tuple[int, int]
    threads: tuple[int, int]
    calls: Mapping[str, int]


# Pixels and letters need memory, pipes that are open already, a clock, randomness and an end. Nothing here takes a
# path, makes a descriptor, a process or a thread, or reaches another process.
MACHINES: Final[Mapping[str, Machine]] = {
    "x86_64": Machine(
        0xC000003E, 317, (9, 10), (56, 435),
        {"read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "munmap": 11, "brk": 12, "rt_sigaction": 13,
         "rt_sigprocmask": 14, "rt_sigreturn": 15, "sched_yield": 24, "mremap": 25, "madvise": 28, "getpid": 39,
         "exit": 60, "gettimeofday": 96, "getrusage": 98, "sysinfo": 99, "sigaltstack": 131, "gettid": 186,
         "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228, "exit_group": 231,
         "set_robust_list": 273, "getrandom": 318, "membarrier": 324, "rseq": 334},
    ),
    "aarch64": Machine(
        0xC00000B7, 277, (222, 226), (220, 435),
        {"read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "munmap": 215, "brk": 214,
         "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "sched_yield": 124, "mremap": 216,
         "madvise": 233, "getpid": 172, "exit": 93, "gettimeofday": 169, "getrusage": 165, "sysinfo": 179,
         "sigaltstack": 132, "gettid": 178, "futex": 98, "sched_getaffinity": 123, "restart_syscall": 128,
         "clock_gettime": 113, "exit_group": 94, "set_robust_list": 99, "getrandom": 278, "membarrier": 283,
         "rseq": 293},
    ),
}  # fmt: skip


def confine(memory: int, seconds: int, *, threads: bool = False) -> frozenset[str]:
    """For good: no new descriptor, process or byte in a file; bounded memory and time. Returns layers not to be had.

    Everything the process will need is loaded before, its pipes are open, and it has one thread; `threads` lets it
    make more, which share all this.
    """
    missing = set() if _limit_memory(memory) else {MEMORY}
    nothing = [resource.RLIMIT_CORE, resource.RLIMIT_FSIZE]
    if not threads:
        nothing.append(resource.RLIMIT_NPROC)  # counts threads too; root is exempt
    for kind in nothing:
        resource.setrlimit(kind, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    kernel = kernel_here()
    if kernel is not None:
        kernel.hide()
    missing |= kernel.landlock() if kernel is not None else {FILES, NETWORK}
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    if kernel is None or not kernel.filter_calls(threads=threads):
        missing.add(CALLS)
    return frozenset(missing)


def _limit_memory(memory: int) -> bool:
    """So much more than is in use. What is in use is known on Linux only."""
    try:
        with open("/proc/self/statm", encoding="ascii") as status:  # noqa: PTH123 - pathlib would be one import more
            in_use = int(status.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (in_use + memory, in_use + memory))
    except (OSError, ValueError):
        return False
    return True


def kernel_here() -> "Kernel | None":
    """The one that knows these layers, if this machine runs it."""
    return Kernel() if sys.platform == "linux" and sys.maxsize > 2**32 else None


class Kernel:
    """Linux, spoken to by number: glibc has no name for these calls."""

    def __init__(self) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        self._call, self._prctl = library.syscall, library.prctl
        self._call.restype = ctypes.c_long

    def call(self, number: int, *arguments: "int | ctypes.Array[ctypes.c_char] | ctypes.c_void_p | None") -> int:
        """The call's answer, -1 for any refusal."""
        wide = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
        return int(self._call(ctypes.c_long(number), *wide))

    def hide(self) -> None:
        """No debugger of the same user, no core, and no setuid program that would shake the rest off."""
        zero, one = ctypes.c_ulong(0), ctypes.c_ulong(1)
        self._prctl(_NO_DUMP, zero, zero, zero, zero)
        self._prctl(_NO_NEW_PRIVILEGES, one, zero, zero, zero)

    def landlock(self, kept: Mapping[str, int] = MappingProxyType({})) -> set[str]:
        """Every right that this kernel's version can take away, but those over what lies beneath these paths."""
        version = self.call(_LANDLOCK_CREATE, None, 0, _LANDLOCK_ASK_VERSION)
        if version < 1:
            return {FILES, NETWORK}
        files = (1 << max(bits for since, bits in _FILE_RIGHTS.items() if since <= version)) - 1
        rules = [files, 0b11 if version >= _TCP_SINCE else 0, 0b11 if version >= _SCOPES_SINCE else 0]
        known = rules[: 3 if version >= _SCOPES_SINCE else 2 if version >= _TCP_SINCE else 1]
        spelled = ctypes.create_string_buffer(struct.pack(f"={len(known)}Q", *known), 8 * len(known))
        rule_set = self.call(_LANDLOCK_CREATE, spelled, 8 * len(known), 0)
        if rule_set < 0:
            return {FILES, NETWORK}
        told = all(self._keep(rule_set, path, rights) for path, rights in kept.items())
        refused = not told or self.call(_LANDLOCK_RESTRICT, rule_set, 0) != 0
        os.close(rule_set)
        if refused:
            return {FILES, NETWORK}
        return set() if version >= _TCP_SINCE else {NETWORK}

    def _keep(self, rule_set: int, path: str, rights: int) -> bool:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(path):  # noqa: PTH112 - pathlib would be one import more
                rights &= ~_LIST
            spelled = ctypes.create_string_buffer(struct.pack("=Qi", rights, place), 12)
            return self.call(_LANDLOCK_ADD, rule_set, _BENEATH, spelled, 0) == 0
        finally:
            os.close(place)

    def filter_calls(self, *, threads: bool) -> bool:
        """The filter holds for every thread there is and for whatever comes after."""
        machine = MACHINES.get(os.uname().machine)
        return machine is not None and self.load_filter(machine, filter_program(machine, threads=threads))

    def load_filter(self, machine: Machine, program: bytes) -> bool:
        """Whether the kernel took it."""
        code = ctypes.create_string_buffer(program, len(program))
        told = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
        return self.call(machine.seccomp, _FILTER_MODE, _ALL_THREADS, ctypes.create_string_buffer(told, len(told))) == 0


def filter_program(machine: Machine, *, threads: bool = False) -> bytes:
    """Classic BPF: another machine's calls end the process, listed ones pass, two kinds pass on a condition."""
    mapping, thread, allow, unknown = 1, 5, 8, 9  # places behind the comparisons, as written out below
    ways = [(number, allow) for number in machine.calls.values()] + [(number, mapping) for number in machine.mapping]
    if threads:  # glibc asks by clone3, whose flags no filter can see, and by clone where there is no clone3
        ways += zip(machine.threads, (thread, unknown), strict=True)
    lines = [
        (_LOAD, 0, 0, _AT_MACHINE),
        (_IF_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _AT_CALL),
    ]
    lines += [(_IF_EQUAL, len(ways) - at + place, 0, number) for at, (number, place) in enumerate(ways, 1)]
    lines += [
        (_RETURN, 0, 0, _REFUSE),
        *_unless(_AT_THIRD_ARGUMENT, _EXECUTABLE, (0, 1)),
        *_unless(_AT_FIRST_ARGUMENT, _THREAD, (1, 0)),
        (_RETURN, 0, 0, _UNKNOWN),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _unless(argument: int, bit: int, over: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Refuse or, one line further, allow; `over` says how many lines are left out with the bit and without it."""
    return [(_LOAD, 0, 0, argument), (_IF_BIT, *over, bit), (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]


@functools.cache
def missing_here() -> tuple[str, ...]:
    """What a confined child lacks on this machine, tried out in one, once a process; noted in the log if anything."""
    told = ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = [sys.executable, "-I", "-m", "restante.desk.confinement"]
        told = subprocess.run(command, capture_output=True, check=True, timeout=60, text=True, env={}, cwd="/").stdout
    missing = tuple(layer for layer in LAYERS if layer in told.split() or not told)
    if missing:
        log.warning("children that decode strangers' bytes run without: %s", " ".join(missing))
    return missing


def main() -> None:
    """Confine this process and name what was not to be had."""
    told = " ".join(["missing:", *sorted(confine(2**28, 5))])
    sys.stdout.write(told)


if __name__ == "__main__":
    main()
