"""Kinds of repositories that a trial may run in: their files, what is done in them before, and what it overrides."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from support.checkout_steps import Step, commit, dirty, dvc, git, reproduced, steps
from support.small_pipeline import FILES, TRAIN, text, write

ONE_OF_EACH_KIND = (
    "train.rate=1e-05",
    "train.epochs=4",
    "train.model='res net'",
    "train.flip=false",
    "train.layers=[3,4]",
    "train.weights=null",
)


@dataclass(frozen=True)
class Case:
    files: Mapping[str, str | bytes | None] = field(default_factory=dict)
    then: Step = lambda folder: None
    overrides: tuple[str, ...] = ("train.rate=0.01",)
    keys: tuple[str, ...] = ("train.rate",)
    below: str = ""


def dvc_yaml(old: str, new: str) -> str:
    assert old in FILES["dvc.yaml"]
    return FILES["dvc.yaml"].replace(old, new)


def train_that(*lines: str) -> str:
    """The train stage with some more lines in its `main()`."""
    return TRAIN.replace("    rows = ", "".join(f"    {line}\n" for line in lines) + "    rows = ", 1)


def module(*lines: str) -> str:
    """A stage that does no more than this."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"import sys\nfrom pathlib import Path\n\n\ndef main():\n{body}\n\nif __name__ == '__main__':\n    main()\n"


STRAY = train_that(
    "Path('stray/empty').mkdir(parents=True)", "Path('stray/file.txt').write_text('x')", "Path('results').mkdir()"
)

CASES = {
    "of one parameter of each kind": Case(overrides=ONE_OF_EACH_KIND, keys=("train",)),
    "after dvc repro": Case(then=reproduced),
    "of the very values that were reproduced": Case(then=reproduced, overrides=("train.rate=0.001",)),
    "of a value that is equal but not the same": Case(
        {"params.yaml": FILES["params.yaml"].replace("0.001", "1.0")}, reproduced, ("train.rate=1",)
    ),
    "with a dirty workspace": Case(then=steps(reproduced, dirty)),
    "with a deleted file": Case(then=steps(reproduced, lambda folder: (folder / "notes/read me.txt").unlink())),
    "with a parameter of an earlier stage": Case(overrides=("prepare.rows=5",), keys=("prepare.rows", "train.rate")),
    "with a staged and a further change of one file": Case(
        then=steps(
            lambda folder: write(folder, {"notes/read me.txt": "staged"}),
            git("add", "--all"),
            lambda folder: write(folder, {"notes/read me.txt": "and changed"}),
        )
    ),
    "with a tracked .gitignore that lacks the outputs": Case({"models/.gitignore": "*.tmp\n"}),
    "with autostage": Case(then=steps(dvc("config", "core.autostage", "true"), commit)),
    "with results that git ignores": Case({".gitignore": "__pycache__/\n/results\n"}),
    "with DVC below git's root": Case(below="project"),
    "with stages that leave files about": Case({"src/small/train.py": STRAY}),
    "with a stage that changes a tracked file": Case(
        {"src/small/train.py": train_that('Path("notes/read me.txt").write_text(str(params["rate"]))')}
    ),
    "with a stage that removes a tracked file": Case(
        {"src/small/train.py": train_that('Path("notes/read me.txt").unlink()')}
    ),
    "with cached plots": Case(
        {"dvc.yaml": dvc_yaml("results/curve: {cache: false, x: step}", "results/curve: {x: step}")}
    ),
    "with an output that only git keeps": Case(
        {"dvc.yaml": dvc_yaml("outs: [models/model.bin]", "outs: [{models/model.bin: {cache: false}}]")}
    ),
    "with a cached metrics file": Case(
        {"dvc.yaml": dvc_yaml("results/train.json: {cache: false}", "results/train.json")}
    ),
    "with an output that persists": Case(
        {
            "dvc.yaml": dvc_yaml("outs: [models/model.bin]", "outs: [models/model.bin, {log: {persist: true}}]"),
            "src/small/train.py": train_that(
                'log = Path("log").read_text() if Path("log").exists() else ""',
                "Path('log').write_text(f'{log}{params}')",
            ),
        },
        reproduced,
    ),
    "with other files in a folder than before": Case(
        {
            "src/small/train.py": train_that(
                'file = Path("results/curve") / str(params["rate"])',
                "file.parent.mkdir(parents=True, exist_ok=True)",
                "file.write_text('x')",
            )
        },
        reproduced,
    ),
    "with templates": Case(
        {
            "dvc.yaml": dvc_yaml("-m small.train\n", "-m small.train --rate ${train.rate}\n").replace(
                "params: [train]", "params: [train.epochs]"
            )
        },
        reproduced,
    ),
    "with an output named by a template": Case(
        {
            "dvc.yaml": FILES["dvc.yaml"].replace("results/curve", "results/${train.model}"),
            "src/small/train.py": TRAIN.replace('"results/curve"', "f\"results/{params['model']}\""),
        },
        reproduced,
        ("train.model=mlp", "train.rate=0.1"),
        ("train.model", "train.rate"),
    ),
    "with a stage for each value of a parameter": Case(
        {
            "src/small/each.py": module("Path(sys.argv[1]).write_text(Path('params.yaml').read_text())"),
            "dvc.yaml": FILES["dvc.yaml"]
            + "  each:\n    foreach: ${train.layers}\n    do:\n"
            + "      cmd: PYTHONPATH=src python -m small.each out-${item}\n"
            + "      params: [train.rate]\n      outs: ['out-${item}']\n",
        },
        reproduced,
        ("train.layers=[7,2]", "train.rate=0.1"),
        ("train.layers", "train.rate"),
    ),
    "with a matrix": Case(
        {
            "src/small/each.py": module("Path(sys.argv[1]).write_text('x')"),
            "dvc.yaml": FILES["dvc.yaml"]
            + "  each:\n    matrix: {a: [1, 2], b: [x]}\n"
            + "    cmd: PYTHONPATH=src python -m small.each out-${item.a}-${item.b}\n"
            + "    params: [train.rate]\n    outs: ['out-${item.a}-${item.b}']\n",
        },
    ),
    "with a frozen stage before": Case(
        {},
        steps(
            reproduced,
            dvc("freeze", "prepare"),
            lambda folder: write(folder, {"src/small/prepare.py": FILES["src/small/prepare.py"] + "# edited\n"}),
            commit,
        ),
    ),
    "with a frozen stage behind": Case({}, steps(reproduced, dvc("freeze", "evaluate"), commit)),
    "with a stage that always runs": Case(
        {"dvc.yaml": dvc_yaml("deps: [models/model.bin, src", "always_changed: true\n    deps: [models/model.bin, src")}
    ),
    "with data that was added": Case(
        {"dvc.yaml": dvc_yaml("deps: [src/small/prepare.py]", "deps: [src/small/prepare.py, raw]")},
        steps(lambda folder: write(folder, {"raw/1.txt": "1", "raw/2.txt": "2"}), dvc("add", "--quiet", "raw"), commit),
    ),
    "with data that a touched stage reads": Case(
        {"dvc.yaml": dvc_yaml("deps: [data/prepared, src/small/train.py]", "deps: [data/prepared, raw.csv]")},
        steps(lambda folder: write(folder, {"raw.csv": "1"}), dvc("add", "--quiet", "raw.csv"), commit),
    ),
    "with a pipeline in another folder": Case(
        {
            "other/dvc.yaml": text("""
                stages:
                  other:
                    cmd: python -c "open('out.txt', 'w').write('x')"
                    params: [../params.yaml: [train.rate]]
                    outs: [out.txt]
            """)
        }
    ),
    "with a pipeline in another folder that it stands on": Case(
        {
            "other/params.yaml": "train: {rate: 5}\n",
            "other/dvc.yaml": text("""
                stages:
                  other:
                    cmd: python -c "open('out.txt', 'w').write('x')"
                    params: [train.rate, ../params.yaml: [train.rate]]
                    outs: [out.txt]
            """),
            "dvc.yaml": dvc_yaml("deps: [models/model.bin, ", "deps: [other/out.txt, models/model.bin, "),
        }
    ),
    "with a stage in another folder": Case(
        {
            "dvc.yaml": FILES["dvc.yaml"]
            + "  apart:\n    wdir: apart\n    cmd: PYTHONPATH=../src python -m small.apart\n"
            "    params: [../params.yaml: [train.rate]]\n    metrics:\n    - apart.json: {cache: false}\n",
            "apart/keep": "",
            "src/small/apart.py": module("Path('apart.json').write_text('1')"),
        }
    ),
    "with parameters in another file too": Case(
        {
            "more.yaml": "size: 3\n",
            "dvc.yaml": dvc_yaml("params: [train]", "params: [train, more.yaml: [size]]"),
        },
        overrides=("train.rate=0.01", "more.yaml:size=4"),
    ),
    "with a process in the middle": Case(
        {
            "dvc.yaml": dvc_yaml(
                "PYTHONPATH=src python -m small.evaluate", "PYTHONPATH=src python -u -m small.evaluate && true"
            )
        }
    ),
    "with several commands in a stage": Case(
        {
            "dvc.yaml": dvc_yaml(
                "cmd: PYTHONPATH=src python -m small.evaluate",
                "cmd:\n    - echo one\n    - PYTHONPATH=src python -m small.evaluate",
            )
        }
    ),
    "with awkward files": Case(
        {"a\nb \u00e9'\".txt": "x", "tool": "#!/bin/sh\n"},
        steps(
            lambda folder: (folder / "link").symlink_to("notes/read me.txt"),
            lambda folder: (folder / "broken").symlink_to("nowhere"),
            lambda folder: (folder / "tool").chmod(0o755),
            commit,
            lambda folder: write(folder, {"a\nb \u00e9'\".txt": "changed"}),
        ),
    ),
    "with line ends that git changes": Case(
        {".gitattributes": "*.json text eol=crlf\n*.txt text eol=crlf\n*.lock text\n"},
        steps(reproduced),
    ),
    "with a logger of DVCLive's own ways": Case(
        {
            "src/small/train.py": train_that(
                "from dvclive import Live",
                "with Live() as live:",
                "    for epoch in range(params['epochs']):",
                "        live.log_metric('acc', epoch)",
                "        live.next_step()",
            )
        }
    ),
    "with top-level metrics that no stage names": Case(
        {
            "src/small/train.py": train_that('Path("loose.json").write_text("{\\"a\\": 1}")'),
            "dvc.yaml": FILES["dvc.yaml"] + "metrics:\n- loose.json\n",
        }
    ),
    "with a folder of code as a dependency": Case(
        {"dvc.yaml": dvc_yaml("deps: [data/prepared, src/small/train.py]", "deps: [data/prepared, src/small, notes]")}
    ),
    "with a cache that is linked": Case(then=steps(dvc("config", "cache.type", "symlink"), commit, reproduced)),
    "with code that reads parameters while it is loaded": Case(
        {
            "src/small/train.py": TRAIN.replace(
                "\n\ndef main", "\nRATE = YAML(typ='safe').load(Path('params.yaml'))['train']['rate']\n\n\ndef main"
            ).replace("repr((rows,", "repr((RATE, rows,")
        }
    ),
}
