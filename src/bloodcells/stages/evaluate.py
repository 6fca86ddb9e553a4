"""Measure the model on the test splits: figures with intervals, tables for comparisons, curves, the worst mistakes."""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells import console, determinism, paths
from bloodcells.atomic import new_file, new_folder
from bloodcells.errors import DatasetError
from bloodcells.evaluation import curves, photographs, predictions, sheet
from bloodcells.evaluation.headline import measure
from bloodcells.evaluation.predict import load, probabilities
from bloodcells.evaluation.predictions import PredictionRow
from bloodcells.evaluation.tally import Tally, tally
from bloodcells.images import arrays, dataset
from bloodcells.images.dataset import Row
from bloodcells.lock import only_run
from bloodcells.params.evaluate import EvaluateParams

SPLITS = ("test", "test_simple")
"""Those that are measured, if the data set has them."""


@dataclass(frozen=True)
class Answers:
    """What the model said of a split, in the order of its arrays."""

    split: str
    rows: list[Row]
    images: NDArray[np.uint8]
    """`(n, size, size, 3)`, mapped from disk."""
    actual: NDArray[np.uint8]
    """`(n,)` class indices."""
    probabilities: NDArray[np.float32]
    """`(n, k)`."""

    def tally(self, bins: int) -> Tally:
        """The sums of each photograph."""
        return tally(self.probabilities, self.actual, [row.photograph for row in self.rows], bins)


def main() -> None:
    """Run the stage: read `data/prepared` and `models/model.keras`, write `results/evaluate`.

    Raises:
        BloodcellsError: parameters, data set or model are wrong, or another run is at work.
        OSError: something is missing, or can't be written; what stood there stays.
    """
    with only_run("evaluate"):
        params = EvaluateParams.read()
        prepared = dataset.read()
        answers = _ask(params.threads, prepared)
        tallies = {answer.split: answer.tally(params.calibration_bins) for answer in answers}
        metrics = {
            split: measure(found, prepared.classes, params.confidence, params.resamples)
            for split, found in tallies.items()
        }
        with ExitStack() as stack:  # No file takes its place before all are written.
            file = stack.enter_context(new_file(paths.EVALUATE_METRICS))
            file.write_text(json.dumps(metrics, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            _write_tables(prepared.classes, answers, tallies, stack)
            _write_sheet(prepared.classes, answers[0], params.mistakes, stack)
    for split in metrics:
        _tell(split, metrics[split], tallies[split], prepared.classes)


def _ask(threads: int, prepared: dataset.Dataset) -> list[Answers]:
    determinism.begin(threads=threads, seed=0)  # nothing is drawn
    model = load(paths.MODEL, prepared.image_size, len(prepared.classes))
    index = dataset.read_index()
    answers = []
    for split in (name for name in SPLITS if name in prepared.splits):
        images, actual = arrays.read(split)
        rows = [row for row in index if row.split == split]
        if not 0 < len(rows) == len(images) == len(actual):
            raise DatasetError(
                f"{paths.PREPARED} does not fit together: {split} has {len(images)} images, {len(actual)} labels and "
                f"{len(rows)} rows in the index. Run `dvc repro -f prepare`."
            )
        answers.append(Answers(split, rows, images, actual, probabilities(model, images, f"measuring {split}")))
    return answers


def _write_tables(classes: list[str], answers: list[Answers], tallies: dict[str, Tally], stack: ExitStack) -> None:
    rows = (row for split, found in tallies.items() for row in photographs.rows(split, classes, found))
    photographs.write(stack.enter_context(new_file(paths.PHOTOGRAPHS)), classes, rows)
    asked = (row for answer in answers for row in _predictions(classes, answer))
    predictions.write(stack.enter_context(new_file(paths.PREDICTIONS)), classes, asked)
    _write_curves(stack.enter_context(new_folder(paths.EVALUATE_PLOTS)), classes, answers)


def _predictions(classes: list[str], answer: Answers) -> list[PredictionRow]:
    return [
        PredictionRow(
            digest=row.digest,
            split=row.split,
            file=row.file,
            label=row.label,
            photograph=row.photograph,
            predicted=classes[chances.argmax()],
            probabilities=tuple(chances.tolist()),
        )
        for row, chances in zip(answer.rows, answer.probabilities, strict=True)
    ]


def _write_curves(folder: Path, classes: list[str], answers: list[Answers]) -> None:
    # A folder a kind, for `dvc plots` draws all files of a folder in one way.
    confusion, roc = folder / "confusion", folder / "roc"
    confusion.mkdir()
    roc.mkdir()
    for answer in answers:
        name, guess = f"{answer.split}.csv", answer.probabilities.argmax(axis=1)
        curves.write_confusion(confusion / name, classes, answer.actual, guess)
        curves.write_roc(roc / name, classes, curves.rates(answer.probabilities, answer.actual))


def _write_sheet(classes: list[str], answer: Answers, limit: int, stack: ExitStack) -> None:
    mistakes = sheet.worst(answer.probabilities, answer.actual, [row.photograph for row in answer.rows], limit)
    wrong = int((answer.probabilities.argmax(axis=1) != answer.actual).sum())
    note = (
        f"{len(mistakes):,} of {wrong:,} mistakes among {len(answer.rows):,} images, the surest first, "
        f"at most {sheet.PER_PHOTOGRAPH} of a photograph. Green: what it is. Red: what the model took it for."
    )
    file = stack.enter_context(new_file(paths.MISTAKES))
    sheet.draw(file, mistakes, answer.images, classes, f"The worst mistakes on {answer.split}", note)


def _tell(split: str, figures: dict[str, Any], found: Tally, classes: list[str]) -> None:
    accuracy, macro_f1 = (
        f"{figures[name]:.3f} ({figures[f'{name}_low']:.3f} to {figures[f'{name}_high']:.3f})"
        for name in ("accuracy", "macro_f1")
    )
    console.say(
        f"{split}: accuracy {accuracy}, macro F1 {macro_f1}, "
        f"of {figures['images']:,} images of {figures['photographs']:,} photographs"
    )
    labels, sizes = np.unique(found.labels, return_counts=True)
    alone = [classes[label] for label, size in zip(labels, sizes, strict=True) if size == 1]
    if alone:
        console.warn(f"{split} has one photograph of {', '.join(alone)}: the intervals can't tell how they vary")


if __name__ == "__main__":
    console.run(main)
