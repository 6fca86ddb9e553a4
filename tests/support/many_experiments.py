"""A repository of thousands of experiments, written at once: each as large as one of this checkout's own searches.

The definition, the parameters, the lock and the metrics are this checkout's, with a search's values and made-up results
in them. Nothing ever ran, so the cache is empty.
"""

import hashlib
import json
import math
import random
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hemolog.experiments import trailers
from hemolog.experiments.refs import ExperimentRef
from support.repositories import ROOT

CURVES = (
    *("train/loss", "train/accuracy", "train/macro_f1"),
    *("val/loss", "val/accuracy", "val/auc", "val/macro_f1"),
    "learning_rate",
)
SEARCHES = ("rates", "widths", "regularization")
_BEGIN = 1_767_225_600  # 2026-01-01, seconds since 1970
_WHO = "Test <test@localhost>"
_METRICS = "results/train/metrics.json", "results/evaluate/metrics.json"
_PLOTS = "results/train/plots/metrics"


@dataclass(frozen=True)
class Many:
    """How many of what."""

    experiments: int
    baselines: int = 3
    epochs: int = 30
    loose: bool = False
    """Each object in a file of its own, as git has them until its `gc`; else all in one pack."""


def many_experiments(folder: Path, many: Many) -> Path:
    """Make the repository; equal numbers give equal objects.

    Args:
        folder: for it; made.
        many: experiments and what they have.

    Returns:
        The folder, with the last baseline checked out.
    """
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _import(folder, _baselines(many.baselines))
    baselines = _git(folder, "rev-list", "--reverse", "main").decode().split()
    _import(folder, _experiments(many, baselines))
    _git(folder, "pack-refs", "--all")
    _git(folder, "reset", "--quiet", "--hard")
    if many.loose:
        _unpack(folder)
    return folder


def _baselines(count: int) -> Iterator[bytes]:
    listing = _git(ROOT, "ls-files", "-z", "--", "src", ".dvc", "results", "dvc.*", "params.yaml").decode()
    names = [name for name in listing.split("\0") if name and not name.startswith(_PLOTS)]
    files = {name: _read(name) for name in names if (ROOT / name).is_file()}
    for number in range(count):
        yield _commit("refs/heads/main", _BEGIN + number, f"Baseline {number}\n")
        changed = {"params.yaml": _with_values(files["params.yaml"], {"seed": number + 1})}
        yield from _files({**files, **changed} if number == 0 else changed)


def _experiments(many: Many, baselines: list[str]) -> Iterator[bytes]:
    for number in range(many.experiments):
        chance = random.Random(number)
        grown_from = number * len(baselines) // many.experiments
        values, baseline = {"seed": grown_from + 1, **_values(chance)}, baselines[grown_from]
        results = _results(chance, many.epochs)
        search, trial = SEARCHES[number % len(SEARCHES)], number // len(SEARCHES)
        by_hand = number % 10 == 9
        name = f"try-{number:05}" if by_hand else f"{search}-{trial:04}"
        message = f"dvc: commit experiment {number:x}\n" if by_hand else _message(search, trial, values, results)
        ref = str(ExperimentRef(baseline, name))
        yield _commit(ref, _BEGIN + 60 * (number + many.baselines), message, baseline)
        yield from _files(_changed(number, values, results, many.epochs))


def _values(chance: random.Random) -> dict[str, object]:
    return {
        "train.model": chance.choice(["cnn", "resnet"]),
        "train.depth": chance.choice([1, 2]),
        "train.width": chance.choice([16, 24, 32]),
        "train.dropout": round(chance.uniform(0.2, 0.6), 1),
        "train.learning_rate": 10 ** chance.uniform(-4, -1.7),
        "train.weight_decay": 10 ** chance.uniform(-4, -1),
        "train.label_smoothing": chance.choice([0.0, 0.05, 0.1]),
    }


def _results(chance: random.Random, epochs: int) -> dict[str, list[float]]:
    """Each curve's value by epoch."""
    found = {}
    for curve in CURVES:
        end, pace = chance.uniform(0.6, 0.95), chance.uniform(0.1, 0.4)
        rising = [end * (1 - math.exp(-pace * (epoch + 1))) for epoch in range(epochs)]
        values = [1.2 - each for each in rising] if curve.endswith("loss") else rising
        found[curve] = [round(value + chance.gauss(0, 0.01), 6) for value in values]
    return found


def _message(search: str, trial: int, values: Mapping[str, object], results: Mapping[str, list[float]]) -> str:
    score = max(results["val/macro_f1"])
    told = {
        trailers.TRIAL: f"{trial:04}",
        trailers.VALUES: json.dumps(values),
        trailers.SEARCH: search,
        trailers.OBJECTIVE: "metrics.val.macro_f1",
        trailers.ORACLE: json.dumps(
            {"count": trial, "memory": {"seed_state": trial}, "waiting": {f"{trial:04}": values}}
        ),
        trailers.SCORE: repr(score),
        trailers.SECONDS: f"{60 + trial % 50}.25",
        trailers.EPOCHS: str(len(results["val/macro_f1"])),
        trailers.CACHED: "no",
        trailers.HOST: "training-1",
        f"{trailers.STAGE_FACT}Images-Per-Second": f"{700 + trial % 90}.5",
    }
    body = "\n".join(f"{name} = {json.dumps(value)}" for name, value in values.items())
    return trailers.message(f"Trial {search}-{trial:04}: metrics.val.macro_f1 {score}", body, told)


def _changed(
    number: int, values: Mapping[str, object], results: Mapping[str, list[float]], epochs: int
) -> dict[str, bytes]:
    """The files in which an experiment differs from its baseline."""
    best = max(range(epochs), key=results["val/macro_f1"].__getitem__)
    train: dict[str, object] = {"best_epoch": best + 1}
    for curve in CURVES[:-1]:
        split, _, name = curve.partition("/")
        train.setdefault(split, {})[name] = results[curve][best]  # type: ignore[index]
    evaluated = re.sub(
        rb"0\.\d+", lambda found: b"%.6f" % (float(found[0]) * (1 - number % 97 / 1000)), _read(_METRICS[1])
    )
    files = {
        "params.yaml": _with_values(_read("params.yaml"), values),
        "dvc.lock": _with_digests(_with_values(_read("dvc.lock"), values, "train."), number),
        _METRICS[0]: json.dumps(train, indent=2).encode() + b"\n",
        _METRICS[1]: evaluated,
    }
    for curve in CURVES:
        rows = "".join(f"{epoch + 1}\t{value}\n" for epoch, value in enumerate(results[curve]))
        files[f"{_PLOTS}/{curve}.tsv"] = f"step\t{curve.rpartition('/')[2]}\n{rows}".encode()
    return files


def _with_values(text: bytes, values: Mapping[str, object], before: str = "") -> bytes:
    """A document with other values, each a text of one line there.

    Args:
        text: the document.
        values: by their dotted names; the last part is how the document names them.
        before: what stands before that.
    """
    for name, value in values.items():
        key = re.escape(before + name.rpartition(".")[2]) if "." in name else name
        text = re.sub(rf"(?m)^( *{key}:) [^\s#:]+(?=\s|$)".encode(), rb"\g<1> " + str(value).encode(), text, count=1)
    return text


def _with_digests(lock: bytes, number: int) -> bytes:
    """The objects that a training and its test make anew."""
    made = ("models/model.keras", *_METRICS, _PLOTS, "results/evaluate/predictions.csv")
    for path in made:
        digest = hashlib.md5(f"{path} {number}".encode(), usedforsecurity=False).hexdigest().encode()
        lock = re.sub(
            rb"(- path: %s\n +hash: md5\n +md5: )[0-9a-f]{32}" % re.escape(path.encode()), rb"\g<1>" + digest, lock
        )
    return lock


@cache
def _read(name: str) -> bytes:
    return (ROOT / name).read_bytes()


def _commit(ref: str, time: int, message: str, parent: str | None = None) -> bytes:
    """As `git fast-import` is told of it; without a parent it is on the last one of its reference."""
    text = message.encode()
    above = b"" if parent is None else b"from %s\n" % parent.encode()
    who = f"{_WHO} {time} +0000".encode()
    return b"commit %s\nauthor %s\ncommitter %s\ndata %d\n%s\n%s" % (ref.encode(), who, who, len(text), text, above)


def _files(files: Mapping[str, bytes]) -> Iterator[bytes]:
    for path, data in files.items():
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)


def _import(folder: Path, stream: Iterator[bytes]) -> None:
    command = ["git", "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None, "a pipe"
        for part in stream:
            importing.stdin.write(part)
    assert importing.returncode == 0, "git fast-import failed"


def _unpack(folder: Path) -> None:
    for pack in list((folder / ".git/objects/pack").glob("*.pack")):
        aside = pack.rename(folder / ".git" / pack.name)  # What git has in a pack it doesn't unpack.
        pack.with_suffix(".idx").unlink()
        subprocess.run(["git", "unpack-objects", "-q"], cwd=folder, input=aside.read_bytes(), check=True)
        aside.unlink()


def _git(folder: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True).stdout
