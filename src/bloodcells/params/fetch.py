"""Which images: the sources of the data set, pinned by digest."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from bloodcells.params.section import Group, Section, nearest

SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]

BUILT_IN = ("blood-cells", "sample")


class Dataset(Group):
    """Where a source is and what it must hold."""

    location: str | None
    """An `https://`, `s3://` or `file://` URL, or a path below `$BLOODCELLS_DATASETS`, of a zip or folder.

    Null for a built-in one.
    """
    digest: Digest | None
    """The digest of its content (`images.archives.digest`); null accepts any."""


class FetchParams(Section):
    """Parameters of the stage `fetch`."""

    section: ClassVar[str] = "fetch"

    sources: Annotated[list[SourceName], Field(min_length=1)]
    """Names of the data sets that are put together, in this order."""
    datasets: dict[SourceName, Dataset]
    """What each name stands for."""

    @model_validator(mode="after")
    def _sources_are_known(self) -> Self:
        problems = [self._unknown(name) for name in self.sources if name not in self.datasets]
        problems += [
            f"fetch.datasets.{name}.location is null, which only {' and '.join(BUILT_IN)} may be: "
            "give a URL, or a path below $BLOODCELLS_DATASETS"
            for name in self.sources
            if name in self.datasets and self.datasets[name].location is None and name not in BUILT_IN
        ]
        if len(set(self.sources)) < len(self.sources):
            problems.append(f"fetch.sources names a source twice: {', '.join(self.sources)}")
        if problems:
            raise ValueError(*dict.fromkeys(problems))
        return self

    def _unknown(self, name: str) -> str:
        meant = nearest(name, list(self.datasets))
        hint = f" (did you mean {meant}?)" if meant else f" (known: {', '.join(self.datasets)})"
        return f"fetch.sources: {name!r} is not among fetch.datasets{hint}"
