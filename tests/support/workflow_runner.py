"""A job of a workflow run on this machine: every `run:` script by bash, actions by what stands for them here."""

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.processes import ended
from support.workflow_expressions import holds, substituted
from support.workflow_files import WORKFLOWS, Step

Action = Callable[["Job", Mapping[str, str]], Mapping[str, str] | None]
"""Does what an action would, given its `with:`; returns its outputs, or None where it fails."""


@dataclass
class Job:
    """A job, and what has come of it so far."""

    workspace: Path
    """Where it works: made by the checkout."""
    files: Path
    """A folder for the files by which steps talk to the runner."""
    contexts: dict[str, Any]
    """`github`, `vars`, `runner`, `matrix`."""
    actions: Mapping[str, Action]
    """By their names without versions."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """That of the machine, beyond that of the test."""
    exported: dict[str, str] = field(default_factory=dict)
    """What actions have put into the environment of all further steps."""
    ran: list[str] = field(default_factory=list)
    """Names of the steps that were not skipped."""
    said: str = ""
    """What scripts printed."""
    code: int = 0
    """Of the first script that failed."""
    succeeded: bool = True

    @property
    def summary(self) -> str:
        """What stands on the page of the run."""
        file = self.files / "summary"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def run(self, workflow: str, job: str) -> "Job":
        """Run a job of a workflow of this repository, unless its `if:` says otherwise; return itself."""
        self.files.mkdir(parents=True, exist_ok=True)
        told = WORKFLOWS[workflow]["jobs"][job]
        self.contexts |= {"steps": {}, "env": {}}
        if holds(told.get("if", "true"), self.contexts, self._functions()):
            self.contexts["env"] = self._filled(told.get("env", {}))
            for number, step in enumerate(told["steps"]):
                self._step(step, step.get("name") or step.get("uses", "").partition("@")[0] or f"step {number}")
        return self

    def _functions(self) -> Mapping[str, Callable[..., Any]]:
        return {
            "success": lambda: self.succeeded,
            "failure": lambda: not self.succeeded,
            "cancelled": lambda: False,
            "hashFiles": lambda *names: "-".join(names),
        }

    def _filled(self, values: Mapping[str, Any]) -> dict[str, str]:
        return {
            name: substituted(str(value).lower() if isinstance(value, bool) else str(value), self.contexts, functions)
            for functions in [self._functions()]
            for name, value in values.items()
        }

    def _step(self, step: Step, name: str) -> None:
        if not holds(step.get("if", "success()"), self.contexts, self._functions()):
            self._ended(step, "skipped", {})
            return
        self.ran.append(name)
        outputs = self._script(step) if "run" in step else self._action(step)
        self._ended(step, "failure" if outputs is None else "success", outputs or {})
        if outputs is None and not step.get("continue-on-error"):
            self.succeeded = False

    def _ended(self, step: Step, outcome: str, outputs: Mapping[str, str]) -> None:
        if "id" in step:
            self.contexts["steps"][step["id"]] = {"outcome": outcome, "outputs": outputs}

    def _action(self, step: Step) -> Mapping[str, str] | None:
        return self.actions[step["uses"].partition("@")[0]](self, self._filled(step.get("with", {})))

    def _script(self, step: Step) -> Mapping[str, str] | None:
        """Run it as GitHub does where no `shell:` is given: `bash -e FILE`, in the checkout."""
        assert "shell" not in step
        assert "working-directory" not in step
        script = self.files / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        result = ended(
            ["bash", "-e", str(script)],
            cwd=self.workspace,
            env=self._environment(self._filled(step.get("env", {}))),
            stderr=subprocess.STDOUT,
        )
        self.said += result.stdout
        if result.returncode:
            self.code = self.code or result.returncode
            return None
        rows = [line.partition("=") for line in self._told("output").splitlines()]
        return {name: value for name, _, value in rows}

    def _environment(self, of_step: Mapping[str, str]) -> dict[str, str]:
        added = os.pathsep.join(reversed(self._told("path").splitlines()))
        path = {**os.environ, **self.environment}["PATH"]
        github = {
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            **{f"GITHUB_{name.upper()}": str(self.files / name) for name in ("env", "output", "path")},
            "GITHUB_STEP_SUMMARY": str(self.files / "summary"),
            "PATH": f"{added}{os.pathsep}{path}" if added else path,
        }
        of_job: Mapping[str, str] = self.contexts["env"]
        return {**os.environ, **self.environment, **github, **self.exported, **of_job, **of_step}

    def _told(self, name: str) -> str:
        file = self.files / name
        return file.read_text(encoding="utf-8") if file.exists() else ""
