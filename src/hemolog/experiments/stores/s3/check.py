"""Whether a bucket lets itself be used, and what is missing if it does not, each permission by its name.

Nothing is left behind. An object is written only after the server has shown, by a name that does not exist, that it
would let it be removed; uploads in parts are asked for by an id that does not exist, so that none has to be begun.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from hemolog.errors import RemoteError
from hemolog.experiments.stores.check import FOLDER, Check, Finding, Permission, Step, new_name
from hemolog.experiments.stores.retry import Retries
from hemolog.experiments.stores.s3.bucket import Bucket
from hemolog.experiments.stores.s3.clients import Clients
from hemolog.experiments.stores.s3.faults import ERRORS, code, diagnose
from hemolog.experiments.stores.s3.permissions import needed
from hemolog.experiments.stores.s3.tls import speaks_tls
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.trouble import Diagnosis, Trouble

Read = Callable[[str], bytes]
"""Reads an object by DVC's own client; `RemoteError` if it can't. Takes a key relative to the remote's root."""

_TIMEOUTS = {"connect_timeout": 5, "read_timeout": 20}
"""Seconds: a person waits."""
_ATTEMPTS = 3
_NOBODY = "hemolog-check-no-such-upload"
_REFUSED = re.compile(
    r"not authorized to perform: (?P<action>[a-z0-9-]+:\w+)(?: on resource: \"?(?P<resource>arn:[^\s\"]+))?"
)
"""How AWS words it. KMS speaks through S3 in the same way."""
_MISSING = {"NoSuchKey", "NoSuchUpload", "404"}
_ALONE = (Trouble.PERMISSION, Trouble.DAMAGED)
"""Troubles of one step; with any other, the steps after it would tell the same again."""


def check_bucket(settings: RemoteSettings, read: Read | None = None, retries: Retries | None = None) -> Check:
    """Write, read, list and delete a small object.

    Args:
        settings: of an `s3://` remote.
        read: as `Read`; without it that step is left out.
        retries: of each request.

    Raises:
        RemoteError: the settings contradict themselves.
    """
    bucket = Bucket.of(settings)
    tried = _Trial(settings, bucket, retries or Retries(attempts=_ATTEMPTS))
    return Check(bucket.url, tuple(tried.findings(read)), tried.source)


class _Trial:
    def __init__(self, settings: RemoteSettings, bucket: Bucket, retries: Retries) -> None:
        self._bucket, self._retries = bucket, retries
        self._endpoint = str(settings.options.get("endpointurl") or "")
        self._clients = Clients({**_TIMEOUTS, **settings.options}, connections=1)
        self._found: dict[Step, Finding] = {}
        self._over = False
        self.source: str | None = None

    def findings(self, read: Read | None) -> list[Finding]:
        """All steps, each tried as far as those before it leave anything to try."""
        key, content = new_name(), secrets.token_bytes(32)
        place = self._bucket.place(key)
        self._try(Step.DELETE, self._request("delete_object", place))
        self._try(Step.LIST, lambda: self._list(place, None))
        removable = self._good(Step.DELETE)
        try:
            if removable:
                self._try(Step.WRITE, self._request("put_object", {**place, "Body": content, **self._bucket.written}))
            written = self._good(Step.WRITE)
            self._try(Step.READ, lambda: self._read(place, content if written else None))
            if written and self._good(Step.LIST):
                self._try(Step.LIST, lambda: self._list(place, place["Key"]))
            if read is not None and written and self._good(Step.READ):
                self._try(Step.DVC, lambda: _read_again(read, key, content))
        finally:
            # Also after a write that only seemed to fail: the answer may be what was lost.
            if removable and Step.WRITE in self._found:
                self._found[Step.DELETE] = self._tried(Step.DELETE, self._request("delete_object", place))
        self._try(Step.PARTS, *self._parts(place))
        steps = [step for step in Step if step is not Step.DVC or read is not None]
        return [self._found.get(step, Finding(step, tried=False)) for step in steps]

    def _good(self, step: Step) -> bool:
        return step in self._found and self._found[step].good

    def _parts(self, place: Mapping[str, str]) -> list[Callable[[], None]]:
        listing = {"Bucket": self._bucket.name, "Prefix": place["Key"]}
        upload = {**place, "UploadId": _NOBODY}
        return [
            self._request("list_multipart_uploads", listing),
            self._request("list_parts", upload),
            self._request("abort_multipart_upload", upload),
        ]

    def _request(self, operation: str, parameters: Mapping[str, Any]) -> Callable[[], None]:
        def send() -> None:
            self._send(operation, parameters)

        return send

    def _send(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        """Send it; what does not exist was refused to nobody, and is None.

        Raises:
            _FailedError: with what is known of it.
        """
        try:
            return self._retries.call(
                lambda: getattr(self._client(), operation)(**parameters), self._bucket.url, diagnose, ERRORS
            )
        except RemoteError as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and code(cause) in _MISSING:
                return None
            raise _FailedError(*self._explained(error, operation)) from error

    def _client(self) -> Any:
        client = self._clients.get()
        # No public way tells it of the client that is really used.
        keys = client._request_signer._credentials
        self.source = keys.method if keys is not None else None
        return client

    def _list(self, place: Mapping[str, str], expected: str | None) -> None:
        answer = self._send("list_objects_v2", {"Bucket": place["Bucket"], "Prefix": place["Key"], "MaxKeys": 2})
        if expected is not None and expected not in {each["Key"] for each in answer.get("Contents", ())}:
            raise _FailedError(Diagnosis(Trouble.OTHER, "what was just written is not in the listing"))

    def _read(self, place: Mapping[str, str], expected: bytes | None) -> None:
        try:
            answer = self._send("get_object", {**place, **self._bucket.read})
        except _FailedError as failed:
            # Without the right to list, S3 says of what is not there that it is forbidden.
            if expected is None and failed.diagnosis.trouble is Trouble.PERMISSION and not self._good(Step.LIST):
                raise _UntoldError from failed
            raise
        if expected is not None:
            _expect(answer["Body"].read() if answer is not None else b"", expected)

    def _try(self, step: Step, *requests: Callable[[], None]) -> None:
        """Do a step, unless one before it has shown that there is no use."""
        if not self._over:
            with suppress(_UntoldError):
                self._found[step] = self._tried(step, *requests)

    def _tried(self, step: Step, *requests: Callable[[], None]) -> Finding:
        """Do all requests of a step; what went wrong first is kept."""
        finding = Finding(step)
        for request in requests:
            try:
                request()
            except _FailedError as failed:
                missing = tuple(dict.fromkeys([*finding.missing, *failed.missing]))
                finding = replace(finding, diagnosis=finding.diagnosis or failed.diagnosis, missing=missing)
                if failed.diagnosis.trouble not in _ALONE:
                    self._over = self._over or step is not Step.DVC
                    break
        return finding

    def _explained(self, error: RemoteError, operation: str) -> tuple[Diagnosis, tuple[Permission, ...]]:
        diagnosis = error.diagnosis or Diagnosis(Trouble.OTHER, str(error))
        unclear = diagnosis.trouble in (Trouble.NETWORK, Trouble.OTHER)
        if unclear and self._endpoint.startswith("http://") and speaks_tls(self._endpoint):
            cause = "the server speaks TLS, and was spoken to without"
            return Diagnosis(Trouble.TLS, cause, "give its URL with https://"), ()
        if diagnosis.trouble is not Trouble.PERMISSION:
            return diagnosis, ()
        return diagnosis, (self._permission(error.__cause__, operation),)

    def _permission(self, refused: BaseException | None, operation: str) -> Permission:
        message = str(refused.response.get("Error", {}).get("Message", "")) if isinstance(refused, ClientError) else ""
        told = _REFUSED.search(message[:2000])
        region = str(self._clients.get().meta.region_name or "")
        # No more than is asked for here: who pushes need not be allowed to delete data.
        folder = f"{FOLDER}/" if operation == "delete_object" else ""
        own = needed(operation, self._bucket.name, f"{self._bucket.prefix}{folder}", region=region)
        if told is None or told["action"] == own.action:
            return own
        return Permission(told["action"][:80], (told["resource"] or "*")[:300].rstrip(".,"))


class _FailedError(Exception):
    def __init__(self, diagnosis: Diagnosis, missing: tuple[Permission, ...] = ()) -> None:
        self.diagnosis, self.missing = diagnosis, missing
        super().__init__(diagnosis.cause)


class _UntoldError(Exception):
    """The answer may mean one thing or the other."""


def _read_again(read: Read, key: str, expected: bytes) -> None:
    try:
        received = read(key)
    except RemoteError as error:
        raise _FailedError(error.diagnosis or Diagnosis(Trouble.OTHER, str(error))) from error
    _expect(received, expected)


def _expect(received: bytes, expected: bytes) -> None:
    if received != expected:
        raise _FailedError(Diagnosis(Trouble.DAMAGED, "other bytes come back than were written"))
