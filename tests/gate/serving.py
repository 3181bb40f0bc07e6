# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs one gate as a process of its own, as an operator does; the arguments are those of `restante gate serve`."""

import sys

from restante.cli.gate import command

sys.exit(command(["serve", *sys.argv[1:]]))
