# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers printed on paper: decimal, with check digits, so that a slip of the pen or the scanner matches nothing."""
