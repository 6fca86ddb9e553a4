"""How long `hemolog --help` and `import hemolog` take, beside an empty Python and `dvc --help`.

Whole processes, in turn, so that a machine that slows down slows all of them. Prints medians of seconds.
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import hemolog": [sys.executable, "-c", "import hemolog"],
    "hemolog --help": [sys.executable, "-m", "hemolog", "--help"],
    "dvc --help": [sys.executable, "-m", "dvc", "--help"],
}


def main() -> None:
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, words in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
            seconds[name].append(time.perf_counter() - start)
    print(f"\nStart-up, medians of {ROUNDS} rounds\n")
    print("| command | seconds |\n| --- | ---: |")
    for name, values in seconds.items():
        print(f"| `{name}` | {statistics.median(values):.3f} |")


if __name__ == "__main__":
    main()
