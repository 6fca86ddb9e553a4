"""Push and pull beside `dvc exp push` and `dvc exp pull`, and one large file beside `aws s3 cp`, over moto and Ceph.

All are whole processes that take turns, each with a fresh bucket and a fresh git remote on this machine. Seconds are
the least and the median of the turns; a ratio to DVC is that of the medians, a ratio to `aws s3 cp` the median of the
ratios of the rounds. The archive is `$BLOODCELLS_DATASETS/blood-cells/archive.zip`, or a file of its size.

    make bench, or: PYTHONPATH=src:tests python bench/bench_sharing.py [--experiments N] [--servers moto,ceph] [...]
"""

import argparse
import os
import statistics
import tempfile
from pathlib import Path

import repositories
import servers
import sharing_turns
import upload_turns
from sharing_turns import Case, Runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--experiments", type=int, default=500, help="of each repository (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of push and pull (default: %(default)s)")
    parser.add_argument("--dvc-rounds", type=int, default=1, help="of DVC's (default: %(default)s)")
    parser.add_argument("--dvc-pulls", action=argparse.BooleanOptionalAction, default=True, help="take minutes each")
    parser.add_argument("--uploads", type=int, default=5, help="rounds of the large file (default: %(default)s)")
    parser.add_argument("--servers", default=",".join(servers.SERVERS), help="with commas (default: %(default)s)")
    parser.add_argument("--cases", default="", help="which of the repositories, as 0,2 (default: all)")
    options = parser.parse_args()
    os.environ.update(repositories.ENVIRONMENT)  # In which the builders of the tests find `dvc`.
    chosen = [int(each) for each in options.cases.split(",") if each] or range(len(sharing_turns.CASES))
    for name in servers.installed(options.servers.split(",")):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, servers.running(name, Path(folder)) as endpoint:
            if options.rounds:
                print(f"{name}: {options.experiments} experiments, seconds, least / median\n")
                print("| repository | what | objects | push | again | pull | push x | again x | pull x |")
                print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
                for number in chosen:
                    case = sharing_turns.CASES[number]
                    rounds = options.rounds, options.dvc_rounds, options.dvc_pulls
                    measured = sharing_turns.measure(case, options.experiments, endpoint, Path(folder), *rounds)
                    report_sharing(case, measured)
            if options.uploads:
                archive = upload_turns.the_archive(Path(folder))
                taken = upload_turns.measure(archive, endpoint, Path(folder), options.uploads)
                report_upload(name, archive.stat().st_size, taken)


def report_sharing(case: Case, runs: dict[str, Runs]) -> None:
    """Print both contestants' rows."""
    ours = runs[sharing_turns.OURS]
    for name, one in runs.items():
        if not one.push:
            continue
        pairs = ((one.push, ours.push), (one.again, ours.again), (one.pull, ours.pull))
        figures = [f"{min(each):.1f} / {statistics.median(each):.1f}" if each else "-" for each, _ in pairs]
        ratios = [f"{statistics.median(a) / statistics.median(b):.1f}" if a else "-" for a, b in pairs]
        row = " | ".join([case.name, f"`{name}`", f"{one.objects:,}", *figures, *ratios])
        print(f"| {row} |", flush=True)


def report_upload(server: str, size: int, taken: dict[str, list[float]]) -> None:
    """Print a row of each contestant, beside the one that it is held against."""
    beside = dict.fromkeys((upload_turns.OURS, upload_turns.AWSCLI, upload_turns.DVCS), upload_turns.AWSCLI)
    print(f"\n{server}: one file of {size / 1e6:.0f} MB, {len(taken[upload_turns.OURS])} rounds\n")
    print("| what | s, least | median | MB/s | beside its peer |\n| --- | ---: | ---: | ---: | ---: |")
    for name, values in taken.items():
        peer = taken[beside.get(name, upload_turns.UPLOAD_FILE)]
        ratio = statistics.median(a / b for a, b in zip(values, peer, strict=True))
        median = statistics.median(values)
        print(f"| `{name}` | {min(values):.2f} | {median:.2f} | {size / 1e6 / median:,.0f} | {ratio:.2f} x |")
    print(flush=True)


if __name__ == "__main__":
    main()
