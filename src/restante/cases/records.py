# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case consists of, frozen and public: a record that may not be shown has no way into these types.

The unit is the claim: a field or a happening, said by someone, in a source, with a quotation. Codes (`kind`, `status`,
`role`…) are those of `terms.toml`; ids are short ASCII names, unique in a case and kept for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from restante.cases.dates import PartialDate

Text2 = Mapping[str, str]
"""The same text in several languages, by language code."""

Section = Literal["who", "happened", "write"]
SECTIONS: tuple[Section, ...] = ("who", "happened", "write")
"""`who` and `write` are told as sentences; `happened` holds everything about the course of the case."""

ValueKind = Literal["", "date", "span", "number", "text"]
"""`date` is EDTF text, `span` an ISO 8601 duration (P5Y9M), `number` a decimal, `text` a word that can be compared."""


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of a person's name. `kind`: legal, common, transliteration, alias."""

    text: str
    lang: str
    script: str = ""
    kind: str = "common"
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Something published that can be named. `origin` groups sources that go back to one report and count as one."""

    id: str
    title: str
    author: str = ""
    published: PartialDate | None = None
    publisher: str = ""
    url: str = ""
    retrieved: date | None = None
    note: Text2 | None = None
    lang: str = "en"
    material: str = ""
    connection: str = ""
    origin: str = ""
    relays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """What is held of a source: a file known by its SHA-256. The file itself is not public."""

    id: str
    source: str
    retrieved: str
    sha256: str
    media_type: str
    size: int
    url: str = ""
    tool: str = ""
    archive_url: str = ""
    stamp: str = ""
    stamped: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The place in a source; the quotation is short, in the source's own language. Without one it is only a lead."""

    source: str
    quotation: str = ""
    locator: str = ""
    lang: str = ""
    prefix: str = ""
    suffix: str = ""
    capture: str = ""
    stance: str = "says"
    translation: Text2 | None = None
    translated_by: str = ""
    machine_translated: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement; `says` names who makes it, because the page makes none of its own.

    `subject` is `person` or `event:ID`, `charge:ID`, `proceeding:ID`, `custody:ID`; with `field` it tells what the
    `value` is a value of: two claims of one subject and field and different values may contradict each other.
    """

    id: str
    section: Section
    text: Text2
    citations: tuple[Citation, ...] = ()
    says: Text2 | None = None
    role: str = "unknown"
    subject: str = "person"
    field: str = ""
    value: str = ""
    value_kind: ValueKind = ""
    attribution: str = ""
    status: str = "alleged"
    why: Text2 | None = None
    decided: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """How two claims stand to each other; `note` is the editors' reason, shown with both sides."""

    start: str
    relation: str
    end: str
    note: Text2 | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Who had which part in an event."""

    name: Text2
    role: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened or is planned. `uid` and `sequence` are the calendar's (RFC 5545): kept, and raised."""

    id: str
    kind: str
    when: PartialDate | None
    text: Text2
    state: str = "held"
    time: str = ""
    zone: str = ""
    place: Text2 | None = None
    participants: tuple[Participant, ...] = ()
    uid: str = ""
    sequence: int = 0
    changed: date | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proceeding:
    """One thread of criminal law; detention anew on an older case is a second one."""

    id: str
    title: Text2
    number: str = ""
    jurisdiction: str = ""
    body: Text2 | None = None
    court: Text2 | None = None
    opened: PartialDate | None = None
    resumed: tuple[PartialDate, ...] = ()
    stage: str = "unknown"
    outcome: Text2 | None = None
    co_accused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LawArticle:
    """A provision that a charge names: `RU`, `CC`, 213, part 2."""

    jurisdiction: str
    code: str
    article: str
    part: str = ""
    point: str = ""
    title: Text2 | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """What the authorities call it; `activity` is what was in fact done or said, kept apart from it."""

    id: str
    proceeding: str
    article: LawArticle
    start: PartialDate | None = None
    end: PartialDate | None = None
    outcome: str = "unknown"
    reclassified_from: str = ""
    activity: Text2 | None = None


@dataclass(frozen=True, slots=True)
class CustodyPeriod:
    """One stay in one place on one ground. `end` None: still there if `ongoing`, else not known."""

    id: str
    kind: str
    start: PartialDate | None
    end: PartialDate | None = None
    ongoing: bool = False
    end_reason: str = ""
    proceeding: str = ""
    place: Text2 | None = None
    regime: str = ""
    concurrent: bool = False
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an organisation declared the person to be."""

    id: str
    organisation: Text2
    status: str
    when: PartialDate | None = None
    criteria: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an action asks: an office-holder, with the salutation and the postal address of the office."""

    name: str
    office: Text2
    salutation: Text2
    address: tuple[str, ...] = ()
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class ActionOutcome:
    """What was done on an action, and what came of it."""

    day: date
    what: Text2
    count: int | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What to do now; `letter` is a text to the target in the target's language, `avoid` what would do harm."""

    id: str
    kind: str
    ask: Text2
    targets: tuple[Target, ...] = ()
    opens: date | None = None
    closes: date | None = None
    letter: Text2 | None = None
    avoid: Text2 | None = None
    outcomes: tuple[ActionOutcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the case that is held as a capture."""

    id: str
    title: Text2
    kind: str
    capture: str = ""
    translation_of: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What stood on the page, and why it changed; `kind`: corrected, withdrawn, retracted. Never erased."""

    id: str
    day: date
    kind: str
    what: Text2
    why: Text2
    about: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything public about what happened to one person. `version` and `digest` make this state citable."""

    person: str
    names: tuple[Name, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: tuple[ClaimLink, ...] = ()
    sources: tuple[Source, ...] = ()
    captures: tuple[Capture, ...] = ()
    events: tuple[Event, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    charges: tuple[Charge, ...] = ()
    custody: tuple[CustodyPeriod, ...] = ()
    recognitions: tuple[Recognition, ...] = ()
    actions: tuple[Action, ...] = ()
    documents: tuple[Document, ...] = ()
    corrections: tuple[Correction, ...] = ()
    facts_as_of: date | None = None
    version: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as a file brings it: the same records, and beside them which may not be shown, and notes for the team.

    Keys of both tables are `claim:ID`, `event:ID`…; what has no entry in `hidden` is public when an editor says so.
    """

    case: Case
    hidden: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    """Findings of the reading, by the same keys: `citation-without-quotation` and the like."""
