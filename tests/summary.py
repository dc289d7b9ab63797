#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the results of `meson test` in the build folders given: names what failed and what was
skipped, ends with `N passed, N failed, N skipped`, exits 1 when a test failed or none ran."""
import json
import os
import sys

GOOD = {"OK", "EXPECTEDFAIL"}


def results(folder):
    """[(name, result, last line printed)]; a folder without a log counts as a failure."""
    path = os.path.join(folder, "meson-logs", "testlog.json")
    if not os.path.exists(path):
        return [(f"{folder}: no test ran", "FAIL", "")]
    with open(path, encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream if line.strip()]
    found = []
    for row in rows:
        said = (row.get("stdout") or "").strip().split("\n")[-1]
        found.append((f"{folder}: {row['name']}", row["result"], said))
    return found or [(f"{folder}: no test ran", "FAIL", "")]


def main():
    rows = [row for folder in sys.argv[1:] for row in results(folder)]
    passed = [r for r in rows if r[1] in GOOD]
    skipped = [r for r in rows if r[1] == "SKIP"]
    failed = [r for r in rows if r[1] not in GOOD and r[1] != "SKIP"]
    print()
    for name, _, said in skipped:
        print(f"skipped  {name}: {said}" if said else f"skipped  {name}")
    for name, result, _ in failed:
        print(f"failed   {name} ({result.lower()})")
    print(f"{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
