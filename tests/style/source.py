# SPDX-License-Identifier: Apache-2.0
"""What the checkers share: the source files, C text without comments and strings, reporting."""
import os
import re
import subprocess
import sys

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blank(match):
    """Spaces for everything but line ends, so that places stay; quotes stay as quotes."""
    text = match.group(0)
    if text[0] in "\"'":
        return text[0] + " " * (len(text) - 2) + text[0]
    return re.sub(r"[^\n]", " ", text)


def bare(text):
    """C text with comments and the insides of strings blanked out; lines and columns stay."""
    return TOKEN.sub(blank, text)


def without_directives(text):
    """Blank preprocessor lines (with their continuations); line numbers stay."""
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                  text, flags=re.M)


def files(root, folders, endings):
    """Paths below the root, sorted, '/' between."""
    found = []
    for folder in folders:
        for where, names, entries in os.walk(os.path.join(root, folder)):
            names[:] = [n for n in names if not n.startswith((".", "build", "__pycache__"))]
            found += [os.path.relpath(os.path.join(where, e), root) for e in entries
                      if e.endswith(endings)]
    return sorted(found)


def tracked(root):
    """Files under version control; without git (a release archive) all files."""
    try:
        out = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True,
                             check=True).stdout.decode()
        return [f for f in out.split("\0") if f and os.path.exists(os.path.join(root, f))]
    except (OSError, subprocess.CalledProcessError):
        return files(root, ["."], ("",))


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as stream:
        return stream.read()


def line_of(text, place):
    return text.count("\n", 0, place) + 1


def finish(faults, what):
    """Print and give the exit code."""
    for fault in faults:
        print(fault)
    print(f"{what}: {len(faults)} fault{'' if len(faults) == 1 else 's'}")
    return 1 if faults else 0


def main(check, self_test):
    """`checker.py ROOT` or `checker.py --self-test`."""
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        print("the checker sees what it must see")
        return 0
    return check(sys.argv[1])
