# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said to have happened: sentences, each with who says so."""
