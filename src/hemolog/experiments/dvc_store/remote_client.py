"""DVC's own client of a remote, asked for one object: `dvc pull` uses it, and it has its own ways with settings."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from dvc.exceptions import DvcException
from dvc.fs import get_cloud_fs
from dvc_objects.fs.errors import ConfigError

from hemolog.errors import RemoteError
from hemolog.experiments.faults import one_line
from hemolog.experiments.stores.s3.faults import diagnose
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.trouble import Diagnosis, Trouble


def reader(settings: RemoteSettings) -> Callable[[str], bytes]:
    """What reads an object of a remote, by its key, by DVC's client; `RemoteError` where that would fail."""
    remote = {settings.name: {**settings.options, "url": settings.url}}

    def read(key: str) -> bytes:
        try:
            kind, config, path = get_cloud_fs({"remote": remote}, name=settings.name)
            files: Any = kind(**config)
            content: bytes = files.cat_file(files.join(path, key))
        except (OSError, ValueError, DvcException, ConfigError, BotoCoreError, ClientError) as error:
            diagnosis = _diagnosed(error)
            raise RemoteError(diagnosis.told(), diagnosis) from error
        return content

    return read


def _diagnosed(error: BaseException) -> Diagnosis:
    each: BaseException | None = error
    while each is not None:
        if isinstance(each, ClientError | BotoCoreError):
            return diagnose(each)
        each = each.__cause__
    return Diagnosis(Trouble.OTHER, one_line(error))
