# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong with rulebooks: a name nobody knows, and a book that its author must mend."""

from restante.errors import BadInput


class RulesError(BadInput):
    """Anything about rulebooks."""

    code = "rules"


class UnknownFacility(RulesError):
    """No book has that name."""

    code = "rules-unknown-facility"
    text = "There is no rulebook called {facility}."


class BookRefused(RulesError):
    """A book that does not read; `where` is its file and key, `why` says what to write instead."""

    code = "rules-book-refused"
    text = "The rulebook {where} does not read: {why}."
