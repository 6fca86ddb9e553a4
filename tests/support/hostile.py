"""Texts that would do harm where a page takes them for more than text, and a history that has them in every place.

What one of them gets to run sets `globalThis.__executed`; what one gets to ask for is at `hostile.invalid`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from hemolog.experiments import trailers
from hemolog.experiments.history.run import Curve, Dep, History, Kind, Note, Run, Stage
from hemolog.experiments.messages import Value
from hemolog.experiments.objects.outputs import Output
from support.made_stages import md5, output, sha1

HOST = "hostile.invalid"
EXECUTED = "__executed"
"""The global that is set where a payload was run."""
LONG = "long " + "x" * 20_000

_RUN = f"globalThis.{EXECUTED}=1"
_ASK = f"http://{HOST}"

PAYLOADS: Mapping[str, str] = {
    "script": f"<script>{_RUN}</script>",
    "handler": f"<img src={_ASK}/a onerror={_RUN}>",
    "focus": f"<input autofocus onfocus={_RUN}><details open ontoggle={_RUN}><summary>s</summary></details>",
    "svg": f"<svg onload={_RUN}><script>{_RUN}</script><use href={_ASK}/b#c></use></svg>",
    "math": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={_RUN}&gt;'>",
    "frame": f'<iframe srcdoc="<script>parent.{EXECUTED}=1</script>"></iframe><object data={_ASK}/d></object>',
    "double quotes": f'" autofocus onfocus="{_RUN}" onmouseover="{_RUN}" x="',
    "single quotes": f"' autofocus onfocus='{_RUN}' onmouseover='{_RUN}' x='",
    "backticks": f"`-{_RUN}-`",
    "end of a script": f"</script><script>{_RUN}</script>",
    "end of a title": f"</title></style></template></textarea></noscript><img src={_ASK}/e onerror={_RUN}>",
    "comment": "<!--<script>",
    "data in XML": f"]]><![CDATA[<script>{_RUN}</script>",
    "entities": f"&lt;script&gt;{_RUN}&lt;/script&gt;&#60;img src=x onerror={_RUN}&#62;&quot;",
    "meta": f"<meta http-equiv=refresh content=0;url={_ASK}/f><base href={_ASK}/>",
    "preload": f"<link rel=stylesheet href={_ASK}/g><link rel=preload as=image href={_ASK}/h>",
    "address of script": f"javascript:{_RUN}",
    "hidden address of script": f"\x01java\tscript\n:{_RUN}",
    "address of data": f"data:text/html,<script>parent.{EXECUTED}=1</script>",
    "address": f"{_ASK}/i.png",
    "address without a scheme": f"//{HOST}/j.png",
    "link": f'<a href="javascript:{_RUN}">click</a> <a href="{_ASK}/k">there</a>',
    "style": f"red;background:url({_ASK}/l);}}*{{background:url({_ASK}/m)}}",
    "style sheet": f"</style><style>@import url({_ASK}/n);*{{background:url({_ASK}/o)}}</style>",
    "template": f"{{{{constructor.constructor('{_RUN}')()}}}} ${{{_RUN}}} #{{{_RUN}}} <%= {_RUN} %> %{{x}} %s $& $1",
    "text with JSON": f'"}}],"x":"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e',
    "Markdown": f"![picture]({_ASK}/p.png) [click](javascript:{_RUN}) <{_ASK}/q> `code` **bold** | cell |",
    "filter": '" or "" == "" or run.name ~ "',
    "cell of a spreadsheet": f'=HYPERLINK("{_ASK}/r","click")',
    "pattern": "(a+)+$ [ \\ ^",
    "ends of lines": f"one\u2028{_RUN}\u2029two\u0085three\r\nfour",
    "directions": "\u202egnp.exe\u2066 \u2067back\u200f \u200bhidden\ufeff",
    "terminal": "\x1b[31mred\x1b]8;;http://hostile.invalid/s\x07link\x1b]8;;\x07",
    "zero": "before\x00after",
    "half a letter": "half \ud83d letter \udc00",
    "letters upon letters": "Z" + "\u0351\u0489" * 200,
    "prototype": "__proto__",
    "constructor": "constructor",
    "method": "toString",
    "property": "hasOwnProperty",
    "path": "../../../../etc/passwd",
    "path of a name": "__proto__.polluted",
    "number": "1e999",
    "no number": "NaN",
    "nothing": "",
    "blanks": "  \t ",
    "long": LONG,
}
_TEXTS = tuple(PAYLOADS.values())
_STEPS = (0.0, 1.0, 2.0, 3.0)


@dataclass(frozen=True)
class _Place:
    """Where one run's texts begin; each further place takes the next one."""

    at: int

    def text(self, further: int = 0) -> str:
        return _TEXTS[(self.at + further) % len(_TEXTS)]


def hostile_history() -> History:
    """One experiment for each payload, all of whose texts are payloads, and a branch that is one as well.

    All have the objective `metrics.val.macro_f1` and other numbers, so that every chart has something to draw.
    """
    runs = [_run(Kind.EXPERIMENT, _Place(at)) for at in range(len(_TEXTS))]
    branch = _run(Kind.BRANCH, _Place(0))
    return History((branch, *runs), branch.commit, PAYLOADS["script"])


def _run(kind: Kind, place: _Place) -> Run:
    name = place.text()
    return Run(
        kind=kind,
        name=name,
        ref=f"refs/exps/ab/{'c' * 38}/{name}" if kind is Kind.EXPERIMENT else f"refs/heads/{name}",
        commit=sha1(f"{kind} {place.at}"),
        baseline=sha1(f"{Kind.BRANCH} 0") if kind is Kind.EXPERIMENT else "",
        time=1_760_000_000 + 60 * place.at,
        author=place.text(1),
        subject=place.text(2),
        facts=_facts(place) if place.at % 3 else {},
        params=_params(place),
        metrics=_metrics(place),
        curves={name: _curve(place, at) for at, name in enumerate(_names("metrics", "curve"))},
        stages=_stages(place),
        notes=(Note(place.text(7), place.text(8)),),
        problems=tuple(map(place.text, (9, 10, 11))) if place.at % 2 else (),
    )


def _names(kind: str, middle: str) -> list[str]:
    """A qualified name out of each payload, alone and below a word."""
    return [f"{kind}.{text}" for text in _TEXTS] + [f"{kind}.{middle}.{text}" for text in _TEXTS[::4]]


def _params(place: _Place) -> dict[str, Value]:
    texts = {name: place.text(at) for at, name in enumerate(_names("params", "text"))}
    numbers = {f"params.number.{text}": place.at * 0.01 + at for at, text in enumerate(_TEXTS[::5])}
    lists: dict[str, Value] = {"params.list": [place.text(3), [place.text(4), None]], "params.huge": 1e308 * place.at}
    return {**texts, **numbers, **lists, "params.train.learning_rate": 0.001 * (1 + place.at)}


def _metrics(place: _Place) -> dict[str, Value]:
    numbers = {name: ((place.at + at) % 7) / 7 for at, name in enumerate(_names("metrics", "curve"))}
    classes = {f"metrics.per_class.{text}.recall": place.at / 100 for text in _TEXTS[::3]}
    odd: dict[str, Value] = {"metrics.text": place.text(5), "metrics.odd": (float("nan"), 1e308, -1e308)[place.at % 3]}
    bounds = {"metrics.val.macro_f1": place.at / 100, "metrics.val.macro_f1_low": place.at / 200}
    return {**numbers, **classes, **odd, **bounds, "metrics.val.macro_f1_high": place.at / 50}


def _curve(place: _Place, at: int) -> Curve:
    return Curve(_STEPS, tuple((place.at + at + step) % 11 / 11 for step in _STEPS))


def _facts(place: _Place) -> dict[str, str]:
    """As a message can tell them: of one line each."""
    told = {
        trailers.SEARCH: place.text(3),
        trailers.TRIAL: place.text(4),
        trailers.VALUES: json.dumps({place.text(5): place.text(6)}),
        trailers.OBJECTIVE: "metrics.val.macro_f1" if place.at % 4 else f"metrics.{place.text(7)}",
        trailers.SCORE: place.text(8),
        trailers.DEFINITION: json.dumps({"objective": place.text(), "direction": "max", "__proto__": {"polluted": 1}}),
        trailers.SECONDS: "12.5" if place.at % 2 else place.text(9),
        trailers.EPOCHS: "4" if place.at % 2 else place.text(10),
        trailers.HOST: place.text(11),
        trailers.PACKAGES: place.text(12),
        f"{trailers.STAGE_FACT}Proto": place.text(13),
    }
    return {name: text.splitlines()[0] if text.splitlines() else "" for name, text in told.items()}


def _stages(place: _Place) -> tuple[Stage, ...]:
    first = _output(place, 0)
    second = _output(place, 4)
    made = Stage(place.text(1), place.text(2), (Dep(place.text(3), place.text(4), -1),), (first,))
    return made, Stage(place.text(5), place.text(6), (Dep(first.path, first.name, first.size),), (second,))


def _output(place: _Place, further: int) -> Output:
    path, stage = place.text(further), place.text(further + 1)
    return output(path, stage, md5(path.encode(errors="replace").decode()), 2**60, is_model=bool(further))
