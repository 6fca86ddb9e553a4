from pathlib import Path

from bloodcells.evaluation import predictions
from bloodcells.evaluation.predictions import PredictionRow

CLASSES = ['odd, "quoted" class', "p_of mine"]
ROWS = [
    PredictionRow("ab" * 32, "test", "s/TEST/odd/1,2.jpg", CLASSES[0], "s/1", CLASSES[1], (0.25, 0.75)),
    PredictionRow("cd" * 32, "test_simple", "s/x.png", CLASSES[1], "s/2", CLASSES[1], (0.000001, 0.999999)),
]


def test_the_table_has_a_row_an_image(tmp_path: Path) -> None:
    row = PredictionRow("00ff", "test", "s/a/1.jpg", "a", "s/1", "b", (1 / 3, 2 / 3))

    predictions.write(tmp_path / "p.csv", ["a", "b"], [row])

    assert (tmp_path / "p.csv").read_text() == (
        "digest,split,file,label,photograph,predicted,p_a,p_b\n00ff,test,s/a/1.jpg,a,s/1,b,0.333333,0.666667\n"
    )


def test_rows_survive_writing_and_reading(tmp_path: Path) -> None:
    predictions.write(tmp_path / "p.csv", CLASSES, ROWS)

    assert predictions.read(tmp_path / "p.csv") == (CLASSES, ROWS)
