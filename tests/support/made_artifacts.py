"""A history of two runs whose files are in many places: git, DVC's cache, a bucket, or nowhere by now."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from hemolog.experiments.history.run import Dep, History, Kind, Run, Stage
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.reports.board.board import board
from hemolog.reports.board.page.page import page
from support.drawn_pictures import drawn
from support.made_stages import md5
from support.plain_repository import Plain, plain

PICTURE = drawn("PNG", (60, 40), noise=True)
LARGE = drawn("PNG", (700, 500), noise=True)
INDEX = b"file,label\n1.png,a\n"
SETTINGS = b"board:\n  objective: metrics.val.macro_f1\n  direction: max\n"
CONFIG = b"[core]\n    remote = lab\n['remote \"lab\"']\n    url = s3://lab/team\n"


def name_of(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


_LIST = json.dumps([{"md5": name_of(INDEX), "relpath": "index.csv"}, {"md5": md5("gone"), "relpath": "x.npy"}]).encode()
DATA = f"{name_of(_LIST)}.dir"


def _output(path: str, name: str, size: int | None, keeper: Keeper = Keeper.REMOTE, *, model: bool = False) -> Output:
    return Output(path, "", name, key_of(name), size, 2 if name.endswith(".dir") else None, keeper, is_model=model)


def _run(name: str, at: int, commit: str, *pictures: Output) -> Run:
    data = _output("data/prepared", DATA, 4_000_000)
    model = _output("models/model.pt", md5(f"model {name}"), 5_400_000, model=True)
    scores = _output("scores.json", md5(f"scores {name}"), 420, Keeper.GIT)
    prepare = Stage("prepare", "python prepare.py", (Dep("raw.zip", md5("raw"), 9_000),), (data,))
    train = Stage("train", "python train.py", (Dep("data/prepared", DATA, 4_000_000, 2),), (model, scores))
    evaluate = Stage("evaluate", "python evaluate.py", (Dep(model.path, model.name, model.size),), pictures)
    return Run(
        Kind.EXPERIMENT,
        name,
        f"refs/exps/ab/{'c' * 38}/{name}",
        commit,
        time=1_760_000_000 + at,
        subject=f"About {name}",
        metrics={"metrics.val.macro_f1": at / 10},
        stages=(prepare, train, evaluate),
    )


def made_artifacts(here: Plain) -> History:
    """`quiet-owl`, the better one, has pictures here; `loud-cat` has one that is not here; `main` has no stages."""
    owl = (
        _output("sheet.png", name_of(PICTURE), len(PICTURE)),
        _output("large.png", name_of(LARGE), len(LARGE)),
        _output("plot.svg", md5("svg"), 900),
    )
    cat = (_output("sheet.png", md5("not here"), 700),)
    main = Run(Kind.BRANCH, "main", "refs/heads/main", here.head(), time=1_760_000_009, subject="Begin")
    commits = [here.commit({"scores.json": name}) for name in ("owl", "cat")]
    runs = (main, _run("quiet-owl", 8, commits[0], *owl), _run("loud-cat", 4, commits[1], *cat))
    return History(runs, here.head(), "main")


def write_artifacts(folder: Path, files: Mapping[str, bytes] | None = None) -> Path:
    """Write their page; gives its path.

    Args:
        folder: an empty one.
        files: of the repository, beside those in DVC's cache and its settings.
    """
    here = plain(folder / "made")
    objects = {name_of(data): data for data in (PICTURE, LARGE, INDEX)} | {DATA: _LIST}
    cached = {f".dvc/cache/{key_of(name)}": data for name, data in objects.items()}
    for name, data in {".dvc/config": CONFIG, "params.yaml": SETTINGS, **cached, **(files or {})}.items():
        (here.root / name).parent.mkdir(parents=True, exist_ok=True)
        (here.root / name).write_bytes(data)
    here.repository.commit("Begin")
    path = folder / "board.html"
    path.write_text(page(board(here.workspace, made_artifacts(here))), encoding="utf-8")
    return path
