"""What params.yaml may look like: read as DVC reads it, and harmless whatever it holds."""

import os
from pathlib import Path

import pytest
from dvc.utils.serialize import load_yaml

from bloodcells.errors import ParamsError
from bloodcells.params.section import LARGEST_FILE, read_yaml


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("1e-05", 1e-05),
        ("1e-4", 1e-4),
        ("1E-4", 1e-4),
        ("1e5", 1e5),
        ("1.5e+3", 1500.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-0.0", -0.0),
        ("0.001", 0.001),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("none", "none"),
        ("None", "None"),
        ("12:30", "12:30"),
        ("1e", "1e"),
        ("'1e-4'", "1e-4"),
        ('"12"', "12"),
        ("[a, 1, 1e-3]", ["a", 1, 1e-3]),
        (".inf", float("inf")),
        ("1e999", float("inf")),
    ],
)
def test_a_scalar_is_read_as_dvc_reads_it(workspace: Path, scalar: str, value: object) -> None:
    path = workspace / "params.yaml"
    path.write_text(f"train:\n  learning_rate: {scalar}\n", encoding="utf-8")

    read = read_yaml(path)

    assert read == {"train": {"learning_rate": value}} == load_yaml(path)
    assert type(read["train"]["learning_rate"]) is type(value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "expected sections such as `train:`", id="empty"),
        pytest.param(b"# nothing but a comment\n", "expected sections", id="only a comment"),
        pytest.param(b"- train\n- evaluate\n", "expected sections", id="a list"),
        pytest.param(b"train\n", "expected sections", id="a word"),
        pytest.param(b"train: {epochs: 1\n", "line 2, column 1", id="an open bracket"),
        pytest.param(b"train:\n\tepochs: 1\n", "line 2, column 1", id="a tab"),
        pytest.param(b"train: 'a\n", "unexpected end of stream", id="an open quote"),
        pytest.param(b"train: 1\ntrain: 2\n", 'line 2, column 1: found duplicate key "train"', id="a name twice"),
        pytest.param(b"a: 1\n---\nb: 2\n", "another document", id="two documents"),
        pytest.param(b"a: \xff\xfe\n", "utf-8", id="not UTF-8"),
        pytest.param("a: é\n".encode("latin-1"), "utf-8", id="Latin-1"),
        pytest.param("a: é\n".encode("utf-16"), "utf-8", id="UTF-16"),
        pytest.param(b"a: \x00\n", "special characters are not allowed", id="a zero byte"),
        pytest.param(b"{a: 1}: 2\n", "unhashable key", id="a mapping for a name"),
        pytest.param(b"day: 2026-02-30\n", "day", id="a day that does not exist"),
        pytest.param(b"a: !!int x\n", "invalid literal", id="a tag that the value contradicts"),
        pytest.param(b"a: !!float ''\n", "string index", id="a tag of an empty value"),
        pytest.param(b"a: !!bool maybe\n", "maybe", id="a truth value that is none"),
        pytest.param(b"a: 1" + b"0" * 5000, "4300 digits", id="a number of 5,001 digits"),
        pytest.param(b"a: !secret 1\n", "could not determine a constructor", id="an unknown tag"),
        pytest.param(b"a: *b\n", "aliases such as *b", id="an alias of nothing"),
        pytest.param(b"a: &a [*a]\n", "aliases such as *a", id="a list within itself"),
        pytest.param(b"[" * 5000, "nested too deeply", id="5,000 open brackets"),
        pytest.param(b"a: " + b"{b: " * 5000 + b"1" + b"}" * 5000, "nested too deeply", id="5,000 mappings"),
        pytest.param(b"a: 1\n" + b"#" * LARGEST_FILE, "too many", id="more than a megabyte"),
    ],
)
def test_what_is_no_readable_mapping_is_refused_in_one_sentence(workspace: Path, content: bytes, said: str) -> None:
    path = workspace / "params.yaml"
    path.write_bytes(content)

    with pytest.raises(ParamsError) as caught:
        read_yaml(path)

    (problem,) = caught.value.problems
    assert said in problem
    assert "\n" not in problem
    assert len(problem) < 300


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:pathlib.Path.touch [pwned]",
        "!!python/object/new:os.system ['touch pwned']",
        "!!python/name:os.system",
        "!!python/module:os",
    ],
)
def test_a_tag_that_names_code_is_refused_and_never_executed(workspace: Path, tag: str) -> None:
    path = workspace / "params.yaml"
    path.write_text(f"train: {tag}\n")

    with pytest.raises(ParamsError, match="could not determine a constructor"):
        read_yaml(path)

    assert list(workspace.iterdir()) == [path]


@pytest.mark.parametrize("kind", ["lists", "merges"])
def test_a_few_lines_of_aliases_do_not_become_billions_of_values(workspace: Path, kind: str) -> None:
    lines = ["a0: &a0 [lol]" if kind == "lists" else "a0: &a0 {x: 1}"]
    for level in range(1, 30):
        again = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} " + (f"[{again}]" if kind == "lists" else f"{{<<: [{again}]}}"))
    path = workspace / "params.yaml"
    path.write_text("\n".join(lines))

    with pytest.raises(ParamsError, match=r"line 2, column \d+: aliases such as \*a0 are not allowed"):
        read_yaml(path)


def test_a_star_that_is_no_alias_is_text(workspace: Path) -> None:
    path = workspace / "params.yaml"
    path.write_text("a: 'x * y' # *b\nb: x*y\n")

    assert read_yaml(path) == {"a": "x * y", "b": "x*y"}


def test_comments_quotes_and_a_byte_order_mark_do_not_matter(workspace: Path) -> None:
    path = workspace / "params.yaml"
    path.write_bytes("\ufefftrain: # stage\n  'model': \"resnet\" # é\n".encode())

    assert read_yaml(path) == {"train": {"model": "resnet"}}


@pytest.mark.parametrize("folder", [False, True])
def test_without_a_file_the_message_says_where_to_run(workspace: Path, folder: bool) -> None:
    if folder:
        (workspace / "params.yaml").mkdir()

    with pytest.raises(ParamsError, match="run in the top folder of the checkout"):
        read_yaml(Path("params.yaml"))


def test_a_pipe_is_refused_and_not_waited_for(workspace: Path) -> None:
    os.mkfifo(workspace / "params.yaml")

    with pytest.raises(ParamsError, match=r"^params\.yaml: not a regular file"):
        read_yaml(Path("params.yaml"))
