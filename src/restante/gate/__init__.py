# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public server: untrusted, one of many, holds no private key of the organisation."""
