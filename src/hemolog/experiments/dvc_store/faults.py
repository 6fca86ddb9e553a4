"""DVC's errors as ours, with the innermost cause: DVC itself tells of the outermost only."""

from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from dvc.config import ConfigError
from dvc.exceptions import DvcException
from ruamel.yaml.error import YAMLError

from hemolog.errors import HemologError, RecordingError, RepositoryError
from hemolog.experiments import faults


@contextmanager
def reading(root: Path | None = None) -> Iterator[None]:
    """While DVC reads what a person wrote: its errors are the repository's.

    Args:
        root: becomes the current folder, for DVC takes some names for relative to it.
    """
    with _told(RepositoryError), chdir(root or Path()):
        yield


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """While DVC writes: its errors are of recording. `root` becomes the current folder."""
    with _told(RecordingError), chdir(root):
        yield


@contextmanager
def _told(kind: type[HemologError]) -> Iterator[None]:
    try:
        yield
    except HemologError:
        raise
    except (DvcException, YAMLError, ValueError) as error:
        raise _explained(error, kind) from error
    except (TypeError, RecursionError) as error:  # Of YAML that it parses and doesn't expect.
        raise kind(f"DVC: a file holds what it can't make sense of: {faults.one_line(error)}") from error
    except OSError as error:
        raise RecordingError(faults.explain(error)) from error


def _explained(error: BaseException, kind: type[HemologError]) -> HemologError:
    inner = error
    while inner.__cause__ is not None:
        inner = inner.__cause__
    if isinstance(inner, OSError) and not isinstance(inner, DvcException):
        return RecordingError(faults.explain(inner))
    told, cause = faults.one_line(error).rstrip(".:"), faults.one_line(inner).rstrip(".")
    said = told if cause in told else f"{told}: {cause}"
    way_out = "; mend .dvc/config, or the settings of DVC that it adds to" if isinstance(error, ConfigError) else ""
    return kind(f"DVC: {said}{way_out}")
