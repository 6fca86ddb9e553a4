"""A small repository that fetches as this one does, and trains in no time under the same names of parameters."""

import shutil
from pathlib import Path

from support.repositories import ROOT, Repository
from support.small_pipeline import small_pipeline, text

TRAIN = text("""
    import json
    import math
    from pathlib import Path

    from dvclive import Live
    from ruamel.yaml import YAML


    def main():
        params = YAML(typ="safe").load(Path("params.yaml"))["train"]
        rate = abs(math.log10(params["learning_rate"]) + 2.5)
        score = 0.9 - 0.1 * rate + params["width"] / 1000 + params["depth"] / 100
        with Live("results/train", save_dvc_exp=False, dvcyaml=None, report=None) as live:
            for epoch in range(1, params["epochs"] + 1):
                live.log_metric("val/macro_f1", score * epoch / params["epochs"])
                live.next_step()
        archives = sorted(path.name for path in Path("data/raw").iterdir())
        Path("models").mkdir(exist_ok=True)
        Path("models/model.keras").write_text(json.dumps([archives, params]))


    if __name__ == "__main__":
        main()
""")

FILES = {
    "src/small/prepare.py": None,
    "src/small/evaluate.py": None,
    "src/small/train.py": TRAIN,
    "params.yaml": text("""
        fetch:
          sources: []
          datasets: {}
        train:
          learning_rate: 0.004
          width: 24
          depth: 1
          epochs: 3
    """),
    "dvc.yaml": text("""
        stages:
          fetch:
            cmd: PYTHONPATH=src python -m bloodcells.stages.fetch
            params: [fetch.sources, fetch.datasets]
            outs: [data/raw]
            metrics:
            - results/fetch/objects.json: {cache: false}
          train:
            cmd: PYTHONPATH=src python -m small.train
            deps: [data/raw, src/small/train.py]
            params: [train]
            outs: [models/model.keras]
            metrics:
            - results/train/metrics.json: {cache: false}
            plots:
            - results/train/plots/metrics: {cache: false, x: step}
    """),
}


def mapped_repository(folder: Path) -> Repository:
    """Make it, with one commit and no lock."""
    repository = small_pipeline(folder, FILES)
    shutil.copytree(ROOT / "src/bloodcells", folder / "src/bloodcells", ignore=shutil.ignore_patterns("__pycache__"))
    repository.commit("Fetch as this repository does")
    return repository
