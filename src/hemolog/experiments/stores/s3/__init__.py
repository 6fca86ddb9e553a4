"""A bucket of S3 or of a server that speaks like it: AWS, Ceph, MinIO, R2."""

from hemolog.experiments.stores.s3.bucket import Bucket, parse_url
from hemolog.experiments.stores.s3.store import S3Store

__all__ = ["Bucket", "S3Store", "parse_url"]
