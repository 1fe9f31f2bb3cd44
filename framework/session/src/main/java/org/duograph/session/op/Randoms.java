package org.duograph.session.op;

import static org.duograph.session.op.Operator.stateful;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.fill.PhiloxFill;
import org.duograph.ops.fill.PhiloxNumbers;
import org.duograph.ops.shape.Gather;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Random numbers: TensorFlow's own, for the same two seeds. A session remembers how far each
 * operation is in its stream.
 */
final class Randoms {
    private static final String SEEDS = "seed:int=0 seed2:int=0 ";
    private static final String REALS = SEEDS + "dtype:type T:type";

    static final List<Operator> OPERATORS =
            List.of(
                    stateful(
                            "RandomUniform",
                            "shape:T -> output:dtype",
                            REALS,
                            site -> reals(site, "uniform")),
                    stateful(
                            "RandomStandardNormal",
                            "shape:T -> output:dtype",
                            REALS,
                            site -> reals(site, "normal")),
                    stateful(
                            "TruncatedNormal",
                            "shape:T -> output:dtype",
                            REALS,
                            site -> reals(site, "truncated")),
                    stateful(
                            "RandomUniformInt",
                            "shape:T minval:Tout maxval:Tout -> output:Tout",
                            SEEDS + "Tout:type T:type",
                            Randoms::wholes),
                    stateful(
                            "RandomShuffle",
                            "value:T -> output:T",
                            SEEDS + "T:type",
                            Randoms::shuffle));

    private Randoms() {}

    private static Map<String, Object> stream(LoweringSite site) {
        List<Long> seeds = site.seeds();
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("key", seeds.get(0));
        attrs.put("stream", seeds.get(1));
        return attrs;
    }

    /** Numbers of which each has some blocks of the stream to itself. */
    private static void fill(LoweringSite site, Map<String, ?> law) {
        Shape shape = Shape.of(site.numbers(0, "the shape"));
        Map<String, Object> attrs = stream(site);
        attrs.putAll(law);
        attrs.put("shape", shape.toList());
        Value start = site.drawFrom(shape.size() * PhiloxNumbers.BLOCKS_PER_NUMBER);
        site.give(site.value(PhiloxFill.OP, attrs, start));
    }

    private static void reals(LoweringSite site, String law) {
        fill(site, Map.of("law", law, "dtype", site.attrs().dtype("dtype")));
    }

    private static void wholes(LoweringSite site) {
        long low = site.numbers(1, "minval").get(0);
        long below = site.numbers(2, "maxval").get(0);
        DType dtype = site.attrs().dtype("Tout");
        fill(site, Map.of("law", "whole", "low", low, "below", below, "dtype", dtype));
    }

    /** The rows in another order, which needs a word of the stream for each but one. */
    private static void shuffle(LoweringSite site) {
        Value x = site.input(0);
        if (x.shape().rank() == 0 || x.shape().size() <= 1) {
            site.give(x);
            return;
        }
        int rows = x.shape().dim(0);
        Map<String, Object> attrs = stream(site);
        attrs.put("size", rows);
        Value start = site.drawFrom((rows + 2) / 4);
        Value order = site.value(PhiloxFill.ORDER, attrs, start);
        site.give(site.value(Gather.OP, Map.of(), x, order));
    }
}
