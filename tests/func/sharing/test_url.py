"""`hemolog url` as a user sees it, over each kind of place: the address leads other programs to the bytes."""

import json
from pathlib import Path

import pytest

from support.processes import ended, environment
from support.remotes import RemotePlace
from support.repositories import Repository
from support.small_pipeline import record, small_pipeline, trials_of


@pytest.fixture
def repository(tmp_path: Path, remote_place: RemotePlace) -> Repository:
    """A pipeline with a trial of a search, in whose place the data are."""
    repository = small_pipeline(tmp_path / "repository")
    remote_place.configure(repository.path)
    repository.dvc("repro", "--quiet")
    repository.commit("Reproduced")
    with_other_rate = trials_of(repository.path, ["train.rate"])
    record(repository.path, with_other_rate, "train.rate=0.5", name="rates-0000")
    repository.dvc("push", "--quiet", "--all-commits")
    repository.dvc("exp", "apply", "--quiet", "rates-0000")
    repository.dvc("push", "--quiet")
    return repository


def hemolog(repository: Repository, *words: str) -> tuple[int, str, str]:
    result = ended(["hemolog", *words], cwd=repository.path, env=environment())
    return result.returncode, result.stdout, result.stderr


def key(address: str, place: RemotePlace) -> str:
    assert address.startswith(f"{place.url}/")
    assert address.endswith("\n")
    return address[len(place.url) + 1 : -1]


def test_the_address_leads_to_the_bytes_of_the_experiment(repository: Repository, remote_place: RemotePlace) -> None:
    model = (repository.path / "models/model.bin").read_bytes()
    repository.git("checkout", "--quiet", "--force", "HEAD", "--", ".")
    repository.dvc("checkout", "--quiet")
    assert (repository.path / "models/model.bin").read_bytes() != model
    code, address, said = hemolog(repository, "url", "rates-0000", "models/model.bin")
    assert (code, said) == (0, "")
    assert remote_place.read(key(address, remote_place)) == model
    _, of_main, _ = hemolog(repository, "url", "main", "models/model.bin")
    assert remote_place.read(key(of_main, remote_place)) == (repository.path / "models/model.bin").read_bytes()


def test_a_clone_without_any_data_finds_a_file_of_a_directory(
    repository: Repository, remote_place: RemotePlace, tmp_path: Path
) -> None:
    repository.git("clone", "--quiet", str(repository.path), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.git("fetch", "--quiet", "origin", "refs/exps/*:refs/exps/*")
    remote_place.configure(clone.path)
    code, address, said = hemolog(clone, "url", "rates-0000", "data/prepared/2.txt")
    assert (code, said) == (0, "")
    assert remote_place.read(key(address, remote_place)) == b"14"
    _, listing, _ = hemolog(clone, "url", "rates-0000", "data/prepared")
    assert len(json.loads(remote_place.read(key(listing, remote_place)))) == 3


def test_what_has_no_address_is_one_line_and_nothing_that_a_program_takes_for_one(repository: Repository) -> None:
    code, address, said = hemolog(repository, "url", "rates-0000", "params.yaml")
    assert (code, address) == (2, "")
    assert said.startswith("error: params.yaml of ")
    assert "is kept by git: `git show " in said
    assert said.count("\n") == 1
