#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a cast-vote-record report (NIST SP 1500-103, 1.0.0) beyond what any validator does.

    check_cvr.py [--folder DIR] cvr.json

Schema with formats; identities unique and XML names; references to the right class; `other` with
its text; counts that add up; images and their hashes. With --folder (the output of one run) also
the agreement of cvr.json with marks.csv, sheets.csv and tally.csv. Knows nothing of the program that
wrote the file. Exit code: 0 nothing found, 1 faults (one a line), 77 python3-jsonschema is missing.
"""

import argparse
import csv
import hashlib
import json
import pathlib
import re
import sys
import urllib.parse

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "data/schemas/NIST_V0_cast_vote_records.json"
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*\Z")
DATE_TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
                       r"(Z|[+-]\d\d:\d\d)\Z")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"
                 r"(#([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?\Z")
HEX64 = re.compile(r"[0-9a-f]{64}\Z")

CONTESTS = {"CVR.Contest", "CVR.CandidateContest", "CVR.BallotMeasureContest", "CVR.PartyContest",
            "CVR.RetentionContest"}
SELECTIONS = {"CVR.ContestSelection", "CVR.CandidateSelection", "CVR.BallotMeasureSelection", "CVR.PartySelection"}
REFERENCES = {
    "ContestId": CONTESTS, "ContestSelectionId": SELECTIONS, "CandidateIds": {"CVR.Candidate"},
    "CandidateId": {"CVR.Candidate"}, "PartyId": {"CVR.Party"}, "PartyIds": {"CVR.Party"},
    "PrimaryPartyId": {"CVR.Party"}, "ElectionScopeId": {"CVR.GpUnit"}, "ElectionId": {"CVR.Election"},
    "CreatingDeviceId": {"CVR.ReportingDevice"}, "ReportingDeviceIds": {"CVR.ReportingDevice"},
    "ReportGeneratingDeviceIds": {"CVR.ReportingDevice"}, "CurrentSnapshotId": {"CVR.CVRSnapshot"},
    "BallotStyleUnitId": {"CVR.GpUnit"},
}
OTHERS = {"Status": "OtherStatus", "ReportType": "OtherReportType", "VoteVariation": "OtherVoteVariation"}


def as_list(value):
    return value if isinstance(value, list) else [value]


def walk(value, path=""):
    """Every object of the document with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from walk(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, f"{path}/{index}")


def refuse_twice(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key stands twice in one object: {keys}")
    return dict(pairs)


class Checker:
    def __init__(self, report):
        self.report = report
        self.faults = []
        self.by_id = {}
        self.contests = {}    # @id -> contest
        self.selections = {}  # @id -> (contest @id, selection)

    def fault(self, path, text):
        self.faults.append(f"{path}: {text}")

    # ---- schema ----

    def check_schema(self):
        import jsonschema
        formats = jsonschema.FormatChecker(formats=())
        formats.checks("date-time")(lambda text: not isinstance(text, str) or bool(DATE_TIME.match(text)))
        formats.checks("uri")(lambda text: not isinstance(text, str) or bool(URI.match(text)))
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        for error in jsonschema.Draft4Validator(schema, format_checker=formats).iter_errors(self.report):
            self.fault("/" + "/".join(map(str, error.absolute_path)), error.message[:300])

    # ---- identities and references ----

    def check_ids(self):
        for path, thing in walk(self.report):
            name = thing.get("@id")
            if name is None:
                continue
            if not NCNAME.match(name):
                self.fault(path, f"@id {name!r} is not an XML name")
            if name in self.by_id:
                self.fault(path, f"@id {name!r} stands twice in the document")
            self.by_id[name] = thing

    def check_references(self):
        for path, thing in walk(self.report):
            for key, classes in REFERENCES.items():
                for name in as_list(thing.get(key, [])):
                    target = self.by_id.get(name)
                    if target is None:
                        self.fault(path, f"{key} {name!r} leads nowhere")
                    elif target["@type"] not in classes:
                        self.fault(path, f"{key} {name!r} leads to a {target['@type']}")

    def check_others(self):
        for path, thing in walk(self.report):
            for key, text in OTHERS.items():
                self.check_other(path, thing, key, text)
            if "OtherType" in thing or thing.get("Type") == "other":
                self.check_other(path, thing, "Type", "OtherType")

    def check_other(self, path, thing, key, text):
        says_other = "other" in as_list(thing.get(key, []))
        if says_other and not thing.get(text):
            self.fault(path, f"{key} is other, {text} is missing")
        if text in thing and not says_other:
            self.fault(path, f"{text} without {key} other")

    # ---- the election ----

    def collect_election(self):
        for election in self.report.get("Election", []):
            for contest in election["Contest"]:
                self.contests[contest["@id"]] = contest
                for selection in contest["ContestSelection"]:
                    self.selections[selection["@id"]] = (contest["@id"], selection)

    def allowed(self, contest_id):
        return self.contests[contest_id].get("VotesAllowed", 1)

    # ---- records ----

    def check_records(self):
        seen = set()
        places = set()
        for index, record in enumerate(self.report.get("CVR", [])):
            path = f"/CVR/{index}"
            place = (record.get("BatchId"), record.get("BatchSequenceId"))
            if place in places:
                self.fault(path, f"a second sheet at {place[1]} of batch {place[0]}")
            places.add(place)
            unique = record.get("UniqueId")
            if unique is None or unique in seen:
                self.fault(path, f"UniqueId {unique!r} is missing or stands twice")
            seen.add(unique)
            self.check_record(path, record)

    def check_record(self, path, record):
        own = {snapshot["@id"]: snapshot for snapshot in record["CVRSnapshot"]}
        current = own.get(record["CurrentSnapshotId"])
        if current is None:
            self.fault(path, "CurrentSnapshotId is not a snapshot of this record")
            return
        original = next((s for s in own.values() if s["Type"] == "original"), None)
        if current["Type"] == "original":
            self.fault(path, "the current snapshot is the original one")
        for number, snapshot in enumerate(record["CVRSnapshot"]):
            self.check_snapshot(f"{path}/CVRSnapshot/{number}", snapshot, snapshot is current)
        if original:
            self.check_against_original(path, original, current)
        self.check_needs_adjudication(path, current)

    def check_snapshot(self, path, snapshot, is_current):
        contests = [contest["ContestId"] for contest in snapshot.get("CVRContest", [])]
        if len(contests) != len(set(contests)):
            self.fault(path, "a contest stands twice in a snapshot")
        for number, contest in enumerate(snapshot.get("CVRContest", [])):
            here = f"{path}/CVRContest/{number}"
            if contest["ContestId"] not in self.contests:
                continue
            self.check_selections(here, contest, is_current, snapshot["Type"] == "original")
            if is_current:
                self.check_numbers(here, contest)

    def check_selections(self, path, contest, is_current, is_original):
        names = [s["ContestSelectionId"] for s in contest.get("CVRContestSelection", []) if "ContestSelectionId" in s]
        if len(names) != len(set(names)):
            self.fault(path, "a selection stands twice in a contest")
        for number, selection in enumerate(contest.get("CVRContestSelection", [])):
            here = f"{path}/CVRContestSelection/{number}"
            owner, definition = self.selections.get(selection.get("ContestSelectionId"), (None, {}))
            if owner != contest["ContestId"]:
                self.fault(here, "the selection belongs to another contest")
            for position in selection["SelectionPosition"]:
                if is_current and "IsAllocable" not in position:
                    self.fault(here, "a position of the current snapshot without IsAllocable")
                if is_original and "IsAllocable" in position:
                    self.fault(here, "a decision (IsAllocable) in a snapshot of facts")
                if "CVRWriteIn" in position and not definition.get("IsWriteIn"):
                    self.fault(here, "a write-in at an option that is none")
                if position["NumberVotes"] < 0:
                    self.fault(here, "a negative number of votes")

    @staticmethod
    def positions(contest):
        return [position for selection in contest.get("CVRContestSelection", [])
                for position in selection["SelectionPosition"]]

    def check_numbers(self, path, contest):
        allowed = self.allowed(contest["ContestId"])
        votes = sum(p["NumberVotes"] for p in self.positions(contest) if p.get("IsAllocable") == "yes")
        unknown = [p for p in self.positions(contest) if p.get("IsAllocable") == "unknown"]
        for key in ("Overvotes", "Undervotes", "WriteIns", "Selections"):
            if contest.get(key, 0) < 0:
                self.fault(path, f"{key} is negative")
        if votes > allowed:
            self.fault(path, f"{votes} votes, {allowed} allowed")
        status = contest.get("Status", [])
        if ("overvoted" in status) != (contest.get("Overvotes", 0) > 0):
            self.fault(path, "overvoted and Overvotes disagree")
        if ("undervoted" in status) != (contest.get("Undervotes", 0) > 0):
            self.fault(path, "undervoted and Undervotes disagree")
        if "Overvotes" not in contest:
            return
        if contest["Overvotes"]:
            if contest["Overvotes"] != allowed or contest["Undervotes"] != 0 or votes:
                self.fault(path, "an overvote loses all votes allowed, and nothing else")
        elif votes + len(unknown) + contest["Undervotes"] != allowed:
            self.fault(path, f"{votes} votes + {len(unknown)} write-ins + {contest['Undervotes']} unused "
                             f"are not {allowed}")

    def check_against_original(self, path, original, current):
        """Overvoted exactly when more is marked than allowed, unless a person has still to say."""
        decided = {contest["ContestId"]: contest for contest in current.get("CVRContest", [])}
        found = {contest["ContestId"]: contest for contest in original.get("CVRContest", [])}
        if set(decided) != set(found):
            self.fault(path, "the snapshots do not list the same contests")
        for name in set(decided) & set(found) & set(self.contests):
            marked = sum(any(p["HasIndication"] == "yes" for p in selection["SelectionPosition"])
                         for selection in found[name].get("CVRContestSelection", []))
            over = "overvoted" in decided[name].get("Status", [])
            final = "Overvotes" in decided[name]
            if over and marked <= self.allowed(name):
                self.fault(path, f"{name}: overvoted with {marked} marks")
            if final and not over and marked > self.allowed(name):
                self.fault(path, f"{name}: {marked} marks, not overvoted")
            self.check_facts(path, name, found[name], decided[name])

    def check_facts(self, path, name, found, decided):
        """A mark that the interpreted snapshot speaks of is one of the original snapshot."""
        facts = {}
        for selection in found.get("CVRContestSelection", []):
            for position in selection["SelectionPosition"]:
                facts[selection["ContestSelectionId"], position.get("Position")] = position
        for selection in decided.get("CVRContestSelection", []):
            for position in selection["SelectionPosition"]:
                if position.get("IsGenerated"):
                    continue
                fact = facts.pop((selection["ContestSelectionId"], position.get("Position")), None)
                if fact is None or any(fact.get(key) != position.get(key)
                                       for key in ("HasIndication", "MarkMetricValue", "NumberVotes", "CVRWriteIn")):
                    self.fault(path, f"{name}: a position differs from the original snapshot")
        for (selection, _), fact in facts.items():
            if fact["HasIndication"] != "no":
                self.fault(path, f"{name}: {selection} was marked and is not interpreted")

    def check_needs_adjudication(self, path, current):
        said = "needs-adjudication" in current.get("Status", [])
        waiting = any("needs-adjudication" in selection.get("Status", [])
                      for contest in current.get("CVRContest", [])
                      for selection in contest.get("CVRContestSelection", []))
        if waiting and not said:
            self.fault(path, "a selection waits for a person, the snapshot does not say so")
        for contest in current.get("CVRContest", []):
            for selection in contest.get("CVRContestSelection", []):
                unknown = any(p.get("IsAllocable") == "unknown" for p in selection["SelectionPosition"])
                if unknown != ("needs-adjudication" in selection.get("Status", [])):
                    self.fault(path, f"{contest['ContestId']}: unknown and needs-adjudication disagree")

    # ---- what lies beside the file ----

    def check_images(self, folder):
        known = {}
        for path, thing in walk(self.report):
            if thing.get("@type") != "CVR.ImageData":
                continue
            uri = urllib.parse.urlsplit(thing.get("Location", ""))
            file = folder / urllib.parse.unquote(uri.path)
            value = thing.get("Hash", {}).get("Value", "")
            if uri.scheme != "file" or uri.path.startswith("/") or ".." in file.parts:
                self.fault(path, f"Location {thing.get('Location')!r} is not inside the folder")
            elif not file.is_file():
                self.fault(path, f"{file.name} is missing")
            else:
                if file not in known:
                    known[file] = hashlib.sha256(file.read_bytes()).hexdigest()
                if not HEX64.match(value) or value != known[file]:
                    self.fault(path, f"{file.name} has another hash")

    def code_of(self, thing):
        return next(code["Value"] for code in thing["Code"] if code.get("OtherType") == "definition-id")

    def rows(self, folder, name):
        with open(folder / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def check_folder(self, folder):
        sheets = {row["sheet"]: row for row in self.rows(folder, "sheets.csv")}
        marks = {}
        for row in self.rows(folder, "marks.csv"):
            marks.setdefault(row["sheet"], []).append(row)
        recorded = set()
        for index, record in enumerate(self.report.get("CVR", [])):
            path = f"/CVR/{index}"
            original = next(s for s in record["CVRSnapshot"] if s["Type"] == "original")
            origin = json.loads(original["OtherStatus"])
            recorded.add(origin["sheet"])
            self.check_sheet_row(path, record, origin, sheets[origin["sheet"]])
            self.check_mark_rows(path, original, marks.get(origin["sheet"], []))
        for name, row in sheets.items():
            if (row["outcome"] == "refused") == (name in recorded):
                self.fault("sheets.csv", f"{name} is {row['outcome']} and has {'a' if name in recorded else 'no'} CVR")
        self.check_tally(folder)

    def check_sheet_row(self, path, record, origin, row):
        if row["id"] != record["UniqueId"] or row["position"] != str(record["BatchSequenceId"]):
            self.fault(path, "sheets.csv has another id or position")
        lines = ["ovalis-record-1", "election " + self.report["Election"][0]["Code"][0]["Value"]]
        for source in origin["sources"]:
            side = source["side"]
            if source["sha-256"] != row[f"{side}_source_sha256"] or source["file"] != row[f"{side}_source"]:
                self.fault(path, "sheets.csv names another source")
            if row[f"{side}_image"]:
                lines.append(f"{side} stored {row[f'{side}_image_sha256']}")
            else:
                lines.append(f"{side} source {source['sha-256']} page {source['page']}")
        ids = [hashlib.sha256("".join(f"{line}\n" for line in lines + [f"repeat {n}"]).encode()).hexdigest()
               for n in range(100)]
        if record["UniqueId"] not in ids:
            self.fault(path, "UniqueId does not follow from definition and images")

    def check_mark_rows(self, path, original, rows):
        state = {"marked": "yes", "marginal": "unknown", "unmarked": "no"}
        from_csv = sorted((row["contest"], row["option"], row["fill"], state[row["state"]]) for row in rows)
        from_cvr = sorted((self.code_of(self.contests[contest["ContestId"]]),
                           self.code_of(self.selections[selection["ContestSelectionId"]][1]),
                           position["MarkMetricValue"][0], position["HasIndication"])
                          for contest in original["CVRContest"]
                          for selection in contest["CVRContestSelection"]
                          for position in selection["SelectionPosition"])
        if from_csv != from_cvr:
            self.fault(path, "marks.csv has other marks")

    def check_tally(self, folder):
        sums = {}
        for record in self.report.get("CVR", []):
            current = next(s for s in record["CVRSnapshot"] if s["@id"] == record["CurrentSnapshotId"])
            for contest in current["CVRContest"]:
                self.add_contest(sums, contest)
        for row in self.rows(folder, "tally.csv"):
            expected = sums.get((row["contest"], row["option"]), 0)
            if int(row["votes"]) != expected:
                self.fault("tally.csv", f"{row['contest']}, {row['option']}: {row['votes']}, records say {expected}")
            for key in ("overvotes", "undervotes", "pending", "ballots"):
                if int(row[key]) != sums.get((row["contest"], key, ""), 0):
                    self.fault("tally.csv", f"{row['contest']}: {key} {row[key]}, records say "
                                            f"{sums.get((row['contest'], key, ''), 0)}")

    def add_contest(self, sums, contest):
        name = self.code_of(self.contests[contest["ContestId"]])

        def add(key, number):
            sums[key] = sums.get(key, 0) + number
        final = "Overvotes" in contest
        out_of_party = contest.get("OtherStatus", "").startswith("out-of-party")
        add((name, "ballots", ""), 0 if out_of_party else 1)
        add((name, "pending", ""), 0 if final or out_of_party else 1)
        add((name, "overvotes", ""), contest.get("Overvotes", 0))
        add((name, "undervotes", ""), contest.get("Undervotes", 0))
        for selection in contest.get("CVRContestSelection", []):
            definition = self.selections[selection["ContestSelectionId"]][1]
            held = final and not contest["Overvotes"] and definition.get("IsWriteIn")
            for position in selection["SelectionPosition"]:
                if position["IsAllocable"] == "yes" or (held and position["IsAllocable"] == "unknown"):
                    add((name, self.code_of(definition)), position["NumberVotes"])


def check(report, folder=None):
    """The faults of a parsed report, a line each."""
    checker = Checker(report)
    checker.check_schema()
    if checker.faults:
        return checker.faults  # the rest leans on the schema
    checker.check_ids()
    checker.check_references()
    checker.check_others()
    checker.collect_election()
    checker.check_records()
    if folder is not None and not checker.faults:
        checker.check_images(folder)
        checker.check_folder(folder)
    return checker.faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=pathlib.Path, help="output of one run, checked against the records")
    parser.add_argument("report", type=pathlib.Path)
    arguments = parser.parse_args()
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        print("skipped: python3-jsonschema is not installed")
        return 77
    text = arguments.report.read_text(encoding="utf-8")
    faults = check(json.loads(text, object_pairs_hook=refuse_twice), arguments.folder)
    for line in faults[:100]:
        print(line)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
