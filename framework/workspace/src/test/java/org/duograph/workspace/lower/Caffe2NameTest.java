package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.host.HostOperators;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.lower.Caffe2Name.Status;
import org.duograph.workspace.net.OtherNames;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class Caffe2NameTest {
    /** What a jar brings that depends on this one: the module interop. */
    private static final Set<String> ELSEWHERE = Set.of("ImageInput");

    private static boolean isThere(String name) {
        return Vocabulary.isKnown(name)
                || HostOperators.all().containsKey(name)
                || ELSEWHERE.contains(name);
    }

    @Test
    void everyNameIsCoveredOrMappedOrAbsentForAReason() {
        assertThat(Caffe2Name.all()).hasSize(508);
        for (Caffe2Name name : Caffe2Name.all().values()) {
            boolean mapped = Vocabulary.others().containsKey(name.name()) || isAlias(name.name());
            switch (name.status()) {
                case COVERED -> assertThat(isThere(name.name()) && !mapped).as("%s", name).isTrue();
                case MAPPED -> {
                    assertThat(mapped).as("%s", name).isTrue();
                    assertThat(isThere(name.here())).as("%s", name).isTrue();
                }
                case ABSENT -> assertThat(isThere(name.name())).as("%s", name).isFalse();
            }
            assertThat(name.reason().isEmpty())
                    .as("%s", name)
                    .isEqualTo(name.status() != Status.ABSENT);
        }
        assertThat(Caffe2Name.all().keySet()).containsAll(Vocabulary.others().keySet());
    }

    private static boolean isAlias(String name) {
        return HostOperators.all().containsKey(name)
                && HostOperators.all().get(name).summary().contains("Another name of");
    }

    /** The reasons name operators that are there, so far as they name any of this form. */
    @Test
    void whatIsToBeUsedInsteadIsThere() {
        for (Caffe2Name name : Caffe2Name.all().values()) {
            for (String word : name.reason().split("[^A-Za-z0-9_.]+")) {
                boolean looksLikeOne =
                        word.matches("[A-Z][a-z]+([A-Z0-9][A-Za-z0-9]*)+")
                                && !word.matches("Caffe2|PyTorch|TensorBoard|Workspace.*");
                if (looksLikeOne) {
                    assertThat(isThere(word)).as("%s in: %s", word, name).isTrue();
                }
            }
        }
    }

    /** A renamed operator gives what the operator gives by its own name, on its own example. */
    @TestFactory
    Stream<DynamicTest> aNameThatIsMappedRuns() {
        return OtherNames.all().entrySet().stream()
                .map(
                        entry ->
                                DynamicTest.dynamicTest(
                                        entry.getKey(),
                                        () ->
                                                run(
                                                        entry.getKey(),
                                                        OpCatalog.get(entry.getValue()))));
    }

    private static void run(String name, OpDef def) {
        Example example = def.example();
        boolean byRow = name.equals("RowMul");
        List<NDArray> arrays =
                byRow
                        ? List.of(NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4), NDArray.vector(10, 100))
                        : example.inputs();
        List<Argument> args = new ArrayList<>();
        Map<String, Object> given = Attrs.check(def, example.attrs()).given();
        Spellings.arguments(def, given).forEach((key, value) -> args.add(Ops.arg(key, value)));
        List<String> inputs = new ArrayList<>();
        try (Workspace workspace = new Workspace("java", 0)) {
            for (NDArray array : arrays) {
                inputs.add("x" + inputs.size());
                workspace.feedBlob(inputs.get(inputs.size() - 1), array);
            }
            OperatorDef op =
                    Ops.operator(name, inputs, List.of("y"), args.toArray(Argument[]::new));
            workspace.runOperatorOnce(op);
            double[] wanted =
                    byRow
                            ? new double[] {10, 20, 300, 400}
                            : ReferenceCall.run(def, example.attrs(), arrays).get(0).toDoubles();
            assertThat(workspace.fetchBlob("y").toDoubles()).containsExactly(wanted, within(1e-6));
        }
    }

    @Test
    void namesThatAreLoweredByHandRun() {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x", NDArray.of(Shape.of(4, 1), 1f, 2, 3, 4));
            workspace.feedBlob("c", NDArray.of(Shape.of(4), 1, 0, 1, 0).cast(DType.BOOL));
            workspace.feedBlob("zeros", NDArray.of(Shape.of(4, 1), 0f, 0, 0, 0));
            workspace.feedBlob("n", NDArray.of(Shape.of(1), 6L));
            workspace.feedBlob("half", NDArray.vector(1.5f).cast(DType.FLOAT16));
            for (String copy :
                    List.of(
                            "CopyCPUToGPU",
                            "CopyGPUToCPU",
                            "CopyFromCPUInput",
                            "EnsureCPUOutput",
                            "Alias",
                            "EnsureDense",
                            "ZeroGradient",
                            "NanCheck")) {
                assertThat(y(workspace, copy, "x").toDoubles())
                        .as(copy)
                        .containsExactly(1, 2, 3, 4);
            }
            assertThat(y(workspace, "CopyOnDeviceLike", "x", "zeros").get(3)).isEqualTo(4);
            assertThat(y(workspace, "Conditional", "c", "x", "zeros").toDoubles())
                    .containsExactly(1, 0, 3, 0);
            assertThat(y(workspace, "FloatToHalf", "x").dtype()).isEqualTo(DType.FLOAT16);
            assertThat(y(workspace, "HalfToFloat", "half").item()).isEqualTo(1.5);
            assertThat(y(workspace, "MergeDim", "x").shape()).isEqualTo(Shape.of(4));
            OperatorDef prepend =
                    Ops.operator("PrependDim", List.of("x"), List.of("y"), Ops.arg("dim_size", 2));
            workspace.runOperatorOnce(prepend);
            assertThat(workspace.fetchBlob("y").shape()).isEqualTo(Shape.of(2, 2, 1));
            OperatorDef split =
                    Ops.operator("DepthSplit", List.of("x"), List.of("a", "b"), Ops.arg("axis", 0));
            workspace.runOperatorOnce(split);
            assertThat(workspace.fetchBlob("b").toDoubles()).containsExactly(3, 4);
            workspace.runOperatorOnce(Ops.operator("CreateMutex", List.of(), List.of("m")));
            workspace.runOperatorOnce(Ops.operator("AtomicIter", List.of("m", "n"), List.of("n")));
            assertThat(workspace.fetchBlob("n").item()).isEqualTo(7);
        }
    }

    private static NDArray y(Workspace workspace, String type, String... inputs) {
        workspace.runOperatorOnce(Ops.operator(type, List.of(inputs), List.of("y")));
        return workspace.fetchBlob("y");
    }

    @Test
    void whatIsNotANumberStopsANetAndIsNamed() {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x", NDArray.vector(Float.NaN));
            OperatorDef check = Ops.operator("NanCheck", List.of("x"), List.of("x"));
            assertThatThrownBy(() -> workspace.runOperatorOnce(check))
                    .hasStackTraceContaining("NanCheck of \"x\"");
        }
    }

    @Test
    void aNetWithAnAbsentOperatorIsToldWhatToUse() {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x", NDArray.vector(1));
            OperatorDef absent = Ops.operator("StumpFunc", List.of("x"), List.of("y"));
            assertThatThrownBy(() -> workspace.runOperatorOnce(absent))
                    .hasMessageContaining("there is no operator \"StumpFunc\"")
                    .hasMessageContaining("GT and Where do it");
        }
    }
}
