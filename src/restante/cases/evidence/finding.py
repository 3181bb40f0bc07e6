# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a check found, as a code with fields; its words in each language stand in `findings.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from restante.cases.terms import is_code, label


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("restante.cases.evidence").joinpath("findings.toml").read_text(encoding="utf-8"))


def finding_codes() -> tuple[str, ...]:
    """Everything that the checks can find."""
    return tuple(_texts())


@dataclass(frozen=True, slots=True)
class Finding:
    """`key` names the record, as in `CaseFile` (`claim:c36`)."""

    key: str
    code: str
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """`stop`, `warn` or `note`: what people should do, for a finding blocks nothing by itself."""
        return _texts()[self.code]["level"]

    def say(self, lang: str) -> str:
        """One sentence for an editor; an unknown language reads English."""
        text = _texts()[self.code]
        return text.get(lang, text["en"]).format(
            **{name: _said(name, told, lang) for name, told in self.fields.items()}
        )


def _said(name: str, told: str, lang: str) -> str:
    """Fields that are codes are said by their labels."""
    of_list = {"weekday": "weekday", "status": "claim_status", "ceiling": "claim_status", "kind": "value_kind"}.get(
        name
    )
    return label(of_list, told, lang) if of_list and is_code(of_list, told) else told
