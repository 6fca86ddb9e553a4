"""One epoch: learn from each batch, then judge the weights on the validation images."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells.errors import TrainingError
from bloodcells.params.train import TrainParams
from bloodcells.training import feed
from bloodcells.training.learner import Arrays, Learner
from bloodcells.training.progress import Progress
from bloodcells.training.scores import Scores, measure, rounded

VALIDATION_BATCH = 256
"""Images at once; the last one is smaller. Fixed, for a sum's last bits may depend on it."""

Probabilities = NDArray[np.float32]


@dataclass(frozen=True)
class Split:
    """Images `(n, size, size, 3)` uint8 and labels `(n,)`, indices of classes."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]


class Epochs:
    """The epochs of one training, one after the other.

    What has been learnt is in `learner`; `model` gets its weights after each epoch, to be judged as it would be kept.
    """

    def __init__(self, model: Any, params: TrainParams, train: Split, val: Split) -> None:
        self.model, self._params, self._train, self._val = model, params, train, val
        self._steps = feed.steps(params, len(train.labels))
        self.learner = Learner(model, params, self._steps)
        self._batches: Any = None

    def start(self, first: int, arrays: Arrays) -> None:
        """Get ready for the epoch `first`, counted from 0; `arrays` is the learner after the last one, if there is."""
        if arrays:
            self.learner.restore(arrays)
        self._batches = iter(feed.batches(self._train.images, self._train.labels, self._params, first))

    def run(self, epoch: int, progress: Progress) -> Scores:
        """Learn and judge.

        Returns:
            What is logged: `train/...` of the batches as they were learnt from, `val/...`, and `learning_rate`, the
            last one.

        Raises:
            TrainingError: the outputs are no numbers.
        """
        self.learner.begin_epoch(epoch)
        size = feed.batch_size(self._params, len(self._train.labels))
        batches = islice(self._batches, self._steps)
        learnt = self._learn(progress.watch(batches, epoch=epoch, steps=self._steps, batch_size=size), epoch)
        self.model.set_weights(self.learner.weights())
        judged = self._judge()
        rate = {"learning_rate": rounded(self.learner.rate())}
        return _prefixed("train", learnt) | _prefixed("val", judged) | rate

    def _learn(self, batches: Iterable[Any], epoch: int) -> Scores:
        answers, labels = [], []
        for images, actual in batches:
            probabilities = self.learner.step(images, actual)
            if not np.isfinite(probabilities).all():
                raise TrainingError(
                    f"the loss is not a number any more in epoch {epoch + 1}: lower train.learning_rate "
                    f"(it is {self._params.learning_rate}) or raise train.warmup_epochs"
                )
            answers.append(probabilities)
            labels.append(actual.numpy())
        return measure(np.concatenate(answers), np.concatenate(labels), self._params.label_smoothing)

    def _judge(self) -> Scores:
        images, labels = self._val.images, self._val.labels
        starts = range(0, len(labels), VALIDATION_BATCH)
        parts = (np.asarray(images[start : start + VALIDATION_BATCH], np.float32) for start in starts)
        answers = [np.asarray(self.model.predict_on_batch(part)) for part in parts]
        return measure(np.concatenate(answers), labels, self._params.label_smoothing)


def _prefixed(split: str, scores: Scores) -> Scores:
    return {f"{split}/{name}": value for name, value in scores.items()}
