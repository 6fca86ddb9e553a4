"""Comparisons whose facts are made by hand: of two trainings that differ in every way, without a base, and hostile."""

from typing import Any

from hemolog.experiments.history.run import Kind
from hemolog.reports.compare.comparison import Comparison
from hemolog.reports.compare.facts.artifacts import Artifact, ArtifactChange, Artifacts
from hemolog.reports.compare.facts.classes import ClassChange, Classes, ClassRecall
from hemolog.reports.compare.facts.confusion import ConfusionChange
from hemolog.reports.compare.facts.curves import CurvePair, Curves, Points
from hemolog.reports.compare.facts.data import DataChange, DataOutput, DataState
from hemolog.reports.compare.facts.flips import FlipCount, Flips
from hemolog.reports.compare.facts.metrics import Interval, MetricChange, Metrics
from hemolog.reports.compare.facts.mistakes import Mistake
from hemolog.reports.compare.facts.models import ModelChange, Models, ModelState
from hemolog.reports.compare.facts.parameters import Change, ParameterChange, Parameters
from hemolog.reports.compare.facts.pictures import Picture
from hemolog.reports.compare.facts.stages import Cause, CauseKind, StageChange, Stages
from hemolog.reports.compare.facts.unit_changes import DataCount, Moved, Names, UnitChanges
from hemolog.reports.compare.facts.verdicts import Guarded, Verdicts
from hemolog.reports.compare.facts.ways import Way, Ways
from hemolog.reports.compare.sides import Side
from hemolog.reports.significance.mcnemar import McNemar
from hemolog.reports.significance.verdict import Outcome, Verdict

OLD, NEW = "1f" * 20, "2e" * 20
_MODEL, _OTHER = "a1" * 16, "b2" * 16
_WHERE = "split = test"
_CLASSES = ("EOSINOPHIL", "LYMPHOCYTE", "MONOCYTE", "NEUTROPHIL")


def compared() -> Comparison:
    """Head is worse in one guarded metric, no one can tell of two, and of one nobody says."""
    return Comparison(
        base=Side(Kind.COMMIT, OLD[:7], OLD, OLD, "the merge base of HEAD with origin/main", subject="Train longer"),
        head=Side(Kind.BRANCH, "other-seed", NEW, NEW, "what is checked out", ref="refs/heads/other-seed"),
        remarks=("origin/main itself, 2 commits further on, is at 3d3d3d3: compared with 1f1f1f1, where HEAD left it",),
        missing="",
        verdicts=_verdicts(),
        parameters=_parameters(),
        metrics=_metrics(),
        classes=_classes(),
        flips=_flips(),
        confusion=_confusion(),
        curves=_curves(),
        data=_data(),
        stages=_stages(),
        models=Models((ModelChange("models/model.keras", _model(_MODEL, 1_204_000), _model(_OTHER, 1_204_000)),)),
        artifacts=_artifacts(),
        ways=Ways(
            (
                Way("checks out its code and parameters", f"git switch --detach {OLD}"),
                Way("then brings its data and model", "dvc pull"),
            ),
            (Way("brings its data and model; the checkout stays as it is", "hemolog pull other-seed"),),
        ),
    )


def alone() -> Comparison:
    """The first commit of a repository that tells nothing of comparisons."""
    reason = "there is nothing to compare with"
    return Comparison(
        base=None,
        head=Side(Kind.WORKSPACE, "workspace", NEW, "3c" * 20, "what is checked out, with changes that no commit has"),
        remarks=(),
        missing="HEAD is the first commit: there is nothing before it to compare with",
        verdicts=Verdicts(missing="`compare.guarded` in params.yaml names no metric: none is judged"),
        parameters=Parameters(missing=reason),
        metrics=Metrics(missing=reason),
        classes=Classes(missing=reason),
        flips=Flips(missing="params.yaml names no predictions"),
        confusion=ConfusionChange(missing=reason),
        curves=Curves(missing=reason),
        data=DataChange(missing=reason),
        stages=Stages(missing=reason),
        models=Models(missing=reason),
        artifacts=Artifacts(missing=reason),
        ways=Ways(),
    )


def _verdict(
    metric: str, outcome: Outcome, numbers: tuple[float, ...], units: tuple[int, int, int], **more: Any
) -> Verdict:
    names = ("base", "head", "delta", "low", "high", "p", "p_holm")
    counts = dict(zip(("units", "items", "informative"), units, strict=True))
    return Verdict(metric=metric, outcome=outcome, **dict(zip(names, numbers, strict=True)), **counts, **more)


def _verdicts() -> Verdicts:
    unsure, exact = Outcome.UNCERTAIN, McNemar(fixed=3, broken=5, p=0.7265625, left_out=2)
    whole, simple = (71, 2487, 44), (69, 71, 8)
    judged = (
        _verdict("metrics.test.accuracy", unsure, (0.8512, 0.8434, -0.0078, -0.0411, 0.0239, 0.6213, 1.0), whole),
        _verdict(
            "metrics.test.macro_f1",
            Outcome.WORSE,
            (0.8391, 0.7903, -0.0488, -0.0812, -0.0164, 0.0004, 0.0012),
            whole,
        ),
        _verdict(
            "metrics.test_simple.accuracy",
            unsure,
            (0.8732, 0.8451, -0.0282, -0.1127, 0.0563, 0.73, 1.0),
            simple,
            lone=("MONOCYTE",),
            mcnemar=exact,
        ),
    )
    missing = "photographs.csv has no column log_loss"
    return Verdicts(
        guarded=(
            *(
                Guarded(each.metric, each.metric.rpartition(".")[2], "max", 0.01, each, each.outcome == Outcome.WORSE)
                for each in judged
            ),
            Guarded("metrics.test.log_loss", "log_loss", "min", 0.0, None, False, missing),
        ),
        confidence=0.95,
        resamples=10_000,
        file="results/evaluate/photographs.csv",
        unit="photographs",
        item="images",
        remarks=("1 photograph holds another number of images now: it is left out",),
    )


def _parameters() -> Parameters:
    return Parameters(
        (
            ParameterChange("params.seed", Change.CHANGED, 1, 2),
            ParameterChange("params.train.learning_rate", Change.CHANGED, 1e-3, 3e-4),
            ParameterChange("params.train.augment", Change.ADDED, None, ["flip", "rotate"]),
            ParameterChange("params.compare.tolerance", Change.CHANGED, 0.0, 0.01, own=True),
        ),
        same=23,
        cautions=("params.compare.tolerance changed: HEAD is judged by its own",),
    )


def _metrics() -> Metrics:
    bounds = Interval(0.7612, 0.9188), Interval(0.7501, 0.9093)
    return Metrics(
        (
            MetricChange("metrics.test.accuracy", 0.8512, 0.8434, -0.0078, "max", False, True, False, *bounds),
            MetricChange("metrics.best_epoch", 17, 21, 4),
            MetricChange("metrics.val.loss", 0.4711, None, None, "min", problem="HEAD has NaN"),
            MetricChange("metrics.test.per_class.MONOCYTE.recall", 0.81, 0.69, -0.12, "max", False, of_class=True),
            MetricChange("metrics.test.images", 2487, 2487, 0),
        )
    )


def _classes() -> Classes:
    right = (560, 531), (601, 603), (502, 428), (454, 535)
    items = 623, 620, 620, 624
    rows = [
        ClassChange(name, ClassRecall(old / n, old, n), ClassRecall(new / n, new, n), (new - old) / n)
        for name, (old, new), n in zip(_CLASSES, right, items, strict=True)
    ]
    return Classes(
        (*rows, ClassChange("BASOPHIL", None, ClassRecall(None))), "results/evaluate/photographs.csv", _WHERE
    )


def _flips() -> Flips:
    counts = [FlipCount(name, 20 + at, 25 * at, 620) for at, name in enumerate(_CLASSES)]
    worst = (
        Mistake("d1" * 16, "_5_1234.jpeg", "BloodImage_00123", "MONOCYTE", "LYMPHOCYTE", 0.0123, 0.9312),
        Mistake("d2" * 16, "_5_4321.jpeg", "BloodImage_00077", "MONOCYTE", "NEUTROPHIL", None, None),
    )
    return Flips(
        file="results/evaluate/predictions.csv",
        where=_WHERE,
        paired=2487,
        fixed=86,
        broken=150,
        still_wrong=310,
        only_head=3,
        classes=tuple(counts),
        units=(FlipCount("BloodImage_00123", 0, 36, 38), FlipCount("BloodImage_00210", 12, 2, 40)),
        worst=worst,
        pictures=(
            Picture(
                "HEAD", "results/mistakes.png", "s3://bucket/blood/files/md5/c3/c3c3", f"hemolog url {NEW} x", True
            ),
            Picture("BASE", "results/mistakes.png", "", f"git show {OLD}:results/mistakes.png", True),
        ),
    )


def _confusion() -> ConfusionChange:
    old = ((560, 3, 20, 40), (4, 601, 10, 5), (60, 38, 502, 20), (90, 30, 50, 454))
    new = ((531, 3, 49, 40), (4, 603, 10, 3), (60, 112, 428, 20), (50, 20, 19, 535))
    delta = tuple(tuple(b - a for a, b in zip(*rows, strict=True)) for rows in zip(old, new, strict=True))
    return ConfusionChange("results/evaluate/photographs.csv", "images", {"split": "test"}, _CLASSES, old, new, delta)


def _curves() -> Curves:
    steps = tuple(map(float, range(40)))
    rising = tuple(0.9 - 0.6 * 0.9**step for step in range(40))
    other = (
        *(0.88 - 0.55 * 0.92**step for step in range(12)),
        None,
        *(0.88 - 0.5 * 0.9**step for step in range(13, 31)),
    )
    f1 = CurvePair("metrics.val.macro_f1", "max", Points(steps, rising, 40), Points(steps[:31], other, 31))
    loss = CurvePair("metrics.train.loss", "min", None, Points(steps[:3], (0.9, 0.5, 0.4), 3))
    return Curves((f1, loss), ("BASE has no curve of metrics.val.loss",))


def _data() -> DataChange:
    return DataChange(
        file="data/prepared/index.csv",
        group="photograph",
        same=False,
        units=UnitChanges(
            units_before=9957,
            units_after=9960,
            groups_before=277,
            groups_after=278,
            added=Names(38, tuple(f"MONOCYTE/_7_{at}.jpeg" for at in range(10))),
            removed=Names(),
            moved=(Moved("train", "val", Names(2, ("EOSINOPHIL/_0_1.jpeg", "EOSINOPHIL/_0_2.jpeg")), 1),),
            relabelled=Names(1, ("LYMPHOCYTE/_3_9.jpeg",)),
            regrouped=Names(),
            rewritten=Names(),
            groups_added=Names(1, ("BloodImage_00400",)),
            groups_removed=Names(),
            counts=(
                DataCount("train", "EOSINOPHIL", 2002, 2000, 60, 60),
                DataCount("train", "MONOCYTE", 1982, 2020, 13, 14),
                DataCount("train", "NEUTROPHIL", 2000, 2000, 127, 127),
                DataCount("val", "EOSINOPHIL", 495, 497, 15, 15),
            ),
        ),
        outputs=(DataOutput("data/prepared", DataState(f"{'c3' * 16}.dir", 2_868_480_000, 4), None),),
    )


def _stages() -> Stages:
    return Stages(
        (
            StageChange(
                "prepare", Change.CHANGED, (Cause(CauseKind.DATA, ("data/raw/archive.zip",)),), ("data/prepared",)
            ),
            StageChange(
                "train",
                Change.CHANGED,
                (
                    Cause(CauseKind.CODE, ("src/bloodcells/model.py", "src/bloodcells/training/fit.py"), 3),
                    Cause(CauseKind.PARAMS, ("seed", "train.learning_rate")),
                ),
                ("models/model.keras", "results/train"),
            ),
            StageChange("evaluate", Change.CHANGED, (Cause(CauseKind.UNEXPLAINED),)),
        ),
        same=("fetch",),
    )


def _model(digest: str, size: int) -> ModelState:
    return ModelState(digest, size, 98_532)


def _artifacts() -> Artifacts:
    def kept(digest: str, *, pruned: bool = False) -> Artifact:
        uri = f"s3://bucket/blood/files/md5/{digest[:2]}/{digest[2:]}"
        return Artifact(digest, uri, "hemolog url", 1_204_000, None, here="none" if pruned else "all", pruned=pruned)

    return Artifacts(
        (
            ArtifactChange("models/model.keras", kept(_MODEL, pruned=True), kept(_OTHER), is_model=True),
            ArtifactChange("data/raw/archive.zip", kept("e5" * 16), kept("e5" * 16)),
        ),
        more=2,
    )
