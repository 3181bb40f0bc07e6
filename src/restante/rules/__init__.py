# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a facility and a channel accept, as data with sources, and the findings on a letter."""

from restante.rules.address import Addressee, check_address, format_address
from restante.rules.book import Rulebook, check_letter, gravest
from restante.rules.channel import Channel, Price, pages_of, split_text
from restante.rules.compiling import compile_book
from restante.rules.counting import count_characters
from restante.rules.draft import Draft
from restante.rules.errors import BookRefused, RulesError, UnknownFacility
from restante.rules.shelf import facilities, load_book
from restante.rules.verdict import Finding, Level

__all__ = [
    "Addressee",
    "BookRefused",
    "Channel",
    "Draft",
    "Finding",
    "Level",
    "Price",
    "Rulebook",
    "RulesError",
    "UnknownFacility",
    "check_address",
    "check_letter",
    "compile_book",
    "count_characters",
    "facilities",
    "format_address",
    "gravest",
    "load_book",
    "pages_of",
    "split_text",
]
