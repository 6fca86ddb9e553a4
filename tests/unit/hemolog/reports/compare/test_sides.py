"""Tests of which two states are compared."""

import shutil
from pathlib import Path

import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments.history.run import Kind
from hemolog.experiments.workspace import Workspace
from hemolog.reports.compare.sides import FIRST_COMMIT, Sides, choose_sides
from support.plain_repository import Plain, plain
from support.processes import ended


class Tree:
    """A history whose commits have names.

    root - fork - late (main)
               \\ one - two (change)     alone (elsewhere, without a parent)
    """

    def __init__(self, folder: Path) -> None:
        self.here: Plain = plain(folder)
        self.commits: dict[str, str] = {}
        self._commit("fork")
        self._git("checkout", "--quiet", "-b", "change")
        self._commit("one")
        self._commit("two")
        self._git("checkout", "--quiet", "main")
        self._commit("late")
        self._git("checkout", "--quiet", "--orphan", "elsewhere")
        self._commit("alone")
        self._git("tag", "-a", "v1", "-m", "A tag", self.commits["one"])
        self._git("checkout", "--quiet", "change")
        made = self.here.commit({"params.yaml": "rate: 2\n"})
        self.here.references({self.here.ref("trial"): made})
        self.commits["trial"] = made

    def _git(self, *words: str) -> str:
        return self.here.repository.git(*words)

    def _commit(self, name: str) -> None:
        (self.here.root / "params.yaml").write_text(f"name: {name}\n")
        self.commits[name] = self.here.repository.commit(name)

    def copy(self, to: Path) -> Path:
        shutil.copytree(self.here.repository.path, to, symlinks=True)
        return to


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree(tmp_path_factory.mktemp("tree"))


def sides(tree: Tree, base: str | None = None, head: str | None = None) -> Sides:
    return choose_sides(tree.here.workspace, base, head)


def names(tree: Tree, found: Sides) -> tuple[str, str]:
    """What the commits are called that were chosen."""
    called = {commit: name for name, commit in tree.commits.items()}
    return called[found.base.commit] if found.base else "", called[found.head.commit]


def refused(workspace: Workspace, base: str | None = None, head: str | None = None) -> str:
    with pytest.raises(RepositoryError) as caught:
        choose_sides(workspace, base, head)
    return str(caught.value)


def git(folder: Path, *words: str) -> None:
    result = ended(("git", "-c", "user.name=T", "-c", "user.email=t@localhost", *words), cwd=folder)
    assert result.returncode == 0, result.stdout


def test_by_itself_it_is_what_is_checked_out_and_where_it_left_the_default_branch(tree: Tree) -> None:
    found = sides(tree)
    assert names(tree, found) == ("fork", "two")
    assert found.base_side is not None
    assert (found.base_side.kind, found.base_side.chosen) == (Kind.COMMIT, "the merge base of HEAD with main")
    assert (found.head_side.kind, found.head_side.name, found.head_side.ref) == (
        Kind.BRANCH,
        "change",
        "refs/heads/change",
    )
    assert (found.remarks, found.missing) == ((), "")
    assert found.head.params == {"params.name": "two"}


@pytest.mark.parametrize(
    ("base", "head", "expected", "remark"),
    [
        (None, "main", ("fork", "late"), "HEAD is on main"),
        (None, "main~1", ("", ""), "HEAD is on main"),
        (None, "v1", ("fork", "one"), ""),
        ("main", None, ("fork", "two"), "main itself, 1 commit further on, is at"),
        ("main~1", None, ("fork", "two"), ""),
        ("v1", None, ("one", "two"), ""),
        ("v1", "main", ("one", "late"), ""),
        ("change", "v1", ("two", "one"), "HEAD is part of change, which has moved on"),
        ("change", "change~1", ("two", "one"), "HEAD is part of change"),
        ("HEAD~1", "HEAD", ("one", "two"), ""),
        ("trial", "change", ("trial", "two"), ""),
        ("HEAD", "HEAD", ("two", "two"), "BASE and HEAD are the same commit"),
        ("elsewhere", None, ("alone", "two"), "have nothing in common"),
        ("change", "elsewhere", ("two", "alone"), "have nothing in common"),
        (None, "trial", ("two", "trial"), ""),
    ],
)
def test_what_is_named(tree: Tree, base: str | None, head: str | None, expected: tuple[str, str], remark: str) -> None:
    found = sides(tree, base, head)
    assert expected == ("", "") or names(tree, found) == expected
    assert [remark in each for each in found.remarks] == [True] * bool(remark)


def test_an_experiment_is_found_by_its_name_alone_or_with_its_baseline(tree: Tree) -> None:
    for name in ("trial", f"{tree.commits['two'][:8]}/trial", tree.here.ref("trial")):
        found = sides(tree, None, name)
        assert (found.head_side.kind, found.head_side.name) == (Kind.EXPERIMENT, "trial")
        assert found.base_side is not None
        assert found.base_side.chosen == "the commit that trial grows from"


def test_an_experiment_s_baseline_that_is_not_here_is_said(tree: Tree, tmp_path: Path) -> None:
    folder = tree.copy(tmp_path / "copy")
    git(folder, "update-ref", f"refs/exps/aa/{'b' * 38}/lost", tree.commits["trial"])
    assert refused(Workspace(folder), None, "lost") == (
        "the commit aabbbbb that lost grows from is not here: fetch its branch, or name BASE: "
        "`hemolog compare BASE HEAD` compares any two"
    )


def test_an_experiment_s_name_that_several_have_is_refused_with_the_ways(tree: Tree, tmp_path: Path) -> None:
    folder, one, two = tree.copy(tmp_path / "copy"), tree.commits["one"], tree.commits["two"]
    git(folder, "update-ref", f"refs/exps/{one[:2]}/{one[2:]}/trial", tree.commits["late"])
    told = refused(Workspace(folder), "trial")
    assert told.startswith('"trial" may be any of 2 experiments: say which, as ')
    assert {f"{one[:7]}/trial", f"{two[:7]}/trial"} == set(told.partition("as ")[2].split(", "))
    found = choose_sides(Workspace(folder), f"{one[:7]}/trial")
    assert found.base is not None
    assert found.base.commit == tree.commits["late"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chang", "is unknown (did you mean change?)"),
        ("trail", "is unknown (did you mean trial?)"),
        ("v2", "is unknown (known: change, elsewhere, main, trial, v1)"),
        ("", "is unknown (known: change, elsewhere, main, trial, v1)"),
        ("main~99", "is unknown"),
        ("HEAD:params.yaml", "is no commit but a file"),
        ("HEAD^{tree}", "is no commit but a folder"),
        ("-x", "is unknown"),
        ("\x1b[31m\n", "is unknown"),
        ("x" * 5_000, "is unknown"),
    ],
    ids=lambda each: repr(each)[:20],
)
def test_an_unknown_revision_is_told_with_the_nearest_names(tree: Tree, name: str, expected: str) -> None:
    for told in (refused(tree.here.workspace, name), refused(tree.here.workspace, None, name)):
        assert expected in told
        assert "\n" not in told
        assert len(told) < 400


def test_without_a_merge_base_there_is_nothing_to_compare_with_until_it_is_named(tree: Tree) -> None:
    assert refused(tree.here.workspace, None, "elsewhere") == (
        "HEAD has no history in common with main: name BASE: `hemolog compare BASE HEAD` compares any two"
    )


def test_a_first_commit_has_nothing_before_it(tree: Tree, tmp_path: Path) -> None:
    folder = tree.copy(tmp_path / "copy")
    git(folder, "branch", "--force", "main", "elsewhere")
    found = choose_sides(Workspace(folder), None, "main")
    assert (found.base, found.base_side, found.missing) == (None, None, FIRST_COMMIT)


def test_changes_of_tracked_files_are_compared_before_they_are_committed(tree: Tree, tmp_path: Path) -> None:
    folder = tree.copy(tmp_path / "copy")
    (folder / "params.yaml").write_text("name: not yet\n")
    found = choose_sides(Workspace(folder))
    assert found.head.params == {"params.name": "not yet"}
    assert (found.head_side.kind, found.head_side.commit) == (Kind.WORKSPACE, tree.commits["two"])
    assert found.base is not None
    assert found.base.commit == tree.commits["fork"]
    assert choose_sides(Workspace(folder), None, "HEAD").head.params == {"params.name": "two"}

    git(folder, "checkout", "--quiet", "--force", "main")
    (folder / "params.yaml").write_text("name: not yet\n")
    on_main = choose_sides(Workspace(folder))
    assert on_main.base is not None
    assert (on_main.base.commit, on_main.remarks) == (tree.commits["late"], ())


def test_the_default_branch_is_what_origin_calls_its_head(tree: Tree, tmp_path: Path) -> None:
    folder = tree.copy(tmp_path / "copy")
    git(folder, "update-ref", "refs/remotes/origin/main", tree.commits["late"])
    git(folder, "update-ref", "refs/remotes/origin/trunk", tree.commits["one"])
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    found = choose_sides(Workspace(folder))
    assert found.base_side is not None
    assert (found.base_side.commit, found.base_side.chosen) == (
        tree.commits["one"],
        "the merge base of HEAD with origin/trunk",
    )
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
    found = choose_sides(Workspace(folder))
    assert found.base_side is not None
    assert found.base_side.chosen == "the merge base of HEAD with origin/main"


def test_without_a_default_branch_the_way_out_is_said(tree: Tree, tmp_path: Path) -> None:
    folder = tree.copy(tmp_path / "copy")
    git(folder, "branch", "--move", "main", "trunk")
    assert refused(Workspace(folder)).startswith("no branch main or master is known here, nor a HEAD of origin: name B")


def test_a_shallow_clone_says_what_brings_the_rest(tree: Tree, tmp_path: Path) -> None:
    source, folder = tree.here.repository.path.as_uri(), tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=change", source, str(folder))
    (folder / ".dvc").mkdir(exist_ok=True)
    way = "`git fetch --unshallow` brings all commits (in CI: `fetch-depth: 0`)"

    for base, head in ((None, None), ("origin/main", None), ("HEAD~1", None), (tree.commits["fork"], None)):
        told = refused(Workspace(folder), base, head)
        assert "this clone is shallow" in told
        assert told.endswith(way)
    assert choose_sides(Workspace(folder), "v1").remarks == ()

    git(folder, "checkout", "--quiet", "main")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    assert refused(Workspace(folder)).endswith(f"lacks the commit before {tree.commits['late'][:7]}: {way}")


def test_a_branch_of_a_hostile_name_is_only_a_name(tree: Tree, tmp_path: Path) -> None:
    folder = tree.copy(tmp_path / "copy")
    hostile = "$(touch${IFS}x)`id`<b>@all|#1"
    git(folder, "update-ref", f"refs/heads/{hostile}", tree.commits["one"])
    git(folder, "update-ref", "refs/heads/-q", tree.commits["one"])
    for name in (hostile, "-q"):
        found = choose_sides(Workspace(folder), "main", name)
        assert (found.head_side.name, found.head.commit) == (name, tree.commits["one"])
