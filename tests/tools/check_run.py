#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_run.py PROGRAM FOLDER: interprets every set of ballots below FOLDER with PROGRAM and holds
what it wrote against the standard with check_cvr.py. A set is a folder with election.json among its
images, or, as in testdata/, sheets/NAME with elections/NAME.json. Exit code 77 when there is none."""

import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
CHECKER = pathlib.Path(__file__).resolve().parent / "check_cvr.py"


def sets_below(folder):
    for definition in sorted(folder.glob("*/election.json")):
        yield definition.parent.name, definition, definition.parent
    for definition in sorted(folder.glob("elections/*.json")):
        sheets = folder / "sheets" / definition.stem
        if sheets.is_dir():
            yield definition.stem, definition, sheets


def check_set(program, name, definition, sheets):
    """True when the run ended by the rules and its records agree; None when nothing can be checked."""
    with tempfile.TemporaryDirectory() as out:
        run = subprocess.run([program, "interpret", "--election", definition, "--out", out, sheets],
                             capture_output=True, text=True, check=False)
        if not (pathlib.Path(out) / "cvr.json").is_file():
            print(f"{name}: no cvr.json, exit code {run.returncode}: {run.stderr[-500:]}")
            return False
        checked = subprocess.run([sys.executable, CHECKER, "--folder", out, f"{out}/cvr.json"],
                                 capture_output=True, text=True, check=False)
        print(f"{name}: {'agrees' if checked.returncode == 0 else checked.stdout + checked.stderr}")
        return None if checked.returncode == 77 else checked.returncode == 0


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    results = [check_set(program, *entry) for entry in sets_below(folder)]
    if not results or None in results:
        print(f"skipped: no ballots below {folder}, or python3-jsonschema is not installed")
        return 77
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
