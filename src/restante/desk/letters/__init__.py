# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter's way through the desk, from arrival to the post and back."""
