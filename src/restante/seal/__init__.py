# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing letters, the writer's phrase, and the mail: bytes only, no framework, no files, no settings."""
