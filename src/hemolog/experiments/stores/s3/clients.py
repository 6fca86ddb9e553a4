"""The client of boto3 that all threads share: built when it is first needed, and anew when its credentials end."""

import os
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hemolog.errors import RemoteError
from hemolog.experiments.faults import one_line
from hemolog.experiments.stores import digests
from hemolog.experiments.stores.trouble import Diagnosis, Trouble

CONNECT_TIMEOUT = 10
"""Seconds, unless the remote's settings tell others."""
READ_TIMEOUT = 60
"""Seconds without a byte."""


class Clients:
    """Credentials come from where boto3 finds them (settings, environment, profile, SSO, role)."""

    def __init__(self, options: Mapping[str, Any], connections: int) -> None:
        self._options = options
        self._connections = connections
        self._lock = threading.Lock()
        self._client: Any = None
        self._keys: Any = None

    def get(self) -> Any:
        """The client; all threads may use it at once.

        Raises:
            RemoteError: what the settings tell makes no sense.
            BotoCoreError: boto3's, of settings and credentials.
        """
        with self._lock:
            if self._client is None:
                self._client, self._keys = self._build()
            return self._client

    def renew(self, stale: Any) -> bool:
        """Look for new credentials where the old ones came from.

        Args:
            stale: the client whose credentials have expired.

        Returns:
            Whether others are there now; also when another thread has found them meanwhile.
        """
        with self._lock:
            if self._client is stale:
                client, keys = self._build()
                if keys == self._keys:
                    return False
                self._client, self._keys = client, keys
            return True

    def _build(self) -> tuple[Any, Any]:
        import boto3
        import botocore.session

        options = self._options
        core = botocore.session.Session(profile=options.get("profile"))
        core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_time)
        # DVC's own way with them: the environment wins.
        for variable, option, setting in (
            ("AWS_SHARED_CREDENTIALS_FILE", "credentialpath", "credentials_file"),
            ("AWS_CONFIG_FILE", "configpath", "config_file"),
        ):
            if options.get(option) and variable not in os.environ:
                core.set_config_variable(setting, options[option])
        session = boto3.Session(
            aws_access_key_id=options.get("access_key_id"),
            aws_secret_access_key=options.get("secret_access_key"),
            aws_session_token=options.get("session_token"),
            region_name=options.get("region"),
            botocore_session=core,
        )
        try:
            client = session.client(
                "s3",
                endpoint_url=options.get("endpointurl"),
                use_ssl=options.get("use_ssl", True),
                verify=options.get("ssl_verify"),
                config=self._config(),
            )
        except ValueError as error:  # Of an endpoint that is no URL.
            cause = f"settings: {one_line(error)}"
            raise RemoteError(f"{cause}: check the endpoint's URL", Diagnosis(Trouble.SETTINGS, cause)) from error
        client.meta.events.register("before-call.s3.DeleteObjects", _add_content_md5)
        keys = session.get_credentials()
        return client, keys.get_frozen_credentials() if keys is not None else None

    def _config(self) -> Any:
        from botocore import UNSIGNED
        from botocore.config import Config

        anonymous = {"signature_version": UNSIGNED} if self._options.get("allow_anonymous_login") else {}
        return Config(
            max_pool_connections=self._connections,
            retries={"total_max_attempts": 1, "mode": "standard"},  # `Retries` knows more, and tells what it did.
            connect_timeout=self._options.get("connect_timeout") or CONNECT_TIMEOUT,
            read_timeout=self._options.get("read_timeout") or READ_TIMEOUT,
            # Checksums in trailers are unknown to Ceph 16 and to others; Content-MD5 is known to all.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            **anonymous,
        )


def _time(value: Any) -> datetime:
    """A time in an answer: a listing has a thousand, and in the form that it gives them no guesses are needed."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        from botocore.utils import parse_timestamp

        parsed: datetime = parse_timestamp(value)
        return parsed


def _add_content_md5(params: dict[str, Any], **_: Any) -> None:
    """The one checksum of this request that all servers know; boto3 gives CRC32 of late."""
    params.get("context", {}).pop("checksum", None)
    params["headers"].pop("x-amz-sdk-checksum-algorithm", None)
    params["headers"]["Content-MD5"] = digests.header(digests.new(params["body"]))
