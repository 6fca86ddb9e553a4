"""Tests of the graph of stages and files."""

import pytest

from hemolog.reports.board.facts.artifacts import Artifacts, File, StageRow
from hemolog.reports.board.facts.lineage import Edge, Graph, Node, graph, layered, lineage


def test_a_graph_goes_from_sources_by_way_of_stages_to_results() -> None:
    found = graph((("prepare", 2, ("raw.zip",), ("data",)), ("train", 0, ("data",), ("model",))))
    assert found == Graph(
        nodes=(
            Node("stage", "prepare", 1, 1, 0.5),
            Node("code", "prepare", 2, 0, 0.0),
            Node("file", "raw.zip", 1, 0, 1.0),
            Node("file", "data", 1, 2, 0.5),
            Node("stage", "train", 1, 3, 0.5),
            Node("file", "model", 1, 4, 0.5),
        ),
        edges=(Edge(1, 0), Edge(2, 0), Edge(0, 3), Edge(3, 4), Edge(4, 5)),
    )


def test_an_edge_that_passes_layers_has_a_way_of_its_own_through_each() -> None:
    found = graph(
        (("prepare", 0, (), ("data",)), ("train", 0, ("data",), ("model",)), ("test", 0, ("data", "model"), ()))
    )
    places = {node.name: node for node in found.nodes}
    (long,) = (edge for edge in found.edges if edge.rows)
    assert (found.nodes[long.start].name, found.nodes[long.end].name, len(long.rows)) == ("data", "test", 2)
    assert abs(long.rows[0] - places["train"].row) >= 1
    assert abs(long.rows[1] - places["model"].row) >= 1


@pytest.mark.parametrize(
    ("edges", "layers"),
    [
        ([(0, 1), (1, 2)], [0, 1, 2]),
        ([(0, 1), (1, 2), (0, 2)], [0, 1, 2]),
        ([(0, 1), (1, 2), (3, 2)], [0, 1, 2, 1]),
        ([], [0]),
    ],
)
def test_layers_are_by_the_longest_path_and_sources_stand_before_who_needs_them(
    edges: list[tuple[int, int]], layers: list[int]
) -> None:
    assert layered(len(layers), edges) == layers


def test_nodes_of_a_layer_are_not_crowded() -> None:
    found = graph((("split", 0, ("a",), tuple(map(str, range(9)))), ("sum", 3, tuple(map(str, range(9))), ("b",))))
    rows: dict[int, list[float]] = {}
    for node in found.nodes:
        rows.setdefault(node.layer, []).append(node.row)
    gaps = [low - high for each in rows.values() for high, low in zip(sorted(each), sorted(each)[1:], strict=False)]
    assert min(gaps) >= 1
    assert min(node.row for node in found.nodes) == 0


def test_stages_in_a_circle_are_not_drawn() -> None:
    assert graph((("a", 0, ("x",), ("y",)), ("b", 0, ("y",), ("x",)))) == Graph(
        (), (), "its stages need each other in a circle"
    )


def test_a_graph_of_too_many_nodes_is_not_drawn() -> None:
    found = graph((("a", 0, tuple(map(str, range(300))), ()),))
    assert found == Graph((), (), "its 301 stages and files are more than the 300 that can be drawn")


def test_runs_of_the_same_shape_share_a_graph() -> None:
    files = tuple(File(0, digest, 1, None, "dvc", 0, False, "all", False, False) for digest in "ab")
    stages = (StageRow(1, 2, -1, (), (0,)), StageRow(1, 2, -1, (), (1,)))
    found = lineage(Artifacts(("model", "train", "run"), files, stages, (), ((0,), (1,), ()), (), {}))
    assert found.runs == (0, 0, 1)
    assert [[node.name for node in each.nodes] for each in found.graphs] == [["train", "model"], []]
