"""A copy of this checkout with two states of its model: its own, and one that says otherwise of some photographs."""

import csv
import hashlib
import io
import random
import re
from collections.abc import Sequence
from pathlib import Path

from repositories import commit, run
from turns import ROOT

BASE, HEAD = "bench-base", "bench-head"
PHOTOGRAPHS = Path("results/evaluate/photographs.csv")
PREDICTIONS = "results/evaluate/predictions.csv"
_CHANGED = 12  # photographs of which the second model says otherwise

Row = dict[str, str]


def compared_states(folder: Path) -> None:
    """Make it, with a branch for each state and predictions of every test image in the cache.

    What is said of images is taken from `photographs.csv`, which counts them: as many rows as the real file has.
    """
    run(folder.parent, "git", "clone", "--quiet", str(ROOT), str(folder))
    with (folder / PHOTOGRAPHS).open(newline="") as file:
        rows = list(csv.DictReader(file))
    for branch, told in ((BASE, rows), (HEAD, _otherwise(rows))):
        run(folder, "git", "switch", "--quiet", "--create", branch)
        (folder / PHOTOGRAPHS).write_text(_table(told))
        _keep(folder, _table(_images(told)).encode())
        commit(folder)


def _otherwise(rows: Sequence[Row]) -> list[Row]:
    chance = random.Random(7)
    chosen = set(chance.sample(range(len(rows)), _CHANGED))
    return [_turned(row, chance) if number in chosen else row for number, row in enumerate(rows)]


def _turned(row: Row, chance: random.Random) -> Row:
    """Let a model take the images of a photograph for another class than it did."""
    classes = _classes(row)
    counts = [row[f"predicted_{name}"] for name in classes]
    chance.shuffle(counts)
    return {
        **row,
        **{f"predicted_{name}": count for name, count in zip(classes, counts, strict=True)},
        "log_loss": f"{float(row['log_loss']) + 1:.6f}",
    }


def _images(rows: Sequence[Row]) -> list[Row]:
    found = []
    for row in rows:
        predicted = [name for name in _classes(row) for _ in range(int(row[f"predicted_{name}"]))]
        for number, name in enumerate(predicted):
            file = f"{row['split']}/{row['photograph']}-{number}.jpeg"
            shares = {f"p_{each}": "0.700000" if each == name else "0.100000" for each in _classes(row)}
            digest = hashlib.sha256(file.encode()).hexdigest()
            known = {key: row[key] for key in ("split", "label", "photograph")}
            found.append({"digest": digest, "file": file, **known, "predicted": name, **shares})
    return found


def _classes(row: Row) -> list[str]:
    return [name.removeprefix("predicted_") for name in row if name.startswith("predicted_")]


def _table(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _keep(folder: Path, predictions: bytes) -> None:
    """Put predictions into DVC's cache and into the lock."""
    digest = hashlib.md5(predictions, usedforsecurity=False).hexdigest()
    cached = folder / ".dvc/cache/files/md5" / digest[:2] / digest[2:]
    cached.parent.mkdir(parents=True, exist_ok=True)
    cached.write_bytes(predictions)
    lock = folder / "dvc.lock"
    entry = re.compile(rf"(    - path: {re.escape(PREDICTIONS)}\n      hash: md5\n      md5: )\w+(\n      size: )\d+")
    lock.write_text(entry.sub(rf"\g<1>{digest}\g<2>{len(predictions)}", lock.read_text()))
