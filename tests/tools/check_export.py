#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_export.py PROGRAM: lets PROGRAM write its run into a folder, twice, and checks what is there
with check_cvr.py; then breaks cvr.json in every way of BREAKS and wants each break found."""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import check_cvr  # noqa: E402


def snapshots(report, record=0):
    return report["CVR"][record]["CVRSnapshot"]


def contest(report, record, number, snapshot=1):
    return snapshots(report, record)[snapshot]["CVRContest"][number]


def set_to(thing, key, value):
    thing[key] = value


# A name, and what is done to a good report. Records: 0 plain, 2 overvoted, 3 doubtful, 4 write-in.
# Contests: 0 ticket, 1 mayor, 2 council, 3 sheriff, 4 question.
BREAKS = {
    "unknown member": lambda r: set_to(r, "Comment", "x"),
    "no time zone": lambda r: set_to(r, "GeneratedDate", "2022-07-12T00:00:00"),
    "relative location": lambda r: set_to(r["CVR"][0]["BallotImage"][0], "Location", "images/a.tiff"),
    "wrong hash": lambda r: set_to(r["CVR"][0]["BallotImage"][0]["Hash"], "Value", "0" * 64),
    "missing image": lambda r: set_to(r["CVR"][0]["BallotImage"][0], "Location", "file:images/none.tiff"),
    "id that is no XML name": lambda r: set_to(r["Party"][0], "@id", "1-party"),
    "id twice": lambda r: set_to(r["GpUnit"][1], "@id", r["Party"][0]["@id"]),
    "dangling contest": lambda r: set_to(contest(r, 0, 0), "ContestId", "contest-none"),
    "reference to another class": lambda r: set_to(r["CVR"][0], "ElectionId", r["Party"][0]["@id"]),
    "selection of another contest": lambda r: set_to(
        contest(r, 0, 1)["CVRContestSelection"][0], "ContestSelectionId",
        contest(r, 0, 4)["CVRContestSelection"][0]["ContestSelectionId"]),
    "snapshot of another record": lambda r: set_to(r["CVR"][0], "CurrentSnapshotId", r["CVR"][1]["CurrentSnapshotId"]),
    "current snapshot is the original": lambda r: set_to(r["CVR"][0], "CurrentSnapshotId", snapshots(r)[0]["@id"]),
    "other without text": lambda r: r["GpUnit"][0].pop("OtherType"),
    "text without other": lambda r: set_to(r, "OtherReportType", "x"),
    "contest twice": lambda r: snapshots(r)[1]["CVRContest"].append(copy.deepcopy(contest(r, 0, 0))),
    "contest left out": lambda r: snapshots(r)[1]["CVRContest"].pop(),
    "no decision": lambda r: contest(r, 0, 1)["CVRContestSelection"][0]["SelectionPosition"][0].pop("IsAllocable"),
    "decision among facts": lambda r: set_to(
        contest(r, 0, 1, 0)["CVRContestSelection"][0]["SelectionPosition"][0], "IsAllocable", "yes"),
    "vote given to an overvote": lambda r: set_to(
        contest(r, 2, 1)["CVRContestSelection"][0]["SelectionPosition"][0], "IsAllocable", "yes"),
    "votes lost miscounted": lambda r: set_to(contest(r, 2, 2), "Overvotes", 1),
    "unused votes miscounted": lambda r: set_to(contest(r, 1, 2), "Undervotes", 1),
    "negative count": lambda r: set_to(contest(r, 0, 2), "WriteIns", -1),
    "overvoted without status": lambda r: contest(r, 2, 1).pop("Status"),
    "mark forgotten": lambda r: contest(r, 0, 1)["CVRContestSelection"].pop(),
    "metric changed": lambda r: set_to(
        contest(r, 0, 1, 0)["CVRContestSelection"][0]["SelectionPosition"][0], "MarkMetricValue", ["0.3999"]),
    "doubt not announced": lambda r: snapshots(r, 3)[1].pop("Status"),
    "write-in at a named option": lambda r: [set_to(
        contest(r, 0, 1, s)["CVRContestSelection"][0]["SelectionPosition"][0], "CVRWriteIn",
        {"@type": "CVR.CVRWriteIn"}) for s in (0, 1)],
    "id of no content": lambda r: set_to(r["CVR"][0], "UniqueId", "0" * 64),
    "id twice in the report": lambda r: set_to(r["CVR"][1], "UniqueId", r["CVR"][0]["UniqueId"]),
    "two sheets in one place": lambda r: set_to(r["CVR"][1], "BatchSequenceId", r["CVR"][0]["BatchSequenceId"]),
    "record taken away": lambda r: r["CVR"].pop(),
}


def run(program, folder):
    subprocess.run([program, folder], check=True)
    return {path.relative_to(folder): path.read_bytes() for path in pathlib.Path(folder).rglob("*") if path.is_file()}


def main():
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        print("skipped: python3-jsonschema is not installed")
        return 77
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        files = run(sys.argv[1], first)
        if files != run(sys.argv[1], second):
            print("two runs wrote different bytes")
            return 1
        text = files[pathlib.Path("cvr.json")].decode()
        report = json.loads(text, object_pairs_hook=check_cvr.refuse_twice)
        folder = pathlib.Path(first)
        faults = check_cvr.check(report, folder)
        for name, change in BREAKS.items():
            broken = copy.deepcopy(report)
            change(broken)
            if not check_cvr.check(broken, folder):
                faults.append(f"not found: {name}")
    print("\n".join(faults) or f"{len(report['CVR'])} records agree; {len(BREAKS)} breaks found")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
