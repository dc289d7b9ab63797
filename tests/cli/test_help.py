# SPDX-License-Identifier: Apache-2.0
"""Help, version and wrong usage: the right words on the right stream, the right code."""
import os
import re
import unittest

import cli

COMMANDS = ("interpret", "show", "help", "version")


def options_of_help(text):
    """{'--name'} of a help text; --[no-]name gives two."""
    found = set()
    for negatable, name in re.findall(r"^  --(\[no-\])?([a-z-]+)", text, re.M):
        found.add("--" + name)
        if negatable:
            found.add("--no-" + name)
    return found


def options_of_man(name):
    with open(os.path.join(cli.ROOT, "docs", "man", name), encoding="utf-8") as stream:
        section = stream.read().split(".SH OPTIONS")[1].split(".SH")[0]
    named = re.findall(r"^\.TP\n(.*)$", section, re.M)
    return {option.replace("\\", "") for line in named
            for option in re.findall(r"\\-\\-[a-z\\-]+", line)}


class Help(unittest.TestCase):
    def assert_helps(self, *arguments):
        ended = cli.run(*arguments)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertTrue(ended.stdout.startswith("usage: ovalis "))
        for line in ended.stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)
            self.assertEqual(line, line.rstrip())
        return ended.stdout

    def test_help_goes_to_stdout_within_80_columns(self):
        for arguments in (["help"], ["--help"], ["-h"]):
            self.assert_helps(*arguments)
        for command in COMMANDS:
            self.assertEqual(self.assert_helps(command, "--help"), self.assert_helps("help", command))

    def test_every_command_is_listed(self):
        text = self.assert_helps("help")
        self.assertEqual(tuple(re.findall(r"^  ([a-z]+) ", text.split("exit codes")[0], re.M)),
                         COMMANDS)

    def test_help_and_man_page_name_the_same_options(self):
        for command in ("interpret", "show"):
            self.assertEqual(options_of_help(self.assert_helps(command, "--help")),
                             options_of_man(f"ovalis-{command}.1"))

    def test_every_exit_code_is_in_help_and_man_page(self):
        with open(os.path.join(cli.ROOT, "docs", "man", "ovalis.1"), encoding="utf-8") as stream:
            page = stream.read().split(".SH EXIT STATUS")[1]
        codes = re.findall(r"^  (\d+) ", self.assert_helps("help"), re.M)
        self.assertEqual(codes, ["0", "1", "2", "3", "4", "130"])
        self.assertEqual(re.findall(r"^\.B (\d+)$", page, re.M), codes)

    def test_version_is_that_of_the_project(self):
        with open(os.path.join(cli.ROOT, "meson.build"), encoding="utf-8") as stream:
            version = re.search(r"version: '([\d.]+)'", stream.read()).group(1)
        for arguments in (["version"], ["--version"]):
            ended = cli.run(*arguments)
            self.assertEqual((ended.returncode, ended.stdout), (0, f"ovalis {version}\n"))


class Usage(unittest.TestCase):
    WRONG = (
        [], ["count"], ["--interpret-me"], ["help", "count"], ["help", "show", "version"],
        ["version", "x"], ["interpret"], ["interpret", "sheet.tif"],
        ["interpret", "--election", "e.json"], ["interpret", "--election"],
        ["interpret", "--election=", "sheet.tif"], ["interpret", "--elect", "e.json", "sheet.tif"],
        ["interpret", "--election", "e.json", "--jobs", "0", "sheet.tif"],
        ["interpret", "--election", "e.json", "--jobs", "two", "sheet.tif"],
        ["interpret", "--election", "e.json", "--jobs", "-1", "sheet.tif"],
        ["interpret", "--election", "e.json", "--jobs", "99999999999999999999", "sheet.tif"],
        ["interpret", "--election", "e.json", "--cpu-mask", "avx", "sheet.tif"],
        ["interpret", "--election", "e.json", "--cpu-mask", "123456789", "sheet.tif"],
        ["interpret", "--election", "e.json", "--one-sided=yes", "sheet.tif"],
        ["interpret", "--election", "e.json", "--no-json", "sheet.tif"],
        ["interpret", "-j", "4", "sheet.tif"],
        ["show"], ["show", "sheet.tif"], ["show", "--grid"],
    )

    def test_wrong_usage_is_said_on_stderr_and_ends_with_2(self):
        for arguments in self.WRONG:
            ended = cli.run(*arguments)
            self.assertEqual((ended.returncode, ended.stdout), (2, ""), arguments)
            self.assertRegex(ended.stderr, r"^(ovalis: |usage: )", arguments)
            self.assertNotRegex(ended.stderr, r"\.\n$", arguments)

    def test_options_may_stand_behind_sheets_and_join_their_value(self):
        # Gets as far as the definition, which is not there.
        for arguments in (["interpret", "sheet.tif", "--election=/nowhere/e.json"],
                          ["interpret", "--election", "/nowhere/e.json", "--", "--sheet.tif"]):
            ended = cli.run(*arguments)
            self.assertEqual(ended.returncode, 1, ended.stderr)
            self.assertIn("/nowhere/e.json", ended.stderr)


if __name__ == "__main__":
    unittest.main()
