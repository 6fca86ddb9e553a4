"""Each line of docs/coming-from-wandb.md has a command, and all of them work, one after the other."""

import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from support.mapped_repository import mapped_repository
from support.processes import ended
from support.remotes import RemotePlace, place_of
from support.repositories import ROOT, Repository
from support.s3_endpoint import REGION, Endpoint
from support.sources import make_zip

DOCUMENT = (ROOT / "docs/coming-from-wandb.md").read_text()
TABLE = DOCUMENT[DOCUMENT.index("| there |") : DOCUMENT.index("\n## ")]
ROWS = [re.split(r"(?<!\\)\|", line)[1:-1] for line in TABLE.splitlines()[2:] if line.startswith("|")]
COMMANDS = [re.findall(r"`([^`]+)`", row[-1]) for row in ROWS]
BLOCKS = re.findall(r"^````?(\w+)\n(.*?)^````?$", DOCUMENT, flags=re.DOTALL | re.MULTILINE)
OURS = "s3://our-bucket/smears.zip"
TRAINING = """
import keras
import numpy

images, labels = numpy.eye(4), numpy.array([0, 1, 0, 1])
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
"""


def blocks(language: str, having: str) -> list[str]:
    return [text for kind, text in BLOCKS if kind == language and having in text]


@dataclass
class Story:
    """A repository in which the commands are typed in their order; each row once."""

    repository: Repository
    place: RemotePlace
    environment: dict[str, str]
    said: list[list[str]] = field(default_factory=list)
    broken: str = ""
    """The command that failed, after which no other can be believed."""

    def told(self, row: int) -> list[str]:
        """What each command of a row printed; those of rows before are typed first."""
        assert not self.broken, f"typed before: {self.broken}"
        while len(self.said) <= row:
            self.said.append([self._typed(command) for command in COMMANDS[len(self.said)]])
        return self.said[row]

    def _typed(self, command: str) -> str:
        command = command.replace("<bucket>", self.place.bucket).replace("<prefix>", self.place.prefix)
        words = ["bash", "-c", command]
        result = ended(words, cwd=self.repository.path, env=self.environment, stderr=subprocess.STDOUT)
        self.broken = command if result.returncode else ""
        assert not self.broken, f"{command}:\n{result.stdout}"
        return result.stdout


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    """Holds the one of this module: made by the first test, whose world has no keys of anybody."""
    return {}


@pytest.fixture
def story(stories: dict[str, Story], tmp_path_factory: pytest.TempPathFactory, moto: Endpoint) -> Story:
    if not stories:
        stories["the"] = begun(tmp_path_factory.mktemp("story"), moto)
    return stories["the"]


def begun(folder: Path, endpoint: Endpoint) -> Story:
    """A repository with what the document's blocks say in its files, and one run of its own."""
    place = place_of(endpoint)
    keys = {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_ACCESS_KEY_ID": endpoint.key,
        "AWS_SECRET_ACCESS_KEY": endpoint.secret,
    }
    environment = {
        **os.environ,
        **keys,
        "AWS_DEFAULT_REGION": REGION,
        "BLOODCELLS_CACHE": str(folder / "downloads"),
        "DVC_PAGER": "cat",
    }
    make_zip(folder / "smears.zip")
    endpoint.client().upload_file(str(folder / "smears.zip"), place.bucket, "smears.zip")
    repository = mapped_repository(folder / "team")
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder / "origin.git")], check=True)
    repository.git("remote", "add", "origin", str(folder / "origin.git"))
    _write_blocks(repository.path, f"s3://{place.bucket}/smears.zip")
    story = Story(repository, place, environment)
    story._typed("dvc repro")
    repository.commit("Begin")
    return story


def _write_blocks(folder: Path, location: str) -> None:
    yaml = YAML()
    params = yaml.load(folder / "params.yaml")
    for text in (text for section in ("fetch:", "search:", "board:") for text in blocks("yaml", section)):
        params.update(YAML(typ="safe").load(text.replace(OURS, location)))
    yaml.dump(params, folder / "params.yaml")
    for text in blocks("python", ".py\n"):
        (folder / text.partition("\n")[0].removeprefix("# ")).write_text(text)
    (report,) = blocks("markdown", "board")
    (folder / "reports").mkdir()
    (folder / "reports/rates.md").write_text(report)


def test_each_line_has_a_command_of_a_known_program() -> None:
    assert len(ROWS) > 20
    assert all(len(row) == 3 and all(cell.strip() for cell in row) for row in ROWS)
    programs = {command.split()[0] for commands in COMMANDS for command in commands}
    assert all(COMMANDS)
    assert programs == {"hemolog", "dvc", "python"}


def test_what_a_team_has_there_is_all_here() -> None:
    there = " ".join(row[0] for row in ROWS)
    for thing in (
        *("project=", "config=", "name=", "run.log(", "add_reference", "WandbMetricsLogger", "runs table"),
        *("keras_tuner.Tuner", "parallel coordinates", "sweep", "reports"),
    ):
        assert thing in there, thing


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "python"])
def test_python_is_python(text: str) -> None:
    compile(text, "coming-from-wandb.md", "exec")


def test_links_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall(r"^## (.*)$", DOCUMENT, flags=re.MULTILINE)
    }
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", DOCUMENT):
        assert target.removeprefix("#") in headings if target.startswith("#") else (ROOT / "docs" / target).exists()


def test_the_training_loop_shown_logs_an_epoch_a_line(tmp_path: Path) -> None:
    (loop,) = blocks("python", "DVCLiveCallback")
    result = ended(["python", "-c", TRAINING + loop], cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert json.loads((tmp_path / "results/train/metrics.json").read_text())["images_per_second"] == 310
    assert len((tmp_path / "results/train/plots/metrics/train/loss.tsv").read_text().splitlines()) == 1 + 3


@pytest.mark.slow
@pytest.mark.parametrize("row", range(len(ROWS)), ids=[ROWS[row][0].strip()[:40] for row in range(len(ROWS))])
def test_commands_work_from_the_first_to_the_last(story: Story, row: int) -> None:
    story.told(row)


def row_of(there: str) -> int:
    (found,) = (number for number, row in enumerate(ROWS) if there in row[0])
    return found


EXPECTED: dict[str, str] = {
    "wandb login": "read by DVC itself  ok",
    "notes=": "deep",
    "run.summary": "val.macro_f1",
    "where is it?": "/files/md5/",
    "filters and sorting": "wide",
    "as CSV": "metrics.val.macro_f1",
    "Api().runs": "metrics.val.macro_f1",
    "wandb agent": "3 trials recorded",
    "several agents": "5 trials recorded",
    "keras_tuner.Tuner": "train.learning_rate",
    "comparing": "train.width",
    "resuming": "6 trials recorded",
    "deleting": "stay: younger than 24 hours",
}


@pytest.mark.slow
@pytest.mark.parametrize("there", EXPECTED)
def test_commands_say_what_the_document_promises(story: Story, there: str) -> None:
    assert EXPECTED[there] in "\n".join(story.told(row_of(there)))


@pytest.mark.slow
def test_all_of_it_ends_as_commits_and_pages(story: Story) -> None:
    story.told(len(ROWS) - 1)
    objects: list[dict[str, Any]] = json.loads((story.repository.path / "results/fetch/objects.json").read_text())
    assert [each["location"] for each in objects] == [f"s3://{story.place.bucket}/smears.zip"]
    names = set(story.repository.experiments())
    assert {"wide", "deep", "rates-0004", "tuned-2"} <= names
    pushed = ended(["git", "ls-remote", "origin", "refs/exps/*"], cwd=story.repository.path).stdout
    assert pushed.count("/wide\n") == 1
    for page in ("board.html", "rates.html", "reports.html"):
        assert (story.repository.path / page).read_text().startswith("<!doctype html>")
