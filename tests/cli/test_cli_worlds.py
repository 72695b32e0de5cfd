"""Settings that only a world can judge: refused in one line that names the key, its source and what is valid."""

from pathlib import Path

import pytest

from cli.programs import run
from mock_osigu.engine.scenarios import BUILT_IN

NAMES = ", ".join(scenario.name for scenario in BUILT_IN)
CLIENT = '[[clients]]\nclient_id = "app"\nclient_secret = "one"\n'


def refusal(*arguments: str, env: dict[str, str] | None = None) -> str:
    ran = run("serve", "--port", "0", *arguments, env=env)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.count("\n") == 1
    assert run("config", *arguments, env=env).stderr == ran.stderr, "who checks a file first finds the same"
    return ran.stderr.rstrip("\n")


def refusal_of_file(folder: Path, content: str) -> str:
    """What is said of a file, without the file's name."""
    file = folder / "mock.toml"
    file.write_text(content)
    message = refusal("--config", str(file))
    assert message.count(f" (from file {file})") == 1
    return message.replace(f" (from file {file})", "")


def test_a_scenario_that_has_a_built_in_one_s_name(tmp_path: Path) -> None:
    assert refusal_of_file(tmp_path, "[scenarios.api-slow]\nfaults = []\n") == (
        "mock-osigu: scenarios: 'api-slow' is built in, and stays as it is; valid: another name"
    )


def test_a_client_of_a_scenario_that_is_not_there(tmp_path: Path) -> None:
    own = "[scenarios.mine]\nfaults = []\n"
    content = f"{CLIENT}{CLIENT.replace('app', 'other')}scenario = 'nope'\n{own}"
    assert refusal_of_file(tmp_path, content) == (
        f"mock-osigu: clients[1].scenario: 'nope' is not a scenario; valid: {NAMES}, mine"
    )


def test_a_client_of_a_misspelt_scenario_in_the_environment() -> None:
    client = '[{"client_id": "app", "client_secret": "one", "scenario": "api-slaw"}]'
    assert refusal(env={"MOCK_OSIGU_CLIENTS": client}) == (
        "mock-osigu: clients[0].scenario: 'api-slaw' is not a scenario, did you mean 'api-slow'? "
        f"(from environment MOCK_OSIGU_CLIENTS); valid: {NAMES}"
    )


def test_the_id_of_a_scenarios_client_is_taken(tmp_path: Path) -> None:
    reason = f"'token-short' is the client of a scenario, which is always there; valid: any but {NAMES}"
    file = refusal_of_file(tmp_path, CLIENT.replace("app", "token-short"))
    assert file == f"mock-osigu: clients[0].client_id: {reason}"
    command_line = refusal("--client", "app:one", "--client", "token-short:two")
    assert command_line.replace(" (from command line --client)", "") == (
        f"mock-osigu: clients[1].client_id: {reason}"
    )
    assert "from command line --client" in command_line


@pytest.mark.parametrize(
    "rule,said",
    [
        ("effect = {}", "faults[0].effect: {} cannot be used: does nothing; give one of status, body, "),
        (
            "effect = { staus = 503 }",
            "faults[0].effect.staus: 503 cannot be used: is not a field; valid are status, body, ",
        ),
        ("", "faults[0].effect is missing"),
        ("effect = 503", "faults[0].effect: 503 cannot be used: must be an object"),
        (
            "effect = { connection = 'rest' }",
            "faults[0].effect.connection: 'rest' cannot be used: must be one of reset, close, hang",
        ),
        (
            "effect = { status = 503 }, match = { operation = 'invoices.lst' }",
            "faults[0].match.operation: 'invoices.lst' cannot be used: there is no operation 'invoices.lst'; valid ",
        ),
        (
            "effect = { status = 503 }, tims = 1",
            "faults[0].tims: 1 cannot be used: is not a field; valid are match, effect, after, times, ",
        ),
        ("effect = { status = 503 } }, { effect = {}", "faults[1].effect: {} cannot be used: does nothing"),
        (
            "effect = { status = 503, headers = { A = ['1'] } }",
            "faults[0].effect.headers.A: ('1',) cannot be used: expected string, got array",
        ),
        (
            "effect = { status = 503, headers = { 'X.Y' = 1 } }",
            "faults[0].effect.headers.X.Y cannot be used: expected string, got integer",
        ),
    ],
)
def test_a_rule_that_is_none(rule: str, said: str, tmp_path: Path) -> None:
    message = refusal_of_file(tmp_path, f"[scenarios.x]\nfaults = [{{ {rule} }}]\n")
    assert message.startswith(f"mock-osigu: scenarios.x.{said}")


def test_a_scenarios_name_is_a_headers_value(tmp_path: Path) -> None:
    message = refusal_of_file(tmp_path, "[scenarios.'a b']\nfaults = []\n")
    assert message.startswith(
        "mock-osigu: scenarios: 'a b' is not a scenario's name; valid: up to 100 letters"
    )
