# SPDX-License-Identifier: Apache-2.0
"""What the libraries show: the shared one exports exactly what include/ovalis/ declares with
OVALIS_API; the static one holds no data that can change.

    check_symbols.py ROOT libovalis.so libovalis.a
"""
import os
import re
import subprocess
import sys

import source

DECLARED = re.compile(r"\bOVALIS_API\b[^;{]*?\b(ovalis_\w+)\s*\(")
# 0000000000000010 l     O .bss	0000000000000004 counter
DATA = re.compile(r"^[0-9a-f]+ (.{7}) (\S+)\s+([0-9a-f]+)\s+(?:\.hidden )?(\S+)$")
CHANGEABLE = re.compile(r"^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)(?!\.rel\.ro)")


def declared(root):
    folder = os.path.join(root, "include", "ovalis")
    names = set()
    for name in sorted(os.listdir(folder)):
        if name != "api.h":
            names |= set(DECLARED.findall(source.bare(source.read(folder, name))))
    return names


def exported(listing):
    """Names from `nm -D --defined-only`: version nodes and weak C++ inlines aside."""
    names = set()
    for line in listing.splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] in "TDBRWVi":
            names.add(parts[2].split("@")[0])
    return names


def changeable(listing):
    """Objects in sections that can be written, from `objdump -t` of the static library."""
    faults = []
    for line in listing.splitlines():
        match = DATA.match(line)
        if match and "d" not in match.group(1) and "O" in match.group(1) \
                and CHANGEABLE.match(match.group(2)):
            faults.append(f"{match.group(4)} in {match.group(2)} ({int(match.group(3), 16)} bytes) "
                          "can change: pass it as an argument, or make it const")
    return faults


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def check(root, shared, static):
    wanted, seen = declared(root), exported(run("nm", "-D", "--defined-only", shared))
    faults = [f"{name}: exported, but include/ovalis/ does not declare it"
              for name in sorted(seen - wanted)]
    faults += [f"{name}: declared in include/ovalis/, but not exported"
               for name in sorted(wanted - seen)]
    faults += changeable(run("objdump", "-t", static))
    return source.finish(faults, f"{len(wanted)} functions declared, {len(seen)} exported")


def self_test():
    assert exported("0000000000001139 T ovalis_run@@OVALIS_0\n"
                    "                 U free@GLIBC\n"
                    "0000000000000000 A OVALIS_0") == {"ovalis_run"}
    assert changeable("0000000000000000 l     O .bss\t0000000000000004 counter")
    assert changeable("0000000000000000 g     O .data\t0000000000000004 .hidden level")
    assert not changeable("0000000000000000 l     O .rodata\t0000000000000004 table\n"
                          "0000000000000000 l     O .data.rel.ro.local\t0000000000000004 names\n"
                          "0000000000000000 l    d  .bss\t0000000000000000 .bss")
    assert DECLARED.findall("OVALIS_API enum ovalis_status ovalis_run(const struct ovalis_x *a);") \
        == ["ovalis_run"]
    assert not DECLARED.findall("struct ovalis_x *ovalis_y(void);")


if __name__ == "__main__":
    self_test()
    sys.exit(check(*sys.argv[1:4]))
