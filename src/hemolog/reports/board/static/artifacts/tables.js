"use strict";
/* What Python told of files and stages, each once, as one run has them. */
H.artifacts = (() => {
  const told = () => H.facts.all.artifacts;
  const text = (place) => told().texts[place];

  /** Where an object lies below a cache or a remote. */
  const keyOf = (digest, old) => `${old ? "" : "files/md5/"}${digest.slice(0, 2)}/${digest.slice(2)}`;

  const addressOf = (digest, remote, old) => {
    const address = told().remotes[remote]?.address;
    return address && digest ? `${address}/${keyOf(digest, old)}` : "";
  };

  /** One file by its place: {path, digest, size, files, keeper, address, here, pruned, model, remote, old}. */
  const file = (place) => {
    const [path, digest, size, files, keeper, remote, old, here, pruned, model] = told().files[place];
    return { path: text(path), digest, size, files, keeper, remote, old, here, pruned, model, address: addressOf(digest, remote, old) };
  };

  const stage = (place) => {
    const [name, command, code, deps, outputs] = told().stages[place];
    return {
      name: text(name),
      command: text(command),
      code: code === -1 ? [] : told().codes[code].map(file),
      deps: deps.map(file),
      outputs: outputs.map(file),
    };
  };

  /** A file's path, or as much of its end as fits. */
  const end = (path, longest) => {
    const line = H.format.text(path, 4 * longest);
    return line.length <= longest ? line : `…${line.slice(1 - longest)}`;
  };

  const plural = (of) => H.format.count(of, "file");

  return {
    addressOf,
    end,

    /** The stages of a run: {name, command, code, deps, outputs}, the last three lists of files. */
    stages: (run) => (told().runs[run] ?? []).map(stage),

    /** Files of a directory: {paths, digests, sizes, more}; undefined if they aren't known. */
    members: (digest) => (Object.hasOwn(told().members, digest) ? told().members[digest] : undefined),

    /** What files of a run no stage of it made and are no code: each once. */
    sources(stages) {
      const made = new Set(stages.flatMap(({ outputs }) => outputs.map(({ path }) => path)));
      const found = new Map(stages.flatMap(({ deps }) => deps).map((each) => [each.path, each]));
      return [...found.values()].filter(({ path }) => !made.has(path));
    },

    /** What a stage was made from, as words. */
    from({ code, deps }) {
      const words = deps.map(({ path }) => H.format.text(path, 120));
      if (code.length) words.push(`code (${plural(code.length)})`);
      return words.length ? words.join(", ") : "nothing but its parameters";
    },

    /** `5.4 MB`, `105 MB in 2 files`. */
    size: ({ size, files }) => (files === null ? H.format.bytes(size) : `${H.format.bytes(size)} in ${plural(files)}`),

    /** Where a file is, in a few words. */
    where({ keeper, here, pruned }) {
      if (keeper === "git") return "in git";
      if (keeper === "outside") return "outside of git and DVC";
      const cache = { all: "in DVC's cache here", some: "partly in DVC's cache here", none: "not in DVC's cache here" }[here] ?? "";
      const whole = keeper === "elsewhere" ? ["no remote keeps it", cache] : [cache];
      return [...whole, pruned ? "pruned: it can be made again" : ""].filter(Boolean).join(", ") || "kept by DVC";
    },
  };
})();
