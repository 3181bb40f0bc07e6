# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's look, its doors and its home page's panels; knows no other room."""
