"use strict";
/* Values as a person reads them: as `hemolog ls` prints them. */
H.format = (() => {
  const DIGITS = 4;

  /** A number to four significant digits, digits before the point never rounded away; `1e-05` as Python writes it. */
  const number = (of) => {
    if (of === null || of === undefined || Number.isNaN(of)) return "–";
    if (!Number.isFinite(of)) return of > 0 ? "∞" : "−∞";
    if (of === 0) return "0";
    const size = Math.abs(of);
    if (Number.isInteger(of) && size < 1e15) return of.toLocaleString("en-US").replace("-", "−");
    if (size < 1e-4 || size >= 1e15) return of.toExponential(DIGITS - 1).replace(/\.?0+e/, "e").replace("-", "−");
    const whole = Math.floor(Math.log10(size)) + 1;
    const decimals = Math.max(0, Math.min(12, DIGITS - whole));
    return of.toFixed(decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace("-", "−");
  };

  /** A metric: four decimals where they tell it, so that a column of them lines up; else as other numbers. */
  const score = (of) => {
    const size = Math.abs(of);
    const plain = typeof of === "number" && (of === 0 || (size >= 0.001 && size < 1e6));
    if (plain) return of.toFixed(DIGITS).replace("-", "−");
    return typeof of === "string" ? text(of, 24) : number(of); // One run's text makes texts of all numbers of its column.
  };

  /** A change, with its sign: `+0.0120`; of a column of integers `+2`. */
  const delta = (of, column) => {
    const text = column && !column.fractional ? number(of) : score(of);
    return of > 0 ? `+${text}` : text;
  };

  /** `2d 01:02:03`, `1:02:03` or `2:03`. */
  const duration = (seconds) => {
    const whole = Math.round(seconds);
    const two = (value) => String(value).padStart(2, "0");
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    if (hours >= 24) return `${Math.floor(hours / 24)}d ${two(hours % 24)}:${two(minutes)}:${two(rest)}`;
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  };

  /** A time in seconds since 1970 as `2026-03-01 12:00`, in the reader's own zone. */
  const time = (seconds) => {
    const date = new Date(seconds * 1000);
    if (Number.isNaN(date.getTime())) return "–";
    const two = (value) => String(value).padStart(2, "0");
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
  };

  /** Bytes with a unit: `1.2 MB`. */
  const bytes = (of) => {
    if (of === null || of === undefined) return "–";
    const units = ["B", "kB", "MB", "GB", "TB"];
    let [value, unit] = [of, 0];
    while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
    return `${unit ? value.toFixed(value < 10 ? 1 : 0) : value} ${units[unit]}`;
  };

  /** `1 run`, `1,000 runs`. */
  const count = (of, noun) => `${of.toLocaleString("en-US")} ${noun}${of === 1 ? "" : "s"}`;

  /** One line of text, with what can't be seen made visible. */
  const text = (of, longest = 300) => {
    const line = String(of)
      .slice(0, 4 * longest)
      .replace(/\s+/gu, " ")
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, (letter) => `\\u{${letter.codePointAt(0).toString(16)}}`);
    return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
  };

  /** A value of a column, by the column's kind and name. */
  const value = (of, column) => {
    if (of === null || of === undefined) return "–";
    if (column?.name === "run.seconds") return duration(of);
    if (column?.kind === "time") return time(of);
    if (typeof of === "number") return column?.fractional && column.name.startsWith("metrics.") ? score(of) : number(of);
    if (typeof of === "boolean") return String(of);
    return text(of);
  };

  return { number, score, delta, duration, time, bytes, count, text, value };
})();
