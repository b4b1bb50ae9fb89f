"""peak.py FILE COMMAND...: runs a command and writes its exit status and peak memory (KiB) to FILE.

A process of its own, since the peak of a child begins with what its parent held when it was started.
"""
import os, sys

child = os.fork()
if child == 0:
    try:
        os.execvp(sys.argv[2], sys.argv[2:])
    finally:
        os._exit(127)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as out:
    out.write(f"{os.waitstatus_to_exitcode(status)} {usage.ru_maxrss}")
