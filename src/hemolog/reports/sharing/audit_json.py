"""An audit as JSON, for other programs; docs/json.md tells what each name means, and they stay."""

import json
from typing import Any

from hemolog.experiments.sharing.audit.audited import Audit, Audited, Finding, State
from hemolog.reports.sharing.experiment_json import experiment_json

SCHEMA = "hemolog-audit-1"


def audit_json(audit: Audit) -> str:
    """All of it: nothing is left out or cut."""
    document = {
        "schema": SCHEMA,
        "git_remote": audit.git_remote,
        "deep": audit.deep,
        "good": audit.is_good,
        "counts": {str(state): audit.count(state) for state in State},
        "experiments": [_experiment(each) for each in audit.experiments],
    }
    return json.dumps(document, indent=2)


def _experiment(audited: Audited) -> dict[str, Any]:
    return {
        **experiment_json(audited.experiment),
        "state": str(audited.state),
        "outputs": audited.outputs,
        "bytes": audited.size,
        "findings": [_finding(each) for each in audited.findings],
        "problem": audited.problem or None,
        "mend": str(audited.mend) if audited.mend else None,
        "here": audited.is_here,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "path": finding.path,
        "object": finding.name,
        "state": str(finding.state),
        "place": finding.place or None,
    }
