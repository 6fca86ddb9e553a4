"""Parameters that are changed again and again are as DVC changes them once."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from dvc.utils.hydra import apply_overrides

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import ParamsFile, Pipeline, changed_data, read_params
from hemolog.experiments.dvc_store import apply_overrides as apply_ours
from hemolog.experiments.dvc_store.params import picked
from support.repositories import ROOT
from support.small_pipeline import FILES, text, write

ODD = text("""
    a: &x [1, 'on', 1e-4]
    b: *x
    c:
      d: 1.0e-5 # small
      e: 0x1F
      f: 2020-01-01
      g: |
        lines
      h: ~
      i: yes
""")


@pytest.mark.parametrize(
    ("before", "rounds"),
    [
        (FILES["params.yaml"], [["train.rate=1e-05"], ["train.layers=[3,[4]]", "train.flip=false"], ["train.rate=2"]]),
        (FILES["params.yaml"], [["+train.new=1"], ["~train.layers"], ["train.model='a b'"], ["train.weights=null"]]),
        ((ROOT / "params.yaml").read_text(), [["train.learning_rate=0.1"], ["train.augmentation={flips: true}"]]),
        (ODD, [["c.d=1"], ["c.e=2"], ["a=[1]"]]),
        ("a: 1\nb: {c: 'x', d: 1.0}\n", [["a=true"], ["b.d=1"]]),
    ],
)
def test_each_change_starts_from_the_first_text(before: str, rounds: list[list[str]], tmp_path: Path) -> None:
    write(tmp_path, {"ours/params.yaml": before})
    file = ParamsFile(tmp_path / "ours")

    for overrides in rounds:
        values = file.apply(overrides)

        write(tmp_path, {"dvc/params.yaml": before})
        apply_overrides(tmp_path / "dvc/params.yaml", overrides)
        assert (tmp_path / "ours/params.yaml").read_text() == (tmp_path / "dvc/params.yaml").read_text()
        assert repr(values) == repr(read_params(tmp_path / "dvc"))


def test_other_files_are_changed_too(tmp_path: Path) -> None:
    write(tmp_path, {"params.yaml": "a: 1\n", "more.yaml": "b: 2 # two\n"})

    assert ParamsFile(tmp_path).apply(["a=3", "more.yaml:b=4"]) == {"a": 3}
    assert (tmp_path / "more.yaml").read_text() == "b: 4 # two\n"


@pytest.mark.parametrize("override", ["a", "nobody=1", "a=[", "missing.yaml:a=1", "=1"])
def test_what_makes_no_sense_is_refused_in_one_line(override: str, tmp_path: Path) -> None:
    write(tmp_path, {"params.yaml": "a: 1\n"})

    with pytest.raises(RepositoryError) as caught:
        ParamsFile(tmp_path).apply([override])
    assert "\n" not in str(caught.value)


def test_parameters_are_picked_as_dvc_picks_them() -> None:
    params = {"a": {"b": [1, {"c": None}]}, "d": 0}

    assert picked(params, ["a.b", "a.b.1.c", "d"]) == {"a.b": [1, {"c": None}], "a.b.1.c": None, "d": 0}
    assert picked(params, []) == params
    with pytest.raises(RepositoryError, match=r"params\.yaml has no 'a\.x', which dvc\.yaml names"):
        picked(params, ["a.x"])


@pytest.mark.parametrize("change", ["a=1,2", "a=range(1,5)", "a=choice(1,2)", "a=glob(*)", "other.yaml:a=1,2"])
def test_an_override_of_several_values_is_refused_and_told_where_it_belongs(change: str, tmp_path: Path) -> None:
    write(tmp_path, {"params.yaml": "a: 1\n", "other.yaml": "a: 1\n"})
    with pytest.raises(RepositoryError, match=r"stands for several values: .*`dvc exp run --queue -S"):
        apply_ours(tmp_path, [change])
    assert read_params(tmp_path) == {"a": 1}


@pytest.mark.parametrize("change", ["a=3", "a=[1,2]", "a='1,2'", "other.yaml:a=3"])
def test_an_override_of_one_value_is_not(change: str, tmp_path: Path) -> None:
    write(tmp_path, {"params.yaml": "a: 1\n", "other.yaml": "a: 1\n"})
    apply_ours(tmp_path, [change])
    assert [path for path in tmp_path.iterdir() if path.read_text() != "a: 1\n"]


@pytest.mark.parametrize("name", ["../out.yaml", "{outside}", "link.yaml"])
def test_no_file_outside_is_changed(name: str, tmp_path: Path) -> None:
    outside, name = tmp_path / "out.yaml", name.format(outside=tmp_path / "out.yaml")
    write(tmp_path, {"out.yaml": "a: 1\n", "ours/params.yaml": "a: 1\n"})
    (tmp_path / "ours/link.yaml").symlink_to(outside)
    with pytest.raises(RepositoryError, match="lies outside"):
        apply_ours(tmp_path / "ours", [f"{name}:a=2"])
    assert outside.read_text() == "a: 1\n"


def test_no_trial_writes_through_a_link_that_leads_outside(tmp_path: Path) -> None:
    write(tmp_path, {"out.yaml": "a: 1\n", "ours/.keep": ""})
    (tmp_path / "ours/params.yaml").symlink_to(tmp_path / "out.yaml")
    with pytest.raises(RepositoryError, match="lies outside"):
        ParamsFile(tmp_path / "ours").apply(["a=2"])
    assert (tmp_path / "out.yaml").read_text() == "a: 1\n"


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "a: !!set {b, c}\n", "a: " + "[" * 5000 + "]" * 5000])
def test_a_file_that_only_yaml_understands_is_told(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"params.yaml": text, "dvc.yaml": "stages: {a: {cmd: 'true', params: [a]}}\n"})
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc/config").write_text("[core]\n    no_scm = true\n")
    with pytest.raises(RepositoryError):
        Pipeline(tmp_path)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_told_instead_of_waited_for(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "params.yaml")
    for read in (read_params, changed_data):
        with pytest.raises(RepositoryError, match=r"params\.yaml is no file"):
            read(tmp_path)
