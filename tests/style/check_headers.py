# SPDX-License-Identifier: Apache-2.0
"""Every header compiles alone: public ones as strict C11 and as C++, those of the rooms as C11.

    check_headers.py ROOT C-COMPILER C++-COMPILER INCLUDE-FOLDER...    (compilers as one word each)
"""
import os
import subprocess
import sys
import tempfile

import source

STRICT = ["-fsyntax-only", "-Wall", "-Wextra", "-Wundef", "-Werror"]


def complaints(command, folders, header):
    """What the compiler says about a file that holds this include twice and nothing else."""
    text = f'#include "{header}"\n#include "{header}"\nint ovalis_header_alone;\n'
    run = subprocess.run(command + STRICT + [f"-I{f}" for f in folders] + ["-"], input=text,
                         capture_output=True, text=True, check=False)
    return [] if run.returncode == 0 else [f"{header}: {' '.join(command)}:\n{run.stderr}"]


def commands(c, cpp):
    strict_c = [*c.split(), "-x", "c", "-std=c11", "-pedantic-errors"]
    return strict_c, [*cpp.split(), "-x", "c++", "-std=c++11", "-pedantic-errors"]


def check(root, c, cpp, folders):
    strict_c, strict_cpp = commands(c, cpp)
    faults = []
    public = sorted(os.path.join("ovalis", name) for folder in folders
                    if os.path.isdir(os.path.join(folder, "ovalis"))
                    for name in os.listdir(os.path.join(folder, "ovalis")) if name.endswith(".h"))
    rooms = [path[len("src/"):] for path in source.files(root, ["src"], (".h",))]
    for header in public:
        faults += complaints(strict_c, folders, header) + complaints(strict_cpp, folders, header)
    inside = [*strict_c, "-D_POSIX_C_SOURCE=200809L", "-isystem/usr/include/opencv4"]
    for header in rooms:
        faults += complaints(inside, [*folders, os.path.join(root, "src")], header)
    if not public or not rooms:
        faults.append("no headers found")
    return source.finish(faults, f"{len(public)} public headers, {len(rooms)} of the rooms")


def self_test(c, cpp):
    strict_c, strict_cpp = commands(c, cpp)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("good.h", "#ifndef G\n#define G\n#include <stddef.h>\nsize_t f(void);\n"
                                      "#endif\n"),
                           ("lacking.h", "#ifndef L\n#define L\nsize_t f(void);\n#endif\n"),
                           ("unguarded.h", "struct a {\n    int b;\n};\n"),
                           ("gnu.h", "#ifndef N\n#define N\nstruct a {\n    int b[0];\n};\n"
                                     "#endif\n")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
                stream.write(text)
        for command in (strict_c, strict_cpp):
            assert not complaints(command, [folder], "good.h"), command
            for name in ("lacking.h", "unguarded.h", "gnu.h"):
                assert complaints(command, [folder], name), (command, name)


if __name__ == "__main__":
    self_test(sys.argv[2], sys.argv[3])
    sys.exit(check(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
