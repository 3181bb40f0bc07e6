# SPDX-License-Identifier: AGPL-3.0-or-later
"""One module per kind of rule; a kind is known to books once it stands in KINDS."""

from collections.abc import Mapping
from typing import Final

from restante.rules.kinds.address import AddressGrammar
from restante.rules.kinds.characters import Characters
from restante.rules.kinds.enclosures import Enclosures
from restante.rules.kinds.language import Language
from restante.rules.kinds.marks import Marks
from restante.rules.kinds.note import Note
from restante.rules.kinds.pages import Pages
from restante.rules.kinds.pictures import Pictures
from restante.rules.kinds.price import PriceRule
from restante.rules.kinds.printing import Printing
from restante.rules.kinds.sender import Sender
from restante.rules.kinds.topic import Topic
from restante.rules.rule import Rule

KINDS: Final[Mapping[str, type[Rule]]] = {
    kind.KIND: kind
    for kind in (
        Pages,
        Pictures,
        PriceRule,
        Language,
        Sender,
        AddressGrammar,
        Marks,
        Printing,
        Enclosures,
        Topic,
        Characters,
        Note,
    )
}
ONE_A_BOOK: Final = (AddressGrammar, Marks, Printing)
