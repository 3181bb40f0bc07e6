# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paper, both ways: press draws, scan reads, and the mark between them is one definition."""
