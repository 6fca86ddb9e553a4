"""Tests of what commits point at."""

from dataclasses import replace
from pathlib import Path

import pygit2
import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments.documents import LARGEST
from hemolog.experiments.objects import files as files_module
from hemolog.experiments.objects import pointers as module
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.experiments.objects.pointers import PointerReader, Pointers
from support.plain_repository import Files, Plain, plain

A, B, C = "a" * 32, "b" * 32, "c" * 32
DEFINITION = "stages:\n  train:\n    cmd: x\n    outs:\n    - model\n"


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


def lock(*outs: tuple[str, str], stage: str = "train") -> str:
    rows = "".join(f"    - path: {path}\n      hash: md5\n      md5: {name}\n      size: 7\n" for path, name in outs)
    return (
        f"schema: '2.0'\nstages:\n  {stage}:\n    cmd: x\n    deps:\n    - path: d\n      md5: {C}\n    outs:\n{rows}"
    )


def dvc_file(path: str, name: str = A) -> str:
    return f"outs:\n- md5: {name}\n  size: 7\n  hash: md5\n  path: {path}\n"


def pointers(here: Plain, files: Files) -> Pointers:
    commit = here.commit(files)
    return PointerReader(here.workspace).read([commit])[commit]


def names(of: Pointers) -> dict[str, str]:
    return {each.path: each.name for each in of.required}


def test_outputs_and_run_cache_of_a_commit_are_told(here: Plain) -> None:
    found = pointers(here, {"dvc.yaml": DEFINITION, "dvc.lock": lock(("model", A)), "data.dvc": dvc_file("data", B)})
    model = Output("model", "train", A, key_of(A), 7, None, Keeper.REMOTE, None, False)
    data = Output("data", "data.dvc", B, key_of(B), 7, None, Keeper.REMOTE, None, False)
    assert sorted(found.outputs, key=str) == sorted([model, data], key=str)
    (run,) = found.run_cache
    assert run.startswith("runs/")
    assert found.problems == ()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, {}),
        ({"a": "b"}, {}),
        ({"dvc.yaml": DEFINITION}, {}),
        ({"dvc.lock": lock(("model", A))}, {}),
        ({"dvc.yaml": DEFINITION, "dvc.lock": lock(("model", A), stage="gone")}, {}),
        ({"dvc.yaml": DEFINITION, "dvc.lock": ""}, {}),
        ({"dvc.yaml": DEFINITION, "dvc.lock": lock(("model", A), ("kept", B)), "kept": ""}, {"model": A}),
        ({"dvc.yaml": DEFINITION, "dvc.lock": lock(("model", A), ("untold", B))}, {"model": A, "untold": B}),
        ({"a/b/x.dvc": dvc_file("x"), "a/b.dvc/y": dvc_file("y")}, {"a/b/x": A}),
        ({"ünï cöde/😀 x.dvc": dvc_file("😀 x")}, {"ünï cöde/😀 x": A}),
        ({"sub/dvc.yaml": DEFINITION, "sub/dvc.lock": lock(("model", A))}, {"sub/model": A}),
        ({".dvc/config": "", ".dvc/tmp/x": "", "x.dvc": dvc_file("x")}, {"x": A}),
        ({"x.dvc": dvc_file("x", A), "y.dvc": dvc_file("y", A)}, {"x": A, "y": A}),
    ],
)
def test_what_a_commit_needs_of_a_remote(here: Plain, files: Files, expected: dict[str, str]) -> None:
    found = pointers(here, files)
    assert (names(found), found.problems) == (expected, ())


@pytest.mark.parametrize("below", ["ml", "a/b c/ü"])
def test_where_dvc_is_set_up_in_a_folder_only_that_counts(tmp_path: Path, below: str) -> None:
    here = plain(tmp_path / "here", below)
    inside = {f"{below}/dvc.yaml": DEFINITION, f"{below}/dvc.lock": lock(("model", A), ("kept", B))}
    found = pointers(here, {**inside, f"{below}/kept": "", "other/x.dvc": dvc_file("x", C)})
    assert names(found) == {f"{below}/model": A}
    assert pointers(here, {"other/x.dvc": dvc_file("x", C)}) == Pointers((), ())
    assert pointers(here, {below.partition("/")[0]: "no folder"}) == Pointers((), ())


def test_a_dvc_repository_within_another_keeps_its_own(here: Plain) -> None:
    inner = {
        "sub/.dvc/config": "",
        "sub/x.dvc": dvc_file("x", B),
        "sub/deeper/y.dvc": dvc_file("y", B),
        "sub/dvc.yaml": DEFINITION,
        "sub/dvc.lock": lock(("model", C), ("untold", C)),
    }
    found = pointers(here, {"x.dvc": dvc_file("x"), "other/z.dvc": dvc_file("z"), **inner})
    assert names(found) == {"x": A, "other/z": A}
    # Elsewhere, but not unknown: in a bucket that both share nothing of it may be deleted.
    assert {each.name for each in found.outputs if each.keeper is Keeper.ELSEWHERE} == {B, C}
    assert (found.run_cache, found.problems) == ((), ())
    by_dvc = here.repository
    for path, text in {"x.dvc": dvc_file("x"), **inner}.items():
        (by_dvc.path / path).parent.mkdir(parents=True, exist_ok=True)
        (by_dvc.path / path).write_text(text)
    assert [line.split()[0] for line in by_dvc.dvc("stage", "list", "--all").splitlines()] == ["x.dvc"]


@pytest.mark.parametrize(
    "text",
    ["stages: [", "\0", "a: b: c", "%YAML 3.7", "!!python/object:os.system x", "- " * 500 + "x", "[" * 10_000, "\xff"],
)
@pytest.mark.parametrize("path", ["dvc.lock", "data.dvc"])
def test_a_damaged_file_is_a_problem_of_one_line_and_hides_no_other(here: Plain, path: str, text: str) -> None:
    content = text.encode("latin-1")
    if text.startswith("!!"):
        assert pointers(here, {path: content, "good.dvc": dvc_file("good")}).required
        return
    found = pointers(here, {"dvc.yaml": DEFINITION, path: content, "good.dvc": dvc_file("good")})
    assert names(found) == {"good": A}
    (problem,) = found.problems
    assert problem.startswith(f"{path} can't be read: ")
    assert "\n" not in problem
    assert len(problem) < 400


def test_a_lock_of_many_megabytes_is_read_and_one_larger_than_any_is_a_problem(here: Plain) -> None:
    large = lock(*((f"models/{number:06}-{'x' * 400}", f"{number:032x}") for number in range(20_000)))
    assert len(large) > 9_000_000
    assert len(pointers(here, {"dvc.yaml": DEFINITION, "dvc.lock": large}).required) == 20_000
    found = pointers(here, {"dvc.yaml": DEFINITION, "dvc.lock": large.ljust(LARGEST + 1, "\n")})
    assert found.required == ()
    assert found.problems == (f"dvc.lock can't be read: {LARGEST + 1:,} bytes are too many",)


def test_two_thousand_commits_are_read_once(here: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [
        here.commit({"dvc.yaml": DEFINITION, "dvc.lock": lock(("model", f"{number:032x}")), "same.dvc": dvc_file("s")})
        for number in range(2_000)
    ]
    first = PointerReader(here.workspace).read(made)
    assert [names(first[commit])["model"] for commit in made] == [f"{number:032x}" for number in range(2_000)]

    def never(*arguments: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(module, "of_lock", never)
    monkeypatch.setattr(module, "of_dvc_file", never)
    assert PointerReader(here.workspace).read([*made, made[0]]) == first
    (here.workspace.work / module.FACTS).unlink()
    with pytest.raises(AssertionError):
        PointerReader(here.workspace).read(made)


def test_a_lock_is_read_anew_where_the_definition_beside_it_has_changed(here: Plain) -> None:
    files = {"dvc.yaml": DEFINITION, "dvc.lock": lock(("model", A))}
    kept = {**files, "dvc.yaml": DEFINITION.replace("- model", "- model: {cache: false}")}
    other = {**files, "dvc.yaml": DEFINITION.replace("train", "other")}
    for changed, keeper in ((files, Keeper.REMOTE), (kept, Keeper.GIT), (other, Keeper.NOBODY), (files, Keeper.REMOTE)):
        (output,) = pointers(here, changed).outputs
        assert output.keeper is keeper


def test_parameters_count_where_stages_depend_on_them(here: Plain) -> None:
    each = "stages:\n  train:\n    foreach: ${values}\n    do:\n      cmd: x\n      outs: [model]\n"
    files = {"dvc.yaml": each, "dvc.lock": lock(("model", A), stage="train@a")}
    for values, required in (("[a]", {"model": A}), ("[b]", {}), ("[a, b]", {"model": A})):
        assert names(pointers(here, {**files, "params.yaml": f"values: {values}\n"})) == required


def test_who_keeps_what_is_untold_depends_on_each_commit(here: Plain) -> None:
    files = {"dvc.yaml": DEFINITION, "dvc.lock": lock(("untold", A))}
    (output,) = pointers(here, files).outputs
    assert output.keeper is Keeper.REMOTE
    (same,) = pointers(here, {**files, "untold": "x"}).outputs
    assert same == replace(output, keeper=Keeper.GIT)


@pytest.mark.parametrize("path", ["../../outside", "/etc/passwd", "a/../../b", "a\\b", "~", "-x"])
def test_hostile_paths_are_only_paths(here: Plain, path: str) -> None:
    found = pointers(here, {"dvc.yaml": DEFINITION, "dvc.lock": lock((path, A)), "x.dvc": dvc_file(path, B)})
    assert found.problems == ()
    assert {each.name for each in found.required} == {A, B}


def test_links_and_submodules_by_such_names_are_problems_or_nothing(here: Plain) -> None:
    git = pygit2.Repository(str(here.repository.path))
    builder = git.TreeBuilder()
    builder.insert("dvc.lock", pygit2.Oid(hex="1" * 40), pygit2.enums.FileMode.COMMIT)
    builder.insert("x.dvc", git.create_blob(b"elsewhere"), pygit2.enums.FileMode.LINK)
    who = pygit2.Signature("a", "b", 0, 0)
    commit = str(git.create_commit(None, who, who, "x", builder.write(), []))
    found = PointerReader(here.workspace).read([commit])[commit]
    assert found.required == ()
    assert len(found.problems) <= 2


def lose(here: Plain, oid: str) -> bytes:
    """Take an object away; its file's bytes."""
    file = here.repository.path / ".git/objects" / oid[:2] / oid[2:]
    content = file.read_bytes()
    file.unlink()
    return content


@pytest.mark.parametrize("path", ["dvc.lock", "dvc.yaml", "x.dvc", "params.yaml"])
def test_a_file_that_git_has_lost_is_a_problem_until_git_has_it_again(here: Plain, path: str) -> None:
    each = "stages:\n  train:\n    foreach: ${values}\n    do:\n      cmd: x\n      outs: [model]\n"
    whole = {
        "dvc.yaml": each,
        "dvc.lock": lock(("model", A), stage="train@a"),
        "x.dvc": dvc_file("x", B),
        "params.yaml": "values: [a]\n",
    }
    commit = here.commit(whole)
    oid = here.repository.git("rev-parse", f"{commit}:{path}").strip()
    content = lose(here, oid)
    found = PointerReader(here.workspace).read([commit])[commit]
    assert found.problems
    file = here.repository.path / ".git/objects" / oid[:2] / oid[2:]
    file.write_bytes(content)
    found = PointerReader(here.workspace).read([commit])[commit]
    assert (names(found), found.problems) == ({"model": A, "x": B}, ())


@pytest.mark.parametrize("below", [".", "sub"])
@pytest.mark.parametrize("path", ["sub", "sub/deeper"])
def test_a_folder_that_git_has_lost_is_never_taken_for_an_empty_one(tmp_path: Path, below: str, path: str) -> None:
    here = plain(tmp_path / "here", below)
    commit, good = here.commit({"sub/deeper/x.dvc": dvc_file("x")}), here.commit({"sub/y.dvc": dvc_file("y", B)})
    reader = PointerReader(here.workspace)
    lose(here, here.repository.git("rev-parse", f"{commit}:{path}").strip())
    found = reader.read([commit, good])
    assert names(found[good]) == {"sub/y": B}
    (problem,) = found[commit].problems
    assert problem.startswith("git can't read ")
    assert "`git fsck` tells more" in problem


def test_a_definition_that_is_damaged_is_a_problem_and_parameters_that_are_make_all_stages_count(here: Plain) -> None:
    each = "stages:\n  train:\n    foreach: ${values}\n    do:\n      cmd: x\n      outs: [model]\n"
    files = {"dvc.yaml": each, "dvc.lock": lock(("model", A), stage="train@a"), "params.yaml": "{"}
    assert names(pointers(here, files)) == {"model": A}
    found = pointers(here, {**files, "dvc.yaml": "{"})
    assert found.required == ()
    assert found.problems[0].startswith("dvc.yaml beside dvc.lock can't be read: ")


def test_a_commit_that_is_not_there_is_an_error(here: Plain) -> None:
    lost = here.commit({"a": "b"})
    lose(here, here.repository.git("rev-parse", f"{lost}^{{tree}}").strip())
    for commit in ("1" * 40, "nonsense", lost):
        with pytest.raises(RepositoryError, match="git can't read commit"):
            PointerReader(here.workspace).read([commit])


def test_folders_that_multiply_without_end_are_a_problem_and_soon(here: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    git = pygit2.Repository(str(here.repository.path))
    builder = git.TreeBuilder()
    builder.insert("x.dvc", git.create_blob(dvc_file("x").encode()), pygit2.enums.FileMode.BLOB)
    tree = builder.write()
    for _ in range(12):
        builder = git.TreeBuilder()
        for number in range(10):
            builder.insert(str(number), tree, pygit2.enums.FileMode.TREE)
        tree = builder.write()
    who = pygit2.Signature("a", "b", 0, 0)
    commit = str(git.create_commit(None, who, who, "x", tree, []))
    good = here.commit({"x.dvc": dvc_file("x")})
    found = PointerReader(here.workspace).read([commit, good])
    assert names(found[good]) == {"x": A}
    assert found[commit].problems == (f"it has more than {files_module.MOST:,} files of DVC",)


def test_folders_deeper_than_any_are_a_problem(here: Plain) -> None:
    deep = "/".join(["d"] * 150)
    found = pointers(here, {f"{deep}/x.dvc": dvc_file("x"), "y.dvc": dvc_file("y")})
    assert found.problems == (f"its folders are more than {files_module.DEEPEST} levels deep",)


def test_names_that_are_no_text_are_passed_over_or_kept(here: Plain) -> None:
    git = pygit2.Repository(str(here.repository.path))
    blob = git.create_blob(dvc_file("x").encode())
    raw = b"".join(b"100644 " + name + b"\0" + blob.raw for name in (b"a\xe9.txt", b"good.dvc", b"\xe9.dvc"))
    tree = git.odb.write(pygit2.enums.ObjectType.TREE, raw)
    who = pygit2.Signature("a", "b", 0, 0)
    commit = str(git.create_commit(None, who, who, "x", tree, []))
    found = PointerReader(here.workspace).read([commit])[commit]
    assert {each.name for each in found.required} == {A}
    assert "good.dvc" in {each.stage for each in found.required}
    assert PointerReader(here.workspace).read([commit])[commit] == found
