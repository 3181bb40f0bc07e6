# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps of the tables of this room, in order."""
