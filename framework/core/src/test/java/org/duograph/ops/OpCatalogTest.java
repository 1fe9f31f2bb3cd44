package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Checks that every operator in the catalogue keeps the promises of its definition. */
class OpCatalogTest {

    private static Stream<DynamicTest> each(Consumer<OpDef> check) {
        return OpCatalog.all().stream()
                .map(op -> DynamicTest.dynamicTest(op.type(), () -> check.accept(op)));
    }

    private static Stream<DynamicTest> eachSample(
            Stream<OpDef> ops, java.util.function.BiConsumer<OpDef, Sample> check) {
        return ops.flatMap(
                op ->
                        op.samples().stream()
                                .map(
                                        sample ->
                                                DynamicTest.dynamicTest(
                                                        op.type() + " " + sample.attrs(),
                                                        () -> check.accept(op, sample))));
    }

    @TestFactory
    Stream<DynamicTest> theExampleIsTrue() {
        return each(
                op -> {
                    Example example = op.example();
                    List<NDArray> actual = ReferenceCall.run(op, example.attrs(), example.inputs());
                    assertThat(example.outputs()).isNotEmpty();
                    for (int i = 0; i < example.outputs().size(); i++) {
                        NDArray expected = example.outputs().get(i);
                        assertThat(actual.get(i).type()).isEqualTo(expected.type());
                        assertThat(actual.get(i).toDoubles())
                                .containsExactly(expected.toDoubles(), within(1e-6));
                    }
                });
    }

    private static boolean letsGradientsBack(OpDef op) {
        return op.gradient() != null && op.gradient() != GradientRule.STOP;
    }

    @TestFactory
    Stream<DynamicTest> gradientsAgreeWithCentralDifferences() {
        Stream<OpDef> differentiable =
                OpCatalog.all().stream().filter(OpCatalogTest::letsGradientsBack);
        return eachSample(differentiable, GradientCheck::run);
    }

    @TestFactory
    Stream<DynamicTest> kernelsFillTheirOutputsAndLeaveTheirInputsAlone() {
        return eachSample(
                OpCatalog.all().stream(),
                (op, sample) -> {
                    List<NDArray> drawn = new ArrayList<>();
                    for (int i = 0; i < sample.inputs().size(); i++) {
                        drawn.add(sample.inputs().get(i).draw(1, i));
                    }
                    Attrs attrs = Attrs.check(op, sample.attrs());
                    List<ArrayType> in = drawn.stream().map(NDArray::type).toList();
                    List<ArrayType> out = op.infer(attrs, in);
                    double[][] ins =
                            drawn.stream().map(NDArray::toDoubles).toArray(double[][]::new);
                    double[][] outs = poisoned(out, 3);
                    Philox random = new Philox(1, 2);
                    new ReferenceCall(attrs, in, out, ins, outs, () -> random).run(op.kernel());
                    for (int i = 0; i < ins.length; i++) {
                        assertThat(ins[i]).isEqualTo(drawn.get(i).toDoubles());
                    }
                    for (int i = 0; i < outs.length; i++) {
                        int size = out.get(i).shape().intSize();
                        double[] written = Arrays.copyOf(outs[i], size);
                        assertThat(written).as("output %d", i).doesNotContain(Double.NaN);
                        double[] beyond = Arrays.copyOfRange(outs[i], size, size + 3);
                        assertThat(beyond).as("beyond output %d", i).containsOnly(Double.NaN);
                    }
                });
    }

    /** Arrays full of NaN, each {@code extra} elements longer than its shape needs. */
    private static double[][] poisoned(List<ArrayType> types, int extra) {
        double[][] arrays = new double[types.size()][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new double[types.get(i).shape().intSize() + extra];
            Arrays.fill(arrays[i], Double.NaN);
        }
        return arrays;
    }

    @TestFactory
    Stream<DynamicTest> everyPartIsDocumented() {
        return each(
                op -> {
                    assertThat(op.summary()).endsWith(".");
                    op.inputs().forEach(i -> assertThat(i.doc()).isNotBlank());
                    op.outputs().forEach(o -> assertThat(o.doc()).isNotBlank());
                    op.attrs().values().forEach(a -> assertThat(a.doc()).endsWith("."));
                });
    }

    @Test
    void anUnknownOperatorIsAnsweredWithTheNearestName() {
        assertThatThrownBy(() -> OpCatalog.get("Rellu"))
                .hasMessageContaining("did you mean \"Relu\"?");
    }
}
