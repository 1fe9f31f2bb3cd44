"use strict";
// The ranking of searches over window.duographIndex; search-box.js shows what it finds.
window.duographSearch = (function () {
  const STOP = new Set(("a an the of in on at to for from by with without into is are be am was do does did can could should would will"
    + " i my me you your we our it its this that there what which who where when why how and or if use using want need get make"
    + " show tell about please duograph").split(" "));
  // What the parts of an entry weigh: its title, other words for it, its page's title, its text.
  const WEIGHTS = { title: 10, other: 9, page: 4, text: 1.5 };
  const MOST = 12;

  const fold = (s) => s.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  // A word with humps is found from each hump on: ConvGradX by "conv", by "gradx" and by "x".
  const humps = (word) => word.split(/(?<=[a-z0-9])(?=[A-Z])/).map((_, i, all) => fold(all.slice(i).join("")));
  const parts = (s) => s.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  /** A word without its ending: plots, plotted and plotting are all plot. */
  function stem(word) {
    let w = word.replace(/is(e|es|ed|er|ers|ing|ation|ations)$/, "iz$1");
    if (w.length > 4) w = w.replace(/ies$/, "y").replace(/([^su])s$/, "$1");
    if (/[aeiouy].*(ing|ed|ers?|ations?)$/.test(w) && w.length > 5) {
      w = w.replace(/(ing|ed|ers?|ations?)$/, "").replace(/([bdfgmnprt])\1$/, "$1");
    }
    return w.length > 3 ? w.replace(/e$/, "") : w;
  }

  /** The words of a text with how often each is there; two neighbours count as one word besides. */
  function count(text) {
    const words = new Map();
    const add = (word) => words.set(word, (words.get(word) || 0) + 1);
    const all = parts(text);
    all.forEach((word, i) => {
      humps(word).forEach(add);
      if (i > 0) add(fold(all[i - 1] + word));
    });
    return words;
  }

  let index = null;

  function prepare() {
    index = window.duographIndex.map((e) => ({
      ...e,
      fields: { title: count(e.t), other: count(e.k.join(" , ")), page: e.t === e.p || e.j ? new Map() : count(e.p), text: count(e.x) },
      name: key(wordsOf(e.t)),
      phrases: e.k.flatMap((phrase) => [key(wordsOf(phrase)), fold(parts(phrase).join(""))]),
    }));
    index.forEach((e) => {
      for (const field of Object.values(e.fields)) {
        field.stems = new Map();
        field.slack = 0.2 + field.size / 2000; // in a long text, once says little
        for (const [word, n] of field) field.stems.set(stem(word), (field.stems.get(stem(word)) || 0) + n);
      }
    });
  }

  /** What is asked for, without the words that every question has. */
  function wordsOf(query) {
    const all = parts(query).map(fold);
    const telling = all.filter((w) => !STOP.has(w));
    return telling.length > 0 ? telling : all;
  }

  const key = (words) => words.map(stem).sort().join(" ");

  /** How well a word fits a field: 1 if it is there, less if only a form or a beginning of it is. */
  function fit(field, word) {
    const often = (n) => (1.2 * n) / (n + field.slack);
    if (field.has(word)) return often(field.get(word));
    const stemmed = stem(word);
    if (field.stems.has(stemmed)) return 0.9 * often(field.stems.get(stemmed));
    let best = 0;
    for (const w of field.keys()) {
      if (w.startsWith(word)) best = Math.max(best, 0.3 + 0.5 * (word.length / w.length));
      else if (stemmed.length > 4 && w.startsWith(stemmed)) best = Math.max(best, 0.6 * (stemmed.length / w.length));
    }
    return best;
  }

  function fitOf(entry, word) {
    let best = 0;
    for (const [name, weight] of Object.entries(WEIGHTS)) best = Math.max(best, weight * fit(entry.fields[name], word));
    return best;
  }

  /** The words that titles have and that differ from this one by a letter or two, nearest first. */
  function nearest(word) {
    const allowed = word.length > 6 ? 2 : word.length > 3 ? 1 : 0;
    const near = new Map();
    for (const e of index) {
      for (const w of [...e.fields.title.keys(), ...e.fields.other.keys()]) {
        const d = Math.min(distance(word, w), distance(word, w.slice(0, word.length)) + 0.5);
        if (d <= allowed) near.set(w, d);
      }
    }
    return [...near].sort((a, b) => a[1] - b[1]).map(([w]) => w);
  }

  /** Letters to put in, take out, change or swap with the next on the way from one word to another. */
  function distance(a, b) {
    if (Math.abs(a.length - b.length) > 2) return 9;
    const d = [...Array(a.length + 1)].map((_, i) => [i, ...Array(b.length).fill(0)]);
    for (let j = 1; j <= b.length; j++) d[0][j] = j;
    for (let i = 1; i <= a.length; i++) {
      for (let j = 1; j <= b.length; j++) {
        d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
    return d[a.length][b.length];
  }

  /**
   * Entries by how well they fit; a rare word counts more than a common one, all more than some, and
   * a title that is the query itself most.
   */
  function rank(words, query) {
    const fits = words.map((word) => index.map((e) => fitOf(e, word)));
    const rarity = fits.map((f) => Math.log(1 + index.length / (1 + f.filter((x) => x > 0).length)));
    const all = rarity.reduce((a, b) => a + b, 0);
    const phrase = key(words);
    const joined = words.join("");
    return index
      .map((entry, i) => {
        const met = words.reduce((sum, _, k) => sum + (fits[k][i] > 0 ? rarity[k] : 0), 0) / all;
        const score = words.reduce((sum, _, k) => sum + rarity[k] * fits[k][i], 0) / all;
        const wholePage = entry.t === entry.p ? 1.1 : 1;
        const alias = entry.phrases.includes(phrase) || entry.phrases.includes(joined);
        const named = fold(entry.t) === query ? 17 : entry.name === phrase ? 15.5 : alias ? 15 : 0;
        const javaType = entry.j ? 0.4 : 1; // what is written about a type comes before it
        return { entry, met, score: (score * met ** 3 + named) * wholePage * javaType };
      })
      .filter((hit) => hit.score > 0)
      .sort((a, b) => b.score - a.score);
  }

  /**
   * What a query finds, best first: the entries, the words to mark, and whether the query itself
   * was found; if not, the entries are the nearest.
   */
  function find(query) {
    if (index === null) prepare();
    const words = wordsOf(query);
    if (words.length === 0) return { entries: [], words, found: true };
    const typed = fold(query.trim());
    let hits = rank(words, typed);
    const found = hits.some((hit) => hit.met > 0.99);
    if (!found) {
      const known = words.map((w) => (index.some((e) => fitOf(e, w) > 0) ? w : nearest(w)[0] || w));
      hits = rank(known, typed);
      if (hits.length > 0) return { entries: hits.slice(0, MOST).map((h) => h.entry), words: known, found };
      return { entries: index.filter((e) => e.h), words: [], found };
    }
    return { entries: hits.slice(0, MOST).map((h) => h.entry), words, found };
  }

  return { find, fold };
})();
