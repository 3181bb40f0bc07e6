# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to a person, claim by claim, with sources and citations: pure records, and the rules about them."""
