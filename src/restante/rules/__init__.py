# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a facility and a channel accept, as data with sources, and the findings on a letter."""
