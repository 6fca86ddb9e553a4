"""docs/ci.md tells what the workflows do."""

import json
import re

import comment
from report_artifact import FILE, MOST_CHARACTERS, NAME
from support.repositories import ROOT
from support.workflow_files import FILES, WORKFLOWS

DOCS = (ROOT / "docs/ci.md").read_text(encoding="utf-8")


def test_the_trust_of_the_role_is_json_for_pull_requests_alone() -> None:
    (policy,) = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL))
    (statement,) = policy["Statement"]
    told = statement["Condition"]["StringEquals"]
    assert told["token.actions.githubusercontent.com:sub"] == "repo:OWNER/REPOSITORY:pull_request"
    assert told["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"


def test_every_variable_file_and_name_is_told() -> None:
    variables = {name for file in FILES for name in re.findall(r"vars\.(\w+)", file.read_text())}
    assert variables
    names = {*variables, *(file.name for file in FILES), NAME, FILE, f"{MOST_CHARACTERS:,}"}
    names |= {
        name for told in WORKFLOWS["comment"]["jobs"]["comment"]["permissions"].items() for name in [": ".join(told)]
    }
    assert [name for name in names - {"contents: read"} if name not in DOCS] == []


def test_links_lead_somewhere() -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", DOCS):
        page = DOCS if not target else (ROOT / "docs" / target).read_text(encoding="utf-8")
        titles = {
            re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-")
            for title in re.findall(r"^#+ (.*)", page, re.M)
        }
        assert not anchor or anchor in titles, (target, anchor)


def test_a_pull_request_sees_what_the_comment_says() -> None:
    source = (ROOT / ".github/scripts/comment.py").read_text()
    for words in ("by code of a fork", "the run ended before it wrote one", "the rest of it is in the run's summary"):
        assert words in DOCS
        assert words in source
    assert comment.BOT == "github-actions[bot]"
