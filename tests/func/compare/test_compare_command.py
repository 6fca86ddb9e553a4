"""Tests of `hemolog compare` as a user gives it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hemolog.cli import main
from support.compared_repository import BASE, BETTER, Compared, compared_repository

WORSE = replace(BASE, skill=0.3)

Said = tuple[int, str, str]
Compare = Callable[..., Said]


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Compare:
    """Give the command in a folder: its exit code, and what it printed on both streams."""

    def given(folder: Path, *words: str) -> Said:
        monkeypatch.chdir(folder)
        with pytest.raises(SystemExit) as ended:
            main(["compare", *words])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return given


@pytest.fixture(scope="module")
def better(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """`change` is better than `main`."""
    return compared_repository(tmp_path_factory.mktemp("better") / "here", BASE, BETTER)


@pytest.fixture(scope="module")
def worse(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return compared_repository(tmp_path_factory.mktemp("worse") / "here", BASE, WORSE)


def test_the_report_of_a_branch_begins_with_its_verdict(better: Compared, compare: Compare) -> None:
    code, out, err = compare(better.here.root)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert re.fullmatch(r"BASE: \w{7} \(the merge base of HEAD with main\) \w{7}: The base", lines[0])
    assert re.fullmatch(r"HEAD: change \(what is checked out\) \w{7}: Branch change", lines[1])
    assert lines[3].startswith("Better: test.accuracy (+0.")
    headings = [line for line in lines if re.fullmatch(r"[A-Z][a-z ]+", line)]
    assert headings == [
        "Parameters",
        "Metrics",
        "Classes",
        "Single items",
        "Confusion",
        "Curves",
        "Data",
        "Stages",
        "Models",
        "Artifacts",
        "To get either side",
    ]
    assert max(map(len, out.partition("\nArtifacts")[0].splitlines())) <= 100


def test_an_open_gate_is_said_and_ends_with_0(better: Compared, compare: Compare) -> None:
    code, out, _ = compare(better.here.root, "--gate")
    assert (code, [line for line in out.splitlines() if line.startswith("Gate")]) == (0, ["Gate open."])


def test_the_gate_closes_for_a_metric_that_got_worse(worse: Compared, compare: Compare) -> None:
    code, out, err = compare(worse.here.root, "--gate")
    assert (code, err) == (1, "")
    assert "\nGate closed: test.accuracy, test.log_loss worse beyond the tolerance.\n" in out


def test_the_gate_closes_for_a_lock_that_does_not_match(better: Compared, compare: Compare) -> None:
    code_file = better.here.root / "src/train.py"
    before = code_file.read_text()
    code_file.write_text(f"{before}# changed and not run\n")
    try:
        code, out, _ = compare(better.here.root, "--gate")
    finally:
        code_file.write_text(before)
    assert code == 1
    assert "\nHEAD: workspace (what is checked out, with changes that no commit has" in out
    assert "\nGate closed: dvc.lock does not match the code and parameters of train, then evaluate: run" in out


def test_a_state_of_another_branch_is_judged_by_its_own_lock(worse: Compared, compare: Compare) -> None:
    repository = worse.here.repository
    repository.git("checkout", "--quiet", "-b", "stale", "main")
    (worse.here.root / "src/train.py").write_text("changed and not run\n")
    repository.commit("Forgotten")
    repository.git("checkout", "--quiet", "change")
    code, out, _ = compare(worse.here.root, "main", "stale", "--gate")
    assert code == 1
    assert "Gate closed: dvc.lock does not match the code and parameters of train, then evaluate: run" in out


@pytest.mark.parametrize("format_", ["markdown", "json", "terminal"])
def test_a_report_is_written_to_a_file_and_again_over_it(
    better: Compared, compare: Compare, tmp_path: Path, format_: str
) -> None:
    _, said, _ = compare(better.here.root, "--format", format_)
    file = tmp_path / "report"
    for _ in range(2):
        assert compare(better.here.root, "--format", format_, "--out", str(file)) == (0, "", "")
        assert file.read_text() == said
    assert [each.name for each in tmp_path.iterdir()] == ["report"]


def test_no_file_of_the_users_is_replaced(better: Compared, compare: Compare, tmp_path: Path) -> None:
    file = tmp_path / "thesis.md"
    file.write_text("# Years of work\n")
    code, out, err = compare(better.here.root, "--format", "markdown", "--out", str(file))
    assert (code, out, file.read_text()) == (2, "", "# Years of work\n")
    assert err == f"error: {file} is there already and no report of hemolog: say another name with --out\n"


def test_json_is_for_other_programs(better: Compared, compare: Compare) -> None:
    _, out, _ = compare(better.here.root, "--format", "json", "--gate")
    found = json.loads(out)
    assert found["gate"]["passed"] is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mian",), r'error: the revision "mian" is unknown \(did you mean main\?\)\n'),
        (("main", "chagne"), r'error: the revision "chagne" is unknown \(did you mean change\?\)\n'),
        (("main", "change", "third"), r"error: .*unexpected extra argument.*\n"),
        (("--format", "html"), r"error: .*'html'.*\n"),
    ],
)
def test_a_mistake_is_one_line_and_no_report(
    better: Compared, compare: Compare, words: tuple[str, ...], said: str
) -> None:
    code, out, err = compare(better.here.root, *words)
    assert (code, out) == (2, "")
    assert re.fullmatch(said, err)


def test_a_first_commit_has_nothing_before_it(better: Compared, compare: Compare, tmp_path: Path) -> None:
    better.here.repository.git("clone", "--quiet", "--branch=main", "--single-branch", ".", str(tmp_path / "clone"))
    start = better.here.repository.git("rev-list", "--max-parents=0", "main").strip()
    better.here.repository.git("-C", str(tmp_path / "clone"), "checkout", "--quiet", start)
    code, out, err = compare(tmp_path / "clone", "--gate")
    assert (code, err) == (0, "")
    assert "\nHEAD: " in out


def test_a_shallow_clone_is_told_what_it_lacks(better: Compared, compare: Compare, tmp_path: Path) -> None:
    origin = f"file://{better.here.repository.path}"
    better.here.repository.git("clone", "--quiet", "--depth=1", "--branch=change", origin, str(tmp_path / "clone"))
    code, out, err = compare(tmp_path / "clone", "--gate")
    assert (code, out) == (2, "")
    assert "`git fetch --unshallow" in err
    assert err.count("\n") == 1
