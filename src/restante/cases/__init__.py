# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences about a person, each with its source and citation."""
