"""Checks of a bucket behind an address, and which of their steps were done."""

from hemolog.experiments.stores.check import Check, Step
from hemolog.experiments.stores.retry import Retries
from hemolog.experiments.stores.s3.check import Read, check_bucket
from hemolog.experiments.stores.settings import RemoteSettings
from support.s3_answers import Answer, Rule

KEYS = {"access_key_id": "someone", "secret_access_key": "sesame", "region": "eu-central-1"}
DENIED = Answer(403, "AccessDenied", "Access Denied")


def check(url: str, read: Read | None = None, **options: object) -> Check:
    settings = RemoteSettings("team", "s3://cells/models", {**KEYS, "endpointurl": url, **options})
    return check_bucket(settings, read, Retries(attempts=2, sleep=lambda seconds: None))


def steps(found: Check) -> dict[Step, bool | None]:
    """Each step: done, failed, or None where it was not tried."""
    return {finding.step: finding.good if finding.tried else None for finding in found.findings}


def always(answer: Answer) -> Rule:
    return lambda method, path: answer
