# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters, reply sheets, envelopes and checklists, typeset by Typst in memory."""
