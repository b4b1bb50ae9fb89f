#!/usr/bin/env python3
"""The optimised program: what it links, what it imports, how it is hardened. binary.py GLACIS"""
import re, subprocess, sys

LIBRARIES = {"libc.so.6", "libm.so.6", "libyaml-0.so.2", "libz.so.1", "libmpfr.so.6", "libgmp.so.10",
             "libpcre2-8.so.0", "libunistring.so.2", "libnettle.so.8", "libhogweed.so.6",
             "libpthread.so.0", "ld-linux-x86-64.so.2",
             "ld-linux-aarch64.so.1", "linux-vdso.so.1"}
# fork and execve are there for --render helm (scanner/render.c, held by text.py); in the cage they are refused.
FORBIDDEN = {"socket", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "recvfrom",
             "getaddrinfo", "gethostbyname", "dlopen", "system", "popen", "vfork", "execv", "execvp",
             "posix_spawn", "strcpy", "strcat", "sprintf", "gets", "__strcpy_chk", "__strcat_chk", "__sprintf_chk"}


def read(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main():
    glacis, problems, checks = sys.argv[1], [], 6
    needed = set(re.findall(r"\(NEEDED\).*\[(.+)\]", read("readelf", "-d", "-W", glacis)))
    if needed - LIBRARIES:
        problems.append(f"links {', '.join(sorted(needed - LIBRARIES))}")
    imported = {line.split()[-1].split("@")[0] for line in read("nm", "-D", "--undefined-only", glacis).splitlines()}
    if imported & FORBIDDEN:
        problems.append(f"imports {', '.join(sorted(imported & FORBIDDEN))}")
    headers, dynamic = read("readelf", "-h", "-l", "-W", glacis), read("readelf", "-d", "-W", glacis)
    if not re.search(r"Type:\s+DYN", headers):
        problems.append("is not position independent")
    if "GNU_RELRO" not in headers or not re.search(r"BIND_NOW|FLAGS_1.*NOW", dynamic):
        problems.append("has no full RELRO")
    if re.search(r"GNU_STACK\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+RWE", headers):
        problems.append("has an executable stack")
    if re.search(r"R(UN)?PATH", dynamic):
        problems.append("has a run path")
    for problem in problems:
        print(f"{glacis} {problem}")
    print(f"{checks - len(problems)} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
