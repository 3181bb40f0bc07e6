# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library of texts: read from any file (`readers`), held as a document, written in every format (`writers`)."""
