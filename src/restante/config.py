# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings: restante.toml in the data folder, then the environment; every one is declared once, in SETTINGS.

No package below this one reads settings: they are passed values.
"""

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from restante.errors import BadInput

CONFIG_NAME: Final = "restante.toml"
DEFAULT_HOME: Final = "var"
LANGUAGES: Final = ("ru", "en")


class ConfigRefused(BadInput):
    """A setting is missing, unknown or odd; the text names it."""

    code = "config-refused"
    text = "{where}: {reason}"


class ConfigMissing(BadInput):
    """A data folder without restante.toml holds no group yet."""

    code = "config-missing"
    text = "{home} holds no group yet: run 'restante demo' for the demonstration, or 'restante init' for a real group."


@dataclass(frozen=True, slots=True)
class Config:
    """What an operator may set; paths that follow from the data folder are properties."""

    home: Path
    name: Mapping[str, str] = field(default_factory=lambda: {"ru": "Restante", "en": "Restante"})
    demonstration: bool = False
    gates: tuple[tuple[str, str], ...] = ()
    return_address: tuple[str, ...] = ()
    posts_from: str | None = None
    mail_every_seconds: int = 6 * 3600
    fetch_every_seconds: int = 300
    gate_port: int = 8400
    desk_port: int = 8401
    desk_hosts: tuple[str, ...] = ()
    database_url: str | None = None
    key_file: Path | None = None

    @property
    def keys_dir(self) -> Path:
        """The organisation's keys; a real group moves root and publisher keys out of it."""
        return self.home / "keys"

    @property
    def desk_dir(self) -> Path:
        """The desk's database and sealed store."""
        return self.home / "desk"

    @property
    def edition_dir(self) -> Path:
        """The edition as last signed; its number is the one to go on from."""
        return self.home / "edition"

    @property
    def gate_home(self) -> Path:
        """The data folder of a gate on this machine."""
        return self.home / "gate"

    @property
    def store_key_file(self) -> Path | None:
        """The file that unlocks the desk unattended: the one named, or in the demonstration the one in keys/."""
        if self.key_file is not None:
            return self.key_file
        return self.keys_dir / "store.key" if self.demonstration else None


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in restante.toml, its variable in the environment, how it is read, what it is for."""

    key: str
    read: Callable[[object], object]
    help: str
    shape: str
    default: str
    variable: str | None = None


def _read_name(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise ValueError('give the name in both languages, as { ru = "…", en = "…" }')
    return {lang: _line(value[lang]) for lang in LANGUAGES}


def _read_truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotation marks")  # noqa: TRY004 - one kind of refusal for the caller
    return value


def _read_gates(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise ValueError("write each gate under its own [[gates]] heading")  # noqa: TRY004 - as above
    gates = []
    for gate in value:
        if not isinstance(gate, dict) or set(gate) != {"name", "url"}:
            raise ValueError("each gate has exactly a name and a url")
        gates.append((_gate_name(gate["name"]), _gate_url(gate["url"])))
    for place, what in enumerate(("name", "url")):
        if len({gate[place] for gate in gates}) != len(gates):
            raise ValueError(f"two gates have the same {what}")
    return tuple(gates)


def _gate_name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", value):
        raise ValueError("a gate's name is 1 to 32 of a-z, 0-9 and -")
    return value


def _gate_url(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[!-~]{1,200}", value):
        raise ValueError("a gate's url is up to 200 plain characters, like https://letters.example.org")
    parts = urlsplit(value)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None or parts.password is not None:
        raise ValueError("a gate's url starts with https:// and a host, without a user name")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "?" in value or "#" in value:
        raise ValueError("a gate's url ends after the host and port")
    if parts.scheme == "http" and not (host.endswith(".onion") or host in {"127.0.0.1", "::1", "localhost"}):
        raise ValueError("plain http:// is for onion addresses and this machine only; use https://")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("a gate's url has an impossible port") from None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")


def _read_lines(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 8:
        raise ValueError("must be a list of at most 8 lines")
    return tuple(_line(line) for line in value)


def _read_country(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2}", value):
        raise ValueError("must be a country's two small letters, such as ge or uk")
    return value


def _read_hosts(value: object) -> tuple[str, ...]:
    host = r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"
    if not isinstance(value, list) or len(value) > 8:
        raise ValueError("must be a list of at most 8 host names")
    if not all(isinstance(one, str) and re.fullmatch(host, one) for one in value):
        raise ValueError("each is a host name in small letters, without https:// and port, like desk.example.org")
    return tuple(value)


def _line(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 120 or not value.isprintable():
        raise ValueError("must be one line of 1 to 120 printable characters")
    return value.strip()


def _number(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return read


def _read_database(value: object) -> str:
    if (
        not isinstance(value, str)
        or not value.isprintable()
        or not re.match(r"(postgresql|postgres)://|sqlite:///", value)
    ):
        raise ValueError("must start with postgresql:// or sqlite:///")
    return value


def _read_path(value: object) -> Path:
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError("must be the path of a file")
    return Path(value).expanduser()


SETTINGS: Final = (
    Setting(
        "name",
        _read_name,
        "The group's name, on every page and in the signed root.",
        '{ ru = "…", en = "…" }',
        "Restante",
    ),
    Setting(
        "demonstration",
        _read_truth,
        "The demonstration group: keys in files, every page marked, refused by gates that are not on loopback.",
        "true or false",
        "false",
    ),
    Setting(
        "gates",
        _read_gates,
        "The gates the desk calls, in the order in which it does. https, or http for onion addresses and this machine.",
        "[[gates]] with name and url",
        "none; in the demonstration this machine's gate",
    ),
    Setting(
        "return_address",
        _read_lines,
        "The return address on letters and envelopes, line by line.",
        "list of at most 8 lines",
        "none",
    ),
    Setting(
        "posts_from",
        _read_country,
        "The country the group posts from. Post abroad then names its country, and for Russia stands in both scripts.",
        "two small letters, as rulebooks name countries",
        "every letter is laid out as inland post",
    ),
    Setting(
        "mail_every_seconds",
        _number(1, 7 * 86400),
        "How often mail is published. Fixed times keep a reply's publication from telling when a volunteer worked.",
        "1 to 604800",
        "21600; in the demonstration 5",
    ),
    Setting(
        "fetch_every_seconds",
        _number(1, 86400),
        "How often the desk fetches sealed letters from every gate.",
        "1 to 86400",
        "300; in the demonstration 2",
    ),
    Setting(
        "gate_port",
        _number(1, 65535),
        "The port of the gate on this machine.",
        "1 to 65535",
        "8400",
        "RESTANTE_GATE_PORT",
    ),
    Setting(
        "desk_port",
        _number(1, 65535),
        "The port of the desk on this machine.",
        "1 to 65535",
        "8401",
        "RESTANTE_DESK_PORT",
    ),
    Setting(
        "desk_hosts",
        _read_hosts,
        "The names under which your own proxy serves the desk, over https or as an onion. Other names are refused, so "
        "that no web site can make a volunteer's browser speak to it.",
        "list of at most 8 host names",
        "none: localhost and 127.0.0.1 only",
    ),
    Setting(
        "database_url",
        _read_database,
        "Where the desk's database is. A group that has outgrown one machine names its PostgreSQL here.",
        "postgresql://… or sqlite:///…",
        "SQLite in desk/desk.sqlite3",
        "RESTANTE_DATABASE_URL",
    ),
    Setting(
        "key_file",
        _read_path,
        "Opens the desk's store unattended. Whoever takes the machine then reads everything on it.",
        "path of a file",
        "none: a passphrase is asked; in the demonstration keys/store.key",
        "RESTANTE_KEY_FILE",
    ),
)
DEMONSTRATION_DEFAULTS: Final[Mapping[str, object]] = {"mail_every_seconds": 5, "fetch_every_seconds": 2}


def find_home(home: Path | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """The data folder: the one given, RESTANTE_HOME, or ./var; absolute, whether or not it exists."""
    named = (os.environ if environ is None else environ).get("RESTANTE_HOME", "")
    return (home or Path(named or DEFAULT_HOME)).expanduser().absolute()


def load(home: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Read restante.toml, then the environment over it; refuse what is unknown or odd, naming it."""
    environ = os.environ if environ is None else environ
    home = find_home(home, environ)
    path = home / CONFIG_NAME
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigMissing(home=home) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigRefused(where=path, reason=f"this is not TOML: {error}") from None
    except OSError as error:
        raise ConfigRefused(where=path, reason=f"cannot be read: {error.strerror}") from None
    values = _read_file(path, document) | _read_environment(environ)
    if values.get("demonstration"):
        port = values.get("gate_port", Config.__dataclass_fields__["gate_port"].default)
        values = {**DEMONSTRATION_DEFAULTS, "gates": (("here", f"http://127.0.0.1:{port}"),), **values}
    return Config(home=home, **values)  # type: ignore[arg-type]  # each value was read by its own setting


def _read_file(path: Path, document: Mapping[str, object]) -> dict[str, object]:
    settings = {setting.key: setting for setting in SETTINGS}
    values: dict[str, object] = {}
    for key, value in document.items():
        if key not in settings:
            raise ConfigRefused(where=path, reason=f"there is no setting '{key}'{_nearest(key, settings)}")
        try:
            values[key] = settings[key].read(value)
        except ValueError as error:
            raise ConfigRefused(where=f"{path}, {key}", reason=error) from None
    if "name" not in values:
        raise ConfigRefused(where=path, reason="the setting 'name' is missing")
    return values


def _read_environment(environ: Mapping[str, str]) -> dict[str, object]:
    settings = {setting.variable: setting for setting in SETTINGS if setting.variable is not None}
    known = [*settings, "RESTANTE_HOME"]
    values: dict[str, object] = {}
    for variable in sorted(environ):
        if variable in settings and environ[variable] != "":
            try:
                values[settings[variable].key] = settings[variable].read(environ[variable])
            except ValueError as error:
                raise ConfigRefused(where=variable, reason=error) from None
        elif variable.startswith("RESTANTE_") and variable not in known and _nearest(variable, known):
            raise ConfigRefused(where="environment", reason=f"there is no {variable}{_nearest(variable, known)}")
    return values


def _nearest(word: str, known: Mapping[str, object] | list[str]) -> str:
    near = get_close_matches(word, list(known), n=1, cutoff=0.85)
    return f"; did you mean '{near[0]}'?" if near else ""


def write_config(config: Config) -> Path:
    """Write restante.toml whole or not at all; a number at its default stays out, so a demonstration gets its own."""
    lines = ["# Settings of this data folder; docs/reference/settings.md explains each of them.", ""]
    lines += [f"name = {{ ru = {_quote(config.name['ru'])}, en = {_quote(config.name['en'])} }}"]
    lines += [f"demonstration = {'true' if config.demonstration else 'false'}"]
    lines += [f"return_address = [{', '.join(_quote(line) for line in config.return_address)}]"]
    for key in ("mail_every_seconds", "fetch_every_seconds", "gate_port", "desk_port"):
        value = getattr(config, key)
        default = DEMONSTRATION_DEFAULTS.get(key) if config.demonstration else None
        if value not in {default, Config.__dataclass_fields__[key].default}:
            lines.append(f"{key} = {value}")
    written = ("posts_from", "database_url", "key_file")
    for key, text in ((key, getattr(config, key)) for key in written):
        if text is not None:
            lines.append(f"{key} = {_quote(str(text))}")
    if config.desk_hosts:
        lines.append(f"desk_hosts = [{', '.join(_quote(host) for host in config.desk_hosts)}]")
    for name, url in config.gates:
        lines += ["", "[[gates]]", f"name = {_quote(name)}", f"url = {_quote(url)}"]
    document = "\n".join(lines) + "\n"
    path = config.home / CONFIG_NAME
    _read_file(path, tomllib.loads(document))
    config.home.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(document, "utf-8")
    fresh.replace(path)
    return path


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
