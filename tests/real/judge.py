#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges the program on real ballots by what it wrote: marks.csv and sheets.csv against truth.csv.

    judge.py --ovalis PROGRAM --ballots FOLDER [--markdown FILE] [--keep FOLDER] SET...

Prints the confusion of truth and state, the certificates, every oval that is not as it should be, and
exits 1 when a criterion fails; 77 (skipped) when the folder of ballots is not there. `--markdown`
appends the figures as they stand in docs/accuracy.md."""
import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile

TRUTHS = ("mark", "blank", "ambiguous")
STATES = ("marked", "marginal", "unmarked")
SIDES = ("front", "back")
BOUND_MM = 0.25

# Names that were written beside empty ovals, seen by eye on the scans: sheet, contest, option.
WRITTEN = {
    "nh-test-ballot-2022": {
        ("scan-unmarked-write-ins", "Executive-Councilor-bb22557f", "write-in-0"),
        ("scan-unmarked-write-ins", "County-Treasurer-87d25a31", "write-in-0"),
        ("scan-unmarked-write-ins", "County-Commissioner-d6feed25", "write-in-0"),
    },
    "nh-general-2022-test": {
        ("04e81bd0", "State-Senator-391381f8", "write-in-0"),
        ("786f4868", "Governor-061a401b", "write-in-0"),
    },
    "vx-hmpb-left-letter-1": {
        ("marked#2", "county-registrar-of-wills", "county-registrar-of-wills-option-write-in-0"),
        ("marked#2", "city-council", "city-council-option-write-in-2"),
    },
    "vx-hmpb-right-legal-0": {
        ("marked#1", "county-registrar-of-wills", "county-registrar-of-wills-option-write-in-0"),
        ("marked#1", "city-council", "city-council-option-write-in-2"),
    },
}
# Where no definition says which results a person must see, unmarked write-ins are among them; the
# definition of nh-general-2022-test asks for overvotes alone.
NOT_ADJUDICATED = ("nh-general-2022-test",)


class Run:
    """One set through the program."""

    def __init__(self, name, folder, out, code, said):
        self.name, self.out, self.code, self.said = name, out, code, said
        self.truth = read_truth(os.path.join(folder, "truth.csv"))
        self.marks = {key(row): row for row in read_csv(os.path.join(out, "marks.csv"))}
        self.sheets = {row["sheet"]: row for row in read_csv(os.path.join(out, "sheets.csv"))}

    def pairs(self):
        """(truth row, mark row or None) of every oval that the truth knows."""
        return [(row, self.marks.get(place)) for place, row in self.truth.items()]

    def confusion(self):
        table = {truth: dict.fromkeys((*STATES, "not read"), 0) for truth in TRUTHS}
        for truth, mark in self.pairs():
            table[truth["truth"]][mark["state"] if mark else "not read"] += 1
        return table

    def errors_mm(self):
        return [float(row[f"{side}_worst_error_mm"]) for row in self.sheets.values()
                for side in SIDES if row.get(f"{side}_worst_error_mm")]


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def key(row):
    return (row["sheet"], row["side"], row["contest"], row["option"],
            round(float(row["column"]), 3), round(float(row["row"]), 3))


def read_truth(path):
    rows = read_csv(path)
    for row in rows:
        if "image" in row:
            row["sheet"] = f"{row['image']}#{row['sheet']}"
            row["column"], row["row"] = row["x"], row["y"]
    found = {key(row): row for row in rows}
    assert len(found) == len(rows), f"{path}: two rows for one oval"
    return found


def interpret(program, name, folder, out):
    run = subprocess.run([program, "interpret", "--election", os.path.join(folder, "election.json"),
                          "--out", out, folder], capture_output=True, text=True, check=False,
                         stdin=subprocess.DEVNULL)
    said = run.stdout + run.stderr
    for needed in ("marks.csv", "sheets.csv", "tally.csv", "cvr.json", "report.html"):
        if not os.path.exists(os.path.join(out, needed)):
            raise RuntimeError(f"{name}: no {needed}; exit code {run.returncode}:\n{said}")
    return Run(name, folder, out, run.returncode, said)


def words(row, mark):
    place = f"{row['sheet']} {row['side']} {row['contest']} / {row['option']}"
    if not mark:
        return f"{place}: {row['truth']}, not read"
    return (f"{place}: {row['truth']}, {mark['state']}, fill {mark['fill']}, "
            f"flags {mark['flags'] or 'none'}, stroke {mark.get('stroke_mm', '?')} mm")


# ------------------------------------------------------------------ criteria: faults as sentences

def every_sheet(run):
    """All sheets of the truth registered, with a certified error inside the bound."""
    faults = []
    for sheet in sorted({row["sheet"] for row in run.truth.values()}):
        row = run.sheets.get(sheet)
        if not row:
            faults.append(f"{sheet}: no line in sheets.csv")
        elif row["outcome"] == "refused":
            faults.append(f"{sheet}: refused: {row['reasons']}: {row.get('message', '')}")
        else:
            for side in SIDES:
                error = row[f"{side}_worst_error_mm"]
                if not error or float(error) >= BOUND_MM:
                    faults.append(f"{sheet} {side}: certified error {error or '?'} mm")
    return faults


def no_silent_error(run):
    """No mark unmarked, no blank marked, every oval read."""
    return [words(row, mark) for row, mark in run.pairs()
            if not mark or (row["truth"], mark["state"]) in (("mark", "unmarked"),
                                                             ("blank", "marked"))]


def at_most(run, truth, state, limit):
    hits = [words(row, mark) for row, mark in run.pairs()
            if mark and row["truth"] == truth and mark["state"] == state]
    if len(hits) <= limit:
        return []
    return [f"{len(hits)} {truth} are {state}, {limit} may be"] + hits


def explained(run, share):
    """Ambiguous ovals that are marginal, or carry a flag that says why."""
    rows = [(row, mark) for row, mark in run.pairs() if row["truth"] == "ambiguous"]
    silent = [words(row, mark) for row, mark in rows
              if not mark or (mark["state"] != "marginal" and not mark["flags"])]
    if rows and len(rows) - len(silent) < share * len(rows):
        return [f"{len(silent)} of {len(rows)} ambiguous are neither marginal nor flagged"] + silent
    return []


def names_found(run):
    """Handwriting beside an empty oval, and the review that comes of it."""
    faults = []
    for sheet, contest, option in sorted(WRITTEN[run.name]):
        row = next(m for m in run.marks.values()
                   if (m["sheet"], m["contest"], m["option"]) == (sheet, contest, option))
        asked = run.name not in NOT_ADJUDICATED
        reviewed = "unmarked-write-in" in run.sheets[sheet]["reasons"].split("|")
        if row["writing"] != "present" or reviewed != asked \
                or row["option_decision"] != ("pending" if asked else "not-chosen"):
            faults.append(f"{sheet} {contest}: a name beside an empty oval: writing {row['writing']}, "
                          f"{row['writing_mm']} mm, {row['option_decision']}, review for "
                          f"{run.sheets[sheet]['reasons'] or 'nothing'}")
    return faults


def no_name_elsewhere(run):
    """Areas said to hold a name though their oval is empty and nobody wrote there."""
    return [f"{m['sheet']} {m['side']} {m['contest']} / {m['option']}: no name, but writing "
            f"{m['writing_mm']} mm, extent {m['writing_extent_mm']} mm"
            for m in run.marks.values() if m["writing"] == "present" and m["state"] == "unmarked"
            and (m["sheet"], m["contest"], m["option"]) not in WRITTEN.get(run.name, ())]


def codes_read(run):
    return [f"{row['sheet']} {side}: code {row[f'{side}_code'] or 'none'}"
            for row in run.sheets.values() for side in SIDES if row[f"{side}_code"] != "read"]


def conserved(run):
    """Every sheet of the folder has its line, and the outcomes add up."""
    outcomes = [row["outcome"] for row in run.sheets.values()]
    known = sum(outcomes.count(word) for word in ("counted", "review", "refused"))
    return [] if known == len(outcomes) else [f"outcomes {sorted(set(outcomes))}"]


def truth_exactly(run):
    return (no_silent_error(run) + at_most(run, "mark", "marginal", 0)
            + at_most(run, "blank", "marginal", 0))


CRITERIA = {
    "nh-general-2022-test": (
        conserved, every_sheet, no_silent_error,
        lambda run: at_most(run, "mark", "marginal", 3),
        lambda run: at_most(run, "blank", "marginal", 3),
        lambda run: explained(run, 0.90), names_found, no_name_elsewhere),
    "nh-test-ballot-2022": (conserved, every_sheet, truth_exactly, names_found,
                            no_name_elsewhere),
    "nh-hudson-2020": (conserved, every_sheet, no_silent_error,
                       lambda run: at_most(run, "mark", "marginal", 10),
                       lambda run: at_most(run, "blank", "marginal", 0), no_name_elsewhere),
    "nh-ashland-2022": (conserved, every_sheet, truth_exactly, no_name_elsewhere),
    "vx-hmpb-left-letter-1": (conserved, every_sheet, truth_exactly, codes_read,
                              names_found, no_name_elsewhere),
    "vx-hmpb-right-legal-0": (conserved, every_sheet, truth_exactly, codes_read,
                              names_found, no_name_elsewhere),
}


# -------------------------------------------------------------- cards without a definition: the grid

GRID_SETS = {"accuvote-durant-2011": 13, "accuvote-juneau-2009": 14}     # pages


def show_grid(program, folder, out):
    """The pages of `ovalis show --grid --json`."""
    files = sorted(os.path.join(where, name) for where, _, names in os.walk(folder)
                   for name in names if name.endswith(".tif"))
    run = subprocess.run([program, "show", "--grid", "--json", "--one-sided", "--out", out, *files],
                         capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    rows = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    return [row for row in rows if row["kind"] == "page"], run


def judge_grid(options, name, out):
    pages, run = show_grid(options.ovalis, os.path.join(options.ballots, name), out)
    faults = [f"{page['sheet']} {page['page']}: not certified: {page.get('reason', '')} "
              f"{page.get('certificate', {}).get('worstErrorMm', '')}"
              for page in pages if not page["certified"]]
    faults += [f"{page['sheet']}: certified error {page['certificate']['worstErrorMm']} mm"
               for page in pages if page["certified"]
               and page["certificate"]["worstErrorMm"] >= BOUND_MM]
    if len(pages) != GRID_SETS[name]:
        faults.append(f"{len(pages)} pages shown, {GRID_SETS[name]} there: {run.stderr[-500:]}")
    grids = {(page["columns"], page["rows"]) for page in pages if page["certified"]}
    if len(grids) > 1:
        faults.append(f"one card, but grids {sorted(grids)}")
    errors = sorted(page["certificate"]["worstErrorMm"] for page in pages if page["certified"])
    figure = (f"| `{name}` | {len(errors)} of {len(pages)} pages | {sorted(grids)} | "
              f"{errors[len(errors) // 2]:.3f} / {errors[-1]:.3f} |" if errors else
              f"| `{name}` | 0 of {len(pages)} pages | | |")
    print(f"{name}: {figure}")
    for fault in faults:
        print(f"  FAULT {fault}")
    if options.markdown:
        with open(options.markdown, "a", encoding="utf-8") as stream:
            stream.write(figure + "\n")
    return not faults


# ------------------------------------------------------------------------------- what is printed

def figures(run):
    outcomes = [row["outcome"] for row in run.sheets.values()]
    errors = run.errors_mm()
    residuals = [float(row[f"{side}_residual_rms_mm"]) for row in run.sheets.values()
                 for side in SIDES if row.get(f"{side}_residual_rms_mm")]
    return {"sheets": len(outcomes), **{w: outcomes.count(w)
                                        for w in ("counted", "review", "refused")},
            "error_mm": max(errors, default=float("nan")),
            "error_median_mm": sorted(errors)[len(errors) // 2] if errors else float("nan"),
            "rms_mm": max(residuals, default=float("nan"))}


def print_run(run):
    figure = figures(run)
    print(f"{run.name}: {figure['sheets']} sheets: {figure['counted']} counted, {figure['review']} "
          f"review, {figure['refused']} refused; certified error at most {figure['error_mm']:.3f} mm "
          f"(median {figure['error_median_mm']:.3f}), residual rms at most {figure['rms_mm']:.3f} mm")
    for truth, row in run.confusion().items():
        if sum(row.values()):
            print(f"  {truth:10s} " + ", ".join(f"{n} {state}" for state, n in row.items() if n))
    for row, mark in run.pairs():
        if mark and (row["truth"], mark["state"]) in (("mark", "marginal"), ("blank", "marginal")):
            print(f"  note: {words(row, mark)}")


def markdown(run):
    figure, table = figures(run), run.confusion()
    lines = [f"| `{run.name}` | {figure['sheets']} | {figure['counted']} / {figure['review']} / "
             f"{figure['refused']} | {figure['error_median_mm']:.3f} / {figure['error_mm']:.3f} | "
             + " | ".join("–" if not sum(table[t].values()) else
                          " / ".join(str(table[t][s]) for s in STATES) for t in TRUTHS) + " |"]
    return lines


def judge(options, name, out):
    run = interpret(options.ovalis, name, os.path.join(options.ballots, name), out)
    print_run(run)
    faults = [fault for criterion in CRITERIA[name] for fault in criterion(run)]
    for fault in faults:
        print(f"  FAULT {fault}")
    if options.markdown:
        with open(options.markdown, "a", encoding="utf-8") as stream:
            stream.write("\n".join(markdown(run)) + "\n")
    return not faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ovalis", required=True)
    parser.add_argument("--ballots", default=os.environ.get("OVALIS_BALLOTS", ""))
    parser.add_argument("--markdown")
    parser.add_argument("--keep", help="keep what the program wrote in this folder")
    parser.add_argument("sets", nargs="*", default=[])
    options = parser.parse_args()
    options.ballots = os.environ.get("OVALIS_BALLOTS") or options.ballots
    if not os.path.isdir(options.ballots):
        print("the folder of real ballots is not there: skipped")
        return 77
    work = options.keep or tempfile.mkdtemp(prefix="ovalis-real-")
    good = True
    for name in options.sets or [*CRITERIA, *GRID_SETS]:
        out = os.path.join(work, name)
        shutil.rmtree(out, ignore_errors=True)
        os.makedirs(work, exist_ok=True)
        one = judge_grid if name in GRID_SETS else judge
        good = one(options, name, out) and good
    if not options.keep:
        shutil.rmtree(work)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
