#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same sheets give the same bytes, whatever the compiler, its optimiser and the processor.

    exactness.py --folder BUILD --ballots FOLDER sheets testdata|ballots NAME...
    exactness.py --folder BUILD fits NAME...
    exactness.py --folder BUILD run PROGRAM NAME
    exactness.py self-test

sheets  interprets every set with the build in BUILD in plain C, then with each build NAMEd (builds.py,
        "all" for all) under each CPU mask; every file must be the same. Prints a table, one line for
        a build and mask, one word for a set, and the first difference of each.
fits    the same for the solutions of linear fits, bit by bit
run     a test program of the build NAMEd, under its emulator
Exits 77 when none of what was asked for can run here; a build skipped among others says why."""
import argparse
import os
import subprocess
import sys
import tempfile

import builds

# Read in this order: the first file that differs says most.
FIRST_FILES = ("sheets.csv", "marks.csv", "tally.csv", "cvr.json")
# What `ovalis interpret` exits with when it came to its end.
ENDED = (0, 3, 4)


# ------------------------------------------------------------------------------------- comparing

def files_of(folder):
    """Paths below a folder, what says most first."""
    paths = [os.path.relpath(os.path.join(where, name), folder)
             for where, _, names in os.walk(folder) for name in names]
    rank = {name: number for number, name in enumerate(FIRST_FILES)}
    return sorted(paths, key=lambda path: (rank.get(path, len(rank)), path))


def read(path):
    with open(path, "rb") as stream:
        return stream.read()


def first_difference(name, ours, theirs):
    """'' or where two texts part, with the line of each, or the byte where it is no text."""
    if ours == theirs:
        return ""
    pairs = zip(ours, theirs)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(theirs)))
    if b"\0" in ours + theirs:
        return f"{name}, byte {at} of {len(ours)} and {len(theirs)}"
    line, begin = ours[:at].count(b"\n"), ours[:at].rfind(b"\n") + 1
    begin = max(begin, at - 120)        # lines may be long: what is around the difference
    shown = [text[begin:at + 120].split(b"\n")[0].decode(errors="replace")
             for text in (ours, theirs)]
    return f"{name}, line {line + 1}:\n      expected {shown[0]}\n      found    {shown[1]}"


def compare_folders(expected, found):
    """'' or the first difference of what two runs wrote, images and all."""
    wanted, there = files_of(expected), files_of(found)
    for path in wanted:
        if path not in there:
            return f"{path} is missing"
        words = first_difference(path, read(os.path.join(expected, path)),
                                 read(os.path.join(found, path)))
        if words:
            return words
    extra = sorted(set(there) - set(wanted))
    return f"{extra[0]} is there beside what was expected" if extra else ""


# --------------------------------------------------------------------------------------- running

def sets_of(kind, ballots):
    """{set: (arguments of interpret)}; of the real ballots, those with a definition."""
    data = os.path.join(builds.ROOT, "testdata")
    if kind == "testdata":
        return {name: ["--election", os.path.join(data, "elections", name + ".json"), "--settings",
                       os.path.join(data, "elections", "system-settings.json"),
                       os.path.join(data, "sheets", name)]
                for name in sorted(os.listdir(os.path.join(data, "sheets")))}
    folders = sorted(os.listdir(ballots)) if os.path.isdir(ballots) else []
    return {name: ["--election", os.path.join(ballots, name, "election.json"),
                   os.path.join(ballots, name)]
            for name in folders if os.path.exists(os.path.join(ballots, name, "election.json"))}


def start(command, mask, words):
    """Runs a command under a CPU mask; RuntimeError with its last words unless it ended well."""
    environment = dict(os.environ)
    environment.pop("OVALIS_CPU_MASK", None)
    if mask is not None:
        environment["OVALIS_CPU_MASK"] = mask
    run = subprocess.run(command, capture_output=True, check=False, env=environment,
                         stdin=subprocess.DEVNULL)
    if run.returncode not in words:
        said = (run.stdout + run.stderr).decode(errors="replace").strip().split("\n")[-1]
        raise RuntimeError(f"ended with {run.returncode}: {said}")
    return run


def interpret(command, mask, arguments, out):
    """Exit code of a run that wrote its files into `out`."""
    run = start([*command, "interpret", "--jobs", str(os.cpu_count() or 1), "--out", out, *arguments],
                mask, ENDED)
    with open(os.path.join(out, "exit-code"), "w", encoding="ascii") as stream:
        stream.write(f"{run.returncode}\n")


def program_of(build, options, path):
    """The command that starts a build's program; the program is brought up to date first, since one
    of yesterday would be compared with one of today."""
    folder = build.folder or options.folder
    if build.folder:
        made = subprocess.run(["ninja", "-C", folder, path], capture_output=True, text=True,
                              check=False, stdin=subprocess.DEVNULL)
        if made.returncode != 0:
            raise RuntimeError(f"{folder} cannot be built:\n{made.stdout[-3000:]}{made.stderr}")
    return [*build.starts_with, os.path.join(folder, path)]


def masks_of(build, command):
    return build.masks or builds.MASKS.get(builds.machine_of(command[-1]), builds.UNMASKED)


def skipped(name, build, options):
    """Why a build cannot run here, or ''."""
    why = build.lacks()
    here = builds.machine_of(os.path.join(options.folder, "tools", "ovalis"))
    if not why and build.machine and build.machine != here:
        why = f"it is a processor of {build.machine}, the build one of {here}"
    if why:
        print(f"{name} is skipped: {why}")
    return why


def named(options):
    """{name: build} of the builds asked for that can run here."""
    names = list(builds.BUILDS) if options.names == ["all"] else options.names
    return {name: builds.BUILDS[name] for name in names
            if not skipped(name, builds.BUILDS[name], options)}


# ---------------------------------------------------------------------------------- what is asked

def print_row(label, words):
    """words: {set: '' or difference}. True when all are the same."""
    print(f"  {label:24s}" + "".join(f" {'differs' if said else 'same':>{max(7, len(name))}}"
                                     for name, said in words.items()), flush=True)
    for name, said in words.items():
        if said:
            print(f"    {name}: {said}")
    return not any(words.values())


def expect(sets, options, folder):
    """The files that all others are held against: this build, plain C."""
    command = [os.path.join(options.folder, "tools", "ovalis")]
    for name, arguments in sets.items():
        out = os.path.join(folder, name)
        interpret(command, "0", arguments, out)
        paths = files_of(out)
        images = [path for path in paths if path.startswith("images" + os.sep)]
        if not images or not set(FIRST_FILES) <= set(paths):
            raise RuntimeError(f"{name}: nothing to compare, only {paths[:8]}")


def compare_run(command, mask, sets, expected):
    """{set: '' or first difference}"""
    words = {}
    for name, arguments in sets.items():
        with tempfile.TemporaryDirectory(prefix="ovalis-exactness-") as out:
            try:
                interpret(command, mask, arguments, os.path.join(out, name))
                words[name] = compare_folders(os.path.join(expected, name), os.path.join(out, name))
            except RuntimeError as error:
                words[name] = str(error)
    return words


def sheets(options):
    sets = sets_of(options.what, options.ballots)
    if not sets:
        print("the folder of real ballots is not there: skipped")
        return 77
    asked = named(options)
    if not asked:
        return 77
    good = True
    with tempfile.TemporaryDirectory(prefix="ovalis-exactness-") as expected:
        expect(sets, options, expected)
        print(f"  {'build, CPU mask':24s}" + "".join(f" {name:>7s}" for name in sets))
        for name, build in asked.items():
            command = program_of(build, options, os.path.join("tools", "ovalis"))
            for mask in masks_of(build, command):
                words = compare_run(command, mask, sets, expected)
                good = print_row(f"{name}, {mask or 'none'}", words) and good
    return 0 if good else 1


def fits(options):
    path = os.path.join("tests", "exactness", "fits")
    expected = start([os.path.join(options.folder, path)], None, (0,)).stdout
    asked = named(options)
    good = expected.count(b"\n") > 1000
    for name, build in asked.items():
        found = start(program_of(build, options, path), None, (0,)).stdout
        good = print_row(name, {"fits": first_difference("fits", expected, found)}) and good
    return 77 if good and not asked else 0 if good else 1


def run_program(options):
    """A test program, named by its path in a build folder; its own output and exit code."""
    asked = named(options)
    if not asked:
        return 77
    codes = [subprocess.run(program_of(build, options, options.what), check=False,
                            stdin=subprocess.DEVNULL).returncode for build in asked.values()]
    return next((code if code > 0 else 1 for code in codes if code), 0)


# -------------------------------------------------------------------------------------- self-test

def spoil(folder, path, change):
    """Writes a file of a made-up run anew, changed."""
    whole = os.path.join(folder, path)
    text = read(whole)
    with open(whole, "wb") as stream:
        stream.write(change(text))


def made_up_run(folder):
    os.makedirs(os.path.join(folder, "images"))
    for path, text in (("marks.csv", b"sheet,state\none,marked\ntwo,unmarked\n"),
                       ("sheets.csv", b"sheet\none\ntwo\n"), ("cvr.json", b"{}\n"),
                       ("images/one-front.tif", bytes(range(256)))):
        with open(os.path.join(folder, path), "wb") as stream:
            stream.write(text)


# What is done to the second of two equal runs, and what must be said then.
SPOILT = (
    (lambda folder: None, ""),
    (lambda folder: spoil(folder, "marks.csv", lambda text: text.replace(b"two,unm", b"two,unn")),
     "marks.csv, line 3"),
    (lambda folder: spoil(folder, "images/one-front.tif",
                          lambda text: text[:200] + b"\0" + text[201:]),
     "images/one-front.tif, byte 200"),
    (lambda folder: spoil(folder, "cvr.json", lambda text: text + b"\n"), "cvr.json, line 2"),
    (lambda folder: os.remove(os.path.join(folder, "sheets.csv")), "sheets.csv is missing"),
    (lambda folder: open(os.path.join(folder, "images", "x"), "wb").close(), "images/x is there"),
)


def self_test(_options):
    """One byte of one file is enough to be seen, and a program that a signal ends."""
    good = True
    for change, expected in SPOILT:
        with tempfile.TemporaryDirectory() as work:
            ours, theirs = os.path.join(work, "a"), os.path.join(work, "b")
            made_up_run(ours)
            made_up_run(theirs)
            change(theirs)
            said = compare_folders(ours, theirs)
            if (not said) != (not expected) or not said.startswith(expected):
                print(f"FAULT: expected '{expected}', said '{said}'")
                good = False
    try:
        start(["/bin/sh", "-c", "kill -ILL $$"], "0", ENDED)
        print("FAULT: an illegal instruction was not seen")
        good = False
    except RuntimeError:
        pass
    print("the comparison sees a changed byte" if good else "the comparison is blind")
    return 0 if good else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", default=os.path.join(builds.ROOT, "build"))
    parser.add_argument("--ballots", default="")
    asked = parser.add_subparsers(required=True)
    for name, action, whats in (("sheets", sheets, ("testdata", "ballots")), ("fits", fits, None),
                                ("run", run_program, ()), ("self-test", self_test, None)):
        one = asked.add_parser(name)
        one.set_defaults(action=action)
        if whats is not None:
            one.add_argument("what", choices=whats or None)
        if action is not self_test:
            one.add_argument("names", nargs="+", choices=[*builds.BUILDS, "all"])
    options = parser.parse_args()
    options.ballots = os.environ.get("OVALIS_BALLOTS") or options.ballots
    try:
        return options.action(options)
    except RuntimeError as error:
        print(f"FAULT: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
