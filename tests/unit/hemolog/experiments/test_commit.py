"""Trees that differ from another, as git itself would make them."""

from pathlib import Path

import pytest

from hemolog.experiments.commit import File, tree_with
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.small_pipeline import write

FILES = {"a": "1", "b/c": "2", "b/d/e": "3", "f g/h\n": "4"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "r")
    write(repository.path, FILES)
    repository.git("init", "--quiet")
    (repository.path / ".dvc").mkdir()
    repository.commit("Files")
    return repository


CHANGES: list[dict[str, str | None]] = [
    {},
    {"a": "changed"},
    {"new/deep/er": "5"},
    {"a": None},
    {"b/d/e": None},
    {"b/c": None, "b/d/e": None},
    {"b/c": None, "b/d/e": None, "b": "a file now"},
    {"a": None, "a/b": "a folder now"},
    {"f g/h\n": "changed", "é/ü": "6"},
    {"never": None, "never/was": None},
    dict.fromkeys(FILES),
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_a_tree_is_the_one_that_git_add_makes(changes: dict[str, str | None], repository: Repository) -> None:
    workspace = Workspace(repository.path)
    base = repository.git("rev-parse", "HEAD^{tree}").strip()

    made, written = tree_with(
        workspace,
        base,
        {path: text if text is None else File(text.encode(), 0o100644) for path, text in changes.items()},
    )

    for path in (path for path, text in changes.items() if text is None):
        (repository.path / path).unlink(missing_ok=True)
        for folder in list((repository.path / path).parents)[: path.count("/")]:
            if folder.is_dir() and not list(folder.iterdir()):
                folder.rmdir()
    write(repository.path, {path: text for path, text in changes.items() if text is not None})
    repository.git("add", "--all")
    assert made == repository.git("write-tree").strip()
    assert all(workspace.git.get(oid) is not None for oid in written)


@pytest.mark.parametrize("mode", [0o644, 0o755])
def test_a_file_is_read_with_its_mode(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\r\n\0")
    path.chmod(mode)

    assert File.read(path) == File(b"\r\n\0", 0o100000 | mode)


def test_a_link_is_read_as_where_it_points(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("no where")

    assert File.read(tmp_path / "link") == File(b"no where", 0o120000)


@pytest.mark.parametrize("attributes", ["*.csv text eol=crlf\n", "*.csv filter=upper\n", "*.csv ident\n"])
def test_files_are_filtered_as_git_add_filters_them(attributes: str, repository: Repository) -> None:
    repository.git("config", "filter.upper.clean", "tr a-z A-Z")
    write(repository.path, {".gitattributes": attributes})
    repository.commit("Attributes")
    workspace = Workspace(repository.path)
    base = repository.git("rev-parse", "HEAD^{tree}").strip()
    content = b"a\r\n$Id: x $\r\n"

    made, _ = tree_with(workspace, base, {"x.csv": File(content, 0o100644), "x.bin": File(content, 0o100644)})

    write(repository.path, {"x.csv": content, "x.bin": content})
    repository.git("add", "--all")
    assert made == repository.git("write-tree").strip()
    assert workspace.filtered(base, ["x.csv", "x.bin"]) == {"x.csv"}
