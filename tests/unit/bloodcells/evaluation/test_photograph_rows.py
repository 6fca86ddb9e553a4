from pathlib import Path

import numpy as np

from bloodcells.evaluation import photographs
from bloodcells.evaluation.photographs import PhotographRow
from bloodcells.evaluation.tally import tally

CLASSES = ['odd, "quoted" class', "单核细胞"]


def test_the_table_has_a_row_a_photograph_and_label(tmp_path: Path) -> None:
    found = tally(
        np.array([[0.5, 0.5], [0.25, 0.75], [1.0, 0.0], [0.0, 1.0]]),
        np.array([0, 1, 1, 1]),
        ["s/1", "s/1", "s/2", "s/2"],
        5,
    )

    photographs.write(tmp_path / "p.csv", ["a", "b"], photographs.rows("test", ["a", "b"], found))

    assert (tmp_path / "p.csv").read_text() == (
        "split,photograph,label,images,predicted_a,predicted_b,log_loss\n"
        "test,s/1,a,1,1,0,0.693147\n"
        "test,s/1,b,1,0,1,0.287682\n"
        "test,s/2,b,2,1,1,16.118096\n"
    )


def test_rows_survive_writing_and_reading(tmp_path: Path) -> None:
    table = [
        PhotographRow("test", "my source/a, b", CLASSES[0], 3, (2, 1), 0.5),
        PhotographRow("test_simple", 'x/"1"', CLASSES[1], 1, (0, 1), 12.345678),
    ]

    photographs.write(tmp_path / "p.csv", CLASSES, table)

    assert photographs.read(tmp_path / "p.csv") == (CLASSES, table)


def test_accuracy_macro_f1_and_log_loss_follow_from_the_table_alone(tmp_path: Path) -> None:
    from bloodcells.metrics import accuracy, confusion_matrix, log_loss, macro_f1

    random = np.random.default_rng(0)
    probabilities, actual = random.dirichlet(np.ones(3), 90), random.integers(3, size=90)
    classes = ["a", "b", "c"]
    found = tally(probabilities, actual, [f"{n % 9}" for n in range(90)], 15)

    photographs.write(tmp_path / "p.csv", classes, photographs.rows("test", classes, found))

    names, rows = photographs.read(tmp_path / "p.csv")
    table = np.zeros((3, 3), np.int64)
    for row in rows:
        table[names.index(row.label)] += row.predicted
    expected = confusion_matrix(actual, probabilities.argmax(axis=1), 3)
    assert (accuracy(table), macro_f1(table)) == (accuracy(expected), macro_f1(expected))
    summed = sum(row.log_loss for row in rows) / sum(row.images for row in rows)
    assert abs(summed - log_loss(probabilities, actual)) < 1e-6
