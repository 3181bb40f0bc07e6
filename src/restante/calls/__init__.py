# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk says to a gate, signed."""
