# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lays an address out by the book's grammar: Russia's postcode first, Britain's last, both scripts from abroad."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from restante.rules.book import Rulebook
from restante.rules.kinds.address import AddressGrammar
from restante.rules.verdict import Finding

# ICAO Doc 9303, part 3, section 6: the spelling of passports, which post offices meet most
_ICAO: Mapping[str, str] = dict(
    re.findall(
        "(.)=([a-z]*)",
        "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f "
        "х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia",
    )
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """As the desk knows him; `envelope_name` is kept by hand as the envelope wants it, never declined by a program."""

    name: str = ""
    envelope_name: str = ""
    register_no: str = ""
    birth_year: int | None = None
    facility_name: str = ""
    lines: tuple[str, ...] = ()
    postcode: str = ""
    care_of: str = ""
    name_on_envelope: bool = True
    latin_name: str = ""
    latin_facility_name: str = ""
    latin_lines: tuple[str, ...] = ()


def format_address(book: Rulebook, person: Addressee, country_from: str) -> list[str]:
    """The lines of the envelope, posted in `country_from` (two small letters)."""
    grammar = book.address
    postcode, lines = _postcode_and_lines(grammar, person)
    block = _lay_out(grammar, person, _name_line(grammar, person), postcode, lines, person.facility_name)
    if country_from == book.country:
        return block
    if grammar.both_scripts and any(_is_cyrillic(line) for line in block):
        latin = tuple(person.latin_lines) or tuple(to_latin(line) for line in lines)
        facility = person.latin_facility_name or to_latin(person.facility_name)
        block += _lay_out(grammar, person, _latin_name_line(grammar, person), postcode, latin, facility)
    return [*block, grammar.country_line] if grammar.country_line else block


def check_address(book: Rulebook, person: Addressee) -> list[Finding]:
    """What is missing for this country's envelope."""
    postcode, _ = _postcode_and_lines(book.address, person)
    return list(
        book.address.check_parts(person.name, person.envelope_name, person.register_no, person.birth_year, postcode)
    )


def to_latin(text: str) -> str:
    """Russian letters in the spelling of passports; everything else stays."""
    out = []
    for at, letter in enumerate(text):
        latin = _ICAO.get(letter.lower())
        if latin is None:
            out.append(letter)
        elif letter.isupper():
            alone = not (text[at + 1 : at + 2].isupper() or text[max(0, at - 1) : at].isupper())
            out.append(latin.capitalize() if alone else latin.upper())
        else:
            out.append(latin)
    return "".join(out)


def _lay_out(
    grammar: AddressGrammar, person: Addressee, name: str, postcode: str, lines: tuple[str, ...], facility: str
) -> list[str]:
    named = grammar.name_on_envelope and person.name_on_envelope
    care_of = person.care_of and _fill(grammar.care_of_form, care_of=person.care_of)
    if care_of and _is_cyrillic(care_of) and not _is_cyrillic("".join(lines)):
        care_of = f"c/o {to_latin(person.care_of)}"
    if postcode and lines and ("postcode", "lines") in pairwise(grammar.order):
        lines, postcode = (f"{postcode}, {lines[0]}", *lines[1:]), ""
    parts: dict[str, tuple[str, ...]] = {
        "postcode": (postcode,),
        "lines": lines,
        "facility": (facility,) if facility not in lines else (),
        "name": (name,) if named else (),
        "care_of": (care_of,),
    }
    return [line for part in grammar.order for line in parts[part] if line]


def _name_line(grammar: AddressGrammar, person: Addressee) -> str:
    name = (person.envelope_name if grammar.dative else "") or person.name or person.envelope_name
    parts = {
        "name": name,
        "register_no": person.register_no and _fill(grammar.register_form, register_no=person.register_no),
        "birth_year": _fill(grammar.birth_form, birth_year=str(person.birth_year)) if person.birth_year else "",
    }
    return _fill(grammar.name_form, name=", ".join(parts[part] for part in grammar.name_parts if parts[part]))


def _latin_name_line(grammar: AddressGrammar, person: Addressee) -> str:
    parts = {
        "name": person.latin_name or to_latin(person.name or person.envelope_name),
        "register_no": to_latin(person.register_no),
        "birth_year": _fill(grammar.birth_form_latin, birth_year=str(person.birth_year)) if person.birth_year else "",
    }
    return ", ".join(parts[part] for part in grammar.name_parts if parts[part])


def _postcode_and_lines(grammar: AddressGrammar, person: Addressee) -> tuple[str, tuple[str, ...]]:
    """The postcode, taken out of the free lines where it has a place of its own in the order."""
    own_place = "postcode" in grammar.order
    if person.postcode:
        apart = own_place or not person.lines or person.postcode in person.lines[-1]
        return person.postcode, person.lines if apart else (*person.lines[:-1], f"{person.lines[-1]} {person.postcode}")
    if grammar.postcode_pattern is None:
        return "", person.lines
    pattern = re.compile(rf"(?<!\w)(?:{grammar.postcode_pattern})(?!\w)")
    places = range(len(person.lines))
    for at in places if grammar.order[0] == "postcode" else reversed(places):
        line = person.lines[at]
        found = pattern.search(line)
        if found is None:
            continue
        if not own_place:
            return found.group(), person.lines
        rest = f"{line[: found.start()].rstrip(' ,')}, {line[found.end() :].lstrip(' ,')}".strip(" ,")
        return found.group(), tuple(part for part in (*person.lines[:at], rest, *person.lines[at + 1 :]) if part)
    return "", person.lines


def _fill(form: str, **values: str) -> str:
    for key, value in values.items():
        form = form.replace(f"{{{key}}}", value)
    return form


def _is_cyrillic(text: str) -> bool:
    return any("\u0400" <= letter <= "\u052f" for letter in text)
