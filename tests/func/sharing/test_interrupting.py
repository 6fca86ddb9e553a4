"""Ctrl-C ends a command within seconds, whatever it waits for, and the same command goes on."""

import signal
import socket
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from support.processes import started
from support.remotes import RemotePlace
from support.shared import hemolog, team, use


@pytest.mark.parametrize("words", [("push", "--all"), ("audit", "--remote"), ("storage", "--remote")])
def test_a_server_that_is_silent_holds_nobody(tmp_path: Path, moto_place: RemotePlace, words: tuple[str, ...]) -> None:
    made = team(tmp_path, moto_place, (0.1, 0.2))
    hemolog(made.here, "push", "trial-0000")
    with closing(socket.create_server(("127.0.0.1", 0), backlog=100)) as silent:
        assert moto_place.endpoint
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        use(made.here, replace(moto_place, endpoint=replace(moto_place.endpoint, url=address)))
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with started(["hemolog", *words], cwd=made.here.path, **streams) as process:
            connection, _ = silent.accept()
            with closing(connection):
                process.send_signal(signal.SIGINT)
                said, _ = process.communicate(timeout=60)  # Far less than the server's silence is borne.
    assert process.returncode == 130
    assert said.splitlines()[-1] == "interrupted"
    assert "Traceback" not in said
    use(made.here, moto_place)
    hemolog(made.here, *words)
