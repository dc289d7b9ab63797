#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The builds whose files must be the same, byte for byte, and how each is made and started.

    builds.py make      makes them all in build-<name>/ beside the source, once

What this machine lacks for a build is written to build-<name>.why, which its tests, skipped, tell."""
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
AARCH64_ROOT = os.path.join(ROOT, "build-aarch64-root")

# What OVALIS_CPU_MASK is set to, by the machine that a program was built for: each step of the pixel
# loops, 0 being plain C. A bit that the processor lacks changes nothing.
MASKS = {"x86-64": ("0", "1", "3", "7"), "aarch64": ("0", "1")}
# As the processor says it: what an old one must choose by itself.
UNMASKED = (None,)

# e_machine of ELF files, from the processors' ABI supplements.
ELF_MACHINES = {62: "x86-64", 183: "aarch64"}


class Build:
    """`folder` None: the build that the tests run in. `needs`: programs, without which it is skipped.
    `starts_with`: the emulator before the program."""

    def __init__(self, folder=None, options=(), compilers=None, needs=(), starts_with=(),
                 masks=None, machine=None):
        self.folder = os.path.join(ROOT, folder) if folder else None
        self.options, self.compilers, self.needs = list(options), compilers or {}, needs
        self.starts_with, self.masks, self.machine = list(starts_with), masks, machine

    def lacks(self):
        """What this machine lacks for it, as a sentence, or ''."""
        for program in self.needs:
            if not shutil.which(program):
                return f"there is no {program}"
        if self.folder and not os.path.exists(os.path.join(self.folder, "build.ninja")):
            why = self.folder + ".why"
            if os.path.exists(why):
                with open(why, encoding="utf-8") as stream:
                    return stream.read().strip()
            return f"{os.path.basename(self.folder)} is not made: tests/exactness/builds.py make"
        return ""


CLANG = {"CC": "clang", "CXX": "clang++"}
BUILDS = {
    "this-build": Build(),
    "gcc-O0": Build("build-gcc-O0", ["-Doptimization=0"], {"CC": "gcc", "CXX": "g++"},
                    needs=("gcc", "g++")),
    "clang-O3": Build("build-clang", [], CLANG, needs=("clang", "clang++")),
    "clang-O0": Build("build-clang-O0", ["-Doptimization=0"], CLANG, needs=("clang", "clang++")),
    "aarch64": Build("build-aarch64", ["--cross-file", os.path.join(AARCH64_ROOT, "cross.ini")],
                     needs=("aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++", "qemu-aarch64"),
                     starts_with=("qemu-aarch64", "-L", os.path.join(AARCH64_ROOT, "root"))),
    # A processor of 2008 with SSE4.2 and without AVX: an instruction beyond it ends the program.
    "old-x86": Build(needs=("qemu-x86_64",), starts_with=("qemu-x86_64", "-cpu", "Nehalem"),
                     masks=UNMASKED, machine="x86-64"),
}


def machine_of(program):
    """What a program was built for, from its ELF header."""
    with open(program, "rb") as stream:
        head = stream.read(20)
    if head[:4] != b"\x7fELF":
        return "something else than ELF"
    return ELF_MACHINES.get(int.from_bytes(head[18:20], "little"), "another machine")


def targets():
    """What the tests start, as ninja calls it."""
    return ["tools/ovalis", "tests/exactness/fits"] + [
        f"tests/{name}/{name}" for name in ("kernelcheck",)
        if os.path.exists(os.path.join(ROOT, "tests", name, "meson.build"))]


def lay_aarch64_root(build):
    """The libraries of the cross build; a build against an older layout is begun anew."""
    laid = subprocess.run([os.path.join(ROOT, "tools", "aarch64-root"), AARCH64_ROOT],
                          capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if laid.returncode == 77:
        return laid.stderr.strip().split("\n")[-1]
    if laid.returncode != 0:
        sys.exit(f"tools/aarch64-root ended with {laid.returncode}\n{laid.stdout}{laid.stderr}")
    made = os.path.join(build.folder, "build.ninja")
    if os.path.exists(made) and os.path.getmtime(made) < os.path.getmtime(
            os.path.join(AARCH64_ROOT, "done")):
        shutil.rmtree(build.folder)
    return ""


def make(name, build):
    """False when this machine cannot; ends the program when it could, but something went wrong."""
    why = next((f"there is no {program}" for program in build.needs if not shutil.which(program)), "")
    if not why and name == "aarch64":
        why = lay_aarch64_root(build)
    if why:
        print(f"no build {name}: {why}", flush=True)
        shutil.rmtree(build.folder, ignore_errors=True)
        with open(build.folder + ".why", "w", encoding="utf-8") as stream:
            stream.write(why + "\n")
        return False
    if not os.path.exists(os.path.join(build.folder, "build.ninja")):
        subprocess.run(["meson", "setup", build.folder, ROOT, *build.options], check=True,
                       env=dict(os.environ, **build.compilers), stdin=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", build.folder, *targets()], check=True, stdin=subprocess.DEVNULL)
    return True


def main():
    if sys.argv[1:] != ["make"]:
        print(__doc__, file=sys.stderr)
        return 2
    for name, build in BUILDS.items():
        if build.folder:
            make(name, build)
    return 0


if __name__ == "__main__":
    sys.exit(main())
