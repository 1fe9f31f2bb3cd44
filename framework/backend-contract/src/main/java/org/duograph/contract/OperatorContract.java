package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every operator promises. A test class that implements this says which operators are to be
 * tested, and inherits the tests: that the example in the definition is true, that gradients agree
 * with central differences, that kernels write all of their outputs, nothing beyond them and none
 * of their inputs, that what may be written over may really be, that what it says of itself to
 * passes is true, and that every part is documented.
 *
 * <p>How the operators run on a backend, {@link org.duograph.backend.contract.BackendContract}
 * tests.
 */
public interface OperatorContract {
    /**
     * The operators to test, such as {@code OpCatalog.all()}, or those of a library of your own.
     */
    Collection<OpDef> operators();

    /** The operators that have a reference kernel: all but host operators. */
    private Stream<OpDef> computing() {
        return operators().stream().filter(op -> !op.isHost());
    }

    private static Stream<DynamicTest> each(Stream<OpDef> ops, Consumer<OpDef> check) {
        return ops.map(op -> DynamicTest.dynamicTest(op.type(), () -> check.accept(op)));
    }

    private static Stream<DynamicTest> eachSample(
            Stream<OpDef> ops, BiConsumer<OpDef, Sample> check) {
        return eachSample(ops, (op, sample) -> true, check);
    }

    private static Stream<DynamicTest> eachSample(
            Stream<OpDef> ops, BiPredicate<OpDef, Sample> wanted, BiConsumer<OpDef, Sample> check) {
        return ops.flatMap(
                op ->
                        op.samples().stream()
                                .filter(sample -> wanted.test(op, sample))
                                .map(
                                        sample ->
                                                DynamicTest.dynamicTest(
                                                        op.type() + " " + sample.attrs(),
                                                        () -> check.accept(op, sample))));
    }

    /** Where the operator has a form with Relu, that form is called in the same way. */
    @TestFactory
    default Stream<DynamicTest> anOperatorWithReluTakesTheSameAttributesAndInputs() {
        return each(
                operators().stream().filter(op -> !op.withRelu().isEmpty()),
                op -> {
                    OpDef both = OpCatalog.get(op.withRelu());
                    assertThat(both.attrs()).isEqualTo(op.attrs());
                    assertThat(kinds(both)).isEqualTo(kinds(op));
                });
    }

    private static List<Operand.Kind> kinds(OpDef op) {
        return op.inputs().stream().map(Operand::kind).toList();
    }

    /** A node that is an identity by {@link OpDef#isIdentity} is one. */
    @TestFactory
    default Stream<DynamicTest> whereItSaysSoANodeHandsOnItsInput() {
        return eachSample(
                operators().stream(),
                (op, sample) -> op.isIdentity(node(op, sample)),
                (op, sample) -> {
                    List<NDArray> numbers = sample.draw(5);
                    assertThat(ReferenceCall.run(op, sample.attrs(), numbers).get(0))
                            .isEqualTo(numbers.get(0));
                });
    }

    /** A node that is by image by {@link OpDef#isByImage} gives for one image what it gave. */
    @TestFactory
    default Stream<DynamicTest> whereItSaysSoANodeTreatsEachImageByItself() {
        return eachSample(
                operators().stream(),
                (op, sample) -> op.isByImage(node(op, sample)),
                (op, sample) -> {
                    List<NDArray> numbers = sample.draw(5);
                    NDArray all = ReferenceCall.run(op, sample.attrs(), numbers).get(0);
                    numbers.set(0, firstImage(numbers.get(0)));
                    NDArray first = ReferenceCall.run(op, sample.attrs(), numbers).get(0);
                    assertThat(first).isEqualTo(firstImage(all));
                });
    }

    /**
     * An operator that is by element by {@link OpDef#isByElement} gives for transposed arrays what
     * it gave, transposed.
     */
    @TestFactory
    default Stream<DynamicTest> whereItSaysSoAnOperatorTreatsEachElementByItself() {
        return eachSample(
                operators().stream(),
                (op, sample) -> op.isByElement() && isOfOneShape(sample.draw(5)),
                (op, sample) -> {
                    List<NDArray> numbers = sample.draw(5);
                    List<NDArray> given = ReferenceCall.run(op, sample.attrs(), numbers);
                    numbers.replaceAll(OperatorContract::transposed);
                    assertThat(ReferenceCall.run(op, sample.attrs(), numbers))
                            .isEqualTo(given.stream().map(OperatorContract::transposed).toList());
                });
    }

    private static boolean isOfOneShape(List<NDArray> arrays) {
        return arrays.stream().map(NDArray::shape).filter(s -> s.size() != 1).distinct().count()
                == 1;
    }

    private static NDArray transposed(NDArray array) {
        return array.size() == 1
                ? array
                : ReferenceCall.run(Transpose.OP, Map.of(), List.of(array)).get(0);
    }

    private static Node node(OpDef op, Sample sample) {
        Graph graph = new Graph("one node");
        List<Value> values = new ArrayList<>();
        sample.draw(5).forEach(numbers -> values.add(graph.constant("in", numbers)));
        return graph.append("node", op, sample.attrs(), Node.Settings.NONE, values);
    }

    private static NDArray firstImage(NDArray images) {
        NDArray first = NDArray.zeros(images.type().withShape(images.shape().with(0, 1)));
        for (int i = 0; i < first.size(); i++) {
            first.set(i, images.get(i));
        }
        return first;
    }

    /** The reference kernel makes of the example's inputs its outputs. */
    @TestFactory
    default Stream<DynamicTest> theExampleIsTrue() {
        return each(
                computing(),
                op -> {
                    Example example = op.example();
                    List<NDArray> actual = ReferenceCall.run(op, example.attrs(), example.inputs());
                    assertThat(example.outputs()).isNotEmpty();
                    for (int i = 0; i < example.outputs().size(); i++) {
                        NDArray expected = example.outputs().get(i);
                        assertThat(actual.get(i).type()).isEqualTo(expected.type());
                        if (expected.dtype().isText()) {
                            assertThat(actual.get(i)).isEqualTo(expected);
                        } else {
                            assertThat(actual.get(i).toDoubles())
                                    .containsExactly(expected.toDoubles(), within(1e-6));
                        }
                    }
                });
    }

    private static boolean letsGradientsBack(OpDef op) {
        return op.gradient() != null && op.gradient() != GradientRule.STOP;
    }

    /** The gradient rule agrees with central differences, to 1e-6, in double precision. */
    @TestFactory
    default Stream<DynamicTest> gradientsAgreeWithCentralDifferences() {
        Stream<OpDef> differentiable =
                operators().stream().filter(OperatorContract::letsGradientsBack);
        return eachSample(differentiable, GradientCheck::run);
    }

    /** Every element of every output is written, nothing beyond, and no input. */
    @TestFactory
    default Stream<DynamicTest> kernelsFillTheirOutputsAndLeaveTheirInputsAlone() {
        return eachSample(
                computing(),
                (op, sample) -> {
                    List<NDArray> drawn = sample.draw(1);
                    Attrs attrs = Attrs.check(op, sample.attrs());
                    List<ArrayType> in = drawn.stream().map(NDArray::type).toList();
                    List<ArrayType> out = op.infer(attrs, in);
                    double[][] ins =
                            drawn.stream().map(NDArray::toDoubles).toArray(double[][]::new);
                    Object[] outs = poisoned(out, 3);
                    Philox random = new Philox(1, 2);
                    new ReferenceCall(attrs, in, out, ins, outs, () -> random).run(op.kernel());
                    for (int i = 0; i < ins.length; i++) {
                        assertThat(ins[i]).isEqualTo(drawn.get(i).toDoubles());
                    }
                    for (int i = 0; i < outs.length; i++) {
                        int size = out.get(i).shape().intSize();
                        List<Object> all = new ArrayList<>(elements(outs[i]));
                        Object poison = outs[i] instanceof String[] ? null : Double.NaN;
                        assertThat(all.subList(0, size)).as("output %d", i).doesNotContain(poison);
                        assertThat(all.subList(size, size + 3))
                                .as("beyond output %d", i)
                                .containsOnly(poison);
                    }
                });
    }

    /** Arrays of NaN, of texts null, each {@code extra} elements longer than its shape needs. */
    private static Object[] poisoned(List<ArrayType> types, int extra) {
        Object[] arrays = new Object[types.size()];
        for (int i = 0; i < arrays.length; i++) {
            int length = types.get(i).shape().intSize() + extra;
            double[] reals = new double[length];
            Arrays.fill(reals, Double.NaN);
            arrays[i] = types.get(i).dtype().isText() ? new String[length] : reals;
        }
        return arrays;
    }

    private static List<?> elements(Object array) {
        return array instanceof String[] texts
                ? Arrays.asList(texts)
                : Arrays.stream((double[]) array).boxed().toList();
    }

    /** Summary, operands and attributes say what they are. */
    @TestFactory
    default Stream<DynamicTest> everyPartIsDocumented() {
        return each(
                operators().stream(),
                op -> {
                    assertThat(op.summary()).endsWith(".");
                    op.inputs().forEach(i -> assertThat(i.doc()).isNotBlank());
                    op.outputs().forEach(o -> assertThat(o.doc()).isNotBlank());
                    op.attrs().values().forEach(a -> assertThat(a.doc()).endsWith("."));
                });
    }

    /** The declared element types are those that are taken and given, by type rule and kernel. */
    @TestFactory
    default Stream<DynamicTest> theDeclaredElementTypesAreTakenAndNoOthers() {
        return each(operators().stream(), DeclaredTypes::check);
    }

    /** What an operator allows to be written over may really be written over. */
    @TestFactory
    default Stream<DynamicTest> writingOverInputsThatMayBeOverwrittenChangesNoResult() {
        return InPlace.tests(operators());
    }
}
