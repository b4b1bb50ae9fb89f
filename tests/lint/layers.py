#!/usr/bin/env python3
"""Who may include whom, and which file touches which library. The table is the architecture: a line that has to
be added here is a decision to talk about (ARCHITECTURE.md "Who may include whom")."""
import re
from project import c_files, finish, name, without_comments

PUBLIC_ENGINE = ["engine/check.h", "engine/baseline.h", "engine/finding.h", "engine/truth.h"]
# room: beginnings of what its files may include
ROOMS = {
    "scanner/base/": ["base/"],
    "scanner/tree/": ["base/", "tree/"],
    "scanner/read/": ["base/", "tree/", "read/"],
    "scanner/hcl/": ["base/", "tree/", "read/", "hcl/"],
    "scanner/graph/": ["base/", "tree/", "graph/"],
    "scanner/front/": ["base/", "tree/", "read/", "hcl/", "graph/", "front/"],
    "scanner/reach/": ["base/", "tree/", "graph/", "reach/"],
    "scanner/network/": ["base/", "tree/", "graph/", "reach/", "network/"],
    "scanner/engine/": ["base/", "tree/", "read/", "graph/", "reach/", "network/", "engine/", "checks/natives.def"],
    "scanner/tools/": ["base/", "tree/", "read/", "tools/", "front/terraform/map/table.h"],
    "checks/": ["base/", "tree/", "graph/", "reach/", "network/", "checks/"] + PUBLIC_ENGINE,
    "reports/": ["base/", "reports/", "tree/value.h", "graph/resource.h"] + PUBLIC_ENGINE,
    "scanner/": ["base/", "tree/", "read/", "hcl/", "graph/", "front/", "reach/", "network/", "engine/", "reports/",
                 "checks/", ""],
}
# header of a library or of the system: the only files that may touch it
OWNERS = {
    "yaml.h": ["scanner/read/yaml", "tests/conformance/yaml_events", "tests/bench/"],
    "pthread.h": ["scanner/base/pool.c", "tests/unit/"],
    "cjson/cJSON.h": ["tests/bench/"],
    "zlib.h": ["checks/encoded_text.c", "scanner/front/terraform/function/compress.c"],
    "mpfr.h": ["scanner/front/terraform/value/number"],
    "gmp.h": ["scanner/front/terraform/value/number", "scanner/front/terraform/function/rsa.c"],
    "pcre2.h": ["scanner/front/terraform/function/regex.c"],
    "nettle/md5.h": ["scanner/front/terraform/function/hash.c"], "nettle/sha1.h": ["scanner/front/terraform/function/hash.c"],
    "nettle/sha2.h": ["scanner/front/terraform/function/hash.c"], "nettle/rsa.h": ["scanner/front/terraform/function/rsa.c"],
    "unistr.h": ["scanner/base/unicode.c"], "uninorm.h": ["scanner/base/unicode.c"],
    "unicase.h": ["scanner/base/unicode.c"], "unigbrk.h": ["scanner/base/unicode.c"], "unictype.h": ["scanner/base/unicode.c"],
    "regex.h": ["scanner/engine/"],
    "sys/mman.h": ["scanner/base/"],
    "dirent.h": ["scanner/discover.c", "scanner/engine/baseline_load.c", "scanner/front/terraform/listing.c",
                 "tests/"],
    "sys/socket.h": ["tests/unit/"], "netdb.h": [], "arpa/inet.h": [], "netinet/in.h": [], "curl/curl.h": [],
    "dlfcn.h": [], "spawn.h": [],
}


def room_of(path):
    return next((room for room in sorted(ROOMS, key=len, reverse=True) if path.startswith(room)), None)


def main():
    problems, looked_at = [], 0
    for path in c_files():
        mine = name(path)
        room = room_of(mine)
        looked_at += 1
        text = without_comments(path.read_text(encoding="utf-8"), keep_strings=True)
        for number, line in enumerate(text.splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if not match:
                continue
            header = match.group(2)
            if match.group(1) == "<":
                owners = OWNERS.get(header)
                if owners is not None and not any(mine.startswith(o) for o in owners):
                    problems.append(f"{mine}:{number}: <{header}> belongs to {', '.join(owners) or 'nobody'}")
            elif room and not any(header.startswith(allowed) for allowed in ROOMS[room]):
                problems.append(f"{mine}:{number}: {room} may not include \"{header}\"")
    finish(looked_at, problems)


if __name__ == "__main__":
    main()
