# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any file of a text to one shape: bytes in, frozen records out; nothing read here runs, and nothing is fetched."""

from restante.texts.readers.reading import FORMS, Caution, CautionKind, Form, Head, Reading

__all__ = ["FORMS", "Caution", "CautionKind", "Form", "Head", "Reading", "read_text"]


def read_text(data: bytes, name: str, form: str | None = None, encoding: str | None = None) -> Reading:
    """The text in a file, its form told by content first and by name then. Raises TextRefused and its kin."""
    raise NotImplementedError
