"""What all tests of this folder stand on: one Chromium, which ends with them and whose absence is seen."""

import asyncio
from pathlib import Path

import pytest
from playwright.sync_api import Page

from support.processes import ended, environment, python
from support.required import REQUIRE

ROOT = Path(__file__).resolve().parents[2]

AFTER_THE_BROWSER = """
import asyncio

def test_after():
    asyncio.run(asyncio.sleep(0))
"""


def pytest_run(*words: str, **variables: str) -> tuple[int, str]:
    """A pytest of its own, from the root of this checkout."""
    command = python("import pytest; raise SystemExit(pytest.main())", "-ra", "-p", "no:cacheprovider", *words)
    result = ended(command, cwd=ROOT, env=environment(**variables))
    return result.returncode, result.stdout


@pytest.mark.parametrize(
    ("required", "code", "outcome"), [("", 0, "1 skipped"), ("ceph", 0, "1 skipped"), ("ceph,chromium", 1, "1 error")]
)
def test_without_chromium_its_tests_are_skipped_by_name_or_fail_where_it_is_required(
    tmp_path: Path, required: str, code: int, outcome: str
) -> None:
    test = f"{__file__}::test_text_has_shapes"
    result, output = pytest_run(test, PATH=str(tmp_path), **{REQUIRE: required})
    assert result == code, output
    assert "Chromium is not installed" in output
    assert outcome in output


def test_text_has_shapes(page: Page) -> None:
    page.set_content("<span id=wide>MMMMMM</span><br><span id=narrow>iiiiii</span>")
    width = "each => each.getBoundingClientRect().width"
    assert page.locator("#wide").evaluate(width) > page.locator("#narrow").evaluate(width) > 0


def test_an_event_loop_can_run_after_the_last_test_with_a_browser(page: Page, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="cannot be called from a running event loop"):
        asyncio.run(None)  # type: ignore[arg-type]
    later = tmp_path / "test_later.py"
    later.write_text(AFTER_THE_BROWSER)
    result, output = pytest_run("-q", f"{__file__}::test_text_has_shapes", str(later), "--rootdir", str(ROOT))
    assert (result, "2 passed" in output) == (0, True), output


def test_continuous_integration_installs_what_it_requires() -> None:
    script = (ROOT / ".ci/run").read_text()
    assert " chromium-headless-shell:chromium-headless-shell;" in script
    assert f"\nexport {REQUIRE}=ceph,chromium\nmake test" in script
