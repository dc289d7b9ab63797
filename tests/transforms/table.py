#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the transforms over every set of real ballots and over testdata/, and prints the sums as the
table of docs/accuracy.md.

    table.py --transforms PROGRAM --ballots FOLDER [--source ROOT] [--jobs N]"""
import argparse
import concurrent.futures
import csv
import os
import subprocess
import sys
import tempfile

COLUMNS = ("sheets", "refused", "ovals", "same", "marginal", "firmer", "wrong")


def commands(options, work):
    """(name, command line, counts file) of every run."""
    for name in sorted(os.listdir(options.ballots)):
        folder = os.path.join(options.ballots, name)
        truth = os.path.join(folder, "truth.csv")
        if os.path.exists(truth):
            yield name, ["--election", os.path.join(folder, "election.json"), "--truth", truth], \
                folder, os.path.join(work, name + ".csv")
    data = os.path.join(options.source, "testdata")
    for name in ("lindenfeld", "harbor"):
        yield name, ["--election", os.path.join(data, "elections", name + ".json"), "--of", name,
                     "--settings", os.path.join(data, "elections", "system-settings.json"),
                     "--truth", os.path.join(data, "truth.csv")], \
            os.path.join(data, "sheets", name), os.path.join(work, name + ".csv")


def run(program, job):
    name, arguments, folder, counts = job
    done = subprocess.run([program, *arguments, "--counts", counts, folder], capture_output=True,
                          text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("  ") and ("BECAME" in line or "WRONG" in line or "NOT REFUSED" in line):
            print(f"{name}:{line}", file=sys.stderr)
    with open(counts, newline="", encoding="utf-8") as stream:
        return {row[0]: [int(n) for n in row[1:]] for row in csv.reader(stream)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--transforms", required=True)
    parser.add_argument("--ballots", required=True)
    parser.add_argument("--source", default=os.path.dirname(__file__) + "/../..")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ovalis-transforms-") as work, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        sums = {}
        for counts in pool.map(lambda job: run(options.transforms, job), commands(options, work)):
            for name, numbers in counts.items():
                old = sums.get(name, [0] * len(COLUMNS))
                sums[name] = [a + b for a, b in zip(old, numbers)]
    print("| change | " + " | ".join(COLUMNS) + " |")
    print("| --- |" + " ---: |" * len(COLUMNS))
    for name, numbers in sums.items():
        print(f"| {name} | " + " | ".join(str(n) for n in numbers) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
