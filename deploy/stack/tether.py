"""Run a command that ends when its parent ends: `python tether.py PARENT_PID COMMAND ARGUMENT...`.

A program of its own, because arranging this between fork and exec is not safe in a parent that has threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    """Ask the kernel for SIGKILL at the parent's death, then become the command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the parent died before the kernel was asked
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - the caller gives an absolute path and a list, no shell


if __name__ == "__main__":
    main()
