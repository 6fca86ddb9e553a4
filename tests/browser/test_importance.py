"""The tab of importance: doubts first, bars with their spread, rank correlations that follow the filter, a chart."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.run import History, Run
from hemolog.reports.board.facts.forests import Forests
from hemolog.reports.board.facts.importance import Importance, importance_facts
from support.accessibility import assert_accessible
from support.boards import texts, written
from support.made_history import OBJECTIVE, made_history

Open = Callable[..., Page]
COUNT = 200


@pytest.fixture(scope="module")
def history() -> History:
    return made_history(COUNT)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, history: History) -> str:
    return written(tmp_path_factory.mktemp("board"), history)


@pytest.fixture
def opened(page: Page, address: str) -> Open:
    def open_view(passing: str = "", **state: Any) -> Page:
        page.goto(f"{address}#tab=importance&filter={quote(passing)}&importance={quote(json.dumps(state))}")
        page.wait_for_selector(".plot .points")
        return page

    return open_view


def computed(history: History, runs: list[Run] | None = None) -> tuple[Importance, ...]:
    """What Python tells of some of a history's runs."""
    facts = importance_facts(runs or history.runs, Columns.of(history.runs), [Objective(OBJECTIVE, "max")], Forests())
    return facts.groups


def rows(page: Page) -> list[list[str]]:
    return [texts(row.locator("th, td").all_inner_texts()) for row in page.locator("table.importance tbody tr").all()]


def points(page: Page) -> int:
    return page.locator(".plot .scatterlayer .trace").first.locator(".point").count()


def test_parameters_are_shown_with_importance_and_spread_the_most_important_first(
    opened: Open, history: History
) -> None:
    page = opened()
    expected = computed(history)[0].parameters
    assert [row[0] for row in rows(page)] == [
        each.names[0].removeprefix("params.").removeprefix("train.").removeprefix("augmentation.")
        if each.names[0] != "params.train.learning_rate"
        else "train.learning_rate"  # a curve has that name too
        for each in expected
    ]
    first = expected[0].importance
    assert first is not None
    assert rows(page)[0][2] == f"{first.mean:.2f} ± {first.spread:.2f}"
    assert page.locator("table.importance tbody tr .bar .whisker").count() == 3 * len(expected)
    widths = [float(each.get_attribute("width") or 0) for each in page.locator(".bar rect.clear, .bar rect.pale").all()]
    assert widths[0] > 100 > widths[1] >= max(widths[1:])


def test_what_matters_without_going_one_way_is_said_to(opened: Open) -> None:
    first = rows(opened("val.macro_f1 > 0.8"))[0]
    assert abs(float(first[4].replace("\N{MINUS SIGN}", "-"))) < 0.2
    assert first[5] == "matters, but not one way: see the chart"


def test_doubts_stand_before_the_figures(opened: Open, history: History) -> None:
    page = opened()
    said = texts(page.locator(".warning p").all_inner_texts())
    assert said == [f"{caution[0].upper()}{caution[1:]}." for caution in computed(history)[0].cautions]
    above = "([one, other]) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING)"
    elements = [page.locator(each).element_handle() for each in (".warning", "table.importance")]
    assert page.evaluate(above, elements)


FILTERS: dict[str, Callable[[Run], bool]] = {
    "": lambda run: True,
    "train.model == cnn": lambda run: run.params.get("params.train.model") == "cnn",
    "width > 16 and batch_size in [32, 128]": lambda run: (
        float(str(run.params.get("params.train.width", 0))) > 16
        and run.params.get("params.train.batch_size") in (32, 128)
    ),
    "dropout < 0.25 and flips == true": lambda run: (
        float(str(run.params.get("params.train.dropout", 1))) < 0.25
        and run.params.get("params.train.augmentation.flips") is True
    ),
}


@pytest.mark.parametrize("words", FILTERS)
def test_rank_correlations_of_the_filtered_runs_are_those_of_python(opened: Open, history: History, words: str) -> None:
    page = opened(words)
    passing = [run for run in history.runs if FILTERS[words](run)]
    group = computed(history, passing)[0]
    found = page.evaluate(
        """(names) => {
            const [group] = H.importance.groups();
            const runs = H.importance.members(group, H.chosen.runs());
            const scores = runs.map((run) => H.facts.value(run, group.objective));
            return [runs.length, names.map((name) => H.ranks.correlation(H.ranks.steps(name, runs).steps, scores))];
        }""",
        [parameter.names[0] for parameter in group.parameters],
    )
    assert found[0] == group.runs
    assert found[1] == pytest.approx([parameter.correlation for parameter in group.parameters], abs=1e-12)
    assert f"of {group.runs} runs" in page.locator("table.importance thead").inner_text()


def test_a_filter_reaches_all_but_the_forest_and_its_command_is_shown(opened: Open) -> None:
    page = opened()
    before = rows(page)
    expect(page.locator(".narrowed")).to_have_count(0)
    page.fill("#filter", "train.model == 'cnn' or dropout < 0.3")
    expect(page.locator(".narrowed")).to_be_visible()
    after = rows(page)
    assert [row[2] for row in after] == [row[2] for row in before]
    assert [row[4] for row in after] != [row[4] for row in before]
    command = page.locator(".narrowed code").inner_text()
    assert shlex.split(command) == ["hemolog", "board", "--filter", "train.model == 'cnn' or dropout < 0.3"]


def test_the_command_says_group_brushes_and_selection_too(page: Page, address: str, history: History) -> None:
    depths = {run.name: run.params.get("params.train.depth", "none") for run in history.runs}
    names = [name for name in depths if name.startswith("rates-") and depths[name] in (2, "none")][:3]
    commits = [run.commit for run in history.runs if run.name in names]
    view = {
        "importance": {"group": json.dumps(["rates", OBJECTIVE], separators=(",", ":"))},
        "brushes": {
            "params.train.depth": {"from": 2, "to": 2, "missing": True},
            "params.train.model": {"in": ["cnn", "resnet"]},
        },
    }
    words = "&".join(f"{name}={quote(json.dumps(value))}" for name, value in view.items())
    selected = ",".join(commit[:10] for commit in commits)
    page.goto(f"{address}#tab=importance&filter={quote('width > 8 or depth == 1')}&{words}&selected={selected}")
    page.wait_for_selector(".plot .points")
    said = shlex.split(page.locator(".narrowed code").inner_text())[-1]
    assert said.startswith(
        "(width > 8 or depth == 1) and (params.train.depth >= 2 and params.train.depth <= 2 or "
        "params.train.depth == null) and params.train.model in [cnn, resnet] and run.commit in ["
    )
    assert said.endswith("] and run.search == rates")
    assert all(commit in said for commit in commits)
    passing = """(text) => {
        const tree = H.filter.parse(text, [...H.facts.columns.keys()]);
        const runs = Array.from({ length: H.facts.count }, (_, run) => run);
        const value = (run) => (name) => H.facts.value(run, name);
        return runs.filter((run) => H.filter.matches(tree, value(run))).map((run) => H.facts.value(run, "run.name"));
    }"""
    assert sorted(page.evaluate(passing, said)) == sorted(names)


def test_another_group_is_chosen_and_stands_in_the_address(opened: Open, history: History) -> None:
    page = opened()
    group = computed(history)[1]
    page.locator(".controls select").first.select_option(label=f"rates: val.macro_f1 ({group.runs} runs)")
    mean = group.parameters[0].importance
    assert mean is not None
    expect(page.locator("table.importance tbody tr").first).to_contain_text(f"{mean.mean:.2f}")
    page.wait_for_function("() => location.hash.includes('rates')")
    page.reload()
    page.wait_for_selector(".plot .points")
    assert points(page) == group.runs


@pytest.mark.parametrize(
    ("parameter", "axis", "ticks", "left_out"),
    [
        ("params.train.learning_rate", "log", None, False),
        ("params.train.model", "linear", ["cnn", "resnet"], False),
        ("params.train.augmentation.flips", "linear", ["false", "true"], False),
        ("params.train.depth", "linear", ["1", "2", "3"], True),
    ],
)
def test_the_chart_has_a_point_for_each_run_on_an_axis_that_suits(
    opened: Open, history: History, parameter: str, axis: str, ticks: list[str] | None, left_out: bool
) -> None:
    page = opened(parameter=parameter)
    runs = [run for run in history.runs if OBJECTIVE in run.metrics]
    there = [run for run in runs if parameter in run.params]
    assert points(page) == len(there)
    assert page.evaluate("document.querySelector('.plot').layout.xaxis.type ?? 'linear'") == axis
    if ticks:
        assert page.locator(".plot .xtick text").all_text_contents() == ticks
    caption = page.locator("#panel p[role=status]").inner_text()
    assert f"{len(there)} runs" in caption
    assert (f"{len(runs) - len(there)} runs without values left out" in caption) is left_out


def test_a_click_on_a_parameter_shows_it_against_the_objective(opened: Open) -> None:
    page = opened()
    page.get_by_role("button", name="dropout").click()
    expect(page.locator("#panel p[role=status]")).to_contain_text("against dropout")
    expect(page.get_by_role("button", name="dropout")).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => location.hash.includes('params.train.dropout')")


def embedded(page: Page, search: str | None, skip: int = 0, **options: str | bool) -> None:
    """Draw a view as a report does, of a search or of all runs but the first ones."""
    page.evaluate(
        """([search, skip, options]) => {
            const host = document.getElementById("panel");
            host.replaceChildren();
            const all = Array.from({ length: H.facts.count }, (_, run) => run);
            const runs = all.filter((run) => search === null || H.facts.value(run, "run.search") === search);
            H.tabs.get("importance").view(host, { runs: runs.slice(skip), ...options });
        }""",
        [search, skip, options],
    )
    page.wait_for_selector(".plot .points")


@pytest.mark.parametrize(("search", "skip", "group"), [("rates", 0, 1), (None, 0, 0), ("rates", 20, 1), (None, 20, 0)])
def test_a_report_has_it_of_the_smallest_group_that_has_its_runs(
    opened: Open, history: History, search: str | None, skip: int, group: int
) -> None:
    page = opened()
    embedded(page, search, skip)
    expected = computed(history)[group].parameters[0].importance
    assert expected is not None
    assert rows(page)[0][2] == f"{expected.mean:.2f} ± {expected.spread:.2f}"
    assert page.locator(".narrowed").count() == bool(skip)
    page.get_by_role("button", name="dropout").click()
    expect(page.locator("#panel p[role=status]")).to_contain_text("against dropout")


def test_a_report_may_have_one_column_against_another_coloured_by_a_third(opened: Open, history: History) -> None:
    page = opened()
    colour = "params.train.model"
    embedded(page, None, x="params.train.dropout", y="metrics.val.accuracy", colour=colour, log=True)
    there = [run for run in history.runs if "metrics.val.accuracy" in run.metrics]
    assert points(page) == len(there)
    assert page.locator("table").count() == 0
    assert f"val.accuracy against dropout, {len(there)} runs" in page.locator("#panel p[role=status]").inner_text()
    assert texts(page.locator(".keys .key").all_inner_texts()) == ["cnn", "resnet"]
    assert page.evaluate("document.querySelector('.plot').layout.yaxis.type") == "log"
    first = page.locator(".plot .scatterlayer .trace").first
    fills = first.locator(".point").evaluate_all("points => points.map((point) => point.style.fill)")
    models = [run.params[colour] for run in there]
    assert [
        len({fill for fill, model in zip(fills, models, strict=True) if model == each}) for each in set(models)
    ] == [1, 1]
    assert len(set(fills)) == 2
    embedded(page, "rates", y="metrics.val.macro_f1", colour="params.train.width")
    assert "val.macro_f1 against train.learning_rate" in page.locator("#panel p[role=status]").inner_text()
    assert texts(page.locator(".keys .key").all_inner_texts()) == ["16", "32"]


def test_of_thousands_of_runs_an_even_part_is_drawn_and_said_to_be(page: Page, tmp_path: Path) -> None:
    history = made_history(5_000)
    runs = [run for run in history.runs if OBJECTIVE in run.metrics]
    page.goto(written(tmp_path, history) + "#tab=importance")
    page.wait_for_selector(".plot .points")
    said = page.locator("#panel p[role=status]").inner_text()
    drawn = int(re.search(rf"{len(runs):,} runs; ([\d,]+) of them are drawn", said)[1].replace(",", ""))  # type: ignore[index]
    assert drawn == pytest.approx(3_000, abs=30)
    assert drawn <= points(page) <= drawn + 1  # the best is drawn in any case
    best = max(float(str(run.metrics[OBJECTIVE])) for run in runs)
    assert page.evaluate("document.querySelector('.plot').data[1].y") == [best]


def test_without_enough_runs_it_says_so(page: Page, tmp_path: Path) -> None:
    page.goto(written(tmp_path, made_history(1)) + "#tab=importance")
    expect(page.locator("#panel")).to_contain_text("fewer than 3 runs have an objective")


def test_of_few_runs_there_are_rank_correlations_and_no_forest(page: Page, tmp_path: Path) -> None:
    page.goto(written(tmp_path, made_history(6)) + "#tab=importance")
    page.wait_for_selector(".plot .points")
    expect(page.locator(".warning")).to_contain_text("too few to say: no forest is grown of fewer than 10")
    expect(page.locator("table.importance thead th")).to_have_count(2)


def test_it_is_accessible(opened: Open) -> None:
    assert_accessible(opened("train.model == cnn"))
