# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filters of the lists' pages."""
