"use strict";
/* From what a run was made: stages and files from left to right. One stop of the Tab key; arrows go along the lines. */
H.artifacts.lineage = (() => {
  const { artifacts } = H;
  const [WIDE, NARROW, HEIGHT, GAP, PITCH] = [138, 84, 42, 26, 56];
  const isNarrow = ({ kind }) => kind !== "file";

  /** Where each layer begins, and how wide it is: the widest of its nodes. */
  const columns = (nodes) => {
    const widths = [];
    for (const node of nodes) widths[node.layer] = Math.max(widths[node.layer] ?? 0, isNarrow(node) ? NARROW : WIDE);
    let x = 1;
    return Array.from(widths, (width = 0) => {
      const column = { x, width };
      x += width + GAP;
      return column;
    });
  };

  const laidOut = (graph, layers) => {
    return graph.nodes.map((node, at) => {
      const { x, width } = layers[node.layer];
      const own = isNarrow(node) ? NARROW : WIDE;
      // What a stage is made from stands next to it.
      return { ...node, at, x: node.kind === "code" ? x + width - own : x + (width - own) / 2, y: 1 + node.row * PITCH, width: own };
    });
  };

  const fileOf = (node, stages) => (node.kind === "file" ? stages.flatMap(({ deps, outputs }) => [...outputs, ...deps]).find(({ path }) => path === node.name) : undefined);

  const sentence = (node, stages) => {
    if (node.kind === "code") return `Code of ${H.format.text(node.name, 80)}: ${H.format.count(node.files, "file")}, in git`;
    const stage = stages.find(({ name }) => name === node.name);
    if (node.kind === "stage") {
      const made = stage?.outputs.map(({ path }) => H.format.text(path, 120)).join(", ") || "nothing";
      return `Stage ${H.format.text(node.name, 80)}: makes ${made} from ${stage ? artifacts.from(stage) : "nothing"}`;
    }
    const file = fileOf(node, stages);
    const maker = stages.find(({ outputs }) => outputs.some(({ path }) => path === node.name));
    const by = maker ? `made by ${H.format.text(maker.name, 80)}` : "made by no stage";
    return `${H.format.text(node.name, 200)}: ${file ? `${artifacts.size(file)}, ${artifacts.where(file)}, ` : ""}${by}`;
  };

  const words = (node, file) => {
    if (node.kind === "code") return ["code", H.format.count(node.files, "file")];
    if (node.kind === "stage") return [artifacts.end(node.name, 11)];
    const path = H.format.text(node.name, 400) + (file?.files == null ? "" : "/");
    const slash = path.lastIndexOf("/", path.length - 2);
    return slash > 0 ? [artifacts.end(path.slice(slash + 1), 19), artifacts.end(path.slice(0, slash + 1), 22)] : [artifacts.end(path, 19)];
  };

  const isAway = (file) => file !== undefined && (file.pruned || (file.keeper !== "git" && file.here !== "all"));

  const shape = (node, stages) => {
    const file = fileOf(node, stages);
    const [title, below] = words(node, file);
    const middle = node.x + node.width / 2;
    return H.el(
      "svg:g",
      { class: `node ${node.kind}${isAway(file) ? " away" : ""}`, role: "button", tabindex: -1, "aria-label": sentence(node, stages), "data-at": node.at },
      H.el("svg:title", {}, sentence(node, stages)),
      H.el("svg:rect", { x: node.x, y: node.y, width: node.width, height: HEIGHT, rx: node.kind === "stage" ? HEIGHT / 2 : 6 }),
      H.el("svg:text", { class: "title", x: middle, y: node.y + (below ? 18 : 26) }, title),
      below ? H.el("svg:text", { class: "below", x: middle, y: node.y + 33 }, below) : null,
    );
  };

  const curve = (x1, y1, x2, y2) => `C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;

  /** From a node to another; through the layers between them on a way that is kept free. */
  const line = (from, to, rows, layers) => {
    let [x, y] = [from.x + from.width, from.y + HEIGHT / 2];
    let d = `M${x} ${y}`;
    rows.forEach((row, at) => {
      const [layer, height] = [layers[from.layer + 1 + at], 1 + row * PITCH + HEIGHT / 2];
      d += `${curve(x, y, layer.x, height)}H${layer.x + layer.width}`;
      [x, y] = [layer.x + layer.width, height];
    });
    return H.el("svg:path", { class: "edge", d: d + curve(x, y, to.x, to.y + HEIGHT / 2), "data-from": from.at, "data-to": to.at });
  };

  /** All nodes that lead to one, and all that it leads to. */
  const related = (edges, at) => {
    const found = new Set([at]);
    for (const [start, end] of [[0, 1], [1, 0]]) {
      const waiting = [at];
      while (waiting.length) {
        const here = waiting.pop();
        for (const edge of edges)
          if (edge[start] === here && !(found.has(edge[end]) && edge[end] !== at)) {
            found.add(edge[end]);
            waiting.push(edge[end]);
          }
      }
    }
    return found;
  };

  const next = (key, nodes, edges, at) => {
    const { layer, row } = nodes[at];
    const nearest = (found) => found.sort((one, other) => Math.abs(nodes[one].row - row) - Math.abs(nodes[other].row - row))[0];
    if (key === "ArrowRight") return nearest(edges.filter(([from]) => from === at).map(([, to]) => to));
    if (key === "ArrowLeft") return nearest(edges.filter(([, to]) => to === at).map(([from]) => from));
    const same = nodes.filter((node) => node.layer === layer).sort((one, other) => one.row - other.row).map((node) => node.at);
    if (key === "ArrowDown") return same[same.indexOf(at) + 1];
    if (key === "ArrowUp") return same[same.indexOf(at) - 1];
    return undefined;
  };

  const listen = (svg, nodes, edges, said) => {
    const groups = [...svg.querySelectorAll(".node")];
    const mark = (at) => {
      const near = related(edges, at);
      svg.classList.add("marked");
      groups.forEach((group, each) => group.classList.toggle("near", near.has(each)));
      for (const path of svg.querySelectorAll(".edge")) path.classList.toggle("near", near.has(Number(path.dataset.from)) && near.has(Number(path.dataset.to)));
      H.fill(said, groups[at].getAttribute("aria-label"));
    };
    const move = (event) => {
      const at = Number(event.target.dataset.at);
      const to = { Home: 0, End: nodes.length - 1 }[event.key] ?? next(event.key, nodes, edges, at);
      if (to === undefined) return;
      event.preventDefault();
      groups[at].setAttribute("tabindex", -1);
      groups[to].setAttribute("tabindex", 0);
      groups[to].focus();
    };
    groups[0]?.setAttribute("tabindex", 0);
    groups.forEach((group, at) => {
      group.addEventListener("focus", () => mark(at));
      group.addEventListener("click", () => mark(at));
      group.addEventListener("keydown", move);
    });
  };

  return {
    /** The graph of a run. */
    draw(run, stages) {
      const { graphs, runs } = H.facts.all.lineage;
      const graph = graphs[runs[run]];
      if (!graph || graph.problem) return H.el("p", { class: "faint" }, `The lineage is not drawn: ${graph?.problem || "it is unknown"}.`);
      const layers = columns(graph.nodes);
      const nodes = laidOut(graph, layers);
      const width = Math.max(...nodes.map((node) => node.x + node.width)) + 1;
      const height = Math.max(...nodes.map((node) => node.y)) + HEIGHT + 1;
      const label = `Lineage of ${H.facts.name(run)}: ${H.format.count(stages.length, "stage")}, from left to right`;
      const svg = H.el("svg:svg", { class: "lineage", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label, style: { width: `${width}px`, "max-width": "100%", "min-width": `${Math.min(width, Math.max(300, 0.82 * width))}px` } }, [
        graph.edges.map(([from, to, rows]) => line(nodes[from], nodes[to], rows, layers)),
        nodes.map((node) => shape(node, stages)),
      ]);
      const said = H.el("p", { class: "faint", role: "status" }, "Choose a stage or a file to see what it was made from and what was made of it; arrow keys go along the lines. What has a dotted frame is not here.");
      listen(svg, nodes, graph.edges, said);
      return [H.el("div", { class: "scroll" }, svg), said];
    },
  };
})();
