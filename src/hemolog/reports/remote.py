"""What came of a check of the DVC remote, and what to do next."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hemolog.errors import RemoteError
from hemolog.experiments.dvc_store.remotes import SHARED
from hemolog.experiments.sharing.team_remote import Plan
from hemolog.experiments.stores.address import shown
from hemolog.experiments.stores.check import Check, Finding, Step
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.trouble import Trouble
from hemolog.reports.search.words import visible

POLICY = "docs/s3.md"
_READING = {Step.READ, Step.LIST}
"""All that who pulls has to be allowed."""
_SOURCES: Mapping[str, str] = {
    "env": "the environment (AWS_ACCESS_KEY_ID)",
    "explicit": "DVC's settings (.dvc/config.local)",
    "shared-credentials-file": "~/.aws/credentials",
    "config-file": "~/.aws/config",
    "assume-role": "a role of ~/.aws/config",
    "assume-role-with-web-identity": "a web identity",
    "custom-process": "the credential_process of ~/.aws/config",
    "sso": "a login (aws sso login)",
    "container-role": "the role of this container",
    "iam-role": "the role of this machine",
}


def of_settings(settings: RemoteSettings) -> str:
    """Where a remote is; without anything that opens it."""
    options = settings.options
    parts = [f"{settings.name}: {shown(settings.url)}"]
    parts += [f"endpoint {shown(str(options['endpointurl']))}"] if options.get("endpointurl") else []
    parts += [f"{each} {options[each]}" for each in ("region", "profile") if options.get(each)]
    return visible(", ".join(parts))


def of_check(check: Check) -> list[str]:
    """One line a step; none where nothing could be tried, for one line tells why."""
    if not any(finding.good or finding.missing for finding in check.findings):
        return []
    width = max(len(finding.step.value) for finding in check.findings)
    return [f"  {finding.step.value.ljust(width)}  {_outcome(finding)}" for finding in check.findings]


def expect_passed(check: Check, unchanged: str = "") -> None:
    """Tell in one line what is missing.

    Args:
        check: what came of it.
        unchanged: what was not done for it.

    Raises:
        RemoteError: something is.
    """
    if check.passed:
        return
    trouble = check.trouble
    told = _missing(check) if check.missing else ""
    if not told and trouble is not None:
        source = _SOURCES.get(check.source or "", check.source)
        found = f", found in {source}" if trouble.trouble is Trouble.CREDENTIALS and source else ""
        told = f"{trouble.cause}{found}{f': {trouble.way_out}' if trouble.way_out else ''}"
    can_read = {finding.step for finding in check.findings if finding.good} >= _READING
    more = "; reading works, so `hemolog pull` does" if can_read and not unchanged else ""
    raise RemoteError(f"{shown(check.url)}: {told or 'not all of it could be tried'}{unchanged or more}", trouble)


def of_adoption(plan: Plan, changed: Sequence[Path]) -> list[str]:
    """What has become of it, what it replaces, and what to do next."""
    name = plan.settings.name
    lines = [f"warning: {each}" for each in _warnings(plan)]
    if not changed:
        lines.append(f"{name!r} was the default remote before: nothing has changed")
    else:
        lines.append(f"{name!r} is the default remote now, in {' and '.join(str(each) for each in sorted(changed))}")
    if plan.replaced is not None:
        lines.append(f"its URL was {plan.replaced}: what is there stays there")
    elif plan.default is not None and plan.default[0] != name:
        lines.append(f"before, it was {plan.default[0]!r} at {plan.default[1]}: what is there stays there")
    steps = ["dvc push", "hemolog push --all"]
    if SHARED in changed:
        steps.insert(0, f"git commit -m {_quoted(f'Keep data in {plan.settings.url}')} {SHARED}")
    return [*map(visible, lines), "Try next:", *(f"  {visible(step)}" for step in steps)]


def _outcome(finding: Finding) -> str:
    if not finding.tried:
        return "not tried"
    if finding.diagnosis is None:
        return "ok"
    return visible(finding.diagnosis.cause)


def _missing(check: Check) -> str:
    steps = ", ".join(finding.step.value for finding in check.findings if finding.missing)
    actions = ", ".join(f"{each.action} on {each.resource}" for each in check.missing)
    return f"refused: {steps}; allow {actions} ({POLICY} has the policy)"


def _warnings(plan: Plan) -> list[str]:
    told = []
    if plan.whole_bucket:
        told.append(
            "without a prefix the whole bucket is this repository's: no other may use it, or pruning one takes "
            "objects of the other"
        )
    if plan.environment:
        told.append(f"the endpoint comes from {plan.environment} alone: others need --endpoint-url to be given here")
    if plan.own_default:
        told.append(f".dvc/config.local names {plan.own_default!r} as the default, which wins on this machine")
    return told


def _quoted(text: str) -> str:
    return f'"{text}"'
