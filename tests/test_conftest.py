"""What holds for the whole run; the rule against silent skips in CI is tried on small projects of its own."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CONFTEST = Path(__file__).with_name("conftest.py")

SKIPPED = """
import pytest

@pytest.mark.container
def test_marked():
    pytest.skip("no engine")

@pytest.mark.browser
def test_of_another_mark():
    pytest.skip("no browser")

@pytest.mark.container
@pytest.mark.xfail(reason="known")
def test_expected_failure():
    raise AssertionError
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("TESTS_REQUIRE", raising=False)
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nmarkers =\n    container: x\n    browser: x\n    clients: x\n")
    return pytester


def run(project: pytest.Pytester) -> pytest.RunResult:
    return project.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:mock_osigu")


def test_a_skip_is_a_skip_where_nothing_is_required(project: pytest.Pytester) -> None:
    project.makepyfile(SKIPPED)
    run(project).assert_outcomes(skipped=2, xfailed=1)


def test_a_required_test_may_not_be_skipped(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESTS_REQUIRE", "clients,container")
    project.makepyfile(SKIPPED)
    result = run(project)
    result.assert_outcomes(failed=1, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["*container: TESTS_REQUIRE allows no skip here, yet: Skipped: no engine*"])


def test_a_fixture_that_skips_counts_too(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTS_REQUIRE", "container")
    project.makepyfile("""
        import pytest

        @pytest.fixture
        def engine():
            pytest.skip("no engine")

        @pytest.mark.container
        def test_it(engine):
            pass
        """)
    run(project).assert_outcomes(errors=1)


def test_a_module_that_skips_itself_counts_too(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESTS_REQUIRE", "container")
    project.makepyfile('import pytest\n\npytest.skip("not today", allow_module_level=True)\n')
    result = run(project)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*allows no skip here, yet: Skipped: not today*"])


def test_no_property_fails_for_its_time() -> None:
    usual = settings()
    assert usual.deadline is None
    assert HealthCheck.too_slow in usual.suppress_health_check
