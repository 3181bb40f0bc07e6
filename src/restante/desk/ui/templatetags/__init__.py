# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every template of the desk may say without loading it."""
