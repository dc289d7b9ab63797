# SPDX-License-Identifier: Apache-2.0
"""ovalis show: pictures, certificates, exit codes."""
import json
import os
import struct
import unittest

import cli


def png_size(path):
    with open(path, "rb") as stream:
        head = stream.read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:16] == b"IHDR", path
    return struct.unpack(">II", head[16:24])


class Show(cli.Case):
    def show(self, *arguments):
        return cli.run("show", "--out", self.path("out"), *arguments)

    def lines(self, ended):
        return [json.loads(line) for line in ended.stdout.splitlines()]

    def test_a_good_sheet_gives_a_picture_and_a_certificate_of_each_page(self):
        sheet = [os.path.join(cli.sheets("lindenfeld"), f"good-filled-{side}.png")
                 for side in ("front", "back")]
        ended = self.show("--election", cli.election("lindenfeld"), "--json", *sheet)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""), ended.stdout)
        pages = self.lines(ended)
        self.assertEqual([page.get("page") for page in pages], ["front", "back", None])
        for page in pages[:2]:
            self.assertTrue(page["certified"])
            self.assertLess(page["certificate"]["worstErrorMm"], 0.25)
            self.assertGreater(page["unmarked"], 0)
            width, height = png_size(page["picture"])
            self.assertTrue(1650 <= width <= 1750 and 2150 <= height <= 2250, (width, height))
        self.assertGreater(sum(page["marked"] for page in pages[:2]), 0)

    def test_grid_alone_needs_no_election_and_takes_single_pages(self):
        ended = self.show("--grid", "--json",
                          os.path.join(cli.sheets("lindenfeld"), "good-filled-front.png"))
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        page = self.lines(ended)[0]
        self.assertTrue(page["certified"])
        self.assertEqual((page["columns"], page["rows"]), (34, 41))

    def test_grid_of_an_election_is_tried_too(self):
        ended = self.show("--grid", "--election", cli.election("harbor"), "--json",
                          os.path.join(cli.sheets("harbor"), "good-filled.tif"))
        pages = self.lines(ended)
        self.assertEqual(ended.returncode, 0, ended.stdout)
        self.assertEqual([page["kind"] for page in pages], ["page"] * 4 + ["all"])

    def test_pages_that_are_not_certified_are_told_by_the_exit_code(self):
        sheet = [os.path.join(cli.sheets("lindenfeld"), f"refused-no-grid-{side}.png")
                 for side in ("front", "back")]
        for arguments in (["--grid"], ["--election", cli.election("lindenfeld")]):
            ended = self.show(*arguments, "--json", *sheet)
            self.assertEqual(ended.returncode, 4, ended.stdout)
            for page in self.lines(ended)[:2]:
                self.assertFalse(page["certified"])
                self.assertTrue(page["reason"])
                png_size(page["picture"])

    def test_text_names_borders_and_worst_error(self):
        ended = self.show("--grid",
                          os.path.join(cli.sheets("lindenfeld"), "good-filled-front.png"))
        self.assertRegex(ended.stdout, r"left \d+ of \d+, right \d+ of \d+")
        self.assertRegex(ended.stdout, r"worst predicted error 0\.\d+ mm")

    def test_a_damaged_file_is_told_and_the_rest_is_shown(self):
        with open(self.path("bad.tif"), "wb") as stream:
            stream.write(b"no image")
        ended = self.show("--grid", "--json", self.path("bad.tif"),
                          os.path.join(cli.sheets("lindenfeld"), "good-filled-front.png"))
        pages = self.lines(ended)
        self.assertEqual(ended.returncode, 4)
        # in the natural order of their names, which are in different folders; the totals come last
        seen = {page["sheet"]: page for page in pages[:-1]}
        self.assertEqual({name: page["certified"] for name, page in seen.items()},
                         {"bad": False, "good-filled-front": True})
        self.assertEqual(pages[-1]["certified"], 1)
        self.assertIn("bad.tif", seen["bad"]["reason"])


if __name__ == "__main__":
    unittest.main()
