"""The TOML file: what it may say, and how it is refused."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mock_osigu.config.file import read_table
from mock_osigu.settings import OPTIONS, ClientSpec, Configuration, SettingError, configure
from settings.outcomes import outcome

WHOLE = """
port = 0
token_ttl = 5
token_reuse = true
control = false
allow_hosts = ["mock.example"]

[[clients]]
client_id = "app"
client_secret = "secret"
scopes = ["read"]

[[clients]]
client_id = "short"
client_secret = "secret"
token_ttl = 1
scenario = "mine"

[scenarios.mine]
faults = [{ match = { operation = "invoices.list" }, effect = { status = 503 } }]
token = { ttl = 5, born = "expired", every = 2 }
"""


def read(folder: Path, content: str | bytes) -> Configuration:
    file = folder / "mock.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return configure({"config": str(file)}, {})


def refusal(folder: Path, content: str | bytes) -> str:
    with pytest.raises(SettingError) as caught:
        read(folder, content)
    text = str(caught.value)
    assert text.isprintable()
    assert "mock.toml" in text
    return text


def test_everything_a_file_may_say(tmp_path: Path) -> None:
    configuration = read(tmp_path, WHOLE)
    settings = configuration.settings
    assert configuration.serving.port == 0
    assert (settings.token_ttl, settings.token_reuse, settings.control) == (5, True, False)
    assert settings.allow_hosts == ("mock.example",)
    assert settings.clients == (
        ClientSpec("app", "secret", scopes=("read",)),
        ClientSpec("short", "secret", token_ttl=1, scenario="mine"),
    )
    assert settings.scenarios["mine"]["token"] == {"ttl": 5, "born": "expired", "every": 2}
    assert settings.scenarios["mine"]["faults"][0]["effect"] == {"status": 503}


def test_the_variable_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text("seed = 7")
    assert configure({}, {"MOCK_OSIGU_CONFIG": str(file)}).settings.seed == 7


def test_a_byte_order_mark_is_no_part_of_it(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfseed = 7").settings.seed == 7


def test_every_option_but_the_file_itself_is_a_key(tmp_path: Path) -> None:
    message = refusal(tmp_path, "nothing_of_ours = 1")
    for option in OPTIONS:
        assert (option.name in message.partition("valid: ")[2].split(", ")) is (option.name != "config")


@pytest.mark.parametrize(
    "content,named",
    [
        ("token_tll = 5", "'token_ttl'"),
        ("token-ttl = 5", "'token_ttl'"),
        ('config = "other.toml"', "is not an option"),
        ("token_ttl = '5'", "token_ttl: '5' is not a whole number"),
        ("token_ttl = true", "is not a whole number"),
        ("token_ttl = 5.0", "is not a whole number"),
        ("seed = 9223372036854775808", "out of range"),
        ("control = 0", "neither true nor false"),
        ("control = 'off'", "neither true nor false"),
        ("clients = 'app:secret'", "is not a list of clients"),
        ("clients = []", "no client"),
        ("[clients]\nclient_id = 'a'", "is not a list of clients"),
        ("[[clients]]\nclient_id = 'a'", "clients[0].client_secret"),
        ("[[clients]]\nclient_id = 'a'\nclient_secret = 'b'\nttl = 5", "clients[0].ttl"),
        ("[scenarios.mine]\ntokens = {}", "scenarios.mine.tokens"),
        ("[scenarios.mine]\nfaults = [{ at = 2026-01-01 }]", "scenarios.mine.faults[0].at"),
        ("port 5", "line 1, column 6"),
        ("seed = 1\nseed = 2", "is not TOML: Cannot overwrite a value"),
        ("seed = " + "9" * 5000, "is not TOML"),
        ("seed = " + "[" * 5000, "too deep"),
        (b"seed = 1 # \xff", "not UTF-8 at byte 11"),
        (b"#" * (4 * 1024 * 1024 + 1), "is longer than"),
    ],
)
def test_a_refusal_names_the_file_and_the_fault(content: str | bytes, named: str, tmp_path: Path) -> None:
    assert named in refusal(tmp_path, content)


@pytest.mark.parametrize("value", ["1", "'on'", "'true'"])
def test_in_a_file_truth_has_two_words(value: str, tmp_path: Path) -> None:
    message = refusal(tmp_path, f"token_reuse = {value}")
    assert message.endswith("mock.toml); valid: true, false")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"none\.toml.* No such file .*command line --config"):
        configure({"config": str(tmp_path / "none.toml")}, {})
    with pytest.raises(SettingError, match=r"directory .*environment MOCK_OSIGU_CONFIG"):
        configure({}, {"MOCK_OSIGU_CONFIG": str(tmp_path)})


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")))
@example(b"\x00")
@example(b"a = 1_")
def test_any_bytes_are_a_table_or_one_line(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    came = outcome(lambda: read_table(str(file), "command line --config"))
    if isinstance(came, SettingError):
        assert str(came).isprintable()
        assert "any.toml" in str(came)
    else:
        assert isinstance(came, dict)
