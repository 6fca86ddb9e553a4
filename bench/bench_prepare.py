"""Speed and memory of the stage `prepare`, beside bare parallel decode and resize of the same JPEGs on the same cores.

The peers get the bytes from memory and leave the pixels there. `prepare` reads the archive, takes digests, finds the
nuclei, deals the splits, and writes arrays and index to the disk. All take turns (`turns`). The last peer does less
than the others: TensorFlow's bilinear resize skips most pixels instead of averaging them.

    make bench, or: PYTHONPATH=src python bench/bench_prepare.py [--images N] [--rounds N] [--no-memory] [--archive ZIP]
"""

import argparse
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

from turns import ROOT, Seconds, compete, consume, environment, median_ratio, serve

SIZE = 64
CORES = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
CHUNK = 64  # images that a peer takes at a time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=12_000, help="about so many (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="of speed (default: %(default)s)")
    parser.add_argument("--memory", action=argparse.BooleanOptionalAction, default=True, help="takes 5 GB of disk")
    parser.add_argument("--archive", type=Path, help="the canonical one of blood-cells, instead of drawn smears")
    parser.add_argument("--child", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        name, folder = options.child
        serve(CONTESTANTS[name](Path(folder)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder, tenfold = Path(temporary, "folder"), Path(temporary, "tenfold")
        make_workspace(folder, options.archive, options.images)
        if options.rounds:
            children = {name: ["--child", name, str(folder)] for name in CONTESTANTS}
            report(compete(children, options.rounds), len(names(folder)))
        if options.memory:
            make_workspace(tenfold, None, 10 * options.images)
            report_memory([folder, tenfold])


def report(runs: dict[str, list[Seconds]], count: int) -> None:
    """Print a table of the contestants."""
    print(f"{count:,} JPEGs -> {SIZE}x{SIZE} pixels on {CORES} cores, medians of {len(runs[OURS])} rounds\n")
    print("| what | images/s | CPU µs an image | prepare reaches | by CPU |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, seconds in runs.items():
        clock, cpu = (statistics.median(column) / count for column in zip(*seconds, strict=True))
        ratios = " | ".join(f"{median_ratio(seconds, runs[OURS], column):.2f} x" for column in (0, 1))
        print(f"| {name} | {1 / clock:,.0f} | {cpu * 1e6:.0f} | {ratios} |")


def report_memory(folders: list[Path]) -> None:
    """Print the peak memory of `prepare` for ten times the images, its worker processes included."""
    print("\n| images | peak memory of prepare |\n| ---: | ---: |")
    peaks = []
    for folder in folders:
        peaks.append(peak_memory(folder))
        print(f"| {len(names(folder)):,} | {peaks[-1] / 1e6:.0f} MB |", flush=True)
    print(f"\nit grows by {(peaks[1] - peaks[0]) / 1e6:.0f} MB")


def peak_memory(folder: Path) -> int:
    """Bytes: the sum of what each process of the stage held at most."""
    command = [sys.executable, "-m", "bloodcells.stages.prepare"]
    stage = subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.DEVNULL)
    if sys.platform != "linux":
        return os.wait4(stage.pid, 0)[2].ru_maxrss  # of the parent alone
    peaks: dict[int, int] = {}
    while stage.poll() is None:
        peaks |= {pid: peak for pid in [stage.pid, *children_of(stage.pid)] if (peak := peak_so_far(pid))}
        time.sleep(0.02)
    return sum(peaks.values())


def children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def peak_so_far(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def prepare(folder: Path) -> Callable[[], None]:
    from bloodcells.stages import prepare as stage

    os.chdir(folder)
    return stage.main


def pillow_threads(folder: Path) -> Callable[[], None]:
    chunks, pool = list(chunked(files(folder))), ThreadPoolExecutor(CORES)
    return lambda: consume(pool.map(decode_chunk, chunks))


def pillow_processes(folder: Path) -> Callable[[], None]:
    chunks = list(chunked(files(folder)))

    def run() -> None:
        with ProcessPoolExecutor(CORES) as pool:  # Their CPU time is known when they have ended.
            consume(pool.map(decode_chunk, chunks))

    return run


def tensorflow(folder: Path, method: str) -> Callable[[], None]:
    import tensorflow as tf

    def decode(data):
        image = tf.io.decode_jpeg(data, channels=3)
        return tf.cast(tf.image.resize(image, (SIZE, SIZE), method), tf.uint8)

    options = tf.data.Options()
    options.threading.private_threadpool_size = CORES
    data = tf.data.Dataset.from_tensor_slices(files(folder)).map(decode, num_parallel_calls=CORES)
    batches = data.batch(CHUNK).prefetch(2).with_options(options)
    return lambda: consume(batch.numpy() for batch in batches)


OURS = "prepare"
CONTESTANTS = {
    OURS: prepare,
    "Pillow in threads, box": pillow_threads,
    "Pillow in processes, box": pillow_processes,
    "TensorFlow, area": lambda folder: tensorflow(folder, "area"),
    "TensorFlow, bilinear: aliases": lambda folder: tensorflow(folder, "bilinear"),
}


def decode_chunk(chunk: list[bytes]) -> list[bytes]:
    """Decode and resize with Pillow's fastest filter that averages all pixels."""
    from PIL import Image

    side, box = (SIZE, SIZE), Image.Resampling.BOX
    return [Image.open(io.BytesIO(data)).convert("RGB").resize(side, box).tobytes() for data in chunk]


def chunked(items: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def names(folder: Path) -> list[str]:
    with ZipFile(next((folder / "data/raw").iterdir())) as archive:
        return [name for name in archive.namelist() if name != "sources.csv"]


def files(folder: Path) -> list[bytes]:
    with ZipFile(next((folder / "data/raw").iterdir())) as archive:
        return [archive.read(name) for name in names(folder)]


def make_workspace(folder: Path, archive: Path | None, count: int) -> None:
    """Make a folder with params.yaml and one archive: `archive`, or about `count` drawn smears, all different files."""
    from bloodcells.images import archives
    from bloodcells.images.synthetic import sample

    raw = folder / "data/raw"
    raw.mkdir(parents=True)
    shutil.copy(ROOT / "params.yaml", folder)
    if archive:
        shutil.copy(archive, raw / "blood-cells.zip")
        return
    drawn = {archives.Member.parse(name): data for name, data in sample.contents() if name != archives.SOURCES}
    copies = range(max(1, round(count / len(drawn))))
    places = {f"{m.split}/{m.label}/{copy}_{m.file}": (m, copy) for m in drawn for copy in copies}
    rows = [f"{m.split},{m.label},{copy}_{m.file},{m.file[:2]}" for m, copy in places.values()]
    table = "\n".join(["split,label,file,source", *rows]).encode()
    # Decoders stop at the end marker: what follows makes another file of the same picture.
    pictures = ((name, drawn[m] + copy.to_bytes(4)) for name, (m, copy) in sorted(places.items()))
    archives.write(raw / "drawn.zip", chain(pictures, [(archives.SOURCES, table)]))


if __name__ == "__main__":
    main()
