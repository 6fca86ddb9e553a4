"""docs/design.md tells of all trailers and all modules that it draws."""

import re
from pathlib import Path

from hemolog.experiments import trailers

ROOT = Path(__file__).resolve().parents[2]
DESIGN = (ROOT / "docs/design.md").read_text()


def test_each_trailer_is_explained() -> None:
    names = {value for name, value in vars(trailers).items() if name.isupper() and str(value).startswith("Hemolog-")}
    table = DESIGN[DESIGN.index("| trailer `Hemolog-...` |") :].partition("\n\n")[0]
    explained = re.findall(r"`([A-Z][A-Za-z-]*)(?:\.\.\.)?`", table.partition("| --- | --- |")[2])
    assert {f"Hemolog-{name}" for name in explained} - {"Hemolog-Fact-Images-Per-Second"} == names


def test_each_module_of_the_tracker_that_is_drawn_is_there() -> None:
    drawing = DESIGN[DESIGN.index("```\ncli  ") :].removeprefix("```\n").partition("```")[0]
    drawn: list[str] = []
    for line in drawing.splitlines():
        indent, names = re.match(r"( *)((?:[a-z_]+ {2})*[a-z_]+)  ", line).groups()  # type: ignore[union-attr]
        drawn += [f"{'experiments/' if indent else ''}{name}" for name in names.split()]
    folder = ROOT / "src/hemolog"
    missing = [name for name in drawn if not ((folder / f"{name}.py").exists() or (folder / name).is_dir())]
    assert "experiments/trailers" in drawn
    assert missing == []
