# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a process that must start others gives up all but the program's own files: it and they read nothing else.

Readers of texts start Pandoc and PDFium, so they cannot be confined as those of scans are (desk.confinement). What is
left to somebody who takes one over: the file he sent, this program, and the answer he writes. No key, no database, no
network. Numbers: landlock.h, seccomp.h, asm/unistd.h; see landlock(7), seccomp(2).
"""

import os
import resource
import struct
import sys
from typing import Final

import restante
from restante.desk.confinement import CALLS, FILES, MACHINES, NETWORK, kernel_here

_SYSTEM: Final = ("/usr", "/lib", "/lib64", "/bin", "/nix/store", "/etc/ld.so.cache", "/etc/localtime", "/dev/urandom")
_RUN_AND_READ, _WRITE_AND_READ = 0b1101, 0b0110  # run, write, read a file; list a folder
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # EPERM
_LOAD, _IF_EQUAL, _IF_ABOVE, _RETURN = 0x20, 0x15, 0x35, 0x06
_OTHER_SPELLING: Final = 0x40000000  # x86's second set of numbers for the same calls

# Sockets; other processes' memory, by tracing or by descriptor; keys of the kernel; mounts and namespaces; files by
# handle; and three large doors into the kernel that nothing here needs.
REFUSED: Final = {
    "x86_64": (41, 101, 165, 248, 249, 250, 272, 298, 304, 308, 310, 311, 321, 323, 425, 426, 427, 438),
    "aarch64": (198, 117, 40, 217, 218, 219, 97, 241, 265, 268, 270, 271, 280, 282, 425, 426, 427, 438),
}


def enclose(memory: int, seconds: int) -> frozenset[str]:
    """For good, and for every child: no file but the program's, no socket. Returns layers not to be had.

    Memory and time are for each process; children ask for less.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kernel = kernel_here()
    if kernel is None:
        return frozenset({FILES, NETWORK, CALLS})
    kernel.hide()
    kept = {place: _RUN_AND_READ for place in (*_SYSTEM, *_own_places()) if os.path.exists(place)}  # noqa: PTH110
    missing = kernel.landlock({**kept, "/dev/null": _WRITE_AND_READ})
    machine = os.uname().machine
    if machine in REFUSED and kernel.load_filter(MACHINES[machine], refusal_program(machine)):
        return frozenset(missing - {NETWORK})  # without a socket there is none
    return frozenset(missing | {CALLS})


def refusal_program(machine: str) -> bytes:
    """Classic BPF: everything passes but what is in REFUSED; another machine's calls end the process."""
    refused = REFUSED[machine]
    lines = [
        (_LOAD, 0, 0, 4),
        (_IF_EQUAL, 1, 0, MACHINES[machine].audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_IF_ABOVE, 0, 1, _OTHER_SPELLING),
        (_RETURN, 0, 0, _KILL),
    ]
    lines += [(_IF_EQUAL, len(refused) - at, 0, number) for at, number in enumerate(refused)]
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _own_places() -> list[str]:
    """Python's and the program's, wherever they are installed; never the folder that somebody stands in."""
    program = os.path.dirname(restante.__file__)  # noqa: PTH120 - as in confinement
    return [sys.prefix, sys.base_prefix, program, *(place for place in sys.path if os.path.isabs(place))]  # noqa: PTH117
