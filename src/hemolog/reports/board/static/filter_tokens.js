"use strict";
/**
 * Words of the language of filters, and what they are compared as: the twin of `experiments/history/filter_tokens.py` and
 * `literals.py`.
 */
H.filterTokens = (() => {
  const MOST_CHARACTERS = 10_000;
  const TOKEN =
    /([ \t\n\r\xa0]+)|(<=|>=|==|!=|[<>~()[\],])|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([^ \t\n\r\xa0'"()[\],<>=!~&|]+)/sy;
  const NUMBER = /^(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|[+-]?\.?inf)$/i;
  const DATE = /^([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?Z?$/;
  const WORDS = new Map([["true", true], ["false", false], ["null", null], ["nan", null], [".nan", null]]);
  const KEYWORDS = ["and", "or", "not", "in"];
  const INSTEAD = { "=": "`==` compares", "!": "`not` denies", "&": "`and` joins", "|": "`or` joins" };

  /** What is wrong with a filter, and the way out. `start` is its place in the text, in units of UTF-16 from 0. */
  class Problem extends Error {
    constructor(message, start) {
      super(message);
      this.name = "Problem";
      this.start = start;
    }
  }

  /** The words of a filter: `{kind: "word" | "quoted" | "sign" | "end", text, start}`. */
  function tokens(text) {
    if (text.length > MOST_CHARACTERS) {
      throw new Problem(`${text.length} characters are too many: ${MOST_CHARACTERS} are understood`, 0);
    }
    const found = [];
    let at = 0;
    while (at < text.length) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text);
      if (match === null) refuse(text, at);
      const [whole, , sign, quoted, word] = match;
      if (sign !== undefined) found.push({ kind: "sign", text: sign, start: at });
      if (quoted !== undefined) {
        found.push({ kind: "quoted", text: quoted.slice(1, -1).replace(/\\(['"\\])/g, "$1"), start: at });
      }
      if (word !== undefined) found.push({ kind: "word", text: word, start: at });
      at += whole.length;
    }
    return [...found, { kind: "end", text: "", start: text.length }];
  }

  function refuse(text, at) {
    const letter = text[at];
    if (Object.hasOwn(INSTEAD, letter)) throw new Problem(`\`${letter}\` is no word of it: ${INSTEAD[letter]}`, at);
    throw new Problem(`the text that begins with ${letter} has no end: the same once more closes it`, at);
  }

  const shown = (token) => (token.kind === "end" ? "the end" : `\`${token.text}\``);
  const isWord = (token, words) => token.kind === "word" && words.includes(token.text.toLowerCase());
  const isSign = (token, signs) => token.kind === "sign" && signs.includes(token.text);
  const isNumber = (value) => typeof value === "number";
  const isMissing = (value) => value === null || value === undefined || (isNumber(value) && !Number.isFinite(value));

  /** A boolean, a number, a text or null. */
  function valueOf(token) {
    if (token.kind === "quoted") return token.text;
    const word = token.text.toLowerCase();
    if (WORDS.has(word)) return WORDS.get(word);
    return NUMBER.test(token.text) ? Number(word.replace(/\.?inf$/, "Infinity")) : token.text;
  }

  /** Seconds since 1970 of a date in UTC; the text itself if there is no such day or hour. */
  function seconds(parts) {
    const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
    const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    const said = [year, month, day, hour, minute, second].map((part) => String(part).padStart(2, "0"));
    const same = date.toISOString().startsWith(`${said.slice(0, 3).join("-")}T${said.slice(3).join(":")}`);
    return same ? date.getTime() / 1000 : parts[0];
  }

  /** A text, or the name of a column, as it stands in a filter: quoted unless it is a word that means nothing else. */
  function written(text) {
    const plain = /^[a-z_][a-z0-9_.:-]*$/i.test(text) && !NUMBER.test(text);
    const taken = KEYWORDS.includes(text.toLowerCase()) || WORDS.has(text.toLowerCase());
    return plain && !taken ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
  }

  /** Whether a value equals a literal, `{value, text}`. */
  function equals(value, literal) {
    if (isMissing(value) || literal.value === null) return isMissing(value) && literal.value === null;
    return typeof value === "string" ? value === literal.text : value === literal.value;
  }

  return { DATE, KEYWORDS, Problem, tokens, written, shown, isWord, isSign, isNumber, isMissing, valueOf, seconds, equals };
})();
