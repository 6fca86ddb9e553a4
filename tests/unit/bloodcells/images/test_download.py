import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bloodcells.errors import SourceError, UnreachableError
from bloodcells.images import download
from bloodcells.images.download import ATTEMPTS, Downloads
from bloodcells.images.web import CHUNK, WebFile
from support.file_server import FileServer, serving
from support.processes import environment, python, started

CONTENT = bytes(range(256)) * 4096  # 1 MiB
PART = 10 * CHUNK


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOODCELLS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def server(cache: Path) -> Iterator[FileServer]:
    with serving(CONTENT) as server:
        yield server


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def downloads(pauses: list[float]) -> Downloads:
    return Downloads(pause=pauses.append)


def fetched(server: FileServer, downloads: Downloads) -> bytes:
    with downloads.open(WebFile(server.url)) as file:
        return file.read()


def kept(cache: Path) -> list[str]:
    """The kinds of files that hold content."""
    return sorted(file.suffix for file in cache.iterdir() if file.suffix in ("", ".part"))


def test_a_file_arrives_whole_and_is_forgotten_when_it_is_no_longer_needed(
    server: FileServer, cache: Path, downloads: Downloads
) -> None:
    assert fetched(server, downloads) == CONTENT
    assert kept(cache) == [""]
    downloads.clear()
    assert kept(cache) == []


@pytest.mark.parametrize("tells_length", [True, False], ids=["with a length", "chunked"])
def test_a_broken_download_goes_on_where_it_broke_off(
    server: FileServer, downloads: Downloads, pauses: list[float], tells_length: bool
) -> None:
    server.tells_length = tells_length
    server.cuts = [PART, 2 * PART]
    assert fetched(server, downloads) == CONTENT
    assert server.asked == [None, f"bytes={PART}-", f"bytes={3 * PART}-"]
    assert pauses == [1.0, 2.0]


def test_a_date_serves_to_go_on_where_there_is_no_tag(server: FileServer, downloads: Downloads) -> None:
    server.tag, server.date = None, "Mon, 01 Jan 2024 00:00:00 GMT"
    server.cuts = [PART]
    assert fetched(server, downloads) == CONTENT
    assert server.asked == [None, f"bytes={PART}-"]


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"ranges": False}, [None, f"bytes={PART}-"]),
        ({"tag": None}, [None, None]),
        ({"tag": 'W/"weak"'}, [None, None]),
    ],
    ids=["the server knows no ranges", "versions cannot be told apart", "versions are only alike"],
)
def test_a_broken_download_that_cannot_go_on_starts_clean(
    server: FileServer, downloads: Downloads, change: dict[str, object], asked: list[str | None]
) -> None:
    for name, value in change.items():
        setattr(server, name, value)
    server.cuts = [PART]
    assert fetched(server, downloads) == CONTENT
    assert server.asked == asked


@pytest.mark.parametrize(
    ("heeds_if_range", "repeats_tag"), [(True, True), (True, False), (False, True)], ids=["good", "terse", "careless"]
)
def test_two_versions_of_a_file_are_never_mixed(server: FileServer, heeds_if_range: bool, repeats_tag: bool) -> None:
    def change(seconds: float) -> None:
        server.content, server.tag = b"new" * 200_000, '"2"'

    server.heeds_if_range, server.repeats_tag = heeds_if_range, repeats_tag
    server.cuts = [PART]
    assert fetched(server, Downloads(pause=change)) == b"new" * 200_000


def test_after_too_many_attempts_the_next_run_goes_on(
    server: FileServer, cache: Path, downloads: Downloads, pauses: list[float]
) -> None:
    server.cuts = [PART] * ATTEMPTS
    with pytest.raises(UnreachableError, match=f"{ATTEMPTS * PART:,} bytes are kept, and the next run goes on"):
        fetched(server, downloads)
    assert len(pauses) == ATTEMPTS - 1
    assert kept(cache) == [".part"]
    assert fetched(server, Downloads(pause=pauses.append)) == CONTENT
    assert server.asked[-1] == f"bytes={ATTEMPTS * PART}-"


def test_a_killed_download_leaves_no_file_under_the_final_name_and_goes_on(
    server: FileServer, cache: Path, downloads: Downloads
) -> None:
    server.stalls_after = PART
    program = (
        "import sys; from bloodcells.images.download import Downloads; from bloodcells.images.web import WebFile\n"
        "with Downloads().open(WebFile(sys.argv[1])): pass"
    )
    with started(python(program, server.url), env=environment()) as process:
        assert server.stalled.wait(120)
        while not (parts := list(cache.glob("[!.]*.part"))) or parts[0].stat().st_size < PART:
            assert process.poll() is None
            time.sleep(0.01)
    assert kept(cache) == [".part"]
    server.stalls_after = None
    assert fetched(server, downloads) == CONTENT
    assert server.asked[-1] == f"bytes={PART}-"


def test_a_whole_file_that_an_interrupted_run_left_is_not_sent_again(
    server: FileServer, downloads: Downloads, pauses: list[float]
) -> None:
    fetched(server, downloads)
    assert fetched(server, Downloads(pause=pauses.append)) == CONTENT
    assert server.asked == [None, f"bytes={len(CONTENT)}-"]


def test_a_whole_file_that_is_out_of_date_is_replaced(
    server: FileServer, downloads: Downloads, pauses: list[float]
) -> None:
    fetched(server, downloads)
    server.content, server.tag = b"new", '"2"'
    assert fetched(server, Downloads(pause=pauses.append)) == b"new"


def test_a_damaged_note_of_the_version_starts_clean(server: FileServer, cache: Path, downloads: Downloads) -> None:
    fetched(server, downloads)
    for note in cache.glob("*.json"):
        note.write_text("{")
    assert fetched(server, downloads) == CONTENT
    assert server.asked == [None, None]


def test_a_file_that_is_discarded_is_sent_again(server: FileServer, downloads: Downloads) -> None:
    fetched(server, downloads)
    downloads.discard(WebFile(server.url))
    fetched(server, downloads)
    assert server.asked == [None, None]


def test_an_open_file_stays_what_it_was_when_another_run_fetches_a_new_version(
    server: FileServer, downloads: Downloads, pauses: list[float]
) -> None:
    with downloads.open(WebFile(server.url)) as file:
        server.content, server.tag = b"new", '"2"'
        other = Downloads(pause=pauses.append)
        assert fetched(server, other) == b"new"
        other.clear()
        assert file.read() == CONTENT


def test_two_runs_at_once_both_get_the_file_and_it_is_sent_once(server: FileServer, cache: Path) -> None:
    received: list[bytes] = []
    threads = [threading.Thread(target=lambda: received.append(fetched(server, Downloads()))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert received == [CONTENT, CONTENT]
    assert server.asked.count(None) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again(server: FileServer, downloads: Downloads, status: int) -> None:
    server.statuses = [status]
    assert fetched(server, downloads) == CONTENT


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 410, 451])
def test_a_refusal_is_final(server: FileServer, cache: Path, downloads: Downloads, status: int) -> None:
    server.statuses = [status]
    with pytest.raises(SourceError, match=f"the server answers {status}"):
        fetched(server, downloads)
    assert len(server.asked) == 1
    assert kept(cache) == []


def test_no_network_is_told_in_one_line_with_the_name_of_the_host(downloads: Downloads, cache: Path) -> None:
    with serving(b"") as gone:
        pass
    with pytest.raises(UnreachableError, match=rf"cannot reach 127\.0\.0\.1 \(.*\) \({ATTEMPTS} attempts\)") as caught:
        fetched(gone, downloads)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"BLOODCELLS_CACHE": "/own", "XDG_CACHE_HOME": "/xdg"}, "/own"),
        ({"XDG_CACHE_HOME": "/xdg"}, "/xdg/bloodcells"),
        ({"XDG_CACHE_HOME": "relative"}, "/home/someone/.cache/bloodcells"),
        ({}, "/home/someone/.cache/bloodcells"),
    ],
)
def test_downloads_are_kept_in_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], folder: str
) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert download.folder() == Path(folder)
