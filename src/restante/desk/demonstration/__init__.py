# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration group: one real person, told by one article, and three invented people."""
