# SPDX-License-Identifier: Apache-2.0
"""ovalis interpret over the sheets of testdata/: what is printed, and what is written."""
import csv
import hashlib
import json
import os
import pty
import re
import unittest

import cli


def rows(path):
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def documented_keys():
    with open(os.path.join(cli.ROOT, "docs", "formats", "json-lines.md"), encoding="utf-8") as stream:
        return set(re.findall(r"`(\w+)`", stream.read()))


class Interpret(cli.Case):
    def test_the_output_is_the_same_bytes_for_any_number_of_jobs_and_every_time(self):
        for out, jobs in (("one", "1"), ("two", "2"), ("five", "5")):
            ended = self.interpret("--jobs", jobs, cli.sheets("lindenfeld"), out=out)
            self.assertIn(ended.returncode, (0, 3, 4), ended.stderr)
        first = cli.tree(self.path("one"))
        self.assertEqual({name.split("/")[0] for name in first}, cli.RESULTS)
        for other in ("two", "five"):
            found = cli.tree(self.path(other))
            self.assertEqual(first.keys(), found.keys())
            for name, content in first.items():
                self.assertTrue(content == found[name], f"{other}: {name} differs")

    def test_in_is_counted_and_review_and_refused(self):
        ended = self.interpret(cli.sheets("lindenfeld"))
        line = re.search(r"^sheets: (\d+) in = (\d+) counted \+ (\d+) for review \+ (\d+) refused$",
                         ended.stdout, re.M)
        taken, counted, review, refused = map(int, line.groups())
        self.assertEqual(taken, counted + review + refused)
        outcomes = [row["outcome"] for row in rows(self.path("out", "sheets.csv"))]
        self.assertEqual([outcomes.count(word) for word in ("counted", "review", "refused")],
                         [counted, review, refused])
        self.assertEqual(ended.returncode, 4 if refused else 3 if review else 0)
        self.assertEqual(ended.stderr, "")

    def test_every_sheet_of_the_inputs_has_a_row_in_order(self):
        self.interpret(cli.sheets("harbor"), name="harbor")
        expected = [row["sheet"] for row in rows(os.path.join(cli.TESTDATA, "outcomes.csv"))
                    if row["election"] == "harbor"]
        found = [row["sheet"] for row in rows(self.path("out", "sheets.csv"))]
        self.assertEqual(sorted(found), sorted(expected))
        self.assertEqual(found, sorted(found))

    def test_the_summary_names_the_page_to_open_and_it_is_there(self):
        ended = self.interpret(os.path.join(cli.sheets("harbor"), "good-filled.tif"), name="harbor")
        page = re.search(r"^open: +(.*)$", ended.stdout, re.M).group(1)
        self.assertTrue(os.path.isfile(page))
        self.assertEqual(ended.returncode, 0)

    def test_stored_images_have_the_hashes_of_the_records(self):
        self.interpret(os.path.join(cli.sheets("harbor"), "good-filled.tif"), name="harbor")
        with open(self.path("out", "cvr.json"), encoding="utf-8") as stream:
            record = stream.read()
        json.loads(record)
        images = os.listdir(self.path("out", "images"))
        self.assertEqual(sorted(images), [f"good-filled.{k}-{side}.tif" for k in (1, 2)
                                          for side in ("back", "front")])
        for name in images:
            with open(self.path("out", "images", name), "rb") as stream:
                self.assertIn(hashlib.sha256(stream.read()).hexdigest(), record.lower())

    def test_evidence_goes_by_the_printed_side_whichever_page_came_first(self):
        files = [os.path.join(cli.sheets("lindenfeld"), f"good-back-first-{name}.png")
                 for name in ("front", "back")]
        self.interpret(*files)
        row = rows(self.path("out", "sheets.csv"))[0]
        hashes = []
        for path in files:
            with open(path, "rb") as stream:
                hashes.append(hashlib.sha256(stream.read()).hexdigest())
        # The file that is called "front" shows the back.
        self.assertEqual((row["front_source_sha256"], row["back_source_sha256"]),
                         (hashes[1], hashes[0]))
        self.assertEqual((row["front_image"], row["back_image"]),
                         ("good-back-first-front.tif", "good-back-first-back.tif"))

    def test_pages_of_refused_sheets_are_kept_as_they_were_fed(self):
        self.interpret(*[os.path.join(cli.sheets("lindenfeld"), f"refused-no-grid-{side}.png")
                         for side in ("front", "back")])
        self.assertEqual(sorted(os.listdir(self.path("out", "images"))),
                         ["refused-no-grid-1.tif", "refused-no-grid-2.tif"])

    def test_exit_codes_tell_how_the_sheets_ended(self):
        for sheet, code in (("good-filled.tif", 0), ("review-overvote.tif", 3),
                            ("refused-no-code.tif", 4)):
            ended = self.interpret("--settings", cli.election("system-settings"),
                                   os.path.join(cli.sheets("harbor"), sheet), name="harbor",
                                   out=sheet)
            self.assertEqual(ended.returncode, code, ended.stdout)

    def test_json_is_one_object_a_line_with_documented_keys(self):
        ended = self.interpret("--json", cli.sheets("harbor"), name="harbor")
        found = [json.loads(line) for line in ended.stdout.splitlines()]
        self.assertEqual([line["kind"] for line in found], ["sheet"] * (len(found) - 1) + ["run"])
        for line in found:
            self.assertLessEqual(set(line), documented_keys())
        run = found[-1]
        self.assertEqual(run["sheets"], len(found) - 1)
        self.assertEqual(run["sheets"], run["counted"] + run["review"] + run["refused"])
        self.assertEqual(run["exit"], ended.returncode)
        with open(cli.election("harbor"), "rb") as stream:
            self.assertEqual(run["ballotHash"], hashlib.sha256(stream.read()).hexdigest())
        for line in found[:-1]:
            self.assertEqual(line["reason"] == "", line["outcome"] == "counted")

    def test_a_repeated_sheet_goes_to_review_and_names_the_first(self):
        sheet = os.path.join(cli.sheets("harbor"), "good-filled.tif")
        ended = self.interpret("--json", sheet, sheet, name="harbor")
        found = [json.loads(line) for line in ended.stdout.splitlines()]
        self.assertEqual([line.get("outcome") for line in found],
                         ["counted", "counted", "review", "review", None])
        self.assertEqual([line.get("reason") for line in found[2:4]], ["repeated-image"] * 2)
        self.assertIn("good-filled#1", rows(self.path("out", "sheets.csv"))[2].values())

    def test_a_copy_in_another_format_is_a_repeat_too(self):
        source = os.path.join(cli.sheets("lindenfeld"), "good-filled-")
        os.mkdir(self.path("in"))
        for side in ("front", "back"):
            with open(source + side + ".png", "rb") as stream:
                content = stream.read()
            for name in ("a", "b"):
                with open(self.path("in", f"{name}-{side}.png"), "wb") as stream:
                    # A chunk behind the end: another file, the same pixels.
                    stream.write(content + (b"\0" if name == "b" else b""))
        ended = self.interpret("--json", self.path("in"))
        found = [json.loads(line) for line in ended.stdout.splitlines()]
        self.assertNotIn("repeated-image", found[0]["reason"])
        self.assertIn("repeated-image", found[1]["reason"])

    def test_repeats_count_when_asked_for(self):
        sheet = os.path.join(cli.sheets("harbor"), "good-filled.tif")
        ended = self.interpret("--count-repeats", sheet, sheet, name="harbor")
        self.assertEqual(ended.returncode, 0)
        with open(self.path("out", "cvr.json"), encoding="utf-8") as stream:
            records = json.load(stream)["CVR"]
        self.assertEqual(len({record["UniqueId"] for record in records}), 4)

    def test_names_that_are_hostile_stay_inside_the_folder(self):
        with open(os.path.join(cli.sheets("harbor"), "good-filled.tif"), "rb") as stream:
            content = stream.read()
        os.mkdir(self.path("in"))
        for name in (b"a\nb.tif", b"\"<script>.tif", b"\xff\xfe.tif", b"-rf.tif", b"'; x.tif"):
            with open(os.path.join(self.path("in").encode(), name), "wb") as stream:
                stream.write(content)
        ended = self.interpret("--json", "--count-repeats", self.path("in"), name="harbor")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        for line in ended.stdout.encode("utf-8").decode("utf-8").splitlines():
            json.loads(line)
        for name in os.listdir(self.path("out", "images")):
            self.assertRegex(name, r"\A[A-Za-z0-9_+~=][A-Za-z0-9._+~=-]*\.tif\Z")
        self.assertEqual(len(os.listdir(self.path("out", "images"))), 20)

    def on_terminal(self, *arguments):
        """What the program writes when all its streams are a terminal of its own."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(cli.PROGRAM, [cli.PROGRAM, "interpret", "--election", cli.election("harbor"),
                                   *arguments])
        written = b""
        try:
            while more := os.read(terminal, 65536):
                written += more
        except OSError:  # the end, on Linux
            pass
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
        return written.decode()

    def test_progress_is_shown_only_on_a_terminal(self):
        deck = [os.path.join(cli.sheets("harbor"), "good-filled.tif")] * 40
        arguments = ["--count-repeats", "--jobs", "1", *deck]
        self.assertEqual(self.interpret(*arguments, name="harbor").stderr, "")
        shown = self.on_terminal("--out", self.path("shown"), *arguments)
        self.assertIn("\r80/80 sheets, ", shown)
        self.assertLess(shown.index("80/80 sheets"), shown.index("County Election"))
        quiet = self.on_terminal("--out", self.path("quiet"), "--no-progress", *arguments)
        self.assertNotIn("80/80", quiet)


if __name__ == "__main__":
    unittest.main()
