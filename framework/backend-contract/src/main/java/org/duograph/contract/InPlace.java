package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.graph.Attrs;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.junit.jupiter.api.DynamicTest;

/** Checks that what an operator allows to be written over may really be written over. */
final class InPlace {
    private InPlace() {}

    static Stream<DynamicTest> tests(Collection<OpDef> operators) {
        return operators.stream()
                .flatMap(op -> op.samples().stream().map(sample -> new Use(op, sample)))
                .filter(use -> !use.pairs().isEmpty())
                .map(
                        use ->
                                DynamicTest.dynamicTest(
                                        use.op.type() + " " + use.sample.attrs(), use::check));
    }

    /** Output {@code output} stands in the memory of input {@code input}. */
    private record Pair(int output, int input) {}

    private record Use(OpDef op, Sample sample) {
        private Attrs attrs() {
            return Attrs.check(op, sample.attrs());
        }

        private List<ArrayType> inTypes() {
            return sample.inputs().stream().map(Sample.Input::type).toList();
        }

        /** The pairs that are allowed and whose arrays are equally long. */
        List<Pair> pairs() {
            List<Pair> pairs = new ArrayList<>();
            List<ArrayType> in = inTypes();
            List<ArrayType> out = op.infer(attrs(), in);
            for (int i = 0; i < out.size(); i++) {
                for (int j = 0; j < in.size(); j++) {
                    boolean asLong = in.get(j).shape().size() == out.get(i).shape().size();
                    if (op.mayOverwrite(i, j) && asLong) {
                        pairs.add(new Pair(i, j));
                    }
                }
            }
            return pairs;
        }

        private double[][] run(List<Pair> inPlace) {
            List<ArrayType> in = inTypes();
            List<ArrayType> out = op.infer(attrs(), in);
            double[][] ins =
                    sample.draw(1).stream().map(NDArray::toDoubles).toArray(double[][]::new);
            double[][] outs = new double[out.size()][];
            for (int i = 0; i < outs.length; i++) {
                outs[i] = new double[out.get(i).shape().intSize()];
            }
            inPlace.forEach(p -> outs[p.output] = ins[p.input]);
            Philox random = new Philox(1, 2);
            new ReferenceCall(attrs(), in, out, ins, outs, () -> random).run(op.kernel());
            return outs;
        }

        void check() {
            double[][] expected = run(List.of());
            List<Pair> taken = new ArrayList<>();
            for (Pair pair : pairs()) {
                assertThat(run(List.of(pair))).as("%s in place", pair).isEqualTo(expected);
                boolean free =
                        taken.stream()
                                .noneMatch(t -> t.output == pair.output || t.input == pair.input);
                if (free) {
                    taken.add(pair);
                }
            }
            assertThat(run(taken)).as("%s in place at once", taken).isEqualTo(expected);
        }
    }
}
