"""From what a run was made: its stages and files as a graph, from the first sources to the last results.

Thousands of runs have the same graph with other digests, so a graph knows names alone and each is made once. Layers are
by the longest path to a node; what no stage made stands right before the first stage that needs it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from hemolog.reports.board.facts.artifacts import Artifacts
from hemolog.reports.board.facts.artifacts.distinct import Distinct

MOST = 300
"""Nodes of a graph that is drawn."""
STAGE, FILE, CODE = "stage", "file", "code"
_SWEEPS = 6
Edges = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Node:
    """A stage, a file or directory, or all source code of a stage."""

    kind: str
    """`stage`, `file`, `code`."""
    name: str
    """Of the stage; the path of the file; of code the stage that it is of."""
    files: int
    """Of code: how many; else 1."""
    layer: int
    """From left to right."""
    row: float
    """Within all layers, from the top: nodes of one layer are at least 1 apart."""


class Edge(NamedTuple):
    """From what a stage reads to it, or from it to what it makes; JSON has it as a list."""

    start: int
    """Place of the node."""
    end: int
    rows: tuple[float, ...] = ()
    """Where it passes through the layers between them, from the top."""


@dataclass(frozen=True)
class Graph:
    """Of all runs whose stages have the same names and files."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    problem: str = ""
    """Why it isn't drawn."""


@dataclass(frozen=True)
class Lineage:
    """Of all runs."""

    graphs: tuple[Graph, ...]
    runs: tuple[int, ...]
    """Of each run its graph's place."""


Shape = tuple[tuple[str, int, tuple[str, ...], tuple[str, ...]], ...]
"""Of each stage: its name, how many source files it has, paths of what it reads and of what it makes."""


def lineage(artifacts: Artifacts) -> Lineage:
    """The graphs of all runs."""
    shapes: Distinct[Shape] = Distinct()
    runs = tuple(shapes.place(_shape(artifacts, stages)) for stages in artifacts.runs)
    return Lineage(tuple(map(graph, shapes.values)), runs)


def graph(shape: Shape) -> Graph:
    """One graph, laid out."""
    names: Distinct[tuple[str, str, int]] = Distinct()
    edges: dict[tuple[int, int], None] = {}
    for stage, code, deps, outputs in shape:
        place = names.place((STAGE, stage, 1))
        before = [(CODE, stage, code)] if code else []
        for node in [*before, *((FILE, path, 1) for path in deps)]:
            edges[names.place(node), place] = None
        for path in outputs:
            edges[place, names.place((FILE, path, 1))] = None
    nodes = names.values
    if len(nodes) > MOST:
        return Graph((), (), f"its {len(nodes):,} stages and files are more than the {MOST} that can be drawn")
    layers = layered(len(nodes), tuple(edges))
    if layers is None:
        return Graph((), (), "its stages need each other in a circle")
    lanes = _lanes(layers, tuple(edges))
    rows = _rows(layers, [step for lane in lanes for step in pairwise(lane)])
    laid = tuple(Node(*node, layer, row) for node, layer, row in zip(nodes, layers, rows, strict=False))
    return Graph(laid, tuple(Edge(lane[0], lane[-1], tuple(rows[each] for each in lane[1:-1])) for lane in lanes))


def layered(count: int, edges: Edges) -> list[int] | None:
    """The layer of each node: of the longest path to it; of a source the one before the first that needs it.

    Args:
        count: of nodes.
        edges: between their places.

    Returns:
        None if they go in a circle.
    """
    before, after = _neighbours(edges)
    layers, missing = [0] * count, [len(before[node]) for node in range(count)]
    ready = [node for node in range(count) if not missing[node]]
    for node in ready:
        for next_one in after[node]:
            layers[next_one] = max(layers[next_one], layers[node] + 1)
            missing[next_one] -= 1
            if not missing[next_one]:
                ready.append(next_one)
    if len(ready) < count:
        return None
    for node in range(count):
        if not before[node] and after[node]:
            layers[node] = min(layers[each] for each in after[node]) - 1
    return layers


def _lanes(layers: list[int], edges: Edges) -> list[list[int]]:
    """Each edge as the nodes that it passes: in every layer between its ends a new one that keeps it a way free.

    Args:
        layers: of the nodes; those of the new ones are appended.
        edges: between places of nodes.
    """
    lanes = []
    for start, end in edges:
        between = range(layers[start] + 1, layers[end])
        lanes.append([start, *range(len(layers), len(layers) + len(between)), end])
        layers += between
    return lanes


def _shape(artifacts: Artifacts, stages: Sequence[int]) -> Shape:
    rows = (artifacts.stages[stage] for stage in stages)
    return tuple(
        (
            artifacts.texts[row.name],
            len(artifacts.codes[row.code]) if row.code != -1 else 0,
            _paths(artifacts, row.deps),
            _paths(artifacts, row.outputs),
        )
        for row in rows
    )


def _paths(artifacts: Artifacts, files: Sequence[int]) -> tuple[str, ...]:
    return tuple(artifacts.texts[artifacts.files[file].path] for file in files)


def _neighbours(edges: Edges) -> tuple[Mapping[int, list[int]], Mapping[int, list[int]]]:
    before: defaultdict[int, list[int]] = defaultdict(list)
    after: defaultdict[int, list[int]] = defaultdict(list)
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    return before, after


def _rows(layers: Sequence[int], edges: Edges) -> list[float]:
    """Where nodes stand within their layers: near the mean of their neighbours (Sugiyama et al. 1981), none crowded."""
    before, after = _neighbours(edges)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for node, layer in enumerate(layers):
        members[layer].append(node)
    tallest = max(map(len, members.values()), default=0)
    rows = [0.0] * len(layers)
    for nodes in members.values():
        _spread(nodes, rows, [tallest / 2] * len(nodes))
    for sweep in range(_SWEEPS):
        for layer in sorted(members, reverse=sweep % 2 == 0):
            nodes = members[layer]
            # At last by what comes before alone, so that a chain is a straight line.
            both = sweep < _SWEEPS - 1
            near = [(*before[node], *(after[node] if both or not before[node] else ())) for node in nodes]
            wanted = [_mean([rows[each] for each in of], rows[node]) for of, node in zip(near, nodes, strict=True)]
            order = sorted(range(len(nodes)), key=lambda place: (wanted[place], place))
            members[layer] = [nodes[place] for place in order]
            _spread(members[layer], rows, [wanted[place] for place in order])
    top = min(rows, default=0.0)
    return [round(row - top, 3) for row in rows]


def _spread(nodes: Sequence[int], rows: list[float], wanted: Sequence[float]) -> None:
    """Put nodes, in their order, as near as may be to where they want to be, each at least 1 below the one before."""
    blocks: list[tuple[float, int]] = []  # The mean of what its nodes want, each less its place in it; how many.
    for want in wanted:
        start, size = want, 1
        while blocks and blocks[-1][0] + blocks[-1][1] > start:
            above, count = blocks.pop()
            start, size = (above * count + (start - count) * size) / (count + size), count + size
        blocks.append((start, size))
    placed = [start + offset for start, size in blocks for offset in range(size)]
    for node, row in zip(nodes, placed, strict=True):
        rows[node] = row


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
