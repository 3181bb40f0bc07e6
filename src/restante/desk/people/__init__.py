# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people written to, and the places where they are held."""
