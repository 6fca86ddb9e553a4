"""Ceph's S3 gateway, real: one monitor, one storage daemon that keeps all in memory, one gateway, all on loopback."""

import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from support.processes import guarded
from support.s3_endpoint import Endpoint, answers_http, free_ports, wait_until

PROGRAMS = ("radosgw", "radosgw-admin", "ceph-mon", "monmaptool", "ceph-osd", "ceph", "ceph-authtool")
"""Debian has them in radosgw, ceph-mon, ceph-osd and ceph-common."""

_KEY, _SECRET = "ceph", "cephsecret"

_SETTINGS = """\
[global]
fsid = {fsid}
mon host = {monitor}
keyring = {folder}/keyring
auth allow insecure global id reclaim = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = 8589934592
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = {folder}
admin socket = {folder}/$name.asok
crash dir = {folder}
log file = {folder}/$name.log
[mon.a]
mon data = {folder}/mon
[osd.0]
osd data = {folder}/osd
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw data = {folder}/rgw
"""


def missing_programs() -> list[str]:
    """What of Ceph is not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextmanager
def running_ceph() -> Iterator[Endpoint]:
    """A cluster with nothing in it but one user; about 13 seconds until it answers.

    Raises:
        RuntimeError: a part of it does not start.
    """
    # Not below pytest's folder: the name of a socket may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="hemolog-ceph-") as name, ExitStack() as stack:
        yield _Cluster(Path(name), stack).start()


class _Cluster:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._monitor, self._port = free_ports(2)

    def start(self) -> Endpoint:
        address = f"[v2:127.0.0.1:{self._monitor}]"
        fsid = str(uuid.uuid4())
        for name in ("mon", "osd", "rgw"):
            (self._folder / name).mkdir()
        settings = _SETTINGS.format(fsid=fsid, monitor=address, folder=self._folder, port=self._port)
        (self._folder / "ceph.conf").write_text(settings)
        keyring = str(self._folder / "keyring")
        for user in ("mon.", "client.admin", "client.rgw", "osd.0"):
            rights = [word for part in ("mon", "osd", "mgr") for word in ("--cap", part, "allow *")]
            self._run("ceph-authtool", "--create-keyring", "--gen-key", "-n", user, *rights, keyring + "." + user)
            with (self._folder / "keyring").open("a") as lines:
                lines.write((self._folder / f"keyring.{user}").read_text())
        self._run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, str(self._folder / "monmap"))
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", str(self._folder / "monmap"), "--keyring", keyring)
        self._serve("ceph-mon", "-i", "a")
        osd = str(uuid.uuid4())
        self._run("ceph", "osd", "new", osd, "0")
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd, "--keyring", keyring)
        self._serve("ceph-osd", "-i", "0")
        self._run(
            *("radosgw-admin", "user", "create", "--uid=tests", "--display-name=tests"),
            *(f"--access-key={_KEY}", f"--secret-key={_SECRET}"),
        )
        gateway = self._serve("radosgw", "-n", "client.rgw")
        wait_until(lambda: answers_http("127.0.0.1", self._port), gateway, self._log("radosgw"))
        return Endpoint(f"http://127.0.0.1:{self._port}", _KEY, _SECRET)

    def _run(self, program: str, *words: str) -> None:
        result = subprocess.run(
            self._command(program, *words), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
        if result.returncode:
            raise RuntimeError(f"{program} {' '.join(words)} ended with {result.returncode}:\n{result.stderr}")

    def _serve(self, program: str, *words: str) -> subprocess.Popen[str]:
        return self._stack.enter_context(guarded(self._command(program, *words, "-f"), self._log(program)))

    def _command(self, program: str, *words: str) -> list[str]:
        return [program, "-c", str(self._folder / "ceph.conf"), *words]

    def _log(self, program: str) -> Path:
        return self._folder / f"{program}.out"
