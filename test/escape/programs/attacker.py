"""A server that turns on its host by system calls of its own; see attacker.mjs."""
import ctypes
import json
import os
import platform
import resource
import socket
import sys
import time

ARM = platform.machine() == "aarch64"
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def check(result):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def call(x64, arm64, *words):
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in words]
    return check(libc.syscall(ctypes.c_long(arm64 if ARM else x64), *words))


def trace(pid, **_):
    PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH = 0x4206, 0x4207, 17
    call(101, 117, PTRACE_SEIZE, pid, 0, 0)
    call(101, 117, PTRACE_INTERRUPT, pid, 0, 0)
    os.waitpid(pid, 0x40000000)
    call(101, 117, PTRACE_DETACH, pid, 0, 0)


def read_memory(pid, **_):
    class Piece(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

    with open(f"/proc/{pid}/maps") as maps:
        line = next(line for line in maps if line.rstrip().endswith("[stack]"))
    start, end = (int(word, 16) for word in line.split()[0].split("-"))
    buffer = ctypes.create_string_buffer(end - start)
    mine = Piece(ctypes.cast(buffer, ctypes.c_void_p), end - start)
    theirs = Piece(start, end - start)
    call(310, 270, pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
    return buffer.raw.decode("latin1")


def mount(path, **_):
    os.makedirs(path, exist_ok=True)
    check(libc.mount(b"none", path.encode(), b"tmpfs", 0, None))
    libc.umount2(path.encode(), 2)


def remount(path, **_):
    MS_REMOUNT, MS_BIND = 32, 4096
    check(libc.mount(None, path.encode(), None, MS_REMOUNT | MS_BIND, None))


def uncover(path, file, **_):
    libc.umount2(path.encode(), 2)
    with open(file) as found:
        return found.read()


def namespaces(flags, **_):
    check(libc.unshare(flags))


def enter(kind, host, **_):
    """Enters the namespace of each process that is to be seen, until it is the host's."""
    for pid in (name for name in os.listdir("/proc") if name.isdigit()):
        if os.readlink(f"/proc/self/ns/{kind}") == host:
            return
        try:
            libc.setns(os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY), 0)
        except OSError:
            pass
    raise OSError("the namespace of the host was not found")


def chroot(path, **_):
    os.makedirs(path, exist_ok=True)
    os.chroot(path)


def raw_socket(**_):
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()


def packet_socket(**_):
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x0300).close()


def vsock(**_):
    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close()


def search_key(name, **_):
    KEYCTL_SEARCH, KEYCTL_READ, USER_KEYRING = 10, 11, -4
    key = call(250, 219, KEYCTL_SEARCH, USER_KEYRING, b"user", name.encode(), 0)
    buffer = ctypes.create_string_buffer(4096)
    length = call(250, 219, KEYCTL_READ, key, buffer, 4096, 0)
    return buffer.raw[:length].decode()


def keep_key(name, secret, **_):
    call(248, 217, b"user", name.encode(), secret.encode(), len(secret), -4)


def drop_key(name, **_):
    key = call(250, 219, 10, -4, b"user", name.encode(), 0)
    call(250, 219, 9, key, -4)


def load_program(**_):
    """An empty BPF program: who is let in is told that it is invalid."""
    try:
        call(321, 280, 5, None, 0)
    except OSError as error:
        if error.errno == 1:
            raise


def make_device(path, **_):
    """The device is /dev/full under another name."""
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 7))
    try:
        os.close(os.open(path, os.O_WRONLY))
    finally:
        os.unlink(path)


def raise_limits(**_):
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def become(uid, **_):
    os.setgroups([])
    os.setuid(uid)


def type_into(path, text, **_):
    TIOCSTI = 0x5412
    terminal = os.open(path, os.O_RDWR | os.O_NOCTTY)
    for letter in text:
        check(libc.ioctl(terminal, TIOCSTI, ctypes.c_char_p(letter.encode())))


def fork_bomb(count, seconds, **_):
    for _ in range(count):
        if os.fork() == 0:
            time.sleep(seconds + 2)
            os._exit(0)
    time.sleep(seconds)


def shed(script, node, **_):
    """A daemon that takes off whatever it may be known by. Returns once it has become another program."""
    ours, its = os.pipe2(os.O_CLOEXEC)
    if os.fork() > 0:
        os.close(its)
        os.wait()
        os.read(ours, 1)
        return
    os.setsid()
    if os.fork() > 0:
        os._exit(0)
    RLIMIT_LOCKS = 10
    limit = (ctypes.c_ulong * 2)(1, 1)
    libc.prlimit(0, RLIMIT_LOCKS, limit, None)
    os.chdir("/")
    os.closerange(0, its)
    os.closerange(its + 1, 256)
    os.execve(node, [node, "-e", script], {})


def main():
    asked = json.loads(sys.stdin.read())
    deed = globals()[asked.pop("deed").replace("-", "_")]
    try:
        report = {"succeeded": True, "found": deed(**asked) or ""}
    except (OSError, ValueError) as error:
        report = {"succeeded": False, "why": str(error)}
    print(json.dumps(report), flush=True)
    os._exit(0)


main()
