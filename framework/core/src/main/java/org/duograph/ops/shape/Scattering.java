package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Cast;
import org.duograph.ops.logic.EQ;
import org.duograph.ops.math.Terms;

/** What becomes of an element that an update is scattered to: what {@code reduction} says. */
enum Scattering {
    /** The update takes its place; of several the last one. */
    NONE,
    /** The update is added. */
    ADD,
    /** It is multiplied by the update. */
    MUL,
    /** The greater of both stays. */
    MAX,
    /** The smaller of both stays. */
    MIN;

    /** The attribute. */
    static final Attr REDUCTION =
            new Attr(
                    "reduction",
                    Kind.STRING,
                    "none",
                    "What becomes of an element: none (replaced), add, mul, max or min.");

    /**
     * What the attribute says.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Scattering of(Attrs attrs) {
        String word = attrs.s("reduction");
        List<String> words = List.of("none", "add", "mul", "max", "min");
        if (!words.contains(word)) {
            throw new IllegalArgumentException(
                    "reduction must be one of %s, found \"%s\"".formatted(words, word));
        }
        return values()[words.indexOf(word)];
    }

    /** Lays the update at {@code from} of input 2 upon the element at {@code to} of output 0. */
    void put(Operands o, int from, int to) {
        if (o.isWhole(0)) {
            long[] y = o.wholesOut(0);
            y[to] = merged(y[to], o.wholesIn(2)[from]);
        } else {
            double[] y = o.out(0);
            y[to] = merged(y[to], o.in(2)[from]);
        }
    }

    private double merged(double old, double update) {
        return switch (this) {
            case NONE -> update;
            case ADD -> old + update;
            case MUL -> old * update;
            case MAX -> Math.max(old, update);
            case MIN -> Math.min(old, update);
        };
    }

    private long merged(long old, long update) {
        return switch (this) {
            case NONE -> update;
            case ADD -> old + update;
            case MUL -> old * update;
            case MAX -> Math.max(old, update);
            case MIN -> Math.min(old, update);
        };
    }

    /** Copies input 0 to output 0, which is what there is before the first update. */
    static void begin(Operands o) {
        int size = o.outShape(0).intSize();
        if (o.isWhole(0)) {
            System.arraycopy(o.wholesIn(0), 0, o.wholesOut(0), 0, size);
        } else {
            System.arraycopy(o.in(0), 0, o.out(0), 0, size);
        }
    }

    /**
     * The rule of an operator of X, indices and updates. Where several updates replace one element,
     * each gets what the last one should; a maximum is of all that are as large; the gradient of a
     * product's factor that is zero is not a number.
     *
     * @param gather picks by the same indices
     */
    void gradients(GradientRule.Site g, OpDef gather) {
        Terms t = new Terms(g);
        Map<String, ?> given = g.attrs().given();
        Map<String, ?> shared = g.attrs().sharedWith(gather);
        Value indices = g.input(1);
        Value updates = g.input(2);
        Value y = g.output(0);
        Value dY = g.outputGradient(0);
        Value picked = g.append(gather, shared, dY, indices);
        switch (this) {
            case NONE -> {
                g.inputGradient(0, g.append(g.op(), given, dY, indices, t.filled(updates, 0)));
                g.inputGradient(2, picked);
            }
            case ADD -> {
                g.inputGradient(0, dY);
                g.inputGradient(2, picked);
            }
            case MUL -> {
                g.inputGradient(0, g.append(g.op(), given, dY, indices, updates));
                Value all = g.append(gather, shared, t.times(dY, y), indices);
                g.inputGradient(2, t.over(all, updates));
            }
            case MAX, MIN -> {
                g.inputGradient(0, t.times(dY, where(t, g.input(0), y)));
                Value extreme = g.append(gather, shared, y, indices);
                g.inputGradient(2, t.times(picked, where(t, updates, extreme)));
            }
        }
    }

    /** 1 where both are equal, else 0. */
    private static Value where(Terms t, Value a, Value b) {
        Map<String, ?> to = Map.of("to", a.type().dtype());
        return t.site().append(Cast.OP, to, t.of(EQ.OP, a, b));
    }
}
