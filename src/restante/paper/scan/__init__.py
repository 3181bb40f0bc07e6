# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scanned pages in; number, turn and doubt out. A wrong match is worse than no match."""
