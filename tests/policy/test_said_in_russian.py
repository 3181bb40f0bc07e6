# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every sentence of the tree of errors that a writer or a volunteer can meet on a page is said in Russian too."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import restante
from restante.errors import BrokenPromise, RestanteError

PACKAGE = Path(restante.__file__).parent
SKIPPED = ("restante.__main__", "restante.cli", "restante.desk.intake.opener")
SHOWN_AT_DESK = ("restante.desk.", "restante.calls.errors", "restante.edition.", "restante.numbers", "restante.paper.",
                 "restante.rules.", "restante.site.")  # fmt: skip
SHOWN_AT_GATES = ("restante.gate.", "restante.seal.")
_CARRYING = "ceremony difference mirror offered pack placing pull serve sources staging unpack visits web withdrawn"
AT_MIRRORS = tuple(f"restante.edition.{name}" for name in _CARRYING.split())
"""Whoever carries a copy sits at a terminal; the desk never runs these, nor a ceremony of keys."""
ALSO_AT_DESK = {"BlobTooLarge"}
AT_TERMINALS = {
    # commands only, which speak English
    "CannotServe", "CoordinatorRefused", "GateRuns", "HomeNotEmpty", "HomeUnusable", "JobRefused", "NoSuchCopy",
    "NotAnEdition", "NotOurEdition", "OrganisationExists", "RevokedKey",
    "RootRefused", "TooFewRootKeys",
    # no gate can open, deliver or raise them
    "BlobTooLarge", "CannotOpen", "EnvelopeRefused",
}  # fmt: skip


def every_error() -> Iterator[type[RestanteError]]:
    """Each subclass with a text of its own, of every package."""
    for module in pkgutil.walk_packages(restante.__path__, "restante."):
        if not module.name.startswith(SKIPPED) and ".migrations" not in module.name:
            import_module(module.name)
    waiting = list(RestanteError.__subclasses__())
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if "text" in vars(error) and error.__module__.startswith("restante.") and not issubclass(error, BrokenPromise):
            yield error


def said(*catalogues: Path) -> set[str]:
    found: set[str] = set()
    for path in catalogues:
        with path.open("rb") as stream:
            for message in read_po(stream):
                found.add(message.id if isinstance(message.id, str) else message.id[0])
    return found


@pytest.fixture(scope="module")
def errors() -> set[type[RestanteError]]:
    return set(every_error())


def by_code(error: type[RestanteError]) -> bool:
    """Scans fail in the background; the replies page says why by the code, in `replies.reasons`."""
    return error.__module__ == "restante.paper.scan.errors"


def test_what_a_desk_page_can_show_is_in_a_catalogue_of_the_desk(errors: set[type[RestanteError]]) -> None:
    known = said(*PACKAGE.glob("desk/*/locale/ru/LC_MESSAGES/django.po"))
    shown = {error for error in errors if error.__module__.startswith(SHOWN_AT_DESK) and not by_code(error)}
    shown = {error for error in shown if error.__name__ not in AT_TERMINALS}
    shown = {error for error in shown if not error.__module__.startswith(AT_MIRRORS)}
    shown |= {error for error in errors if error.__name__ in ALSO_AT_DESK}
    assert sorted(f"{error.__name__}: {error.text}" for error in shown if str(error.text) not in known) == []


def test_what_a_gates_page_can_show_is_in_the_gates_catalogue(errors: set[type[RestanteError]]) -> None:
    known = said(PACKAGE / "gate/locale/ru/LC_MESSAGES/gate.po")
    shown = {error for error in errors if error.__module__.startswith(SHOWN_AT_GATES)}
    shown = {error for error in shown if error.__name__ not in AT_TERMINALS}
    assert sorted(f"{error.__name__}: {error.text}" for error in shown if str(error.text) not in known) == []


def test_every_reason_why_a_scan_fails_has_a_sentence_for_volunteers(errors: set[type[RestanteError]]) -> None:
    from restante.desk.replies.reasons import REASONS

    assert {error.code for error in errors if by_code(error)} <= set(REASONS)
