#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Interpret the same few sheets thousands of times in one run and watch memory and processors.

Holds: every sheet is accounted for, resident memory does not grow between the first fifth and the
end of the run, and as many processors are busy as there are jobs (within what the machine gives).
The full form (10,000 sheets) takes minutes and gigabytes of disk; the quick form runs in CI.
"""
import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time


def resident_kib(pid):
    """VmRSS of a running process in KiB, or None when it has ended."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return None


def make_deck(folder, sheets, count):
    """`count` two-page sheets as links with names of their own; the pages come in pairs."""
    for i in range(count):
        front, back = sheets[i % len(sheets)]
        for path, side in ((front, "front"), (back, "back")):
            extension = os.path.splitext(path)[1]
            os.symlink(os.path.abspath(path), f"{folder}/sheet{i:06d}-{side}{extension}")


def find_pairs(folder):
    names = sorted(os.listdir(folder))
    pairs = []
    for name in names:
        stem, extension = os.path.splitext(name)
        back = f"{stem[:-5]}back{extension}"
        if stem.endswith("-front") and back in names:
            pairs.append((f"{folder}/{name}", f"{folder}/{back}"))
    return pairs


def watch(process):
    samples = []
    while process.poll() is None:
        kib = resident_kib(process.pid)
        if kib:
            samples.append(kib)
        time.sleep(0.1)
    return samples


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ovalis", required=True, help="the program")
    parser.add_argument("--election", required=True)
    parser.add_argument("--sheets", required=True, help="folder of …-front/…-back images")
    parser.add_argument("--only", default="", help="take only sheets whose name contains this")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--growth", type=float, default=0.10,
                        help="allowed growth of resident memory after the first fifth of the run")
    arguments = parser.parse_args()

    pairs = [pair for pair in find_pairs(arguments.sheets) if arguments.only in pair[0]]
    if not pairs:
        print(f"no …-front/…-back pairs in {arguments.sheets}")
        return 1
    work = tempfile.mkdtemp(prefix="ovalis-soak-")
    try:
        deck = f"{work}/deck"
        os.mkdir(deck)
        make_deck(deck, pairs, arguments.count)
        started = time.monotonic()
        process = subprocess.Popen(
            [arguments.ovalis, "interpret", "--election", arguments.election, "--out",
             f"{work}/out", "--jobs", str(arguments.jobs), "--count-repeats", deck],
            stdout=subprocess.DEVNULL)
        samples = watch(process)
        wall = time.monotonic() - started
        times = os.times()
        cpu = times.children_user + times.children_system
        with open(f"{work}/out/sheets.csv", newline="", encoding="utf-8") as rows:
            outcomes = [row["outcome"] for row in csv.DictReader(rows)]
    finally:
        shutil.rmtree(work, ignore_errors=True)

    early = max(samples[:max(1, len(samples) // 5)])
    late = max(samples[-max(1, len(samples) // 5):])
    totals = {name: outcomes.count(name) for name in sorted(set(outcomes))}
    print(f"{len(outcomes)} sheets in {wall:.1f} s ({len(outcomes) / wall:.1f} a second): {totals}")
    print(f"resident memory: {early / 1024:.1f} MiB in the first fifth, {late / 1024:.1f} MiB in the last")
    print(f"processors: {cpu / wall:.2f} busy on average, {arguments.jobs} jobs")
    failed = []
    if len(outcomes) != arguments.count:
        failed.append(f"expected {arguments.count} sheets")
    if late > early * (1 + arguments.growth):
        failed.append("memory grew")
    if wall > 5 and cpu / wall < 0.7 * min(arguments.jobs, os.cpu_count()):
        failed.append("processors idle")
    for words in failed:
        print(f"FAILED: {words}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
