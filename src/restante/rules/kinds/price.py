# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page, a reply form or a picture costs, with its currency and the day of the price."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self, cast

from restante.rules.channel import Channel, Price, Unit
from restante.rules.rule import Rule
from restante.rules.toml_table import Table
from restante.rules.verdict import Texts

_AMOUNT = re.compile(r"[0-9]{1,6}(\.[0-9]{2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_AS_OF = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_UNITS: Mapping[str, Texts] = {
    "page": {"ru": "Страница", "en": "A page"},
    "reply": {"ru": "Бланк ответа", "en": "A reply form"},
    "picture": {"ru": "Картинка", "en": "A picture"},
}


@dataclass(frozen=True, kw_only=True)
class PriceRule(Rule):
    """A price never makes a finding: the group pays, and the desk counts."""

    KIND: ClassVar[str] = "price"
    MEANS: ClassVar[str] = "What a page, a reply form or a picture costs in the channel, and as of when."
    KEYS: ClassVar[Mapping[str, str]] = {
        "unit": "page, reply or picture",
        "amount": 'a text such as "55.00"',
        "currency": "three letters of ISO 4217",
        "as_of": 'the year, month or day of the price, such as "2023"',
    }

    unit: str
    amount: Decimal
    currency: str
    as_of: str

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        if not head["channels"]:
            raise table.refuse("channels", "name the channels that cost this")
        values = {}
        for key, pattern, why in (
            ("amount", _AMOUNT, 'write a text such as "55.00"'),
            ("currency", _CURRENCY, "write three capital letters"),
            ("as_of", _AS_OF, 'write a text such as "2023" or "2023-02-28"'),
        ):
            values[key] = table.text(key)
            if not pattern.fullmatch(values[key]):
                raise table.refuse(key, why)
        return cls(
            **head,
            unit=table.one_of("unit", tuple(_UNITS)),
            amount=Decimal(values["amount"]),
            currency=values["currency"],
            as_of=values["as_of"],
        )

    def advice(self) -> Iterator[Texts]:
        cost = f"{self.amount} {self.currency}"
        yield {
            "ru": f"{_UNITS[self.unit]['ru']} стоит группе {cost} (цена за {self.as_of}).",
            "en": f"{_UNITS[self.unit]['en']} costs the group {cost} (as of {self.as_of}).",
        }

    def shape(self, channel: Channel) -> Channel:
        price = Price(cast("Unit", self.unit), self.amount, self.currency, self.as_of, self.verified)
        return replace(channel, prices=(*channel.prices, price))

    def compile(self) -> dict[str, Any]:
        return {"unit": self.unit, "amount": str(self.amount), "currency": self.currency, "as_of": self.as_of}
