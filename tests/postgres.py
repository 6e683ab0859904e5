"""A real PostgreSQL server of the tests' own: on loopback, a free port and a temporary folder, gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import adbc_driver_postgresql.dbapi as adbc

OWNER, PASSWORD = "owner", "a pass/word: @ 100%"  # with what a connection string must not trip over
PATIENCE = 60  # seconds for a slow machine
# Speed instead of safety: nothing of this server outlives the tests.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "max_connections": "20",
}


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    password: str = PASSWORD

    def uri(self, user: str = OWNER, database: str = "postgres") -> str:
        """Without the password, as it stands in a TOML."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str) -> None:
        """Run statements as the owner, each by itself."""
        uri = self.uri().replace(f"{OWNER}@", f"{OWNER}:{quote(self.password, safe='')}@")
        with adbc.connect(uri, autocommit=True) as connection, closing(connection.cursor()) as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def running() -> Iterator[Server]:
    """A server for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-of-the-tests-", dir=_open_folder()))
    try:
        words = folder / "password"
        words.write_text(PASSWORD, encoding="utf-8")
        programs = _programs()
        user = _as_nobody_special(folder, words)
        data, log = folder / "data", folder / "log"
        make = [
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            OWNER,
            f"--pwfile={words}",
            "--auth=scram-sha-256",
        ]
        subprocess.run(
            [*user, *make, "--locale=C", "--encoding=UTF8", "--no-sync"], check=True, capture_output=True
        )
        port = _free_port()
        chosen = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with open(log, "wb") as file:
            started = [*user, str(programs / "postgres"), "-D", str(data), "-p", str(port), *chosen]
            process = subprocess.Popen(started, stdout=file, stderr=file)
        try:
            _wait(process, port, log)
            yield Server(port)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the server's programs, which Debian keeps off the path; installed where there is none."""
    for _ in range(2):
        places = [
            *Path("/usr/lib/postgresql").glob("*/bin"),
            *Path("/opt/homebrew/opt").glob("postgresql*/bin"),
        ]
        known = shutil.which("initdb")
        places = (
            [Path(known).resolve().parent] if known else sorted(p for p in places if (p / "initdb").exists())
        )
        if places:
            return places[-1]
        subprocess.run([str(Path(__file__).parent / "install_postgres.sh")], check=True)
    raise FileNotFoundError("PostgreSQL is not there: run tests/install_postgres.sh")


def _open_folder() -> str:
    """The folder for temporary files, if the server's own user may go there."""
    usual = Path(tempfile.gettempdir()).resolve()
    closed = os.getuid() == 0 and not all(place.stat().st_mode & 0o001 for place in (usual, *usual.parents))
    return "/tmp" if closed else str(usual)


def _as_nobody_special(folder: Path, words: Path) -> list[str]:
    """The server refuses to run as root; it ends with the tests even if they are killed."""
    ends = ["setpriv", "--pdeathsig=INT"] if shutil.which("setpriv") else []
    if os.getuid() != 0:
        return ends
    for place in (folder, words):
        shutil.chown(place, "postgres", "postgres")
    return [*ends, "--reuid=postgres", "--regid=postgres", "--init-groups"]


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and b"ready to accept" in log.read_bytes():
                return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text('utf-8', 'replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # "fast": sessions are ended
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
