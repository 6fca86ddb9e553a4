"""Odd images are converted or dropped, counted and told."""

import struct
import zlib

import pytest
from PIL import Image

from bloodcells.errors import DatasetError
from bloodcells.images import arrays, dataset
from bloodcells.stages import prepare
from support.pictures import PLAIN, encoded, noise, prepared, set_of, write_archive, write_params


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


def test_content_under_two_labels_is_dropped() -> None:
    members, table = set_of(*PLAIN)
    members["TRAIN/ROUND/0_0.png"] = members["TRAIN/LOBED/0_0.png"]
    write_archive("mine", members, table)
    prepare.main()
    assert dataset.read().dropped == {"two_labels": 2}
    assert len(dataset.read_index()) == 18


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
