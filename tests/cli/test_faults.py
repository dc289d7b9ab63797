# SPDX-License-Identifier: Apache-2.0
"""What goes wrong: files, folders, disk, signals. Nothing that looks complete may be left."""
import json
import os
import resource
import shutil
import signal
import struct
import subprocess
import time
import unittest
import zlib

import cli

GOOD = os.path.join(cli.sheets("harbor"), "good-filled.tif")


def png(width, height, data):
    """A bilevel PNG file."""
    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + \
            struct.pack(">I", zlib.crc32(name + content))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) \
        + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def file_size_limit(size):
    """Writing past `size` bytes of a file fails, as on a full disk."""
    def before():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return before


class Inputs(cli.Case):
    def test_a_missing_definition_or_sheet_fails_with_its_name(self):
        ended = cli.run("interpret", "--election", "/nowhere/e.json", "--out", self.path("out"), GOOD)
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        self.assertIn("ovalis: /nowhere/e.json: ", ended.stderr)
        ended = self.interpret("/nowhere/s.tif", name="harbor")
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        self.assertIn("/nowhere/s.tif", ended.stderr)
        self.assert_nothing_left()

    def test_a_folder_without_images_is_told(self):
        os.mkdir(self.path("in"))
        ended = self.interpret(self.path("in"), name="harbor")
        self.assertEqual(ended.returncode, 4)
        self.assertRegex(ended.stdout, r"in +.*no image")

    def test_a_definition_that_contradicts_itself_is_refused_with_every_fault(self):
        with open(cli.election("lindenfeld"), encoding="utf-8") as stream:
            definition = json.load(stream)
        definition["contests"][0]["seats"] = 50
        definition["contests"][0]["allowWriteIns"] = False
        definition["contests"][1]["districtId"] = "nowhere"
        with open(self.path("wrong.json"), "w", encoding="utf-8") as stream:
            json.dump(definition, stream)
        ended = cli.run("interpret", "--election", self.path("wrong.json"), "--out",
                        self.path("out"), GOOD)
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        self.assertIn("/contests/0", ended.stderr)
        self.assertIn("/contests/1", ended.stderr)
        self.assert_nothing_left()

    def test_damaged_files_are_refused_and_the_rest_is_counted(self):
        os.mkdir(self.path("in"))
        shutil.copy(GOOD, self.path("in", "m-good.tif"))
        with open(GOOD, "rb") as stream:
            content = stream.read()
        damaged = {"a-front.png": b"", "b-front.tif": b"this is no image",
                   "c-cut.tif": content[:len(content) // 2], "d-back.jpg": b"\xff\xd8\xff\xe0\0\x10"}
        for name, bytes_ in damaged.items():
            with open(self.path("in", name), "wb") as stream:
                stream.write(bytes_)
        for name in ("a-back.png", "b-back.png", "d-front.png"):
            shutil.copy(os.path.join(cli.sheets("lindenfeld"), "good-filled-back.png"),
                        self.path("in", name))
        ended = self.interpret("--json", self.path("in"), name="harbor")
        found = [json.loads(line) for line in ended.stdout.splitlines()]
        self.assertEqual(ended.returncode, 4, ended.stderr)
        good = [line for line in found if line.get("sheet", "").startswith("m-good")]
        self.assertEqual([line["outcome"] for line in good], ["counted"] * 2)
        for name in damaged:
            of_file = [line for line in found if line.get("sheet", "").startswith(name[0])]
            self.assertTrue(of_file, name)
            for line in of_file:
                self.assertEqual(line["outcome"], "refused")
                self.assertIn(name, line["reason"])
        run = found[-1]
        self.assertEqual(run["sheets"], run["counted"] + run["review"] + run["refused"])
        self.assertGreaterEqual(run["filesRefused"], len(damaged))

    def test_a_page_without_its_other_side_is_refused(self):
        os.mkdir(self.path("in"))
        for name in ("good-filled-front.png", "good-filled-back.png", "good-strokes-front.png"):
            shutil.copy(os.path.join(cli.sheets("lindenfeld"), name), self.path("in", name))
        ended = self.interpret("--json", self.path("in"))
        found = [json.loads(line) for line in ended.stdout.splitlines()]
        self.assertIn(found[0]["outcome"], ("counted", "review"))
        self.assertEqual([line.get("outcome") for line in found[1:]], ["refused", None])
        self.assertEqual(found[-1]["filesRefused"], 1)
        self.assertEqual(ended.returncode, 4)


    def test_images_past_the_bounds_are_refused_before_they_cost_memory(self):
        os.mkdir(self.path("in"))
        for name, width, height in (("a-front", 30000, 100), ("a-back", 19000, 19000)):
            rows = zlib.compressobj()
            data = b"".join(rows.compress(bytes(width // 8 + 1)) for _ in range(height))
            with open(self.path("in", name + ".png"), "wb") as stream:
                stream.write(png(width, height, data + rows.flush()))
        shutil.copy(GOOD, self.path("in", "b.tif"))
        ended = self.interpret("--json", "--jobs", "1", self.path("in"), name="harbor",
                               before=lambda: resource.setrlimit(  # the second one has 361 MB
                                   resource.RLIMIT_DATA, (200 << 20, 200 << 20)))
        found = [json.loads(line) for line in ended.stdout.splitlines()]
        self.assertEqual([line.get("outcome") for line in found],
                         ["refused", "counted", "counted", None], ended.stderr)


class Folder(cli.Case):
    def test_a_folder_that_holds_a_run_is_refused_and_left_alone(self):
        self.assertEqual(self.interpret(GOOD, name="harbor").returncode, 0)
        before = cli.tree(self.path("out"))
        ended = self.interpret(GOOD, name="harbor")
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        self.assertIn(self.path("out"), ended.stderr)
        self.assertTrue(before == cli.tree(self.path("out")))

    def test_any_result_alone_keeps_a_run_out(self):
        for name in sorted(cli.RESULTS) + ["images.partial"]:
            os.makedirs(self.path(name, "in"))
            os.mkdir(self.path(name, "in", name))
            ended = self.interpret(GOOD, name="harbor", out=os.path.join(name, "in"))
            self.assertEqual(ended.returncode, 1, name)
            self.assertEqual(os.listdir(self.path(name, "in")), [name])

    def test_other_files_in_the_folder_are_left_alone(self):
        os.mkdir(self.path("out"))
        with open(self.path("out", "notes.txt"), "w", encoding="utf-8") as stream:
            stream.write("mine")
        self.assertEqual(self.interpret(GOOD, name="harbor").returncode, 0)
        self.assertEqual(set(os.listdir(self.path("out"))), cli.RESULTS | {"notes.txt"})

    def test_a_folder_that_cannot_be_made_fails(self):
        with open(self.path("file"), "w", encoding="utf-8"):
            pass
        ended = self.interpret(GOOD, name="harbor", out=os.path.join("file", "out"))
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))


class Disk(cli.Case):
    def test_a_full_disk_leaves_nothing(self):
        self.assertEqual(self.interpret(GOOD, name="harbor", out="whole").returncode, 0)
        sizes = sorted({len(content) for content in cli.tree(self.path("whole")).values()})
        # Each file of the run in turn is the first that does not fit.
        for number, size in enumerate(sizes):
            out = f"out{number}"
            ended = self.interpret(GOOD, name="harbor", out=out, before=file_size_limit(size - 1))
            self.assertEqual((ended.returncode, ended.stdout), (1, ""), size)
            self.assertIn("ovalis: ", ended.stderr)
            self.assert_nothing_left(out)

    def test_a_summary_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            ended = self.interpret(GOOD, name="harbor", stdout=full)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("standard output", ended.stderr)


class Memory(cli.Case):
    def test_too_little_memory_is_a_failure_and_leaves_nothing(self):
        codes = set()
        for mebibytes in range(8, 64, 4):
            ended = self.interpret("--jobs", "1", GOOD, name="harbor", out=f"out{mebibytes}",
                                   before=lambda limit=mebibytes << 20: resource.setrlimit(
                                       resource.RLIMIT_DATA, (limit, limit)))
            codes.add(ended.returncode)
            if ended.returncode == 1:
                self.assertIn("ovalis: ", ended.stderr)
                self.assert_nothing_left(f"out{mebibytes}")
        self.assertEqual(codes, {0, 1})


class Signals(cli.Case):
    def start(self):
        """A run long enough to be caught in the middle."""
        program = subprocess.Popen(
            [cli.PROGRAM, "interpret", "--election", cli.election("harbor"), "--count-repeats",
             "--out", self.path("out"), *[GOOD] * 300],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        images = self.path("out", "images.partial")
        until = time.monotonic() + 60
        while time.monotonic() < until and not (os.path.isdir(images) and os.listdir(images)):
            time.sleep(0.02)
        self.assertTrue(os.listdir(images))
        return program

    def test_a_signal_stops_the_run_and_leaves_nothing(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            program = self.start()
            program.send_signal(number)
            out, words = program.communicate(timeout=120)
            self.assertEqual((program.returncode, out), (130, b""))
            self.assertIn(b"stopped after", words)
            self.assert_nothing_left()

    def test_a_reader_that_goes_away_stops_the_run_and_nothing_is_left(self):
        program = subprocess.Popen(
            [cli.PROGRAM, "interpret", "--election", cli.election("harbor"), "--count-repeats",
             "--json", "--out", self.path("out"), *[GOOD] * 300],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        program.stdout.readline()
        program.stdout.close()
        words = program.stderr.read()
        program.stderr.close()
        self.assertEqual(program.wait(timeout=120), 1, words)
        self.assertIn(b"standard output", words)
        self.assert_nothing_left()

    def test_a_killed_run_leaves_nothing_that_looks_complete(self):
        program = self.start()
        program.kill()
        program.communicate(timeout=120)
        left = os.listdir(self.path("out"))
        self.assertTrue(all(name.endswith(".partial") for name in left), left)
        self.assertEqual(self.interpret(GOOD, name="harbor").returncode, 1)


if __name__ == "__main__":
    unittest.main()
