"use strict";
/**
 * The language of filters, the twin of `experiments/history/expressions.py`, which tells its grammar and what it means.
 * It stands on `column_names.js` and `filter_tokens.js`, which are loaded before it.
 *
 *     const filter = H.filter.parse("val.macro_f1 > 0.8 and model in [cnn, resnet]", columnNames);
 *     rows.filter((row) => H.filter.matches(filter, (column) => row[column]));
 */
H.filter = (() => {
  const { DATE, KEYWORDS, Problem, tokens, shown, isWord, isSign, isNumber, isMissing, valueOf, seconds, equals } =
    H.filterTokens;
  const DEEPEST = 50;
  const TIME = "run.time";
  const ORDER = {
    "<": (one, other) => one < other,
    "<=": (one, other) => one <= other,
    ">": (one, other) => one > other,
    ">=": (one, other) => one >= other,
  };
  const SIGNS = [...Object.keys(ORDER), "==", "!=", "~"];

  /** Goes through the words of one filter, one method a line of the grammar. */
  class Parser {
    constructor(text, names) {
      this.endsOf = H.columnNames.index(names);
      this.tokens = tokens(text);
      this.at = 0;
    }

    get next() {
      return this.tokens[this.at];
    }

    take() {
      const taken = this.next;
      this.at = Math.min(this.at + 1, this.tokens.length - 1);
      return taken;
    }

    refuse(problem) {
      throw new Problem(problem, this.next.start);
    }

    expect(sign, problem) {
      if (!isSign(this.next, [sign])) this.refuse(`${problem}. Received ${shown(this.next)}`);
      this.take();
    }

    whole() {
      const found = this.either(0);
      if (this.next.kind !== "end") this.refuse(`expected \`and\`, \`or\` or the end. Received ${shown(this.next)}`);
      return found;
    }

    either(depth) {
      return this.joined("or", () => this.joined("and", () => this.denied(depth)));
    }

    joined(word, part) {
      const parts = [part()];
      while (isWord(this.next, [word])) {
        this.take();
        parts.push(part());
      }
      return parts.length === 1 ? parts[0] : { kind: word, parts };
    }

    denied(depth) {
      if (depth > DEEPEST) this.refuse(`more than ${DEEPEST} within one another are too many`);
      if (isWord(this.next, ["not"])) {
        this.take();
        return { kind: "not", part: this.denied(depth + 1) };
      }
      if (!isSign(this.next, ["("])) return this.comparison();
      this.take();
      const inner = this.either(depth + 1);
      this.expect(")", "expected `and`, `or` or `)`");
      return inner;
    }

    comparison() {
      const column = this.column();
      if (isWord(this.next, ["in"])) {
        this.take();
        return { kind: "comparison", column, operator: "in", literals: this.list(column) };
      }
      if (!isSign(this.next, SIGNS)) this.refuse(`expected one of ${SIGNS.join(" ")} in. Received ${shown(this.next)}`);
      const operator = this.take().text;
      return { kind: "comparison", column, operator, literals: [this.literal(column, operator)] };
    }

    column() {
      const token = this.next;
      if (["sign", "end"].includes(token.kind) || isWord(token, KEYWORDS)) {
        this.refuse(`expected the name of a column. Received ${shown(token)}`);
      }
      if (!this.endsOf.has(token.text) && token.kind === "word" && typeof valueOf(token) !== "string") {
        this.refuse(`expected the name of a column, then a comparison. Received ${shown(token)}`);
      }
      const found = this.resolved(token.text);
      this.take();
      return found;
    }

    resolved(name) {
      try {
        return H.columnNames.resolve(name, this.endsOf);
      } catch (error) {
        if (!(error instanceof H.columnNames.NameProblem)) throw error;
        return this.refuse(error.message);
      }
    }

    list(column) {
      const found = [];
      this.expect("[", "expected a list such as [1, 2]");
      while (!isSign(this.next, ["]"])) {
        if (found.length > 0) this.expect(",", "expected `,` or `]`");
        found.push(this.literal(column, "in"));
      }
      this.take();
      return found;
    }

    literal(column, operator) {
      const token = this.next;
      if (["sign", "end"].includes(token.kind) || isWord(token, KEYWORDS)) {
        this.refuse(`expected a number, a text, true, false or null. Received ${shown(token)}`);
      }
      const date = column === TIME ? DATE.exec(token.text) : null;
      const value = date === null ? valueOf(token) : seconds(date);
      if (column === TIME && (typeof value === "string" || operator === "~")) {
        this.refuse(`expected a date for ${TIME}: \`${TIME} >= 2026-11-28\`, or \`2026-11-28T14:30\`, in UTC`);
      }
      if (Object.hasOwn(ORDER, operator) && !isNumber(value)) {
        this.refuse(`\`${operator}\` compares numbers, and ${shown(token)} is none: \`==\` and \`~\` compare texts`);
      }
      this.take();
      return { value, text: token.text };
    }
  }

  function compare(value, operator, literals) {
    if (operator === "!=") return !equals(value, literals[0]);
    if (operator === "==" || operator === "in") return literals.some((literal) => equals(value, literal));
    if (operator === "~") {
      return typeof value === "string" && value.toLowerCase().includes(literals[0].text.toLowerCase());
    }
    return isNumber(value) && !isMissing(value) && ORDER[operator](value, literals[0].value);
  }

  /**
   * Understands a filter, or throws a `Problem`.
   * @param {string} text the filter.
   * @param {Iterable<string>} names of all columns, qualified.
   * @returns {object} `{kind: "and" | "or", parts}`, `{kind: "not", part}` or
   *     `{kind: "comparison", column, operator, literals: [{value, text}]}`.
   */
  function parse(text, names) {
    return new Parser(text, names).whole();
  }

  /**
   * Whether a run satisfies a filter.
   * @param {object} filter what `parse` gives.
   * @param {function(string): (number | string | boolean | null | undefined)} valueIn tells its value in a column.
   * @returns {boolean}
   */
  function matches(filter, valueIn) {
    switch (filter.kind) {
      case "or":
        return filter.parts.some((part) => matches(part, valueIn));
      case "and":
        return filter.parts.every((part) => matches(part, valueIn));
      case "not":
        return !matches(filter.part, valueIn);
      default:
        return compare(valueIn(filter.column), filter.operator, filter.literals);
    }
  }

  return { parse, matches, Problem };
})();
