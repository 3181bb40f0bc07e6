# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk says to a gate, signed. `signature` is shared by both; `client` and `bundle` are the desk's half."""
