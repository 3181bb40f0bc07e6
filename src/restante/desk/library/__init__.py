# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library: texts come in, are read by a person, and become public or do not."""
