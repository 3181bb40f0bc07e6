# SPDX-License-Identifier: AGPL-3.0-or-later
"""Volunteers, sign-in, and the key that opens the sealed store."""
