package org.duograph.ops.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * What LSTMUnit and GRUUnit share: one step {@code t} of N sequences of different lengths.
 *
 * <p>A sequence that has ended keeps its state, or drops it to zero. The last inputs are {@code
 * seq_lengths} and {@code t}; where seq_lengths is absent, no sequence ever ends.
 */
final class RecurrentUnit {
    /** What to do at the end of a sequence. */
    static final List<Attr> ATTRS =
            List.of(Attr.ofInt("drop_states", 0, "1: states of sequences that ended become zero."));

    private static final int N = 4;
    private static final int D = 3;
    private static final Sample.Input LENGTHS = Sample.whole(DType.INT32, Shape.of(N), 0, 5);

    private RecurrentUnit() {}

    /** Adds the inputs seq_lengths and t. */
    static OpBuilder withLengths(OpBuilder builder) {
        return builder.optionalInput("seq_lengths", "the length of each sequence, N")
                .ofType(ElementTypes.of(DType.INT32))
                .input("t", "the number of this step, 1")
                .ofType(ElementTypes.of(DType.INT32));
    }

    /**
     * Adds samples with lengths, without, and with dropped states.
     *
     * @param widths the width of each floating-point input, in units of D
     */
    static OpBuilder samples(OpBuilder builder, int... widths) {
        List<Sample.Input> inputs = new ArrayList<>();
        for (int width : widths) {
            inputs.add(Sample.real(Shape.of(1, N, width * D), -1, 1));
        }
        Sample.Input t = Sample.whole(DType.INT32, Shape.of(1), 2, 3);
        List<Sample.Input> without = new ArrayList<>(inputs);
        without.add(Sample.ABSENT);
        without.add(t);
        inputs.add(LENGTHS);
        inputs.add(t);
        return builder.sample(new Sample(Map.of(), inputs))
                .sample(new Sample(Map.of("drop_states", 1), inputs))
                .sample(new Sample(Map.of(), without));
    }

    /** Checks gates of {@code count * D}, at input {@code gates}, and what follows them. */
    static void check(TypeRule.Site site, int gates, int count) {
        Shape h = site.shape(0);
        site.require(
                h.rank() == 3 && h.dim(0) == 1,
                "%s must be 1 x N x D, found %s",
                site.op().inputName(0),
                site.in(0));
        for (int i = 1; i <= gates; i++) {
            Shape wanted = i < gates ? h : h.with(2, count * h.dim(2));
            site.require(
                    site.shape(i).equals(wanted),
                    "%s must be %s, found %s",
                    site.op().inputName(i),
                    wanted,
                    site.in(i));
        }
        int lengths = gates + 1;
        int t = gates + 2;
        site.requireOne(t);
        if (site.has(lengths)) {
            site.require(
                    site.shape(lengths).size() == h.dim(1),
                    "seq_lengths must hold one number for each of %d sequences, found %s",
                    h.dim(1),
                    site.in(lengths));
        }
    }

    /** The operands {@code first}, followed by the forward node's seq_lengths and t. */
    static Value[] andLengths(GradientRule.Site g, int gates, Value... first) {
        List<Value> all = new ArrayList<>(List.of(first));
        for (int i = gates + 1; i < g.inputCount(); i++) {
            all.add(g.input(i));
        }
        return all.toArray(Value[]::new);
    }

    /** Whether sequence {@code n} goes on at this step; lengths and t are the last inputs. */
    static boolean goesOn(Operands o, int n) {
        int t = o.inputCount() - 1;
        int lengths = t - 1;
        return !o.has(lengths) || o.in(t)[0] < o.in(lengths)[n];
    }

    /** The state of a sequence that has ended, or its gradient. */
    static double ended(Operands o, double state) {
        return o.attrs().flag("drop_states") ? 0 : state;
    }
}
