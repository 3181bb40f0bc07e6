# SPDX-License-Identifier: AGPL-3.0-or-later
"""The grammar of an address: what stands on which line, in which form, and in both scripts for foreign post."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from restante.rules.rule import Rule, Sentences
from restante.rules.toml_table import Table
from restante.rules.verdict import Finding

PARTS = ("postcode", "lines", "facility", "name", "care_of")
NAME_PARTS = ("name", "register_no", "birth_year")


@dataclass(frozen=True, kw_only=True)
class AddressGrammar(Rule):
    """One such rule a book; restante.rules.address lays the block out by it."""

    KIND: ClassVar[str] = "address"
    MEANS: ClassVar[str] = "The order of the lines on the envelope and what the name's line must hold."
    KEYS: ClassVar[Mapping[str, str]] = {
        "order": f"the parts in order, some of {', '.join(PARTS)}",
        "name_parts": f"what stands in the name's line, some of {', '.join(NAME_PARTS)}",
        "name_form": "the name's line begins so; {name} stands for it",
        "dative": "true where the name stands in the dative, as the person's own envelope name gives it",
        "register_form": "how a register number is written; {register_no} stands for it",
        "register_pattern": "a regular expression that a register number fits",
        "birth_form": "how a birth year is written; {birth_year} stands for it",
        "care_of_form": "how the one who passes it on is named; {care_of} stands for it",
        "postcode_pattern": "a regular expression for the postcode, so that it is found in free lines",
        "name_on_envelope": "false where the name must not stand outside",
        "both_scripts": "true where post from abroad carries the address in Latin letters too",
        "birth_form_latin": "the birth year in the Latin block",
        "country_line": "the last line of post from abroad",
    }
    MESSAGES: ClassVar[Sentences] = {
        "no-name": {"ru": "В адресе нет имени.", "en": "The address has no name."},
        "no-envelope-name": {
            "ru": "Имя для конверта в дательном падеже не записано («кому»): напечатается обычная форма.",
            "en": "The envelope name in the dative is missing; the plain form will be printed.",
        },
        "no-birth-year": {"ru": "В адресе нужен год рождения.", "en": "The address needs the year of birth."},
        "no-register-no": {
            "ru": "В адресе нужен личный номер заключённого.",
            "en": "The address needs the prisoner's register number.",
        },
        "odd-register-no": {
            "ru": "Личный номер записан не в той форме, какая здесь принята.",
            "en": "The register number does not have the form used here.",
        },
        "no-postcode": {"ru": "В адресе нет индекса.", "en": "The address has no postcode."},
    }

    order: tuple[str, ...]
    name_parts: tuple[str, ...]
    name_form: str = "{name}"
    dative: bool = False
    register_form: str = "{register_no}"
    register_pattern: str | None = None
    birth_form: str = "{birth_year}"
    care_of_form: str = "c/o {care_of}"
    postcode_pattern: str | None = None
    name_on_envelope: bool = True
    both_scripts: bool = False
    birth_form_latin: str = "born {birth_year}"
    country_line: str = ""

    @classmethod
    def parse(cls, table: Table, head: Mapping[str, Any]) -> Self:
        order, name_parts = table.words("order", needed=True), table.words("name_parts", needed=True)
        if len(set(order)) != len(order) or not {"lines", "name"} <= set(order) <= set(PARTS):
            raise table.refuse("order", f"write lines, name and what else of {', '.join(PARTS)}, each once")
        if "name" not in name_parts or set(name_parts) - set(NAME_PARTS):
            raise table.refuse("name_parts", f"write name and what else of {', '.join(NAME_PARTS)}")
        return cls(
            **head,
            order=order,
            name_parts=name_parts,
            name_form=table.text("name_form", "{name}"),
            dative=table.flag("dative", default=False),
            register_form=table.text("register_form", "{register_no}"),
            register_pattern=_pattern(table, "register_pattern"),
            birth_form=table.text("birth_form", "{birth_year}"),
            care_of_form=table.text("care_of_form", "c/o {care_of}"),
            postcode_pattern=_pattern(table, "postcode_pattern"),
            name_on_envelope=table.flag("name_on_envelope", default=True),
            both_scripts=table.flag("both_scripts", default=False),
            birth_form_latin=table.text("birth_form_latin", "born {birth_year}"),
            country_line=table.text("country_line", "-").strip("-"),
        )

    def check_parts(
        self, name: str, envelope_name: str, register_no: str, birth_year: int | None, postcode: str
    ) -> Iterator[Finding]:
        """What an editor of addresses should see beside the form."""
        if not (name or envelope_name):
            yield self.find("no-name")
        if self.dative and not envelope_name:
            yield self.find("no-envelope-name")
        if "birth_year" in self.name_parts and birth_year is None:
            yield self.find("no-birth-year")
        if "register_no" in self.name_parts and not register_no:
            yield self.find("no-register-no")
        elif register_no and self.register_pattern and not re.fullmatch(self.register_pattern, register_no):
            yield self.find("odd-register-no")
        if self.postcode_pattern and not postcode:
            yield self.find("no-postcode")

    def compile(self) -> dict[str, Any]:
        return {
            "order": list(self.order),
            "name_parts": list(self.name_parts),
            "name_on_envelope": self.name_on_envelope,
        }


def _pattern(table: Table, key: str) -> str | None:
    text = table.text(key, "(none)")
    if text == "(none)":
        return None
    try:
        re.compile(text)
    except re.error:
        raise table.refuse(key, "write a regular expression") from None
    return text
