import hashlib
import io
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bloodcells.errors import ArchiveError
from bloodcells.images import archives, arrays, squares
from bloodcells.images.decode import UnusableError
from bloodcells.images.reasons import Converted, Dropped
from bloodcells.images.square import Batch, Outcome, Square, cut

SMALL = Square(size=8, crop="none", crop_size=1.0)


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def noise(seed: int, width: int = 20, height: int = 16) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def written(path: Path, count: int) -> tuple[Path, list[bytes]]:
    """An archive in which every seventh image is broken and every fifth is grey."""
    files = [encoded(noise(seed).convert("L") if seed % 5 == 3 else noise(seed)) for seed in range(count)]
    files[6::7] = [data[:50] for data in files[6::7]]
    archives.write(path, [(f"TRAIN/ROUND/{number:04}.png", data) for number, data in enumerate(files)])
    return path, files


def run(path: Path, processes: int | None, square: Square = SMALL) -> tuple[list[Outcome], bytes]:
    contents = archives.contents(path)
    target = path.with_suffix(".npy")
    arrays.create(target, (len(contents.members), square.size, square.size, 3))
    return list(squares.cut_all(path, contents, square, target, processes)), target.read_bytes()


@pytest.mark.parametrize("size", [8, 33])
@pytest.mark.parametrize("crop", ["none", "nucleus"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_square_has_the_size_that_was_asked_for(size: int, crop: str, kind: str) -> None:
    for shape in [(20, 16), (16, 20), (400, 300), (1, 1), (3, 700)]:
        pixels, converted = cut(encoded(noise(1, *shape), kind), Square(size, crop, 0.5))
        assert pixels.shape == (size, size, 3)
        assert pixels.dtype == np.uint8
        assert not converted


def test_the_whole_image_is_squeezed_into_the_square() -> None:
    image = Image.new("RGB", (40, 20), (10, 20, 30))
    image.paste((200, 100, 50), (20, 0, 40, 20))
    pixels, _ = cut(encoded(image), SMALL)
    assert (pixels[:, :3] == (10, 20, 30)).all()
    assert (pixels[:, 5:] == (200, 100, 50)).all()


def test_the_nucleus_fills_its_window() -> None:
    image = Image.new("RGB", (320, 240), (220, 215, 210))
    image.paste((90, 50, 170), (200, 60, 260, 120))
    pixels, _ = cut(encoded(image), Square(16, "nucleus", 0.25))
    assert (np.abs(pixels.astype(int) - (90, 50, 170)).max(axis=-1) < 40).mean() > 0.85


def test_means_are_kept_when_details_are_lost() -> None:
    fine = noise(3, 320, 240)
    for kind in ("PNG", "JPEG"):
        pixels, _ = cut(encoded(fine, kind), SMALL)
        assert np.abs(pixels.astype(int) - 127).max() < 16


def test_a_broken_image_has_a_reason() -> None:
    with pytest.raises(UnusableError, match="corrupt"):
        cut(b"broken", SMALL)


@pytest.mark.parametrize("processes", [1, 2, 3, None])
def test_the_number_of_processes_changes_nothing(workspace: Path, processes: int | None) -> None:
    path, files = written(workspace / "set.zip", 150)
    outcomes, content = run(path, processes)
    assert [outcome.digest for outcome in outcomes] == [hashlib.sha256(data).digest() for data in files]
    pixels = np.load(io.BytesIO(content))
    for number, (data, outcome) in enumerate(zip(files, outcomes, strict=True)):
        if number % 7 == 6:
            assert outcome.dropped is Dropped.CORRUPT
            assert not pixels[number].any()
        else:
            assert outcome.dropped is None
            assert outcome.converted == ({Converted.GREYSCALE} if number % 5 == 3 else set())
            assert (pixels[number] == cut(data, SMALL)[0]).all()


@pytest.mark.parametrize(("many", "shared"), [(20, True), (21, False)])
def test_a_large_archive_is_shared_among_processes(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, many: int, shared: bool
) -> None:
    path, _ = written(workspace / "set.zip", 20)
    sizes = []

    def map_in_order(function: Callable[[Batch], list[Outcome]], items: Iterable[Batch], size: int) -> object:
        sizes.append(size)
        return map(function, items)

    monkeypatch.setattr(squares, "_MANY", many)
    monkeypatch.setattr(squares, "_cores", lambda: 5)
    monkeypatch.setattr(squares.workers, "map_in_order", map_in_order)
    run(path, None)
    assert sizes == ([5] if shared else [])


@pytest.mark.parametrize("size", [8, 256, 512])
def test_large_squares_come_in_small_batches(workspace: Path, size: int) -> None:
    path, _ = written(workspace / "set.zip", 70)
    batches = list(squares._batches(archives.contents(path), Square(size, "none", 1.0)))
    assert sum(len(batch.names) for batch in batches) == 70
    assert [batch.start for batch in batches] == [len(batches[0].names) * number for number in range(len(batches))]
    assert len(batches[0].names) * size**2 * 3 <= 5 * 2**20


@pytest.mark.parametrize("processes", [1, 2])
def test_a_damaged_archive_is_told_whoever_finds_it(workspace: Path, processes: int) -> None:
    path, files = written(workspace / "set.zip", 150)
    contents = archives.contents(path)
    path.write_bytes(path.read_bytes().replace(files[100], files[100][:-1] + b"!"))
    target = workspace / "squares.npy"
    arrays.create(target, (150, 8, 8, 3))
    with pytest.raises(ArchiveError, match=r"TRAIN/ROUND/0100\.png' is damaged"):
        list(squares.cut_all(path, contents, SMALL, target, processes))
