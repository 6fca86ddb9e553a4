"""The files of each run: what they come to, where they are, which stage made them and from what."""

import posixpath
from collections.abc import Mapping, Sequence

from hemolog.experiments.history.run import Dep, Run, Stage
from hemolog.experiments.objects.names import DIRECTORY, is_name, is_old, key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.reports.board.facts.artifacts.distinct import Distinct
from hemolog.reports.board.facts.artifacts.places import Places, Remote
from hemolog.reports.board.facts.artifacts.rows import (
    DVC,
    ELSEWHERE,
    GIT,
    OUTSIDE,
    Artifacts,
    File,
    MemberList,
    StageRow,
)
from hemolog.reports.board.facts.artifacts.sources import Sources

SHOWN_MEMBERS = 100
"""Files of one directory that are listed."""
ALL_MEMBERS = 5_000
"""Of all directories of a page."""
_KEEPERS = {Keeper.GIT: GIT, Keeper.REMOTE: DVC, Keeper.ELSEWHERE: ELSEWHERE, Keeper.NOBODY: ELSEWHERE}


def artifacts(runs: Sequence[Run], places: Places, sources: Sources) -> Artifacts:
    """The files of some runs.

    Args:
        runs: in the order in which the page knows them.
        places: where objects are.
        sources: tells code from data.
    """
    return _Tables(places, sources).of(runs)


def remotes_of(runs: Sequence[Run]) -> dict[str | None, None]:
    """The names of the remotes that outputs of some runs lie in, each once."""
    outputs = (output for run in runs for stage in run.stages for output in stage.outputs)
    return dict.fromkeys(each.remote for each in outputs if each.keeper is Keeper.REMOTE)


class _Tables:
    """Fills them."""

    def __init__(self, places: Places, sources: Sources) -> None:
        self._places, self._sources = places, sources
        self._texts: Distinct[str] = Distinct()
        self._files: Distinct[File] = Distinct()
        self._stages: Distinct[StageRow] = Distinct()
        self._codes: Distinct[tuple[int, ...]] = Distinct()
        self._remotes: Distinct[Remote] = Distinct()
        self._here: dict[str, str] = {}
        self._members: dict[str, MemberList] = {}
        self._makers: dict[tuple[str, ...], dict[str, str | None]] = {}
        self._unmade: dict[tuple[str, str], tuple[bool, int]] = {}
        self._left = ALL_MEMBERS

    def of(self, runs: Sequence[Run]) -> Artifacts:
        rows = tuple(self._run(run) for run in runs)
        return Artifacts(
            texts=self._texts.values,
            files=self._files.values,
            stages=self._stages.values,
            codes=self._codes.values,
            runs=rows,
            remotes=self._remotes.values,
            members=self._members,
        )

    def _run(self, run: Run) -> tuple[int, ...]:
        made = {output.path: output for stage in run.stages for output in stage.outputs}
        # Most runs have the same outputs, which need not be looked through for each dep anew.
        makers = self._makers.setdefault(tuple(made), {})
        pruned = self._places.pruned.get(run.commit, frozenset())
        return tuple(self._stages.place(self._stage(run, stage, made, makers, pruned)) for stage in run.stages)

    def _stage(
        self,
        run: Run,
        stage: Stage,
        made: Mapping[str, Output],
        makers: dict[str, str | None],
        pruned: frozenset[str],
    ) -> StageRow:
        code: list[int] = []
        deps: list[int] = []
        for dep in stage.deps:
            if dep.path not in makers:
                makers[dep.path] = _maker(dep.path, made)
            maker = makers[dep.path]
            if maker is None:
                is_code, place = self._source(run, dep)
                (code if is_code else deps).append(place)
            else:
                deps.append(self._made(run, dep, made[maker], pruned))
        outputs = tuple(self._made(run, _state(each), each, pruned) for each in stage.outputs)
        name, command = self._texts.place(stage.name), self._texts.place(stage.command)
        return StageRow(name, command, self._codes.place(tuple(code)) if code else -1, tuple(deps), outputs)

    def _source(self, run: Run, dep: Dep) -> tuple[bool, int]:
        """What no stage made: whether it is code, and its place."""
        key = dep.path, dep.digest
        if key not in self._unmade:
            keeper = GIT if self._sources.is_in_git(run.commit, *key) else OUTSIDE
            place = self._place(dep, keeper)
            self._unmade[key] = self._sources.is_code(run.commit, *key), place
        return self._unmade[key]

    def _made(self, run: Run, state: Dep, output: Output, pruned: frozenset[str]) -> int:
        """The place of what a stage made.

        Args:
            run: that has it.
            state: what it comes to.
            output: that it is, or lies in, or was when the stage ran.
            pruned: names of objects.
        """
        is_model = output.is_model and output.path == state.path
        keeper = self._keeper(run, output)
        if keeper == GIT or not is_name(state.digest):
            return self._place(state, keeper, model=is_model)
        old = is_old(output.key)
        return self._place(
            state,
            keeper,
            remote=self._remote(output) if keeper == DVC else -1,
            old=old,
            here=self._look(state.digest, key_of(state.digest, old=old)),
            pruned=state.digest in pruned,
            model=is_model,
        )

    def _place(
        self,
        state: Dep,
        keeper: str,
        *,
        remote: int = -1,
        old: bool = False,
        here: str = "",
        pruned: bool = False,
        model: bool = False,
    ) -> int:
        path = self._texts.place(state.path)
        return self._files.place(
            File(path, state.digest, state.size, state.files, keeper, remote, old, here, pruned, model)
        )

    def _keeper(self, run: Run, output: Output) -> str:
        if output.keeper is not Keeper.UNTOLD:
            return _KEEPERS[output.keeper]
        return GIT if self._sources.is_in_git(run.commit, output.path, output.name) else DVC

    def _remote(self, output: Output) -> int:
        remote = self._places.remotes.get(output.remote)
        return -1 if remote is None else self._remotes.place(remote)

    def _look(self, name: str, key: str) -> str:
        if key not in self._here:
            self._here[key] = self._places.here(key)
            if name.endswith(DIRECTORY) and self._left > 0:
                self._list(name, key)
        return self._here[key]

    def _list(self, name: str, key: str) -> None:
        listed = self._places.members(key)
        if not listed:
            return
        shown = listed[: min(SHOWN_MEMBERS, self._left)]
        self._left -= len(shown)
        self._members[name] = MemberList(
            tuple(each.path for each in shown),
            tuple(each.name for each in shown),
            tuple(self._places.size(each.key) for each in shown),
            len(listed) - len(shown),
        )


def _state(output: Output) -> Dep:
    return Dep(output.path, output.name, output.size, output.files)


def _maker(path: str, made: Mapping[str, Output]) -> str | None:
    """The path of the output that a path is, or lies in."""
    while path:
        if path in made:
            return path
        above = posixpath.dirname(path)
        path = above if above != path else ""  # Above `/`, and above `//`, is the same again.
    return None
