"""Trials read back from git, whatever else stands there, and the search chosen among those of one name."""

from collections.abc import Mapping
from pathlib import Path

import pygit2
import pytest

from hemolog.errors import DefinitionError, RepositoryError, SearchError, SpaceError
from hemolog.experiments import trailers
from hemolog.experiments.definition import Definition
from hemolog.experiments.recorded import by_id, of_search
from hemolog.experiments.search.binding import Binding, chosen, values_in
from hemolog.experiments.workspace import Workspace

DEFINITION = Definition.from_json(
    '{"objective": "metrics.val.loss", "direction": "min", "algorithm": "random", "seed": 1, '
    '"space": {"train.width": {"int": [1, 9]}}}'
)
TOLD: Mapping[str, str] = {
    trailers.SEARCH: "rates",
    trailers.TRIAL: "0000",
    trailers.DEFINITION: DEFINITION.to_json(),
    trailers.BASELINE_TREE: "1" * 40,
    trailers.VALUES: '{"train.width": 3}',
    trailers.SCORE: "0.5",
}
START = "ab" * 20


class Place:
    """A repository with one commit, and experiments made by hand."""

    def __init__(self, folder: Path) -> None:
        self.git = pygit2.init_repository(str(folder), initial_head="main")
        (folder / ".dvc").mkdir()
        self.tree = self.git.TreeBuilder().write()
        self.head = self.commit("First", ref="HEAD", parents=[])
        self.workspace = Workspace(folder)

    def commit(
        self, message: str, *, ref: str | None = None, time: int = 0, parents: list[object] | None = None
    ) -> str:
        who = pygit2.Signature("a", "b", time, 0)
        above = [self.head] if parents is None else parents
        return str(self.git.create_commit(ref, who, who, message, self.tree, above))

    def experiment(self, name: str, told: Mapping[str, str], *, time: int = 0, start: str = START) -> str:
        # Raw, for the commit that it grows from need not be here.
        people = f"author a <b> {time} +0000\ncommitter a <b> {time} +0000"
        text = f"tree {self.tree}\nparent {start}\n{people}\n\n{trailers.message('Trial', '', told)}"
        commit = str(self.git.write(pygit2.GIT_OBJECT_COMMIT, text.encode()))
        self.git.references.create(f"refs/exps/{start[:2]}/{start[2:]}/{name}", commit)
        return commit

    def file(self, ref: str, content: bytes) -> None:
        path = Path(self.git.path) / ref
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def ids(self) -> list[str]:
        return [trial.trial_id for trial in of_search(self.workspace, "rates")]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "repository")


def test_what_a_commit_tells_comes_back(place: Place) -> None:
    told = {**TOLD, trailers.SECONDS: "1.5", trailers.EPOCHS: "3", trailers.CACHED: "yes"}
    more = {trailers.OVERRIDES: '["a=1"]', trailers.BASELINE_VALUES: '{"train.width": 8}', trailers.ORACLE: "{}"}
    commit = place.experiment("rates-0000", {**told, **more}, time=7)
    (trial,) = of_search(place.workspace, "rates")
    assert (trial.commit, trial.tree, trial.baseline, trial.time) == (commit, str(place.tree), START, 7)
    assert (trial.name, trial.trial_id, trial.search) == ("rates-0000", "0000", "rates")
    assert (trial.values, trial.baseline_values) == ({"train.width": 3}, {"train.width": 8})
    assert (trial.score, trial.seconds, trial.epochs, trial.cached) == (0.5, 1.5, 3, True)
    assert (trial.overrides, trial.oracle, trial.baseline_tree) == (("a=1",), "{}", "1" * 40)
    assert of_search(place.workspace, "rate") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {trailers.VALUES: "{"},
        {trailers.VALUES: "[1]"},
        {trailers.VALUES: '{"a": {"b": 1}}'},
        {trailers.VALUES: '{"a": NaN}'},
        {trailers.VALUES: "[" * 100_000},
        {trailers.BASELINE_VALUES: "7"},
        {trailers.OVERRIDES: "7"},
        {trailers.OVERRIDES: "["},
        {trailers.SCORE: "high"},
        {trailers.SECONDS: "long"},
        {trailers.EPOCHS: "1.5"},
        {trailers.EPOCHS: "9" * 5000},
    ],
)
def test_commits_that_make_no_sense_are_passed_over(place: Place, wrong: dict[str, str]) -> None:
    place.experiment("rates-0000", {**TOLD, **wrong})
    place.experiment("rates-0001", {**TOLD, trailers.TRIAL: "0001"})
    assert place.ids() == ["0001"]


@pytest.mark.parametrize("score", ["nan", "inf", "1e999"])
def test_a_score_that_is_no_finite_number_is_none(place: Place, score: str) -> None:
    place.experiment("rates-0000", {**TOLD, trailers.SCORE: score})
    assert [trial.score for trial in of_search(place.workspace, "rates")] == [None]


def test_references_that_are_none_do_no_harm(place: Place) -> None:
    base = f"refs/exps/{START[:2]}/{START[2:]}"
    commit = place.experiment("rates-0000", TOLD)
    blob = place.git.create_blob(b"x")
    who = pygit2.Signature("a", "b", 0, 0)
    place.git.create_tag("tagged", pygit2.Oid(hex=commit), pygit2.enums.ObjectType.COMMIT, who, "a tag")
    tag = str(place.git.references["refs/tags/tagged"].target)
    for name, content in {
        "empty": "",
        "words": "not a reference\n",
        "short": "12345\n",
        "missing": "1" * 40 + "\n",
        "blob": f"{blob}\n",
        "tag": f"{tag}\n",
        "symbolic": "ref: refs/heads/main\n",
        "nowhere": "ref: refs/heads/nowhere\n",
        "circle": f"ref: {base}/circle\n",
        "rates-0001.lock": "",
    }.items():
        place.file(f"{base}/{name}", content.encode())
    for ref in ("refs/exps/exec/EXEC_HEAD", "refs/exps/stash", "refs/exps/ab/cd/rates-0002", f"{base}/a/b"):
        place.file(ref, f"{commit}\n".encode())
    assert place.ids() == ["0000"]


def test_messages_in_no_encoding_do_no_harm(place: Place) -> None:
    people = "author a <b> 0 +0000\ncommitter a <b> 0 +0000"
    header = f"tree {place.tree}\nparent {START}\n{people}\nencoding klingon\n\n".encode()
    raw = header + b"\xff\xfe\n\nHemolog-Search: rates\nHemolog-Trial: 0000\xff\n"
    commit = place.git.odb.write(pygit2.enums.ObjectType.COMMIT, raw)
    place.git.references.create(f"refs/exps/{START[:2]}/{START[2:]}/rates-0000", commit)
    assert place.ids() == ["0000\ufffd"]


def test_a_damaged_object_does_no_harm(place: Place) -> None:
    commit = place.experiment("rates-0000", TOLD)
    place.experiment("rates-0001", {**TOLD, trailers.TRIAL: "0001"})
    path = Path(place.git.path) / f"objects/{commit[:2]}/{commit[2:]}"
    path.chmod(0o644)
    path.write_bytes(b"nonsense")
    place.workspace = Workspace(Path(place.git.workdir))
    assert place.ids() == ["0001"]


def test_packed_references_that_cannot_be_read_are_told(place: Place) -> None:
    place.file("packed-refs", b"nonsense\n")
    place.workspace = Workspace(Path(place.git.workdir))
    with pytest.raises(RepositoryError, match="git can't list its references"):
        place.ids()


def test_of_two_trials_of_one_id_the_later_counts(place: Place) -> None:
    place.experiment("rates-0000", TOLD, time=5)
    later = place.experiment("other", TOLD, time=9)
    place.experiment("rates-0010", {**TOLD, trailers.TRIAL: "0010"}, time=1)
    found = by_id(of_search(place.workspace, "rates"))
    assert [(trial.trial_id, trial.name) for trial in found] == [("0000", "other"), ("0010", "rates-0010")]
    assert found[0].commit == later


def choice(place: Place, head: str) -> tuple[Binding | None, list[str]]:
    binding, held = chosen(of_search(place.workspace, "rates"), head, Definition.from_json)
    return binding, [trial.name for trial in held]


def test_of_several_searches_the_one_of_head_is_chosen_else_the_first(place: Place) -> None:
    assert choice(place, START) == (None, [])
    place.experiment("rates-0000", TOLD, time=5)
    place.experiment("rates-0001", {**TOLD, trailers.TRIAL: "0001"}, time=6)
    place.experiment("rates-0000", TOLD, time=7, start="cd" * 20)
    place.experiment("rates-0002", {**TOLD, trailers.BASELINE_TREE: "2" * 40}, time=3)

    assert choice(place, "cd" * 20)[1] == ["rates-0000"]
    assert choice(place, "ef" * 20)[1] == choice(place, START)[1] == ["rates-0002"]


def test_a_search_that_cannot_be_read_is_chosen_by_nobody_and_told_where_it_is_the_only_one(place: Place) -> None:
    place.experiment("rates-0000", {**TOLD, trailers.DEFINITION: '{"space": 1}'})
    with pytest.raises(DefinitionError, match="the search's commits"):
        choice(place, START)
    place.experiment("rates-0001", {**TOLD, trailers.TRIAL: "0001"}, time=9)
    assert choice(place, START)[1] == ["rates-0001"]


def binding(**changes: object) -> Binding:
    facts = {"values": {"a": 1}, "overrides": ("a=1", "b=2"), "commit": START, "tree": "1" * 40}
    return Binding("rates", DEFINITION, **{**facts, **changes})  # type: ignore[arg-type]


def test_what_a_binding_tells_binds_again(place: Place) -> None:
    told = binding().trailers()
    place.experiment("rates-0000", {**TOLD, **told})
    assert choice(place, START)[0] == binding()


def test_the_same_search_is_let_go_on() -> None:
    binding().check(DEFINITION, ())
    binding().check(DEFINITION, ("a=1", "b=2"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("b=2", "a=1"), "'rates' was begun with -S a=1 -S b=2 and goes on with it. Leave -S out, or give the new"),
        (("a=1",), "'rates' was begun with -S a=1 -S b=2 and goes on with it"),
    ],
)
def test_other_overrides_are_refused(given: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(SearchError, match=sentence):
        binding().check(DEFINITION, given)


def test_another_definition_is_refused_with_the_difference() -> None:
    with pytest.raises(SearchError, match=r"'rates' is another one: the seed was 1 and is 2\. Give the new one a name"):
        binding().check(DEFINITION.with_options(seed=2), ())
    with pytest.raises(SpaceError):
        DEFINITION.with_options(algorithm="none")


def test_a_tree_of_which_something_is_missing_is_no_start(place: Place) -> None:
    place.experiment("rates-0000", {**TOLD, trailers.VALUES: '{"a": 3}'})
    held = of_search(place.workspace, "rates")
    inner = place.git.TreeBuilder()
    inner.insert("file", place.git.create_blob(b"x"), pygit2.enums.FileMode.BLOB)
    outer = place.git.TreeBuilder()
    outer.insert("folder", inner.write(), pygit2.enums.FileMode.TREE)
    whole = str(outer.write())
    values = {"a": 1, "b": 2}

    assert binding(tree=whole, values=values).start(place.workspace, held)[0].tree == whole
    assert binding(tree=whole, values=values).start(place.workspace, held)[1] == ()
    blob = str(place.git.create_blob(b"x"))
    (Path(place.git.path) / f"objects/{blob[:2]}/{blob[2:]}").unlink()
    workspace = Workspace(Path(place.git.workdir))
    for tree in (whole, "1" * 40, "none", ""):
        start, overrides = binding(tree=tree, values=values).start(workspace, held)
        assert (start.commit, start.tree, overrides) == (START, held[0].tree, ("a=1",))


def test_values_are_found_in_nested_parameters() -> None:
    document = {"a": {"b": 1, "c": None, "d": float("nan"), "e": {}}, "f": [1, "x"]}
    names = ["a.b", "a.c", "a.d", "a.e", "a.x", "a.b.c", "f", "g"]
    assert values_in(document, names) == {"a.b": 1, "a.c": None, "f": [1, "x"]}
