"""Trials that go to the team while their search runs, which neither waits nor fails for it."""

import os
import time
from pathlib import Path

import pytest

from hemolog.experiments.search.courier import Courier, Delivering, Delivery
from hemolog.experiments.search.interruption import Interruption
from hemolog.experiments.search.search import Options, Search
from hemolog.experiments.workspace import Workspace
from support.remotes import RemotePlace
from support.repositories import Repository
from support.shared import references, use
from support.small_search import Told, numbered, trees

Hub = Repository


@pytest.fixture
def hub(small: Repository, folder_place: RemotePlace, tmp_path: Path) -> Hub:
    """The bare repository that the search's trials go to."""
    use(small, folder_place)
    hub = Repository(tmp_path / "hub.git")
    small.git("init", "--quiet", "--bare", str(hub.path))
    small.git("remote", "add", "origin", str(hub.path))
    return hub


def searched(folder: Path, courier: Courier, trials: int = 3) -> Told:
    """Run a search whose trials a courier takes."""
    told = Told()
    with Search(Workspace(folder), Options(trials=trials)) as opened:
        opened.prepare()
        opened.run(Delivering(told, courier), Interruption(lambda line: None))
    return told


def refuse(hub: Hub, refused: bool) -> None:
    """Let the hub refuse all references, or take them again."""
    hook = hub.path / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no room >&2\nexit 1\n" if refused else "#!/bin/sh\n")
    hook.chmod(0o755)


def test_each_finished_trial_goes_out_with_its_data(
    small: Repository, hub: Hub, folder_place: RemotePlace, tmp_path: Path
) -> None:
    with Courier(small.path, tmp_path / "push.log") as courier:
        told = searched(small.path, courier)
        assert courier.finish() == Delivery(3, (), "")
    assert told.ids == ["0000", "0001", "0002"]
    assert references(hub) == references(small)
    assert sorted(references(hub)) == numbered(3)
    objects = {path.name for path in (small.path / ".dvc/cache/files/md5").glob("*/*")}
    assert {key.rpartition("/")[2] for key in folder_place.sizes()} >= objects


def test_a_search_ends_as_it_would_where_nothing_can_be_sent(small: Repository, hub: Hub, tmp_path: Path) -> None:
    refuse(hub, True)
    with Courier(small.path, tmp_path / "push.log") as courier:
        told = searched(small.path, courier)
        delivery = courier.finish()
    assert (told.ids, told.failed) == (["0000", "0001", "0002"], [])
    assert sorted(trees(small.path)) == numbered(3)
    assert delivery.sent == 0
    assert [ref.rpartition("/")[2] for ref in delivery.unsent] == numbered(3)
    assert "pre-receive hook declined" in delivery.reason
    assert references(hub) == {}


def test_one_trial_that_cannot_go_is_named_alone(small: Repository, hub: Hub, tmp_path: Path) -> None:
    hook = hub.path / "hooks/update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ncase $1 in *-0001) echo taken >&2; exit 1;; esac\n")
    hook.chmod(0o755)
    with Courier(small.path, tmp_path / "push.log") as courier:
        searched(small.path, courier)
        delivery = courier.finish()
    assert sorted(references(hub)) == ["search-0000", "search-0002"]
    assert (delivery.sent, [ref.rpartition("/")[2] for ref in delivery.unsent]) == (2, ["search-0001"])
    assert "hook declined" in delivery.reason


def test_what_could_not_go_is_sent_at_the_end(small: Repository, hub: Hub, tmp_path: Path) -> None:
    refuse(hub, True)
    with Courier(small.path, tmp_path / "push.log") as courier:
        searched(small.path, courier)
        until = time.monotonic() + 60
        while not courier.delivery().reason and time.monotonic() < until:
            time.sleep(0.05)
        assert courier.delivery().reason
        refuse(hub, False)
        assert courier.finish() == Delivery(3, (), "")
    assert sorted(references(hub)) == numbered(3)


def test_nobody_waits_for_a_courier_who_has_not_returned(small: Repository, hub: Hub, tmp_path: Path) -> None:
    hook = hub.path / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    # A pipe that nobody reads from: the hook never comes back.
    os.mkfifo(tmp_path / "never")
    hook.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/hook\necho > {tmp_path}/never\n")
    hook.chmod(0o755)
    with Courier(small.path, tmp_path / "push.log") as courier:
        told = searched(small.path, courier)
        until = time.monotonic() + 60
        while not (tmp_path / "hook").exists() and time.monotonic() < until:
            time.sleep(0.05)
    assert told.ids == ["0000", "0001", "0002"]
    until = time.monotonic() + 30
    while _is_alive(hook_process := (tmp_path / "hook").read_text().strip()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_alive(hook_process)


def _is_alive(process: str) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_the_command_tells_what_went_and_what_did_not(small: Repository, hub: Hub) -> None:
    refuse(hub, True)
    said = small.run("hemolog", "search", "--trials", "2", "--push")
    assert "2 trials recorded" in said
    assert "sending 2 trials to the team; Ctrl-C leaves them" in said
    assert "not sent: search-0000, search-0001: " in said
    assert "pre-receive hook declined" in said
    assert "hemolog push --search search" in said
    refuse(hub, False)
    said = small.run("hemolog", "search", "--trials", "3", "--push")
    assert "3 trials sent to the team" in said
    assert sorted(references(hub)) == numbered(3)


def test_a_search_that_could_send_nothing_is_refused(small: Repository) -> None:
    said = small.run("hemolog", "search", "--trials", "2", "--push", code=2)
    assert "error: git has no remote to share experiments through" in said
