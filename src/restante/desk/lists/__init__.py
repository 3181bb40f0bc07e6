# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that others keep, as dated sayings of theirs beside our people and places; nothing here changes either."""
