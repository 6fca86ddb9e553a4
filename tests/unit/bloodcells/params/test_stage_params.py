"""The parameters of each stage: what is accepted, what is refused and why."""

from pathlib import Path
from typing import Any

import pytest

from bloodcells.errors import ParamsError
from bloodcells.params.section import read_yaml
from bloodcells.params.whole_file import SECTIONS, check

ROOT = Path(__file__).resolve().parents[4]


def changed(**changes: Any) -> dict[str, Any]:
    """The committed params.yaml, with other values."""
    document = read_yaml(ROOT / "params.yaml")
    for name, value in changes.items():
        *groups, leaf = name.split("__")
        node = document
        for group in groups:
            node = node[group]
        node[leaf] = value
    return document


def test_the_committed_file_is_right() -> None:
    assert [type(section) for section in check(changed())] == list(SECTIONS)


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 0},
        {"seed": 2**31 - 1},
        {"threads": 1},
        {"train__learning_rate": 1e-05},
        {"train__learning_rate": 1},
        {"train__dropout": 0},
        {"train__weights": "imagenet", "train__model": "mobilenet"},
        {"train__warmup_epochs": 0, "train__epochs": 1},
        {"train__augmentation__rotation": 0},
        {"prepare__folds": 2, "prepare__fold": 1},
        {"prepare__crop": "none"},
        {"prepare__crop_size": 1},
        {"prepare__max_dropped": 0},
        {"evaluate__confidence": 0.5},
        {"evaluate__resamples": 100},
        {"fetch__sources": ["sample"]},
        {"fetch__sources": ["blood-cells", "sample"]},
        {
            "fetch__datasets__mine": {"location": "https://example.org/a.zip", "digest": None},
            "fetch__sources": ["mine"],
        },
        {"fetch__datasets__mine": {"location": "s3://bucket/a", "digest": "sha256:" + "0f" * 32}},
        {"search": {"of": "another tool"}},
    ],
    ids=str,
)
def test_accepted(changes: dict[str, Any]) -> None:
    check(changed(**changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": -1}, "seed: should be greater than or equal to 0"),
        ({"seed": 2**31}, "seed: should be less than 2147483648"),
        ({"seed": "7"}, "seed: should be a valid integer"),
        ({"threads": 0}, "threads: should be greater than or equal to 1"),
        ({"train__learning_rate": 0}, "train.learning_rate: should be greater than 0"),
        ({"train__learning_rate": -0.1}, "train.learning_rate: should be greater than 0"),
        ({"train__learning_rate": float("nan")}, "train.learning_rate: should be a finite number"),
        ({"train__learning_rate": float("inf")}, "train.learning_rate: should be a finite number"),
        ({"train__learning_rate": "1e-4"}, "train.learning_rate: should be a valid number. Received '1e-4'"),
        ({"train__dropout": 1}, "train.dropout: should be less than 1"),
        ({"train__dropout": False}, "train.dropout: should be a valid number. Received false"),
        ({"train__model": "resnt"}, "train.model: should be 'cnn', 'resnet' or 'mobilenet'. Received 'resnt'"),
        ({"train__weights": "none"}, "train.weights: should be 'imagenet' or null. Received 'none'"),
        (
            {"train__model": "cnn", "train__weights": "imagenet"},
            "train.weights: imagenet exists for mobilenet only. Received model cnn",
        ),
        ({"train__epochs": 3, "train__warmup_epochs": 3}, "train.warmup_epochs must be below train.epochs = 3"),
        ({"train__epochs": 1e1}, "train.epochs: should be a valid integer. Received 10.0"),
        ({"train__batch_size": 0}, "train.batch_size: should be greater than or equal to 1"),
        ({"train__augmentation__flips": "on"}, "train.augmentation.flips: should be a valid boolean. Received 'on'"),
        ({"train__augmentation__flips": "no"}, "train.augmentation.flips: should be a valid boolean. Received 'no'"),
        ({"train__augmentation__rotation": 181}, "train.augmentation.rotation: should be less than or equal to 180"),
        ({"train__augmentation__flip": True}, "train.augmentation.flip is unknown (did you mean"),
        ({"train__early_stopping__patience": 0}, "train.early_stopping.patience: should be greater than or equal to 1"),
        ({"train__early_stopping__monitor": "auc"}, "train.early_stopping.monitor: should be"),
        ({"train__learning_rat": 1}, "train.learning_rat is unknown (did you mean train.learning_rate?)"),
        ({"prepare__fold": 5}, "prepare.fold must be below prepare.folds = 5. Received 5"),
        ({"prepare__fold": -1}, "prepare.fold: should be greater than or equal to 0"),
        ({"prepare__folds": 1}, "prepare.folds: should be greater than or equal to 2"),
        ({"prepare__image_size": 64.5}, "prepare.image_size: should be a valid integer. Received 64.5"),
        ({"prepare__image_size": 7}, "prepare.image_size: should be greater than or equal to 8"),
        ({"prepare__crop": False}, "prepare.crop: should be 'none' or 'nucleus'. Received false"),
        ({"prepare__crop": None}, "prepare.crop: should be 'none' or 'nucleus'. Received null"),
        ({"prepare__test_fraction": 1}, "prepare.test_fraction: should be less than 1"),
        ({"prepare__max_dropped": 1.01}, "prepare.max_dropped: should be less than or equal to 1"),
        ({"evaluate__confidence": 1}, "evaluate.confidence: should be less than 1"),
        ({"evaluate__confidence": 95}, "evaluate.confidence: should be less than 1"),
        ({"evaluate__resamples": 10}, "evaluate.resamples: should be greater than or equal to 100"),
        ({"evaluate__resamples": 10**9}, "evaluate.resamples: should be less than or equal to 100000"),
        ({"evaluate__calibration_bins": 1}, "evaluate.calibration_bins: should be greater than or equal to 2"),
        ({"evaluate__mistakes": 0}, "evaluate.mistakes: should be greater than or equal to 1"),
        ({"evaluate__threads": 2}, "evaluate.threads belongs at the top level"),
        ({"fetch__sources": "sample"}, "fetch.sources: should be a valid list. Received 'sample'"),
        ({"fetch__sources": []}, "fetch.sources: should have at least 1"),
        ({"fetch__sources": ["smple"]}, "fetch.sources: 'smple' is not among fetch.datasets (did you mean sample?)"),
        ({"fetch__sources": ["zzz"]}, "fetch.sources: 'zzz' is not among fetch.datasets (known: blood-cells, sample)"),
        ({"fetch__sources": ["../etc"]}, "fetch.sources.0: should match pattern"),
        ({"fetch__sources": ["a\n"]}, "fetch.sources.0: should match pattern"),
        ({"fetch__sources": ["Sample"]}, "fetch.sources.0: should match pattern"),
        ({"fetch__sources": ["sample", "sample"]}, "fetch.sources names a source twice"),
        ({"fetch__datasets": None}, "fetch.datasets: should be a group of parameters"),
        ({"fetch__datasets__Mine": {"location": None, "digest": None}}, "fetch.datasets.Mine: should match pattern"),
        ({"fetch__datasets__sample": {"location": None}}, "fetch.datasets.sample.digest is missing"),
        ({"fetch__datasets__sample": {"location": 3, "digest": None}}, "fetch.datasets.sample.location: should be a"),
        (
            {"fetch__datasets__sample": {"location": None, "digest": "md5:00"}},
            "fetch.datasets.sample.digest: should match",
        ),
        (
            {"fetch__datasets__mine": {"location": None, "digest": None}, "fetch__sources": ["mine"]},
            "fetch.datasets.mine.location is null, which only blood-cells and sample may be",
        ),
        ({"trian": {}}, "trian is unknown (did you mean train?)"),
        ({"train": None}, "train is missing"),
        ({"evaluate": []}, "evaluate: should be a group of parameters"),
    ],
    ids=str,
)
def test_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ParamsError) as caught:
        check(changed(**changes))

    (problem,) = caught.value.problems
    assert problem.startswith(said)


def test_every_contradiction_among_the_sources_is_told() -> None:
    document = changed(
        fetch__datasets__mine={"location": None, "digest": None}, fetch__sources=["mine", "smple", "mine", "smple"]
    )

    with pytest.raises(ParamsError) as caught:
        check(document)

    unknown, null, twice = caught.value.problems
    assert "'smple' is not among" in unknown
    assert "mine.location is null" in null
    assert "twice" in twice
