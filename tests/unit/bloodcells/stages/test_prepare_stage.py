import hashlib
import io
import json
import struct
import subprocess
import sys
import zlib
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from bloodcells import lock, paths
from bloodcells.errors import ArchiveError, BusyError, DatasetError, ParamsError
from bloodcells.images import archives, arrays, dataset, squares
from bloodcells.images.square import Square, cut
from bloodcells.stages import prepare

SRC = Path(prepare.__file__).parents[2]
SIZE = 8
PARAMS = {
    "image_size": SIZE,
    "crop": "none",
    "crop_size": 0.5,
    "folds": 2,
    "fold": 0,
    "test_fraction": 0.3,
    "max_dropped": 0.5,
}
HEADER = "split,label,file,source\n"


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def noise(seed: object) -> Image.Image:
    rng = np.random.default_rng(zlib.crc32(repr(seed).encode()))
    return Image.fromarray(rng.integers(0, 256, (12, 16, 3), dtype=np.uint8))


def picture(seed: object) -> bytes:
    return encoded(noise(seed))


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def upside_down() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 3
    return encoded(noise("turned"), "JPEG", exif=exif)


def set_of(*groups: tuple[str, int], copies: int = 2, seed: str = "") -> tuple[dict[str, bytes], str]:
    """Members, and their sources file: `("TRAIN/ROUND", 3)` is 3 photographs of ROUND in TRAIN, each in copies."""
    members, table = {}, HEADER
    for place, photographs in groups:
        split, _, label = place.rpartition("/")
        for photograph in range(photographs):
            for copy in range(copies):
                file = f"{photograph}_{copy}.png"
                members[f"{place}/{file}"] = picture((seed, place, file))
                table += f"{split},{label},{file},{place} {photograph}\n"
    return members, table


def write_archive(source: str, members: dict[str, bytes], table: str | None = None) -> None:
    paths.RAW.mkdir(parents=True, exist_ok=True)
    contents = members | ({} if table is None else {"sources.csv": table.encode()})
    archives.write(paths.archive(source), sorted(contents.items()))


def write_params(**changes: object) -> None:
    paths.PARAMS.write_text(yaml.safe_dump({"prepare": PARAMS | changes}))


def prepared() -> dict[str, bytes]:
    """All that is in data/prepared, and what no run may leave beside it."""
    return {
        path.relative_to("data").as_posix(): path.read_bytes()
        for path in Path("data").rglob("*")
        if path.is_file() and paths.RAW not in path.parents
    }


PLAIN = ("TRAIN/LOBED", 4), ("TRAIN/ROUND", 4), ("TEST/LOBED", 1), ("TEST/ROUND", 1)


@pytest.fixture(autouse=True)
def plain_set(workspace: Path) -> None:
    write_params()
    write_archive("mine", *set_of(*PLAIN))


def test_the_arrays_the_index_and_the_counts_agree() -> None:
    members, table = set_of(*PLAIN, ("TEST_SIMPLE/LOBED", 1), ("TEST_SIMPLE/ROUND", 1))
    write_archive("mine", members, table)
    prepare.main()
    made = dataset.read()
    rows = dataset.read_index()
    assert made.classes == ["LOBED", "ROUND"]
    assert made.image_size == SIZE
    assert dataset.splits() == ["train", "val", "test", "test_simple"]
    assert made.dropped == made.converted == {}
    assert [row.split for row in rows] == ["train"] * 8 + ["val"] * 8 + ["test"] * 4 + ["test_simple"] * 4
    for split in made.splits:
        images, labels = arrays.read(split)
        of_split = [row for row in rows if row.split == split]
        assert images.shape == (len(of_split), SIZE, SIZE, 3)
        assert [made.classes[label] for label in labels] == [row.label for row in of_split]
        assert made.splits[split].images == Counter(row.label for row in of_split)
        photographs = {(row.label, row.photograph) for row in of_split}
        assert made.splits[split].photographs == Counter(label for label, _ in photographs)
        for row, image in zip(of_split, images, strict=True):
            data = members[row.file.removeprefix("mine/")]
            assert row.digest == hashlib.sha256(data).hexdigest()
            assert (image == cut(data, Square(SIZE, "none", 1.0))[0]).all()
    means = arrays.read("train")[0].reshape(-1, 3).mean(axis=0)
    assert list(made.channel_means.values()) == pytest.approx(means, abs=5.1e-5)


def test_the_folder_holds_what_its_readers_know_and_nothing_else() -> None:
    prepare.main()
    arrays_of = [f"prepared/{split}_{kind}.npy" for split in ("train", "val", "test") for kind in ("images", "labels")]
    assert set(prepared()) == {*arrays_of, "prepared/index.csv", "prepared/dataset.json"}
    assert json.loads(paths.DATASET.read_text())["splits"]["val"]["images"] == {"LOBED": 4, "ROUND": 4}


def test_each_photograph_is_in_one_split_and_validates_in_one_fold() -> None:
    write_archive("mine", *set_of(("TRAIN/A", 7), ("TRAIN/B", 5), ("TEST/A", 2), ("TEST/B", 1), copies=3))
    validating: list[str] = []
    for fold in range(3):
        write_params(folds=3, fold=fold)
        prepare.main()
        split_of: dict[str, set[str]] = {}
        for row in dataset.read_index():
            split_of.setdefault(row.photograph, set()).add(row.split)
        assert all(len(found) == 1 for found in split_of.values())
        validating += [photograph for photograph, found in split_of.items() if found == {"val"}]
    assert sorted(validating) == sorted(
        [f"mine/TRAIN/A {number}" for number in range(7)] + [f"mine/TRAIN/B {number}" for number in range(5)]
    )


def test_equal_input_gives_equal_bytes_by_any_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare.main()
    first = prepared()
    prepare.main()
    assert prepared() == first
    monkeypatch.setattr(squares, "_MANY", 0)
    monkeypatch.setattr(squares, "_BATCH_IMAGES", 3)
    for cores in (2, 3):
        monkeypatch.setattr(squares, "_cores", lambda cores=cores: cores)
        prepare.main()
        assert prepared() == first


def test_the_nucleus_is_cropped_if_asked() -> None:
    smear = Image.new("RGB", (320, 240), (220, 215, 210))
    smear.paste((90, 50, 170), (200, 60, 260, 120))
    members, table = set_of(*PLAIN)
    write_archive("mine", {name: encoded(smear) + name.encode() for name in members}, table)
    violet = {}
    for crop in ("none", "nucleus"):
        write_params(crop=crop, crop_size=0.25)
        prepare.main()
        images, _ = arrays.read("train")
        violet[crop] = (np.abs(images.astype(int) - (90, 50, 170)).max(axis=-1) < 60).mean()
    assert violet["none"] < 0.1
    assert violet["nucleus"] > 0.7


ODD = {
    "empty.png": (b"", "dropped", "empty"),
    "text.png": (b"no image", "dropped", "corrupt"),
    "cut.jpeg": (encoded(noise("cut"), "JPEG")[:-60], "dropped", "corrupt"),
    "thin.png": (png(0, 7), "dropped", "zero_sized"),
    "bomb.png": (png(50_000, 50_000), "dropped", "too_large"),
    "float.tiff": (encoded(Image.new("F", (4, 4)), "TIFF"), "dropped", "unsupported"),
    "grey.png": (encoded(noise("grey").convert("L")), "converted", "greyscale"),
    "cmyk.jpeg": (encoded(noise("cmyk").convert("CMYK"), "JPEG"), "converted", "cmyk"),
    "deep.tiff": (encoded(Image.new("I;16", (9, 9), 40_000), "TIFF"), "converted", "16_bit"),
    "turned.jpeg": (upside_down(), "converted", "exif_rotated"),
    "few.png": (encoded(noise("few").quantize(9)), "converted", "palette"),
    "clear.png": (encoded(noise("clear").convert("RGBA")), "converted", "alpha"),
}


@pytest.mark.parametrize(("file", "odd"), ODD.items(), ids=ODD.keys())
def test_an_odd_image_is_converted_or_dropped_and_counted(file: str, odd: tuple[bytes, str, str]) -> None:
    data, what, reason = odd
    members, table = set_of(*PLAIN)
    write_archive("mine", members | {f"TEST/ROUND/{file}": data}, f"{table}TEST,ROUND,{file},9\n")
    prepare.main()
    made = dataset.read()
    counts = {"dropped": made.dropped, "converted": made.converted}
    assert counts[what][reason] == 1
    assert made.splits["test"].images["ROUND"] == (3 if what == "converted" else 2)
    assert len(arrays.read("test")[0]) == len(arrays.read("test")[1]) == 4 + (what == "converted")
    assert any(row.file.endswith(file) for row in dataset.read_index()) == (what == "converted")


def test_what_is_dropped_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    members, table = set_of(*PLAIN)
    for number in range(4):
        members[f"TEST/ROUND/bad{number}.png"] = b"bad"
        table += f"TEST,ROUND,bad{number}.png,9\n"
    members["TEST/ROUND/none.png"] = b""
    write_archive("mine", members, f"{table}TEST,ROUND,none.png,9\n")
    prepare.main()
    told = capsys.readouterr().err
    examples = ", ".join(f"mine/TEST/ROUND/bad{number}.png" for number in range(3))
    assert (
        f"warning: 5 of 25 images are left out: 4 corrupt ({examples}, ...); 1 empty (mine/TEST/ROUND/none.png)" in told
    )


@pytest.mark.parametrize(("most", "bad", "stops"), [(0.1, 2, False), (0.1, 3, True), (0.0, 0, False), (0.0, 1, True)])
def test_more_than_max_dropped_stops(most: float, bad: int, stops: bool) -> None:
    members, table = set_of(*PLAIN)
    for name in sorted(members)[-bad:] if bad else []:
        members[name] = b"bad"
    write_archive("mine", members, table)
    write_params(max_dropped=most)
    if stops:
        complaint = rf"{bad} of 20 images are left out: {bad} corrupt .*at most {most:.2%}.* raise prepare.max_dropped"
        with pytest.raises(DatasetError, match=complaint):
            prepare.main()
        assert prepared() == {}
    else:
        prepare.main()
        assert dataset.read().dropped == ({"corrupt": bad} if bad else {})


def test_copies_of_test_photographs_are_dropped_from_training() -> None:
    members, table = set_of(*PLAIN)
    members["TRAIN/ROUND/leak.png"] = picture("leak")
    members["TRAIN/LOBED/same.png"] = members["TEST/LOBED/0_0.png"]
    table += "TRAIN,ROUND,leak.png,TEST/ROUND 0\nTRAIN,LOBED,same.png,TRAIN/LOBED 2\n"
    write_archive("mine", members, table)
    prepare.main()
    rows = dataset.read_index()
    # With the content that it shares with TEST, the photograph LOBED 2 is known to test, all its copies with it.
    assert dataset.read().dropped == {"photograph_in_test": 4}
    trained = {row.photograph for row in rows if row.split in ("train", "val")}
    assert not trained & {row.photograph for row in rows if row.split == "test"}
    assert len(trained) == 7


def test_content_under_two_labels_is_dropped() -> None:
    members, table = set_of(*PLAIN)
    members["TRAIN/ROUND/0_0.png"] = members["TRAIN/LOBED/0_0.png"]
    write_archive("mine", members, table)
    prepare.main()
    assert dataset.read().dropped == {"two_labels": 2}
    assert len(dataset.read_index()) == 18


@pytest.mark.parametrize("size", [1, 600, 2**20])
def test_each_square_reaches_its_row(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    others, table = set_of(*PLAIN, seed="other")
    others["TEST/LOBED/0_0.png"] = b"bad"
    write_archive("a", others, table)
    members, table = set_of(*PLAIN)
    members["TRAIN/ROUND/1_1.png"] = b"bad"
    write_archive("mine", members, table)
    monkeypatch.setattr(arrays, "blocks", partial(arrays.blocks, size=size))
    prepare.main()
    files = {f"a/{name}": data for name, data in others.items()} | {
        f"mine/{name}": data for name, data in members.items()
    }
    rows = dataset.read_index()
    assert len(rows) == 38
    squares_of = np.concatenate([arrays.read(split)[0] for split in dataset.splits()])
    for row, square in zip(rows, squares_of, strict=True):
        assert (square == cut(files[row.file], Square(SIZE, "none", 1.0))[0]).all()


def test_sources_are_put_together_and_their_copies_found(capsys: pytest.CaptureFixture[str]) -> None:
    members, _ = set_of(*PLAIN)
    others, other_table = set_of(("LOBED", 3), ("ROUND", 3), seed="other")
    others["ROUND/copy.png"] = members["TEST/ROUND/0_1.png"]
    write_archive("also-mine", others, f"{other_table},ROUND,copy.png,x\n")
    prepare.main()
    rows = dataset.read_index()
    assert len(rows) == 33
    assert [row.file for row in rows if row.split == "train"] == sorted(
        row.file for row in rows if row.split == "train"
    )
    [copy] = [row for row in rows if row.file == "also-mine/ROUND/copy.png"]
    assert copy.split == "test"
    assert {row.photograph for row in rows if row.digest == copy.digest} == {"also-mine/x"}
    counts = dataset.read().splits["test"].photographs
    assert counts == {"LOBED": 2, "ROUND": 2}
    assert "warning" not in capsys.readouterr().err


def test_without_a_sources_file_the_user_is_warned_of_leaks(capsys: pytest.CaptureFixture[str]) -> None:
    members, _ = set_of(*PLAIN)
    write_archive("mine", members)
    prepare.main()
    told = capsys.readouterr().err
    assert "warning: source mine has no sources.csv, so each of its images counts as a photograph of its own" in told
    assert len({row.photograph for row in dataset.read_index()}) == 20


def test_the_table_of_the_blood_images_is_used_for_them_alone() -> None:
    members, table = set_of(*PLAIN)
    paths.archive("mine").unlink()
    write_archive("blood-cells", members, table)
    with pytest.raises(DatasetError, match=r"source blood-cells: sources.csv doesn't tell the photograph of 20 images"):
        prepare.main()


@pytest.mark.parametrize(
    ("groups", "changes", "complaint"),
    [
        ((("TRAIN/ROUND", 4), ("TEST/ROUND", 1)), {}, "at least two classes. Received only ROUND"),
        ((("ROUND", 9),), {}, "at least two classes. Received only ROUND"),
        (PLAIN[:2], {}, "class LOBED has no image in test"),
        (PLAIN[:3], {}, "class ROUND has no image in test: add images of it to TEST"),
        (PLAIN[2:], {}, "class LOBED has no image in train"),
        (PLAIN[1:], {}, "class LOBED has no image in train"),
        ((*PLAIN, ("TRAIN/RARE", 3)), {}, "class RARE has no image in test"),
        ((*PLAIN, ("TEST/RARE", 3)), {}, "class RARE has no image in train"),
        (PLAIN, {"folds": 9, "fold": 8}, "class LOBED has no image in val.*: .*prepare.folds, so lower that"),
        ((("LOBED", 9), ("ROUND", 1)), {}, "class ROUND has no image in train; class ROUND has no image in test"),
        ((*PLAIN, ("TEST_SIMPLE/ROUND", 1)), {}, "class LOBED has no image in test_simple"),
    ],
)
def test_images_that_make_no_honest_data_set_are_refused(
    groups: tuple[tuple[str, int], ...], changes: dict[str, object], complaint: str
) -> None:
    prepare.main()
    before = prepared()
    write_params(**changes)
    write_archive("mine", *set_of(*groups))
    with pytest.raises(DatasetError, match=complaint):
        prepare.main()
    assert prepared() == before


def test_a_class_whose_images_are_all_dropped_is_missed() -> None:
    members, table = set_of(*PLAIN)
    write_archive("mine", {name: b"bad" if "ROUND" in name else data for name, data in members.items()}, table)
    with pytest.raises(DatasetError, match="class ROUND has no image in train"):
        prepare.main()


def test_images_that_are_all_dropped_are_no_data_set() -> None:
    members, table = set_of(*PLAIN)
    write_archive("mine", dict.fromkeys(members, b"bad"), table)
    write_params(max_dropped=1.0)
    with pytest.raises(DatasetError, match=r"20 of 20 images are left out: 20 corrupt .*None is left"):
        prepare.main()


def test_no_archives_are_refused(workspace: Path) -> None:
    paths.archive("mine").unlink()
    with pytest.raises(DatasetError, match="no archives in data/raw: run `dvc repro`"):
        prepare.main()


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_a_truncated_archive_leaves_the_earlier_output(keep: float) -> None:
    prepare.main()
    before = prepared()
    content = paths.archive("mine").read_bytes()
    paths.archive("mine").write_bytes(content[: keep if isinstance(keep, int) else int(keep * len(content))])
    with pytest.raises(ArchiveError, match=r"data/raw/mine\.zip: "):
        prepare.main()
    assert prepared() == before


def test_a_damaged_image_in_an_archive_leaves_the_earlier_output() -> None:
    prepare.main()
    before = prepared()
    content = paths.archive("mine").read_bytes()
    paths.archive("mine").write_bytes(content.replace(b"IDAT", b"IDAt", 1))
    with pytest.raises(ArchiveError, match="is damaged in its archive"):
        prepare.main()
    assert prepared() == before


def test_a_table_that_leaves_an_image_out_leaves_the_earlier_output() -> None:
    prepare.main()
    before = prepared()
    members, table = set_of(*PLAIN)
    write_archive("mine", members, table.removesuffix("TEST,ROUND,0_1.png,TEST/ROUND 0\n"))
    with pytest.raises(DatasetError, match=r"photograph of 1 images \(TEST/ROUND/0_1\.png\)"):
        prepare.main()
    assert prepared() == before


def test_unknown_parameters_are_told_before_anything_is_done() -> None:
    write_params(crop="nuclei", image_sise=3)
    with pytest.raises(ParamsError, match=r"prepare\.crop.*prepare\.image_sise is unknown"):
        prepare.main()
    assert prepared() == {}


def test_two_runs_at_once_are_refused() -> None:
    with lock.only_run("prepare"), pytest.raises(BusyError, match="another prepare is at work"):
        prepare.main()


def run(*before: str) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "bloodcells.stages.prepare"]
    return subprocess.run(
        command, env={"PYTHONPATH": str(SRC), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True
    )


def test_the_stage_runs_as_dvc_runs_it() -> None:
    done = run()
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "train: 8 images of photographs: 4 of 2 LOBED, 4 of 2 ROUND\n" in done.stderr


def test_a_full_disk_is_told_and_leaves_the_earlier_output() -> None:
    prepare.main()
    before = prepared()
    write_params(image_size=128)
    done = run("sh", "-c", 'ulimit -f 500 && exec "$@"', "sh")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("error: ")
    assert prepared() == before
