#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""testdata/ is what its printer prints: the same bytes again. Skipped (77) without the packages that
only the printer needs.

    reprint.py ROOT"""
import filecmp
import os
import subprocess
import sys
import tempfile


def main():
    data = os.path.join(sys.argv[1], "testdata")
    probe = subprocess.run([sys.executable, "-c", "import cairo, numpy, PIL, qrcode"],
                           capture_output=True, check=False)
    if probe.returncode != 0:
        print("the printer's packages are not there (testdata/README.md): skipped")
        return 77
    with tempfile.TemporaryDirectory(prefix="ovalis-reprint-") as out:
        subprocess.run([sys.executable, "-B", os.path.join(data, "print_ballots.py"), "--out", out],
                       check=True)
        made = sorted(os.path.relpath(os.path.join(where, name), out)
                      for where, _, names in os.walk(out) for name in names)
        kept = sorted(os.path.relpath(os.path.join(where, name), data)
                      for folder in ("sheets", "elections")
                      for where, _, names in os.walk(os.path.join(data, folder)) for name in names)
        faults = [f"{name}: not printed" for name in kept if name not in made]
        _, other, lacking = filecmp.cmpfiles(out, data, made, shallow=False)
        faults += [f"{name}: other bytes" for name in other]
        faults += [f"{name}: printed, but not in testdata/" for name in lacking]
    for fault in faults:
        print(fault)
    print(f"{len(made)} files printed, {len(faults)} faults")
    return 1 if faults or not made else 0


if __name__ == "__main__":
    sys.exit(main())
