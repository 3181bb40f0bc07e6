# SPDX-License-Identifier: AGPL-3.0-or-later
"""Intake: fetches sealed letters from the gates, has them opened in a confined child, and commits each exactly once."""
