"""Ends this process when whoever started it is gone: its standard input is a pipe that the starter holds open."""
import os
import sys
import threading


def on_lines(handle):
    """Gives each line of standard input to `handle`; ends the process at the end of the input."""

    def read():
        for line in sys.stdin:
            if line.strip():
                handle(line)
        os._exit(0)

    threading.Thread(target=read, name="parent-watch", daemon=True).start()


def say(value_json):
    """One line for the starter, at once."""
    sys.stdout.write(value_json + "\n")
    sys.stdout.flush()
