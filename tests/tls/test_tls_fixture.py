"""The pytest fixture over https, in a run of real pytest."""

import pytest

SUITE = """
import ssl
import urllib.request
from urllib.error import URLError

import pytest
from mock_osigu import ControlClient, Settings
from mock_osigu.client import ControlError


@pytest.fixture(scope="session")
def osigu_settings():
    return Settings(tls=True)


def ask(osigu, path="/health"):
    context = ssl.create_default_context(cafile=osigu.ca_file)
    with urllib.request.urlopen(osigu.url + path, timeout=10, context=context) as answer:
        return answer.status


@pytest.mark.parametrize("kind", ["expired", "wrong_name", "untrusted"])
def test_bad(osigu_server, kind):
    assert ask(osigu_server) == 200
    osigu_server.show_certificate(kind)
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        ask(osigu_server)
    assert osigu_server.requests.count() == 0


def test_good_again(osigu_server, osigu_session):
    assert osigu_server.url.startswith("https://")
    assert osigu_server.ca_file == osigu_session.ca_file
    assert ask(osigu_server) == 200
    assert osigu_server.control.certificates.get().kind == "good"


def test_other_sandbox(osigu_server):
    other = osigu_server.new_sandbox()
    assert other.url.startswith("https://")
    assert ask(other) == 200


def test_a_client_with_the_authority(osigu_server):
    with ControlClient(osigu_server.url, ca_file=osigu_server.ca_file) as control:
        assert control.health().status == "ok"


def test_the_receiver_of_webhooks(osigu_server, osigu_webhooks):
    assert osigu_webhooks.url.startswith("http://")
"""
PLAIN = """
import pytest
from mock_osigu.client import ControlError


def test_plain(osigu_server):
    assert osigu_server.ca_file is None
    with pytest.raises(ControlError, match="start it with --tls"):
        osigu_server.control.certificates.get()
    with pytest.raises(ControlError, match="start it with --tls"):
        osigu_server.show_certificate("expired")
"""


def test_a_suite_over_https(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=7)


def test_without_tls_there_is_no_authority(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PLAIN)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)
