# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mailroom: approved letters become print runs or an operator's queue, and what became of them is told."""
