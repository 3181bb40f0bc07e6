# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings: what is read, what is refused and in which words, and that the reference page names every one."""

from pathlib import Path

import pytest

from restante.config import SETTINGS, Config, ConfigMissing, ConfigRefused, find_home, load, write_config

NAME = 'name = { ru = "Передача", en = "Parcel" }\n'


def write(home: Path, text: str) -> Path:
    (home / "restante.toml").write_text(text, "utf-8")
    return home


def test_a_written_group_is_read_back_the_same(tmp_path: Path) -> None:
    config = Config(
        home=tmp_path,
        name={"ru": 'Группа "А\\Б"', "en": "Group"},
        gates=(("one", "https://letters.example.org"), ("two", "http://" + "a" * 56 + ".onion")),
        return_address=("P.O. Box 1", "Tbilisi"),
        posts_from="ge",
        mail_every_seconds=3600,
        gate_port=9000,
        database_url="postgresql://desk@127.0.0.1/desk",
        key_file=Path("/etc/restante/store.key"),
    )
    path = write_config(config)
    assert load(tmp_path, {}) == config
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_demonstration_publishes_mail_every_five_seconds_through_this_machines_gate(tmp_path: Path) -> None:
    write_config(Config(home=tmp_path, demonstration=True))
    config = load(tmp_path, {"RESTANTE_GATE_PORT": "9400"})
    assert (config.mail_every_seconds, config.gates) == (5, (("here", "http://127.0.0.1:9400"),))
    assert config.store_key_file == tmp_path / "keys" / "store.key"


def test_a_real_group_has_no_gate_and_no_key_file_until_it_names_them(tmp_path: Path) -> None:
    config = load(write(tmp_path, NAME), {})
    assert (config.gates, config.store_key_file, config.mail_every_seconds) == ((), None, 21600)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environ = {"RESTANTE_HOME": str(write(tmp_path, NAME + "desk_port = 9001\n")), "RESTANTE_DESK_PORT": "9002"}
    assert load(None, environ).desk_port == 9002


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    assert load(write(tmp_path, NAME), {"RESTANTE_DATABASE_URL": ""}).database_url is None


def test_the_data_folder_is_var_beside_the_caller_unless_named() -> None:
    assert find_home(None, {}) == Path.cwd() / "var"


def test_a_folder_without_a_group_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigMissing, match="restante demo"):
        load(tmp_path, {})


REFUSED = {
    "not TOML": ("name = ", "this is not TOML"),
    "a misspelt setting, with the right one": (NAME + "desk_prot = 1", "did you mean 'desk_port'"),
    "an unknown setting": (NAME + "colour = 1", "there is no setting 'colour'"),
    "no name": ("demonstration = true", "the setting 'name' is missing"),
    "a name in one language": ('name = { ru = "Передача" }', "both languages"),
    "a name with a line break": ('name = { ru = "a\\nb", en = "a" }', "one line"),
    "a name that turns the writing direction": ('name = { ru = "a\\u202eb", en = "a" }', "one line"),
    "a quoted truth": (NAME + 'demonstration = "false"', "true or false"),
    "a port of zero": (NAME + "gate_port = 0", "from 1 to 65535"),
    "a port that is a truth": (NAME + "gate_port = true", "from 1 to 65535"),
    "mail that is never published": (NAME + "mail_every_seconds = 0", "from 1 to 604800"),
    "a number that is none": (NAME + "mail_every_seconds = nan", "whole number"),
    "a gate over plain http": (NAME + '[[gates]]\nname = "a"\nurl = "http://example.org"', "use https"),
    "a gate with a user name": (NAME + '[[gates]]\nname = "a"\nurl = "https://a:b@example.org"', "without a user"),
    "a gate with a path": (NAME + '[[gates]]\nname = "a"\nurl = "https://example.org/x"', "ends after the host"),
    "a gate with an impossible port": (NAME + '[[gates]]\nname = "a"\nurl = "https://example.org:99999"', "port"),
    "a gate named with a slash": (NAME + '[[gates]]\nname = "../a"\nurl = "https://example.org"', "gate's name"),
    "a gate with a third field": (NAME + '[[gates]]\nname = "a"\nurl = "https://a.org"\nkey = 1', "exactly a name"),
    "two gates of one name": (
        NAME + '[[gates]]\nname = "a"\nurl = "https://a.org"\n[[gates]]\nname = "a"\nurl = "https://b.org"',
        "same name",
    ),
    "a gate that is not a table": (NAME + "gates = 1", r"\[\[gates\]\]"),
    "a country by its name": (NAME + 'posts_from = "Georgia"', "two small letters"),
    "a return address in one string": (NAME + 'return_address = "Box 1"', "list of at most 8"),
    "a database of an unknown kind": (NAME + 'database_url = "mysql://x"', "postgresql"),
    "a key file that is a number": (NAME + "key_file = 1", "path of a file"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_refused_with_a_reason(sentence: str, tmp_path: Path) -> None:
    text, reason = REFUSED[sentence]
    with pytest.raises(ConfigRefused, match=reason):
        load(write(tmp_path, text), {})


def test_a_misspelt_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="did you mean 'RESTANTE_GATE_PORT'"):
        load(write(tmp_path, NAME), {"RESTANTE_GATEPORT": "1"})


def test_an_odd_variable_is_named_without_its_value(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="RESTANTE_DATABASE_URL") as refused:
        load(write(tmp_path, NAME), {"RESTANTE_DATABASE_URL": "mysql://desk:hunter2@db"})
    assert "hunter2" not in str(refused.value)


def test_what_cannot_be_read_back_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="gate's name"):
        write_config(Config(home=tmp_path, gates=(("A gate", "https://a.org"),)))
    assert list(tmp_path.iterdir()) == []


def test_the_reference_page_describes_every_setting() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reference" / "settings.md").read_text("utf-8")
    for setting in SETTINGS:
        variable = f"`{setting.variable}`" if setting.variable else ""
        row = f"| `{setting.key}` | {setting.shape} | {setting.default} | {variable} |"
        assert row in page
        assert setting.help in page


@pytest.mark.parametrize(
    "odd", ['["*"]', '[".example.org"]', '["https://desk.example.org"]', '["desk:8443"]', '"desk"']
)
def test_a_host_of_the_desk_is_one_plain_name(tmp_path: Path, odd: str) -> None:
    with pytest.raises(ConfigRefused, match="host name"):
        load(write(tmp_path, f"{NAME}desk_hosts = {odd}\n"), {})


def test_the_hosts_of_the_desk_are_read_back(tmp_path: Path) -> None:
    write_config(Config(home=tmp_path, desk_hosts=("desk.example.org",)))
    assert load(tmp_path, {}).desk_hosts == ("desk.example.org",)
