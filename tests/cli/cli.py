# SPDX-License-Identifier: Apache-2.0
"""What the tests of the program share."""
import os
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["OVALIS"]
ROOT = os.environ["OVALIS_ROOT"]
TESTDATA = os.path.join(ROOT, "testdata")
RESULTS = {"cvr.json", "marks.csv", "sheets.csv", "tally.csv", "report.html", "images"}


def run(*arguments, cwd=None, before=None, stdout=subprocess.PIPE):
    """The ended program: returncode, stdout and stderr as text."""
    return subprocess.run([PROGRAM, *arguments], stdout=stdout, stderr=subprocess.PIPE, cwd=cwd,
                          preexec_fn=before, encoding="utf-8", errors="surrogateescape",
                          stdin=subprocess.DEVNULL, check=False)


def election(name):
    return os.path.join(TESTDATA, "elections", name + ".json")


def sheets(name):
    return os.path.join(TESTDATA, "sheets", name)


def tree(folder):
    """{path below the folder: bytes} of all files."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as stream:
                found[os.path.relpath(path, folder)] = stream.read()
    return found


class Case(unittest.TestCase):
    """A test with an empty folder of its own, gone afterwards."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ovalis-cli-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def interpret(self, *arguments, name="lindenfeld", out="out", **more):
        return run("interpret", "--election", election(name), "--out", self.path(out), *arguments,
                   **more)

    def assert_nothing_left(self, out="out"):
        """No file that looks like a result, and nothing half-made."""
        self.assertEqual(os.listdir(self.path(out)) if os.path.isdir(self.path(out)) else [], [])
