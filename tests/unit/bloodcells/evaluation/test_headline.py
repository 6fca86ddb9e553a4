import numpy as np
import pytest

from bloodcells.evaluation.headline import HEADLINE, measure
from bloodcells.evaluation.tally import Tally, tally
from bloodcells.metrics import accuracy, confusion_matrix, log_loss, macro_f1

CLASSES = ["a", "b"]


def of_photographs(right: list[list[int]], images: int) -> Tally:
    """A tally of photographs of two classes: of each, how many of its `images` are taken for what they are, at 80 %."""
    rows, actual, names = [], [], []
    for label, photographs in enumerate(right):
        for number, hits in enumerate(photographs):
            for image in range(images):
                guess = label if image < hits else 1 - label
                rows.append([0.8, 0.2] if guess == 0 else [0.2, 0.8])
                actual.append(label)
                names.append(f"{label}/{number}")
    return tally(np.array(rows), np.array(actual), names, bins=15)


def test_the_figures_are_the_metrics_of_all_images() -> None:
    random = np.random.default_rng(0)
    probabilities, actual = random.dirichlet(np.ones(3), 200), random.integers(3, size=200)
    table = confusion_matrix(actual, probabilities.argmax(axis=1), 3)

    figures = measure(tally(probabilities, actual, [f"{n % 30}" for n in range(200)], 15), ["x", "y", "z"], 0.95, 200)

    assert figures["accuracy"] == pytest.approx(accuracy(table), abs=1e-6)
    assert figures["macro_f1"] == pytest.approx(macro_f1(table), abs=1e-6)
    assert figures["log_loss"] == pytest.approx(log_loss(probabilities, actual), abs=1e-6)
    assert figures["images"] == 200
    assert figures["photographs"] == 30


def test_the_file_holds_each_headline_metric_with_its_limits_and_each_class() -> None:
    figures = measure(of_photographs([[4, 2, 4], [3, 3, 0]], images=4), CLASSES, 0.95, 500)

    headline = [f"{name}{end}" for name in HEADLINE for end in ("", "_low", "_high")]
    assert list(figures) == [*headline, "images", "photographs", "per_class"]
    assert figures["per_class"] == {
        "a": {"precision": round(10 / 16, 6), "recall": round(10 / 12, 6)},
        "b": {"precision": round(6 / 8, 6), "recall": 0.5},
    }
    for name in HEADLINE:
        assert figures[f"{name}_low"] < figures[name] < figures[f"{name}_high"]


def test_a_class_without_images_in_the_split_has_no_figures_of_its_own() -> None:
    found = tally(np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]]), np.array([0, 1]), ["s/1", "s/2"], bins=15)

    figures = measure(found, ["here", "here too", "elsewhere"], 0.95, 100)

    assert list(figures["per_class"]) == ["here", "here too"]
    assert figures["macro_f1"] == 1.0


def test_figures_have_six_decimals() -> None:
    figures = measure(of_photographs([[4, 2, 4], [3, 3, 0]], images=7), CLASSES, 0.95, 500)

    values = [value for value in figures.values() if isinstance(value, float)]
    assert values == [round(value, 6) for value in values]


def test_more_confidence_widens_every_interval() -> None:
    photographs = of_photographs([[4, 2, 4, 3, 1, 4], [3, 3, 0, 4, 4, 2]], images=4)

    narrow, wide = (measure(photographs, CLASSES, confidence, 4000) for confidence in (0.5, 0.99))

    for name in HEADLINE:
        assert wide[f"{name}_low"] < narrow[f"{name}_low"] or narrow[f"{name}_low"] == 0
        assert wide[f"{name}_high"] > narrow[f"{name}_high"]


def test_copies_of_the_photographs_images_do_not_narrow_the_interval() -> None:
    few = measure(of_photographs([[1, 0, 1, 1], [1, 1, 0, 1]], images=1), CLASSES, 0.95, 2000)
    many = measure(of_photographs([[50, 0, 50, 50], [50, 50, 0, 50]], images=50), CLASSES, 0.95, 2000)

    for name in HEADLINE:
        assert many[f"{name}_low"] == pytest.approx(few[f"{name}_low"])
        assert many[f"{name}_high"] == pytest.approx(few[f"{name}_high"])


def test_equal_predictions_give_equal_figures() -> None:
    photographs = of_photographs([[4, 2, 4], [3, 3, 0]], images=4)

    assert measure(photographs, CLASSES, 0.95, 500) == measure(photographs, CLASSES, 0.95, 500)


def test_a_model_without_mistakes_has_an_interval_of_no_width() -> None:
    figures = measure(of_photographs([[4, 4], [4, 4, 4]], images=4), CLASSES, 0.95, 500)

    assert (figures["accuracy_low"], figures["accuracy"], figures["accuracy_high"]) == (1.0, 1.0, 1.0)
    assert figures["calibration_error"] == pytest.approx(0.2)


def test_a_model_much_surer_than_right_has_a_calibration_error_well_above_zero() -> None:
    # 71 images in 15 bins are noise bin by bin, but together they tell that 75 % sure is right in 40 % of the cases.
    random = np.random.default_rng(0)
    confidence, right = random.uniform(0.5, 1.0, 71), np.arange(71) % 5 < 2
    probabilities = np.stack([confidence, 1 - confidence], axis=1)
    found = tally(probabilities, np.where(right, 0, 1), [str(number) for number in range(71)], bins=15)

    figures = measure(found, CLASSES, 0.95, 2000)

    assert figures["calibration_error"] == pytest.approx(0.35, abs=0.05)
    assert figures["calibration_error_low"] > 0.2
