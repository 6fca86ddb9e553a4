"""The tab of artifacts: where files are, from what they were made, how they look."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from support.accessibility import assert_accessible
from support.board_page import BoardPage, open_board
from support.made_artifacts import DATA, LARGE, PICTURE, name_of, write_artifacts
from support.made_stages import md5

_DRAWN = "image => image.complete && [image.naturalWidth, image.naturalHeight]"


@pytest.fixture(scope="module")
def artifacts_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_artifacts(tmp_path_factory.mktemp("artifacts"))


@pytest.fixture
def board(page: Page, artifacts_board: Path) -> BoardPage:
    return open_board(page, artifacts_board, "tab=artifacts")


def words(of: Locator) -> str:
    return " ".join(of.inner_text().split())


def row(board: BoardPage, path: str) -> list[str]:
    """What the table says of a file, without what can be folded out."""
    cells = board.panel.locator(f'table.files tr[data-path="{path}"] > *')
    return [words(cell).partition(" Its ")[0].replace(" Copy", "") for cell in cells.all()]


def choose(board: BoardPage, run: str) -> None:
    board.panel.get_by_label("Run").select_option(label=run)
    board.settle()


def node(board: BoardPage, label: str) -> Locator:
    return board.panel.locator(f'svg.lineage .node[aria-label^="{label}"]')


def test_each_file_says_its_size_its_digest_and_where_it_is(board: BoardPage) -> None:
    def object_of(name: str) -> str:
        return f"s3://lab/team/files/md5/{name[:2]}/{name[2:]}"

    model = md5("model quiet-owl")
    picture = name_of(PICTURE)
    assert row(board, "models/model.pt") == [
        "models/model.pt model",
        "5.4 MB",
        f"{model[:10]}…",
        f"not in DVC's cache here {object_of(model)}",
    ]
    assert row(board, "sheet.png")[2:] == [f"{picture[:10]}…", f"in DVC's cache here {object_of(picture)}"]
    assert row(board, "scores.json")[1:] == ["420 B", f"{md5('scores quiet-owl')[:10]}…", "in git"]
    assert row(board, "data/prepared")[1:] == [
        "4.0 MB in 2 files",
        f"{DATA[:10]}….dir",
        f"partly in DVC's cache here {object_of(DATA)}",
    ]
    assert row(board, "raw.zip")[1:] == ["9.0 kB", f"{md5('raw')[:10]}…", "outside of git and DVC"]


def test_files_stand_below_the_stage_that_made_them_with_what_it_made_them_from(board: BoardPage) -> None:
    groups = board.panel.locator("table.files tbody[data-stage]").all()
    assert [(words(group.locator("th.group")), group.locator("tr[data-path]").count()) for group in groups] == [
        ("Made by evaluate from models/model.pt python evaluate.py", 3),
        ("Made by train from data/prepared python train.py", 2),
        ("Made by prepare from raw.zip python prepare.py", 1),
        ("Made by no stage", 1),
    ]


def test_a_directory_folds_out_to_its_files(board: BoardPage) -> None:
    data = board.panel.locator('tr[data-path="data/prepared"]')
    data.get_by_text("Its 2 files").click()
    rows = [words(each) for each in data.locator("tbody tr").all()]
    assert [each.split()[:2] for each in rows] == [["index.csv", "19"], ["x.npy", "not"]]
    assert f"s3://lab/team/files/md5/{md5('gone')[:2]}/{md5('gone')[2:]}" in rows[1]


def test_the_best_run_is_shown_until_another_is_chosen_and_the_address_keeps_that(
    board: BoardPage, artifacts_board: Path
) -> None:
    expect(board.panel.locator(".about")).to_contain_text("About quiet-owl")
    choose(board, "loud-cat")
    expect(board.panel.locator(".about")).to_contain_text("About loud-cat")
    board.page.wait_for_url("**artifacts=*")
    address = board.page.url
    board.page.goto("about:blank")
    again = open_board(board.page, artifacts_board, address.partition("#")[2])
    expect(again.panel.locator(".about")).to_contain_text("About loud-cat")


def test_the_selection_and_the_filter_tell_which_runs_can_be_chosen(page: Page, artifacts_board: Path) -> None:
    board = open_board(page, artifacts_board, "tab=table")
    page.get_by_label("Select loud-cat").check()
    board.show("artifacts")
    options = board.panel.get_by_label("Run").locator("option")
    assert options.all_inner_texts() == ["loud-cat"]
    page.get_by_role("button", name="Clear").click()
    page.fill("#filter", "val.macro_f1 > 0")
    expect(options).to_have_text(["quiet-owl", "loud-cat"])
    page.fill("#filter", "run.name == nobody")
    expect(board.panel).to_have_text("No run passes the filter.")


def test_the_lineage_has_a_node_for_each_stage_and_file_with_a_line_for_each_need(board: BoardPage) -> None:
    labels = [each.get_attribute("aria-label") or "" for each in board.panel.locator("svg.lineage .node").all()]
    assert [each.partition(":")[0] for each in labels] == [
        "Stage prepare",
        "raw.zip",
        "data/prepared",
        "Stage train",
        "models/model.pt",
        "scores.json",
        "Stage evaluate",
        "sheet.png",
        "large.png",
        "plot.svg",
    ]
    assert labels[3] == "Stage train: makes models/model.pt, scores.json from data/prepared"
    assert labels[2] == "data/prepared: 4.0 MB in 2 files, partly in DVC's cache here, made by prepare"
    lines = board.panel.locator("svg.lineage path.edge")
    assert lines.count() == 9
    assert all((each.bounding_box() or {"width": 0})["width"] > 10 for each in lines.all())


def test_nodes_stand_in_the_drawing_and_none_covers_another(board: BoardPage) -> None:
    boxes = [each.bounding_box() for each in board.panel.locator("svg.lineage .node rect").all()]
    places = [(box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]) for box in boxes if box]
    covered = [
        (one, other)
        for at, one in enumerate(places)
        for other in places[:at]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert (len(places), covered) == (10, [])


def test_the_lineage_is_one_stop_of_the_tab_key_and_arrows_go_along_its_lines(board: BoardPage) -> None:
    assert board.panel.locator("svg.lineage .node[tabindex='0']").count() == 1
    node(board, "Stage prepare").focus()
    for key, label in (
        ("ArrowRight", "data/prepared"),
        ("ArrowRight", "Stage train"),
        ("ArrowRight", "models/model.pt"),
        ("ArrowDown", "scores.json"),
        ("ArrowUp", "models/model.pt"),
        ("ArrowLeft", "Stage train"),
        ("End", "plot.svg"),
        ("Home", "Stage prepare"),
    ):
        board.page.keyboard.press(key)
        expect(node(board, label)).to_be_focused()
    assert board.panel.locator("svg.lineage .node[tabindex='0']").count() == 1


def test_a_chosen_node_marks_what_it_was_made_from_and_what_was_made_of_it(board: BoardPage) -> None:
    node(board, "models/model.pt").click()
    near = board.panel.locator("svg.lineage .node.near")
    assert [(each.get_attribute("aria-label") or "").partition(":")[0] for each in near.all()] == [
        "Stage prepare",
        "raw.zip",
        "data/prepared",
        "Stage train",
        "models/model.pt",
        "Stage evaluate",
        "sheet.png",
        "large.png",
        "plot.svg",
    ]
    expect(board.panel.locator("p[role=status]")).to_contain_text("models/model.pt: 5.4 MB, not in DVC's cache here")


def test_pictures_are_drawn_a_large_one_as_a_smaller_copy_that_says_so(board: BoardPage) -> None:
    figures = board.panel.locator("figure.picture")
    assert [words(each) for each in figures.locator("figcaption").all()] == [
        f"sheet.png 60 \u00d7 40 pixels, {len(PICTURE) / 1000:.1f} kB",
        f"large.png a smaller copy, 700 \u00d7 500 pixels, of a file of {len(LARGE) / 1e6:.1f} MB",
    ]
    images = figures.locator("img")
    for image, size in zip(images.all(), ([60, 40], [700, 500]), strict=True):
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate(_DRAWN) == size
    assert [image.get_attribute("alt") for image in images.all()] == ["sheet.png", "large.png"]


def test_pictures_that_are_left_out_say_why_and_what_brings_them(board: BoardPage) -> None:
    left = board.panel.locator("ul.left-out li")
    assert [words(each) for each in left.all()] == ["plot.svg is left out: SVG may hold scripts."]
    choose(board, "loud-cat")
    assert [words(each) for each in left.all()] == [
        "sheet.png is neither in git nor in DVC's cache. hemolog pull loud-cat Copy"
    ]


def test_what_is_shown_of_a_run_keeps_the_rules_of_accessibility(board: BoardPage) -> None:
    board.panel.get_by_text("Its 2 files").click()
    node(board, "models/model.pt").click()
    assert_accessible(board.page)


def test_a_run_without_stages_says_so(board: BoardPage) -> None:
    choose(board, "main")
    expect(board.panel).to_contain_text("No stage of this run is known")


def test_of_many_runs_the_list_has_the_first_and_says_that_there_are_more(
    page: Page, made_board: Callable[[int], Path]
) -> None:
    board = open_board(page, made_board(1_000), "tab=artifacts")
    assert 500 <= board.panel.get_by_label("Run").locator("option").count() <= 501
    expect(board.panel.locator(".controls")).to_contain_text("the first 500 of 1,001 runs")
