# SPDX-License-Identifier: Apache-2.0
"""C and C++ look as .clang-format says. Exit 77 (skipped) without clang-format 14, whose choices are
those of this tree; other versions differ in places."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import source


def tool():
    for name in ("clang-format-14", "clang-format"):
        found = shutil.which(name)
        if found:
            said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
            if re.search(r"version 14\.", said.stdout):
                return found
    return None


def wrong(program, root, path):
    run = subprocess.run([program, "--dry-run", "-Werror", "--style=file", path], cwd=root,
                         capture_output=True, text=True, check=False)
    return [] if run.returncode == 0 else [f"{path}: clang-format -i {path}"]


def self_test(program, root):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(os.path.join(root, ".clang-format"), folder)
        path = os.path.join(folder, "a.c")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write("int  f(void) { return 1; }\n")
        assert wrong(program, folder, path)


def main():
    root = sys.argv[1]
    program = tool()
    if not program:
        print("clang-format 14 is not there: skipped")
        return 77
    self_test(program, root)
    paths = source.files(root, ["src", "include", "tools", "tests"], (".c", ".h", ".cpp"))
    faults = []
    for path in paths:
        faults += wrong(program, root, path)
    return source.finish(faults, f"format of {len(paths)} files")


if __name__ == "__main__":
    sys.exit(main())
