"""Commands of stages that outlive a killed search."""

import os
import signal
import time
from pathlib import Path

from hemolog.experiments.trial.locks import free_scratch
from hemolog.experiments.workspace import Workspace
from support.processes import environment, python, started
from support.repositories import Repository

DRIVER = """
import sys
sys.path[:0] = ["tests"]
from pathlib import Path
from support.small_search import search
search(Path(sys.argv[1]), trials=1)
"""


def test_nobody_works_where_a_command_of_a_killed_search_still_runs(small: Repository, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    pipeline = small.path / "dvc.yaml"
    command = f"echo $$ > {told}.part; mv {told}.part {told}; exec sleep 600"
    pipeline.write_text(pipeline.read_text().replace("PYTHONPATH=src python -m small.train", command))
    small.commit("Train in a shell")
    workspace, cache = Workspace(small.path), small.path / ".dvc/cache"

    with started(python(DRIVER, str(small.path)), cwd=Path(__file__).resolve().parents[3], env=environment()) as search:
        while not told.exists():
            assert search.poll() is None
            time.sleep(0.05)
        os.kill(search.pid, signal.SIGKILL)
        search.wait()
    orphan = int(told.read_text())
    try:
        with free_scratch(workspace, cache) as scratch:
            assert scratch.root.name == "1"
    finally:
        os.kill(orphan, signal.SIGKILL)
    while place(workspace, cache) != "0":  # until the kernel has let go of what it held
        time.sleep(0.05)


def place(workspace: Workspace, cache: Path) -> str:
    with free_scratch(workspace, cache) as scratch:
        return scratch.root.name
