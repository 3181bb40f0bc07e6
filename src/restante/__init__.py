# SPDX-License-Identifier: AGPL-3.0-or-later
"""Restante: letters to people in prison, their cases, and signed editions that anyone may carry."""
