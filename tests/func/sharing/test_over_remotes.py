"""Audit, storage and prune over every kind of remote: a folder, moto, Ceph."""

from pathlib import Path

import pytest

from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.objects.names import name_of
from hemolog.experiments.sharing.audit.audited import Audit, Mend, State
from hemolog.experiments.sharing.audit.experiments import audit_here, audit_there
from hemolog.experiments.sharing.prune.plan import Fate
from hemolog.experiments.sharing.prune.planner import PruneOptions
from hemolog.experiments.sharing.prune.prune import Prune
from hemolog.experiments.sharing.references.git_remote import git_remote
from hemolog.experiments.sharing.storage.storage import storage
from hemolog.experiments.workspace import Workspace
from support.remotes import RemotePlace
from support.shared_experiments import Shared, SharedExperiment, shared_experiments
from support.shared_search import hemolog
from support.tellers import Silent


@pytest.fixture
def shared(tmp_path: Path, remote_place: RemotePlace) -> Shared:
    """Four experiments in that place and on the git remote."""
    made = shared_experiments(tmp_path, 4, configure=remote_place.configure)
    hemolog(made.repository.path, "push", "--all")
    return made


def there(shared: Shared, *, deep: bool = False) -> Audit:
    return audit_there(Workspace(shared.repository.path), None, Silent(), deep=deep)


def states(audit: Audit) -> dict[str, State]:
    return {each.experiment.name: each.state for each in audit.experiments}


def own(experiment: SharedExperiment) -> str:
    return sorted(experiment.own)[0]


def test_what_is_missing_cut_or_damaged_in_a_remote_is_found_and_mended(
    shared: Shared, remote_place: RemotePlace
) -> None:
    assert there(shared, deep=True).is_good
    lost, cut, damaged, whole = shared.experiments
    remote_place.remove(own(lost))
    remote_place.write(own(cut), b"cut")
    remote_place.write(own(damaged), bytes(shared.objects[own(damaged)]))
    expected = {
        lost.name: State.MISSING,
        cut.name: State.WRONG_SIZE,
        damaged.name: State.WHOLE,
        whole.name: State.WHOLE,
    }
    assert states(there(shared)) == expected
    audit = there(shared, deep=True)
    assert states(audit) == {**expected, damaged.name: State.DAMAGED}
    assert [each.mend for each in audit.experiments] == [Mend.PUSH, Mend.PUSH, Mend.PUSH, None]
    (finding,) = audit.experiments[2].findings
    assert finding.place == f"{remote_place.url}/{own(damaged)}"

    remote_place.remove(own(damaged))
    hemolog(shared.repository.path, "push", lost.name, cut.name, damaged.name)
    assert there(shared, deep=True).is_good


def test_storage_counts_what_a_remote_holds(shared: Shared, remote_place: RemotePlace) -> None:
    remote_place.write("files/md5/aa/" + "b" * 30, b"lost")
    found = storage(Workspace(shared.repository.path), Silent(), remote=True)
    sizes = {key: size for key, size in remote_place.sizes().items() if name_of(key) is not None}
    assert found.there is not None
    assert (found.there.objects, found.there.bytes) == (len(sizes), sum(sizes.values()))
    assert (found.there.idle_objects, found.there.idle_bytes) == (1, 4)
    usage = {each.experiment.name: each.usage for each in found.experiments}
    for each in shared.experiments:
        assert usage[each.name].there == sum(each.objects.values())
        assert usage[each.name].unique == sum(each.objects[key] for key in each.own)


def test_models_are_pruned_in_a_remote_and_made_again(shared: Shared, remote_place: RemotePlace) -> None:
    workspace = Workspace(shared.repository.path)
    before = remote_place.sizes()
    options = PruneOptions("rates", 1, older_than=24.0)
    remote, cache = git_remote(workspace), cache_folder(workspace.dvc_root)
    young = Prune(workspace, options, remote, cache, Silent()).plan()
    assert {each.fate for each in young.trials} == {Fate.BEST, Fate.STAYS}

    work = Prune(workspace, PruneOptions("rates", 1, older_than=0.0), remote, cache, Silent())
    plan = work.plan()
    best, *others = shared.best_first()
    assert [each.name for each in plan.trials] == [best.name, *(each.name for each in others)]
    deleted = work.execute(plan)
    gone = before.keys() - remote_place.sizes().keys()
    assert gone == {each.place[1] for each in deleted.there}
    assert len(gone) == 3
    assert gone <= {key for each in others for key in each.own}
    expected = {best.name: State.WHOLE, **{each.name: State.PRUNED for each in others}}
    assert states(there(shared)) == states(audit_here(workspace, Silent())) == expected

    shared.repository.dvc("exp", "apply", others[0].name, code=255)
    shared.repository.dvc("repro", "--quiet")
    hemolog(shared.repository.path, "push", others[0].name)
    assert states(there(shared, deep=True)) == {**expected, others[0].name: State.WHOLE}
