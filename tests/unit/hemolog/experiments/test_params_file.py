"""Parameters that are changed again and again are as DVC changes them once."""

from pathlib import Path

import pytest
from dvc.utils.hydra import apply_overrides

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import ParamsFile, read_params
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
