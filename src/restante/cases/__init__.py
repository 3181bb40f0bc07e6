# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences about a person, each with its source and citation."""

from restante.cases.records import SECTIONS, Citation, Section, Sentence, Source, Text2

__all__ = ["SECTIONS", "Citation", "Section", "Sentence", "Source", "Text2"]
