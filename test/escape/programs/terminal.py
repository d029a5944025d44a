"""A terminal with somebody at it: tells what is shown there, and what a program reads that was never typed."""
import fcntl
import os
import pty
import sys
import termios

master, slave = pty.openpty()
if os.fork() == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    os.close(master)
    while True:
        line = os.read(slave, 4096)
        os.write(1, b"typed " + line)
os.write(1, os.ttyname(slave).encode() + b"\n")
while True:
    try:
        os.write(1, b"shown " + os.read(master, 4096) + b"\n")
    except OSError:
        sys.exit(0)
