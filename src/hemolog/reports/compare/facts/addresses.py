"""At which address of a remote an object lies, as DVC's settings tell it: nobody is asked whether it is there."""

import posixpath

from hemolog.experiments.history.run import Run
from hemolog.experiments.objects.names import is_old, key_of
from hemolog.experiments.objects.outputs import Keeper
from hemolog.reports.compare.facts.pair import Pair, output_at

_ELSEWHERE = "…"  # What the address of a folder outside of the repository begins with.


def uri(pair: Pair, run: Run, path: str, name: str) -> str:
    """The address of an object; empty if no remote is known to keep it, or it is a folder outside of the repository.

    Args:
        pair: of which the run is one.
        run: that has it.
        path: of the output, or of a file in it, from git's root.
        name: of the object.
    """
    output = output_at(run, path)
    if output is None or output.keeper is not Keeper.REMOTE:
        return ""
    remote = pair.places.remotes.get(output.remote)
    if remote is None or not remote.address or remote.address.startswith(_ELSEWHERE):
        return ""
    return posixpath.join(remote.address, key_of(name, old=is_old(output.key)))
