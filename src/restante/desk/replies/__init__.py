# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replies: scans come in, pages are matched to letters by number, covered where they must be, and delivered."""
