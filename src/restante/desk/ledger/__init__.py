# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who did what, append-only and chained by hashes, and when each duty last ran."""
