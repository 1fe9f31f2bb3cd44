package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.KnownNumbers;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.host.Hosts;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorFormsTest {
    @ParameterizedTest
    @ValueSource(strings = {"Relu", "CopyCPUToGPU"})
    void outputsThatAnOperatorDoesNotHaveAreCounted(String type) {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x", NDArray.vector(1));
            OperatorDef op = Ops.operator(type, List.of("x"), List.of("y", "z"));
            assertThatThrownBy(() -> workspace.runOperatorOnce(op))
                    .hasMessageContaining(type + " (operator 0 of net")
                    .hasMessageContaining("it has 1 outputs")
                    .hasMessageContaining("but 2 were asked for");
        }
    }

    @Test
    void aDeviceTypeThatNobodyKnowsIsAnsweredWithAllThatAreKnown() {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x", NDArray.vector(1));
            OperatorDef op =
                    Ops.operator("Relu", List.of("x"), List.of("y")).toBuilder()
                            .setDeviceOption(DeviceOption.newBuilder().setDeviceType(7))
                            .build();
            assertThatThrownBy(() -> workspace.runOperatorOnce(op))
                    .hasMessageContaining("asks for device type 7")
                    .hasMessageContaining("5 (IDEEP)");
        }
    }

    @Test
    void aWholeNumberIsFilledInAsItIsThoughAFloatCannotHoldIt() {
        long value = (1L << 53) - 1; // a float holds whole numbers up to 2^24
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.runOperatorOnce(
                    Ops.operator(
                            "ConstantFill",
                            List.of(),
                            List.of("Y"),
                            Ops.arg("shape", List.of(2)),
                            Ops.arg("value", value)));
            assertThat((long[]) workspace.fetchBlob("Y").data()).containsExactly(value, value);
        }
    }

    @Test
    void aGradientOperatorRunsAloneThoughItReadsNoBias() {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("X", NDArray.of(Shape.of(1, 1, 1, 2), 3f, 4));
            workspace.feedBlob("W", NDArray.of(Shape.of(1, 1, 1, 1), 2f));
            workspace.feedBlob("dY", NDArray.of(Shape.of(1, 1, 1, 2), 1f, 10));
            for (String type : List.of("ConvGradient", "ConvTransposeGradient")) {
                workspace.runOperatorOnce(
                        Ops.operator(
                                type,
                                List.of("X", "W", "dY"),
                                List.of("dW", "db", "dX"),
                                Ops.arg("kernel", 1)));
                assertThat(workspace.fetchBlob("dW").toDoubles()).containsExactly(43);
                assertThat(workspace.fetchBlob("db").toDoubles()).containsExactly(11);
                assertThat(workspace.fetchBlob("dX").toDoubles()).containsExactly(2, 20);
            }
        }
    }

    @Test
    void lengthsThatAreLeftOutAreAbsentInTheGraphAndLeftOutAgainInANet() {
        NDArray state = NDArray.of(Shape.of(1, 1, 1), 2f);
        NDArray zeros = NDArray.of(Shape.of(1, 1, 4), 0f, 0, 0, 0);
        Map<String, NDArray> blobs =
                Map.of("h", state, "c", state, "g", zeros, "t", NDArray.of(Shape.of(1), 0));
        Argument noLengths = Ops.arg("sequence_lengths", 0);
        NetDef net =
                NetDef.newBuilder()
                        .addOp(
                                Ops.operator(
                                        "LSTMUnit",
                                        List.of("h", "c", "g", "t"),
                                        List.of("H", "C"),
                                        noLengths))
                        .addOp(
                                Ops.operator(
                                        "LSTMUnitGradient",
                                        List.of("h", "c", "g", "t", "H", "C", "H", "C"),
                                        List.of("dh", "dc", "dg"),
                                        noLengths))
                        .build();
        NetImporter importer =
                new NetImporter(
                        net,
                        name -> blobs.containsKey(name) ? blobs.get(name).type() : null,
                        new KnownNumbers(name -> null),
                        new Hosts(null)); // the net has no host operators
        importer.add(0);
        importer.add(1);
        Graph graph = importer.finish(List.of("H", "dc")::contains);
        assertThat(graph.toString()).contains("LSTMUnit(h, c, g, absent, t)");
        NDArray h = Interpreter.run(graph, blobs).get(graph.assigns().get("H"));
        assertThat(h.get(0)).isCloseTo(0.5 * Math.tanh(1), within(1e-6));

        OperatorDef written =
                NetExporter.export(graph).getOpList().stream()
                        .filter(op -> op.getType().equals("LSTMUnit"))
                        .findFirst()
                        .orElseThrow();
        assertThat(written.getInputList()).containsExactly("h", "c", "g", "t");
        assertThat(written.getArgList()).containsExactly(noLengths);
    }
}
