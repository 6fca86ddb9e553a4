"use strict";
/**
 * Colours of data: a sequential map for numbers, a palette for texts, both told apart by colour-blind people, both at
 * 3:1 or more against the page (WCAG 2.2, 1.4.11), light or dark.
 */
H.colours = (() => {
  /** Plasma by Nathaniel Smith and Stéfan van der Walt (CC0), which grows lighter all the way: each ninth of it. */
  const PLASMA = [
    ...["#0d0887", "#46039f", "#7201a8", "#9c179e", "#bd3786"],
    ...["#d8576b", "#ed7953", "#fb9f3a", "#fdca26", "#f0f921"],
  ];
  /** Where on it the lowest and the highest number stand: the high ones stand out most on either page. */
  const ENDS = { light: [0.62, 0], dark: [0.4, 1] };
  /**
   * Okabe and Ito's eight ("Color Universal Design", 2008) in shades that the page asks for: on white orange, yellow and
   * the light blue are darker, and so are their neighbours, from which these could else not be told apart without red
   * or green cones; on a dark page black is grey.
   */
  const OKABE_ITO = {
    light: ["#0072b2", "#c05500", "#00986e", "#cc79a7", "#c68900", "#4a9bc8", "#000000", "#8b8426"],
    dark: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#666666", "#f0e442"],
  };
  const PAPER = { light: "#ffffff", dark: "#14171c" };
  /** Of what has no value. */
  const MISSING = { light: "#767b85", dark: "#8b919c" };

  /** Red, green and blue of `#rrggbb`, each 0 to 255. */
  const parse = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

  const format = (channels) => `#${channels.map((each) => Math.round(each).toString(16).padStart(2, "0")).join("")}`;

  /** Relative luminance, 0 to 1 (WCAG 2.2). */
  const luminance = (colour) => {
    const [red, green, blue] = parse(colour).map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  /** Contrast of two colours, 1 to 21 (WCAG 2.2). */
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  /** The colour a share of the way from one to the other. */
  const mix = (one, other, share) => {
    const to = parse(other);
    return format(parse(one).map((channel, at) => channel + (to[at] - channel) * share));
  };

  const within = (share) => Math.min(Math.max(share, 0), 1);

  /** Plasma at 0 to 1. */
  const plasma = (at) => {
    const place = within(at) * (PLASMA.length - 1);
    const below = Math.min(Math.floor(place), PLASMA.length - 2);
    return mix(PLASMA[below], PLASMA[below + 1], place - below);
  };

  /**
   * @param {number} share 0 for the lowest number to 1 for the highest; NaN where there is none.
   * @param {"light"|"dark"} theme
   */
  const sequential = (share, theme) => {
    if (Number.isNaN(share)) return MISSING[theme];
    const [low, high] = ENDS[theme];
    return plasma(low + (high - low) * within(share));
  };

  /** Eight colours for texts, the clearest first. */
  const categorical = (theme) => OKABE_ITO[theme];

  /** Which of so many equal bins a share of 0 to 1 is in; -1 for NaN. */
  const bin = (share, count) => (Number.isNaN(share) ? -1 : Math.min(Math.floor(within(share) * count), count - 1));

  /** The colours of so many bins: the first and the last are those of the lowest and the highest number. */
  const binned = (count, theme) =>
    Array.from({ length: count }, (_, at) => sequential(count === 1 ? 1 : at / (count - 1), theme));

  /** The page's theme, by its name here. */
  const theme = () => (H.theme.isDark() ? "dark" : "light");

  return { parse, luminance, contrast, mix, plasma, sequential, categorical, bin, binned, theme, MISSING, PAPER };
})();
