#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program over the sheets of testdata/: against what the printer drew, and against the files kept
in tests/golden/<election>/.

    golden.py --ovalis PROGRAM --source ROOT truth|kept|tally|jobs [--update] ELECTION

truth   every oval as printer and pens say, every sheet with the outcome and reasons it must have
kept    the first columns of marks.csv and sheets.csv, and tally.csv, as they were (--update: keep the
        new ones; the difference is read in review)
tally   the votes of the good- sheets, added up here from what was drawn
jobs    every file of two runs, with one and with three workers, is the same byte for byte"""
import argparse
import csv
import filecmp
import io
import json
import os
import subprocess
import sys
import tempfile

MARK_COLUMNS = ["sheet", "side", "style", "contest", "option", "column", "row", "state", "flags"]
SHEET_COLUMNS = ["sheet", "outcome", "reasons", "style", "orientation", "precinct", "sheet_number",
                 "pages_swapped", "front_code", "back_code"]


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


class Case:
    def __init__(self, options):
        self.program, self.root, self.name = options.ovalis, options.source, options.election
        data = os.path.join(self.root, "testdata")
        self.election = os.path.join(data, "elections", self.name + ".json")
        self.settings = os.path.join(data, "elections", "system-settings.json")
        self.sheets = os.path.join(data, "sheets", self.name)
        self.truth = [r for r in rows_of(os.path.join(data, "truth.csv"))
                      if r["election"] == self.name]
        self.outcomes = [r for r in rows_of(os.path.join(data, "outcomes.csv"))
                         if r["election"] == self.name]
        self.kept = os.path.join(self.root, "tests", "golden", self.name)

    def run(self, out, *more, inputs=None):
        command = [self.program, "interpret", "--election", self.election, "--settings",
                   self.settings, "--out", out, *more, *(inputs or [self.sheets])]
        run = subprocess.run(command, capture_output=True, text=True, check=False,
                             stdin=subprocess.DEVNULL)
        if not os.path.exists(os.path.join(out, "marks.csv")):
            sys.exit(f"{' '.join(command)}\nended with {run.returncode} and no marks.csv\n"
                     f"{run.stdout}{run.stderr}")
        return run


# ------------------------------------------------------------------------------------------ truth

def oval(row):
    return (row["sheet"], row["side"], row["contest"], row["option"], float(row["column"]),
            float(row["row"]))


def wrong_state(truth, mark):
    if truth["truth"] == "mark":
        return mark["state"] != "marked"
    if truth["truth"] == "blank":
        return mark["state"] != "unmarked"
    return mark["state"] != "marginal" and not mark["flags"]


def truth_faults(case, marks, sheets):
    faults = []
    seen = {oval(row): row for row in marks}
    refused = {row["sheet"] for row in case.outcomes if row["outcome"] == "refused"}
    known = {oval(row) for row in case.truth}
    for truth in case.truth:
        mark = seen.get(oval(truth))
        if truth["sheet"] in refused:
            continue
        if not mark:
            faults.append(f"{oval(truth)}: not in marks.csv")
        elif wrong_state(truth, mark):
            faults.append(f"{oval(truth)}: drawn {truth['note'] or 'nothing'} ({truth['truth']}), read "
                          f"{mark['state']}, flags {mark['flags'] or 'none'}, fill {mark['fill']}, "
                          f"stroke {mark.get('stroke_mm')} mm")
    faults += [f"{place}: an oval that was not drawn" for place in seen if place not in known]
    by_name = {row["sheet"]: row for row in sheets}
    for wanted in case.outcomes:
        row = by_name.pop(wanted["sheet"], None)
        if not row:
            faults.append(f"{wanted['sheet']}: no line in sheets.csv")
            continue
        lacking = [r for r in wanted["reasons"].split("|") if r and r not in row["reasons"].split("|")]
        if row["outcome"] != wanted["outcome"] or lacking:
            faults.append(f"{wanted['sheet']}: must be {wanted['outcome']} {wanted['reasons']}, is "
                          f"{row['outcome']} {row['reasons']} {row.get('contests', '')} "
                          f"{row.get('message', '')}")
    return faults + [f"{name}: a sheet that is not in outcomes.csv" for name in by_name]


def check_truth(case, work, _):
    case.run(work)
    return truth_faults(case, rows_of(os.path.join(work, "marks.csv")),
                        rows_of(os.path.join(work, "sheets.csv")))


# ------------------------------------------------------------------------------------------- kept

def narrowed(path, columns):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows_of(path))
    return out.getvalue()


def differences(name, old, new):
    old, new = old.splitlines(), new.splitlines()
    lines = [f"{name}: gone: {line}" for line in old if line not in set(new)]
    lines += [f"{name}: new:  {line}" for line in new if line not in set(old)]
    return lines or ([] if old == new else [f"{name}: other order"])


def check_kept(case, work, update):
    case.run(work)
    with open(os.path.join(work, "tally.csv"), encoding="utf-8") as stream:
        made = {"tally.csv": stream.read()}
    made["marks.csv"] = narrowed(os.path.join(work, "marks.csv"), MARK_COLUMNS)
    made["sheets.csv"] = narrowed(os.path.join(work, "sheets.csv"), SHEET_COLUMNS)
    faults = []
    for name, text in sorted(made.items()):
        path = os.path.join(case.kept, name)
        if update:
            os.makedirs(case.kept, exist_ok=True)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text)
            continue
        if not os.path.exists(path):
            faults.append(f"{path} is not there: golden.py … kept --update")
            continue
        with open(path, encoding="utf-8") as stream:
            faults += differences(name, stream.read(), text)
    return faults


# ------------------------------------------------------------------------------------------ tally

def seats_of(case):
    with open(case.election, encoding="utf-8") as stream:
        return {c["id"]: c.get("seats", 1) for c in json.load(stream)["contests"]}


def check_tally(case, work, _):
    """No good- sheet is overvoted, so that a vote is an option with a mark on one of its ovals."""
    good = {row["sheet"] for row in case.outcomes if row["outcome"] == "counted"}
    files = sorted(os.path.join(case.sheets, f) for f in os.listdir(case.sheets)
                   if f.startswith("good-"))
    case.run(work, inputs=files)
    voted = {(t["sheet"], t["contest"], t["option"]) for t in case.truth
             if t["sheet"] in good and t["truth"] == "mark"}
    carried = {(t["sheet"], t["contest"]) for t in case.truth if t["sheet"] in good}
    seats, faults = seats_of(case), []
    for row in rows_of(os.path.join(work, "tally.csv")):
        contest = row["contest"]
        votes = sum(1 for v in voted if v[1:] == (contest, row["option"]))
        ballots = sum(1 for c in carried if c[1] == contest)
        unused = ballots * seats[contest] - sum(1 for v in voted if v[1] == contest)
        wanted = {"votes": votes, "ballots": ballots, "overvotes": 0, "undervotes": unused,
                  "pending": 0}
        for column, value in wanted.items():
            if int(row[column]) != value:
                faults.append(f"{contest} / {row['option']}: {column} {row[column]}, drawn {value}")
    return faults


# ------------------------------------------------------------------------------------------- jobs

def every_file(folder):
    return sorted(os.path.relpath(os.path.join(where, name), folder)
                  for where, _, names in os.walk(folder) for name in names)


def check_jobs(case, work, _):
    one, three = os.path.join(work, "one"), os.path.join(work, "three")
    case.run(one, "--jobs", "1")
    case.run(three, "--jobs", "3")
    faults = []
    if every_file(one) != every_file(three):
        faults.append("one and three workers write other files")
    _, different, unread = filecmp.cmpfiles(one, three, every_file(one), shallow=False)
    return faults + [f"{name}: other bytes with three workers" for name in different + unread]


CHECKS = {"truth": check_truth, "kept": check_kept, "tally": check_tally, "jobs": check_jobs}


def self_test(case):
    """The judge of truth sees a wrong vote, a lost oval and a wrong outcome."""
    truth = next(r for r in case.truth if r["truth"] == "mark")
    sheets = [dict(row) for row in case.outcomes]
    marks = [{**r, "fill": "0", "state": {"mark": "marked", "blank": "unmarked",
                                          "ambiguous": "marginal"}[r["truth"]], "flags": ""}
             for r in case.truth]
    assert not truth_faults(case, marks, sheets)
    flipped = [{**m, "state": "unmarked"} if oval(m) == oval(truth) else m for m in marks]
    assert len(truth_faults(case, flipped, sheets)) == 1
    assert len(truth_faults(case, [m for m in marks if oval(m) != oval(truth)], sheets)) == 1
    assert len(truth_faults(case, marks, sheets[1:])) == 1
    assert len(truth_faults(case, marks, [{**sheets[0], "outcome": "refused"}] + sheets[1:])) == 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ovalis", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("check", choices=sorted(CHECKS))
    parser.add_argument("election")
    options = parser.parse_args()
    case = Case(options)
    self_test(case)
    with tempfile.TemporaryDirectory(prefix="ovalis-golden-") as work:
        faults = CHECKS[options.check](case, os.path.join(work, "out"), options.update) \
            if options.check != "jobs" else check_jobs(case, work, False)
    for fault in faults:
        print(fault)
    print(f"{options.check} of {options.election}: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
