# SPDX-License-Identifier: Apache-2.0
"""A room knows the rooms before it, never those after it (docs/architecture.md)."""
import re
import sys

import source

# Room: the rooms whose headers it may include, beside its own, base/ and include/ovalis/.
ROOMS = {
    "base": (),
    "kernels": (),
    "election": (),
    "page": ("kernels",),
    "registration": ("page", "kernels", "election"),
    "marks": ("registration", "page", "kernels", "election"),
    "interpret": ("marks", "election"),
    "record": ("interpret", "marks", "election"),
    "export": ("record", "election"),
    "picture": ("registration", "marks", "page", "election", "interpret"),
    "pipeline": ("kernels", "election", "page", "registration", "marks", "interpret", "record", "export",
                 "picture"),
}
# Library header: the rooms that may know it. One place each, so that it can be replaced.
LIBRARIES = {
    r"tiff(io)?\.h": ("page",), r"jpeglib\.h|jerror\.h": ("page",), r"png\.h": ("page",), r"libdeflate\.h": ("page",),
    r"zbar\.h": ("registration",), r"opencv2/.*": ("registration",),
    r"openssl/.*": ("base",), r"jansson\.h": ("election", "export", "tools"), r"cairo.*\.h": ("picture",),
}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.M)


def room_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 else parts[0]


def fault_of(room, quote, header):
    """Why `room` may not include `header`; None when it may."""
    for library, rooms in LIBRARIES.items():
        if re.fullmatch(library, header):
            return None if room in rooms else f"<{header}> belongs to {', '.join(rooms)}"
    target = header.split("/")[0] if "/" in header else None
    if quote == "<" or target == "ovalis":
        return None
    if room == "include":
        return f'a public header may include "ovalis/…" only, not "{header}"'
    if target is None:
        return None if room == "tools" else f'"{header}" does not name its room'
    if room == "tools":
        return f'tools may include "ovalis/…" only, not "{header}"'
    if target in (room, "base") or target in ROOMS[room]:
        return None
    return f'{room} may not include "{header}"'


def check_text(path, text):
    room = room_of(path)
    if room not in ROOMS and room not in ("include", "tools"):
        return [f"{path}: room {room} is not in the table of tests/style/check_includes.py"]
    faults = []
    for match in INCLUDE.finditer(text):
        why = fault_of(room, match.group(1), match.group(2))
        if why:
            faults.append(f"{path}:{source.line_of(text, match.start())}: {why}")
    return faults


def check(root):
    faults = []
    paths = source.files(root, ["src", "include", "tools"], (".c", ".h", ".cpp", ".in"))
    for path in paths:
        faults += check_text(path, source.read(root, path))
    return source.finish(faults, f"includes of {len(paths)} files")


def self_test():
    wrong = [("src/page/a.c", '#include "marks/reading.h"'),
             ("src/interpret/a.c", '#include "page/page.h"'),
             ("src/base/a.c", '# include  "page/page.h"'),
             ("src/marks/a.c", "#include <tiffio.h>"),
             ("src/marks/a.c", '#include "reading.h"'),
             ("src/nowhere/a.c", ""),
             ("tools/a.c", '#include "base/text.h"'),
             ("include/ovalis/a.h", '#include "base/text.h"')]
    right = [("src/marks/a.c", '#include "marks/reading.h"\n#include "registration/grid.h"'),
             ("src/page/tiff.c", "#include <tiffio.h>\n#include <stdio.h>"),
             ("tools/a.c", '#include "ovalis/run.h"\n#include "command.h"'),
             ("src/export/a.c", '#include "record/record.h"\n#include "ovalis/run.h"')]
    for path, text in wrong:
        assert check_text(path, text), (path, text)
    for path, text in right:
        assert not check_text(path, text), (path, text)


if __name__ == "__main__":
    sys.exit(source.main(check, self_test))
