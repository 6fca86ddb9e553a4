"""The scripts and styles that stand in the page: Plotly's and DataTables' from their packages, and our own."""

import importlib.util
import re
from functools import cache
from pathlib import Path

from hemolog.errors import HemologError

STATIC = Path(__file__).resolve().parent.parent / "static"
SCRIPTS = (
    "dom",
    "libraries",
    "format",
    "facts",
    "state",
    "column_names",
    "filter_tokens",
    "filter",
    "chosen",
    "names",
    "theme",
    "chart",
    "tabs",
    "bar",
    "live",
    "table/columns",
    "table/popover",
    "table/groups",
    "table/csv",
    "running",
    "overview/best",
    "overview/lists",
    "overview/overview",
    "table/table",
    "charts/scales",
    "charts/ticks",
    "charts/colours",
    "charts/run_colours",
    "curves/smoothing",
    "curves/families",
    "curves/groups",
    "curves/series",
    "curves/running",
    "curves/traces",
    "curves/nearest",
    "curves/values",
    "curves/legend",
    "curves/picture",
    "curves/curves",
    "curves/tab",
    "parallel/coverage",
    "parallel/axes",
    "parallel/brushes",
    "parallel/layout",
    "parallel/scene",
    "parallel/lines",
    "parallel/frame",
    "parallel/brushing",
    "parallel/ordering",
    "parallel/hover",
    "parallel/parallel",
    "parallel/tab",
    "importance/ranks",
    "importance/command",
    "importance/bars",
    "importance/scatter_colours",
    "importance/scatter",
    "importance/importance",
    "diff",
    "compare/runs",
    "compare/values",
    "compare/classes",
    "compare/code",
    "compare/data",
    "compare/compare",
    "artifacts/tables",
    "artifacts/files",
    "artifacts/lineage",
    "artifacts/pictures",
    "artifacts/artifacts",
    "reports/nodes",
    "reports/views",
    "reports/reports",
    "main",
)
"""Ours, in the order in which they run; names below `static`, without the suffix."""
STYLES = (
    "board",
    "overview/overview",
    "running",
    "table/table",
    "charts/charts",
    "curves/curves",
    "parallel/parallel",
    "importance/importance",
    "compare/compare",
    "artifacts/artifacts",
    "reports/reports",
)
_STYLE_OF_MAPS = re.compile(r'getElementById\("([0-9a-f]{64})"\)')
_EXPORT = re.compile(r"export\s*\{([^{}]*)\};?")
_NAMES = {"default": "DataTable", "jQuery": "jQuery"}
"""What the bundle of tables exports -> what the page calls it."""


class AssetError(HemologError):
    """An installed package has no such script, or in a form that this version doesn't know."""


@cache
def plotly() -> str:
    """Plotly's script, which makes one global `Plotly`."""
    return _packaged("plotly", "package_data/plotly.min.js")


@cache
def unwanted_styles() -> tuple[str, ...]:
    """Ids of the style elements that Plotly would add for its maps: where such an element is already, it adds none."""
    return tuple(dict.fromkeys(_STYLE_OF_MAPS.findall(plotly())))


@cache
def data_tables() -> str:
    """The script of DataTables with its extensions, which makes the globals `DataTable` and `jQuery`.

    It comes as a module, whose exports nothing in the same page could import.
    """
    text = _packaged("itables", "html/dt_bundle.js")
    found = _EXPORT.search(text)
    if found is None:
        raise AssetError("the bundle of tables exports nothing: install the versions that requirements.lock pins")
    exported = dict(_exports(found[1]))
    missing = _NAMES.keys() - exported
    if missing:
        raise AssetError(
            f"the bundle of tables lacks {', '.join(sorted(missing))}: install what requirements.lock pins"
        )
    globals_ = "".join(f"globalThis.{name}={exported[exporting]};" for exporting, name in _NAMES.items())
    return f'(()=>{{"use strict";{text[: found.start()]}{globals_}{text[found.end() :]}}})();'


def _exports(text: str) -> list[tuple[str, str]]:
    pairs = (part.split(" as ") for part in text.split(","))
    return [(pair[-1].strip(), pair[0].strip()) for pair in pairs]


@cache
def data_tables_style() -> str:
    """The style sheet of DataTables."""
    return _packaged("itables", "html/dt_bundle.css")


def script() -> str:
    """Our own."""
    return "\n".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)


def style() -> str:
    """Our own."""
    return "\n".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


def _packaged(package: str, path: str) -> str:
    """A file of a package, without importing that."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise AssetError(f"the package {package} is missing: install what requirements.lock pins")
    try:
        return (Path(found.origin).parent / path).read_text(encoding="utf-8")
    except OSError as error:
        raise AssetError(f"{package} has no {path}: install the version that requirements.lock pins") from error
