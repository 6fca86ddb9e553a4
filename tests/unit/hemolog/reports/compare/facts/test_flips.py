"""Tests of single items that became right or wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hemolog.experiments.sharing.notes.pruned import Pruned
from hemolog.reports.compare.facts.flips import (
    MOST_UNITS,
    NOT_NAMED,
    Flips,
    NetChange,
    flips,
)
from hemolog.reports.compare.facts.mistakes import MOST as MOST_MISTAKES
from hemolog.reports.compare.facts.mistakes import Mistake
from hemolog.reports.compare.facts.pictures import Picture
from hemolog.reports.compare.facts.unit_tables import UnitTables
from hemolog.reports.compare.settings import CompareSettings, settings_of
from support.compared_pairs import of_repository
from support.compared_repository import BASE, REMOTE, Compared, compared_repository
from support.compared_states import CLASSES, ROCKS, State, items_of, predictions_csv

PREDICTIONS = "results/predictions.csv"
TABLE = predictions_csv(items_of(BASE))
HEADER, *ROWS = TABLE.splitlines(keepends=True)


def in_git(table: str) -> State:
    """A state whose predictions git has: they are read from there as well."""
    return replace(BASE, more={".gitignore": "/data\n/model.keras\n/results/worst.png\n", PREDICTIONS: table})


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    found = compared_repository(tmp_path_factory.mktemp("flips"))
    found.branch("seed", replace(BASE, seed=2))
    found.branch("shuffled", in_git(HEADER + "".join(reversed(ROWS))))
    found.branch("renamed", in_git(TABLE.replace(".png", ".jpeg")))
    found.branch("other-bytes", in_git(HEADER + "".join("x" + row for row in ROWS)))
    found.branch(
        "relabelled", in_git(TABLE.replace("rock00,flint", "rock00,slate").replace("flint,rock00", "slate,rock00"))
    )
    found.branch("fewer", in_git(HEADER + "".join(ROWS[4:])))
    found.branch("other-schema", in_git(TABLE.replace("digest", "hash")))
    found.branch("no-chances", in_git("\n".join(row.rsplit(",", 3)[0] for row in TABLE.splitlines()) + "\n"))
    return found


@pytest.fixture(scope="module")
def settings(repository: Compared) -> CompareSettings:
    return settings_of(repository.here.workspace)


def found(repository: Compared, settings: CompareSettings, head: str, base: str = "main") -> Flips:
    pair = of_repository(repository.here.root, base, head)
    return flips(pair, UnitTables(pair, settings), settings)


def test_items_that_flipped_are_counted_by_class_and_unit(repository: Compared, settings: CompareSettings) -> None:
    old = {each.digest: each for each in items_of(BASE) if each.split == "test"}
    new = {each.digest: each for each in items_of(replace(BASE, seed=2)) if each.split == "test"}
    right = {
        digest: (old[digest].predicted == new[digest].kind, new[digest].predicted == new[digest].kind) for digest in new
    }
    told = found(repository, settings, "seed")
    assert (told.paired, told.fixed, told.broken, told.still_wrong) == (
        80,
        sum(flip == (False, True) for flip in right.values()),
        sum(flip == (True, False) for flip in right.values()),
        sum(flip == (False, False) for flip in right.values()),
    )
    assert [each.name for each in told.classes] == sorted(CLASSES)
    assert sum(each.items for each in told.classes) == 80
    for counts in (told.classes, told.units):
        assert (sum(each.fixed for each in counts), sum(each.broken for each in counts)) == (told.fixed, told.broken)
    sizes = [each.fixed + each.broken for each in told.units]
    assert sizes == sorted(sizes, reverse=True)
    assert all(each.items == 8 for each in told.units)
    assert (told.missing, told.remarks, told.net, told.where) == ("", (), (), "split = test")


def test_the_worst_new_mistakes_are_those_of_the_least_probable_truth(
    repository: Compared, settings: CompareSettings
) -> None:
    told = found(repository, settings, "seed")
    new = {each.digest: each for each in items_of(replace(BASE, seed=2))}
    old = {each.digest: each for each in items_of(BASE)}
    assert len(told.worst) == min(MOST_MISTAKES, told.broken) > 1
    chances = [each.probability for each in told.worst]
    assert chances == sorted(chances, key=lambda chance: chance or 0)
    first = told.worst[0]
    item = new[first.digest]
    at = CLASSES.index(item.kind)
    assert first == Mistake(
        digest=item.digest,
        name=item.file,
        unit=item.rock,
        actual=item.kind,
        predicted=item.predicted,
        probability=item.probabilities[at],
        probability_before=old[item.digest].probabilities[at],
        probabilities=dict(zip(CLASSES, item.probabilities, strict=True)),
    )


@pytest.mark.parametrize("head", ["shuffled", "renamed"])
def test_neither_order_nor_names_pair_items(repository: Compared, settings: CompareSettings, head: str) -> None:
    told = found(repository, settings, head)
    assert (told.paired, told.fixed, told.broken, told.units) == (80, 0, 0, ())


@pytest.mark.parametrize(
    ("head", "paired", "remark"),
    [
        ("fewer", 76, "left out: rows of BASE, for HEAD has none or fewer of the same bytes: 4"),
        ("relabelled", 72, "left out: rows that are of another class now: 8"),
    ],
)
def test_what_has_no_partner_is_counted_and_left_out(
    repository: Compared, settings: CompareSettings, head: str, paired: int, remark: str
) -> None:
    told = found(repository, settings, head)
    assert (told.paired, told.remarks, told.missing) == (paired, (remark,), "")
    assert (told.only_base, told.only_head, told.relabelled) == ((4, 0, 0) if head == "fewer" else (0, 0, 8))


def test_where_nothing_pairs_that_is_the_reason_and_units_tell_the_net_change(
    repository: Compared, settings: CompareSettings
) -> None:
    told = found(repository, settings, "other-bytes")
    assert told.missing == (
        f"no row of {PREDICTIONS} has the same digest and kind in both: 80 rows of BASE and 80 of HEAD "
        "where split = test"
    )
    assert (told.only_base, told.only_head) == (80, 80)
    assert told.net == (NetChange("flint", 0, 32), NetChange("quartz", 0, 24), NetChange("slate", 0, 24))


def test_another_schema_is_said_and_units_tell_the_net_change(repository: Compared, settings: CompareSettings) -> None:
    told = found(repository, settings, "other-schema", "change")
    assert told.missing == f"{PREDICTIONS} of HEAD has no column digest"
    assert told.net == (NetChange("flint", -9, 32), NetChange("quartz", -8, 24), NetChange("slate", -6, 24))


def test_without_probabilities_mistakes_are_still_listed(repository: Compared, settings: CompareSettings) -> None:
    told = found(repository, settings, "no-chances", "change")
    assert len(told.worst) == MOST_MISTAKES
    assert {each.probability for each in told.worst} == {None}
    assert [each.name for each in told.worst] == sorted(each.name for each in told.worst)


def test_settings_without_columns_for_people_tell_digests(repository: Compared, settings: CompareSettings) -> None:
    assert settings.predictions is not None
    bare = replace(settings, predictions=replace(settings.predictions, name=None, unit=None, probabilities=None))
    told = found(repository, bare, "seed")
    assert [each.name for each in told.worst] == [each.digest for each in told.worst]
    assert (told.units, told.more_units, {each.unit for each in told.worst}) == ((), 0, {""})


def test_without_settings_the_reason_is_that(repository: Compared, settings: CompareSettings) -> None:
    told = found(repository, replace(settings, predictions=None), "seed")
    assert (told.file, told.missing) == ("", NOT_NAMED)
    assert told.net


def test_pictures_of_both_sides_are_told_with_their_addresses(repository: Compared, settings: CompareSettings) -> None:
    new, old = found(repository, settings, "seed").pictures
    for side, picture, branch in (("HEAD", new, "seed"), ("BASE", old, "main")):
        name = repository.digest("results/worst.png", branch)
        commit = repository.here.repository.git("rev-parse", branch).strip()
        uri = f"{REMOTE}/files/md5/{name[:2]}/{name[2:]}"
        assert picture == Picture(side, "results/worst.png", uri, f"hemolog url {commit} results/worst.png", here=True)


def test_many_units_are_cut_and_counted(tmp_path: Path) -> None:
    base = replace(BASE, rocks=5 * ROCKS)
    repository = compared_repository(tmp_path, base, replace(base, seed=2))
    told = found(repository, settings_of(repository.here.workspace), "change")
    assert (len(told.units), told.more_units > 0) == (MOST_UNITS, True)


def test_what_is_damaged_pruned_or_not_here_is_said_with_what_brings_it(tmp_path: Path) -> None:
    repository = compared_repository(tmp_path)
    settings, here = settings_of(repository.here.workspace), repository.here
    commit, name = here.repository.git("rev-parse", "change").strip(), repository.digest(PREDICTIONS)
    file = here.root / f".dvc/cache/files/md5/{name[:2]}/{name[2:]}"
    file.write_bytes(b"other bytes")
    assert "holds other bytes than its name tells of" in found(repository, settings, "change").missing

    repository.forget(PREDICTIONS)
    pull = f"`git switch --detach {commit} && dvc pull {PREDICTIONS}` brings it"
    missing = f"{PREDICTIONS} of HEAD is neither in git nor in DVC's cache: {pull}"
    told = found(repository, settings, "change")
    assert (told.missing, told.file, len(told.net)) == (missing, PREDICTIONS, 3)

    record = Pruned((name,), (PREDICTIONS,), "2026-03-01T12:00:00Z", "a rule").to_line()
    here.repository.git("notes", "--ref", "hemolog", "add", "-m", record, commit)
    assert json.loads(record)
    assert found(repository, settings, "change").missing == (
        f"{PREDICTIONS} of HEAD was deleted since it can be made again: "
        f"`git switch --detach {commit} && dvc repro` makes it"
    )
