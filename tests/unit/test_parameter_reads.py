"""The finder of parameters that code reads, on which the test of `dvc.yaml` stands."""

import pytest

from bloodcells.params.train import TrainParams
from support.parameter_reads import reads

KEPT = """
class Learner:
    def __init__(self, model, params: TrainParams):
        self.model, self._params = model, params

    def step(self):
        return self._params.depth, self.model.width
"""


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("def f(params: TrainParams): return params.width, params.seed", {"train.width", "seed"}),
        ("def f(*, params: TrainParams): return params.augmentation", {"train.augmentation"}),
        ("def f(s: Augmentation): return lambda: s.zoom", {"train.augmentation.zoom"}),
        ("def f(p: TrainParams): return p.augmentation.zoom", {"train.augmentation", "train.augmentation.zoom"}),
        ("def f():\n    params = TrainParams.read()\n    return params.epochs", {"train.epochs"}),
        (KEPT, {"train.depth"}),
        ("def f(image, params: TrainParams): return image.width", set()),
        ("def f(params: PrepareParams): return params.epochs", set()),
        ("def f(lens: Lens): return lens.augmentation.zoom", set()),
        ("params.width", set()),
    ],
)
def test_reading_a_parameter_is_told_from_reading_what_has_its_name(code: str, read: set[str]) -> None:
    assert reads(code, TrainParams) == read
