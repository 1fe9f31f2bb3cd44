package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Operators on texts. A graph computes with numbers: texts that are fed are looked at when a plan
 * is made, and others need another plan.
 */
final class TextRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("StringNormalizer", TextRules::normalize),
                    entry("TfIdfVectorizer", TextRules::count));

    private TextRules() {}

    /** Leaves out stop words, and changes all letters to small or large ones. */
    private static void normalize(NodeSite site) {
        Shape shape = site.in(0).shape();
        site.require(
                shape.rank() == 1 || shape.rank() == 2 && shape.dim(0) == 1,
                "the texts must be a row, found %s",
                shape);
        NDArray texts = site.known(0, "the texts");
        boolean exact = site.flag("is_case_sensitive", false);
        Locale locale = Locale.forLanguageTag(site.s("locale", "en_US").replace('_', '-'));
        String change = site.s("case_change_action", "NONE");
        Set<String> stops = new LinkedHashSet<>();
        if (site.strings("stopwords") != null) {
            site.strings("stopwords").forEach(w -> stops.add(exact ? w : w.toLowerCase(locale)));
        }
        List<String> kept = new ArrayList<>();
        for (String text : texts.texts()) {
            if (!stops.contains(exact ? text : text.toLowerCase(locale))) {
                kept.add(
                        switch (change) {
                            case "LOWER" -> text.toLowerCase(locale);
                            case "UPPER" -> text.toUpperCase(locale);
                            case "NONE" -> text;
                            default -> throw site.refuse("case_change_action is %s", change);
                        });
            }
        }
        if (kept.isEmpty()) {
            kept.add(""); // as ONNX has it
        }
        Shape row = shape.rank() == 1 ? Shape.of(kept.size()) : Shape.of(1, kept.size());
        site.give(site.constant(NDArray.ofTexts(row, kept.toArray(String[]::new))));
    }

    /**
     * Counts n-grams. A window on the row fits an n-gram where all of its places are equal: a
     * product of comparisons, whose sum over all windows is the count.
     */
    private static void count(NodeSite site) {
        Formula f = new Formula(site);
        List<Long> columns = site.requiredInts("ngram_indexes");
        List<Long> begins = site.requiredInts("ngram_counts");
        site.require(!columns.isEmpty(), "ngram_indexes must name columns");
        int width = 1 + Math.toIntExact(Collections.max(columns));
        Value x = numbered(site);
        List<Long> pool = pool(site);
        int length = x.shape().dim(-1);
        x = f.reshape(x, List.of(x.shape().sizeOf(0, x.shape().rank() - 1), length));
        List<Value> counts = new ArrayList<>();
        int[] places = new int[width]; // of each column among the counts; 0 is the empty one
        counts.add(f.filled(DType.FLOAT32, List.of(x.shape().dim(0), 1), 0));
        int gram = 0;
        int counted = 1;
        List<Double> weights = new ArrayList<>(Collections.nCopies(width, 1.0));
        for (int n = 1; n <= begins.size(); n++) {
            int from = Math.toIntExact(begins.get(n - 1));
            int to = n < begins.size() ? Math.toIntExact(begins.get(n)) : pool.size();
            site.require(
                    from >= 0 && to <= pool.size() && (to - from) % n == 0,
                    "ngram_counts %s do not divide %d things into n-grams",
                    begins,
                    pool.size());
            int grams = (to - from) / n;
            boolean wanted = n >= site.i("min_gram_length", 1) && n <= site.i("max_gram_length", 1);
            for (int i = 0; i < grams; i++, gram++) {
                site.require(gram < columns.size(), "ngram_indexes are too few");
                int column = Math.toIntExact(columns.get(gram));
                site.require(column >= 0, "a column is %d", column);
                places[column] = wanted ? counted++ : 0;
                if (site.floats("weights") != null) {
                    weights.set(column, (double) site.floats("weights").get(gram));
                }
            }
            if (wanted && grams > 0) {
                counts.add(counts(site, f, x, pool.subList(from, to), n));
            }
        }
        NDArray order = NDArray.zeros(new ArrayType(DType.INT64, Shape.of(width)));
        NDArray factors = NDArray.zeros(ArrayType.float32(width));
        for (int c = 0; c < width; c++) {
            order.setWhole(c, places[c]);
            factors.set(c, weights.get(c));
        }
        Value all = f.take(f.concat(1, counts), 1, site.constant(order));
        String mode = site.s("mode", "TF");
        if (mode.equals("IDF")) {
            all = f.cast(f.less(f.number(all, 0), all), DType.FLOAT32);
        }
        Value y = mode.equals("TF") ? all : f.times(all, site.constant(factors));
        List<Integer> shape = new ArrayList<>(site.in(0).shape().toList());
        shape.set(shape.size() - 1, width);
        site.give(f.reshape(y, shape));
    }

    /** Of each row and each n-gram of {@code pool} the windows that fit, for all gaps. */
    private static Value counts(NodeSite site, Formula f, Value x, List<Long> pool, int n) {
        int rows = x.shape().dim(0);
        int length = x.shape().dim(1);
        int grams = pool.size() / n;
        Value sum = f.filled(DType.FLOAT32, List.of(rows, grams), 0);
        long gaps = n == 1 ? 0 : site.i("max_skip_count", 0);
        for (int gap = 0; gap <= gaps; gap++) {
            int windows = length - (n - 1) * (gap + 1);
            if (windows <= 0) {
                break;
            }
            Value fits = null;
            for (int k = 0; k < n; k++) {
                Value places = f.slice(x, 1, (long) k * (gap + 1), windows, 1);
                List<Long> things = new ArrayList<>();
                for (int g = 0; g < grams; g++) {
                    things.add(pool.get(g * n + k));
                }
                Value wanted = f.wholes(x.type().dtype(), things);
                Value equal = f.equal(f.reshape(places, List.of(rows, windows, 1)), wanted);
                Value one = f.cast(equal, DType.FLOAT32);
                fits = fits == null ? one : f.times(fits, one);
            }
            sum = f.plus(sum, f.reduce("ReduceSum", fits, List.of(1), false));
        }
        return sum;
    }

    /** What is fed, as whole numbers; texts by their places among those of the pool. */
    private static Value numbered(NodeSite site) {
        Value x = site.in(0);
        if (x.type().dtype() != DType.STRING) {
            return x;
        }
        NDArray texts = site.known(0, "the texts");
        Map<String, Long> numbers = numbers(site);
        NDArray codes = NDArray.zeros(new ArrayType(DType.INT64, texts.shape()));
        for (int i = 0; i < codes.size(); i++) {
            codes.setWhole(i, numbers.getOrDefault(texts.getText(i), -1L));
        }
        return site.constant(codes);
    }

    private static Map<String, Long> numbers(NodeSite site) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        List<String> pool = site.strings("pool_strings");
        site.require(pool != null, "pool_strings is missing, though texts are fed");
        pool.forEach(text -> numbers.putIfAbsent(text, (long) numbers.size()));
        return numbers;
    }

    private static List<Long> pool(NodeSite site) {
        if (site.in(0).type().dtype() != DType.STRING) {
            return site.requiredInts("pool_int64s");
        }
        Map<String, Long> numbers = numbers(site);
        return site.strings("pool_strings").stream().map(numbers::get).toList();
    }
}
