package org.duograph.interop.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.AttributeProto;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExporterTest {
    private static Value append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs).output(0);
    }

    /** Rows of images as a matrix, times weights, each row's mean, and zeros beside it. */
    private static Graph net(int batch) {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(batch, 2, 3));
        Value w = graph.constant("w", NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6));
        Value rows = append(graph, "Reshape", Map.of("shape", List.of(batch * 2, 3)), x);
        Value product = append(graph, "MatMul", Map.of("trans_a", 0, "trans_b", 0), rows, w);
        Map<String, ?> last = Map.of("axes", List.of(1), "keepdims", 1);
        Value mean = append(graph, "ReduceMean", last, product);
        Value zeros = append(graph, "ConstantFill", Map.of("shape", List.of(batch * 2, 1)));
        Map<String, ?> side = Map.of("axis", 1);
        graph.assign("y", append(graph, "Concat", side, mean, zeros));
        return graph;
    }

    private static NDArray numbers(int batch) {
        NDArray x = NDArray.zeros(ArrayType.float32(batch, 2, 3));
        for (int i = 0; i < x.size(); i++) {
            x.set(i, i);
        }
        return x;
    }

    private static NDArray run(OnnxModel model, int batch) {
        try (OnnxSession session = new OnnxSession(model, Placement.of("java"), 0)) {
            return session.run(Map.of("x", numbers(batch))).get("y");
        }
    }

    @Test
    void attributesStandByTheirNames() {
        ModelProto model = new OnnxExporter(net(1)).export(List.of("y"));
        assertThat(model.getGraph().getNodeList()).hasSizeGreaterThan(3);
        for (NodeProto node : model.getGraph().getNodeList()) {
            assertThat(node.getAttributeList().stream().map(AttributeProto::getName))
                    .as(node.getOpType())
                    .isSorted();
        }
    }

    @Test
    void theBatchIsLeftOpenByComparingTwo() {
        ModelProto proto = new OnnxExporter(net(1)).batch(net(2)).export(List.of("y"));
        assertThat(OnnxText.inputs(new OnnxModel(proto, null)))
                .containsExactlyEntriesOf(Map.of("x", "float Nx2x3"));
        assertThat(OnnxText.outputs(new OnnxModel(proto, null)))
                .containsExactlyEntriesOf(Map.of("y", "float 2Nx2"));
        NDArray y = run(new OnnxModel(proto, null), 3);
        assertThat(y.shape()).isEqualTo(Shape.of(6, 2));
        assertThat(y.floats()).startsWith(14.5f, 0, 46, 0).endsWith(0);
    }

    @Test
    void whatDependsOnTheBatchOtherwiseIsNamed() {
        assertThatThrownBy(() -> new OnnxExporter(net(1)).batch(net(1)).export(List.of("y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("make the second one for another batch");
        Graph other = net(2);
        other.assign("y", append(other, "Relu", Map.of(), other.assigns().get("y")));
        assertThatThrownBy(() -> new OnnxExporter(net(1)).batch(other).export(List.of("y")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("it has other operators");
    }

    @Test
    void newerVersionsHaveTheAxesOfAllReductionsAsAnInput() {
        for (int version = OnnxExporter.OPSET; version <= OnnxExporter.NEWEST; version++) {
            ModelProto proto = new OnnxExporter(net(2)).opset(version).export(List.of("y"));
            assertThat(proto.getOpsetImport(0).getVersion()).isEqualTo(version);
            NodeProto mean =
                    proto.getGraph().getNodeList().stream()
                            .filter(n -> n.getOpType().equals("ReduceMean"))
                            .findFirst()
                            .orElseThrow();
            assertThat(mean.getInputCount()).isEqualTo(version < 18 ? 1 : 2);
            assertThat(run(new OnnxModel(proto, null), 2).floats()).startsWith(14.5f, 0, 46, 0);
        }
        assertThatThrownBy(() -> new OnnxExporter(net(1)).opset(12))
                .hasMessage("Operators of version 13 to 21 are written, not 12");
    }

    @Test
    void largeArraysLieBesideTheModelsFile(@TempDir Path folder) throws IOException {
        Graph graph = new Graph("sum");
        Value x = graph.variable("x", ArrayType.float32(1, 200, 100));
        NDArray many = NDArray.zeros(ArrayType.float32(200, 100));
        for (int i = 0; i < many.size(); i++) {
            many.set(i, i);
        }
        Value w = graph.constant("w", many);
        graph.assign("y", append(graph, "Add", Map.of(), x, w));
        Path file = folder.resolve("sum.onnx");
        new OnnxExporter(graph).write(file, List.of("y"));
        assertThat(Files.size(file)).isLessThan(1000);
        assertThat(Files.size(folder.resolve("sum.onnx.data"))).isEqualTo(4L * many.size());
        OnnxModel model = OnnxModel.read(file);
        assertThat(model.graph().getInitializer(0).getDataLocation())
                .isEqualTo(TensorProto.DataLocation.EXTERNAL);
        try (OnnxSession session = new OnnxSession(model, Placement.of("java"), 0)) {
            NDArray zeros = NDArray.zeros(ArrayType.float32(1, 200, 100));
            assertThat(session.run(Map.of("x", zeros)).get("y").floats()).isEqualTo(many.floats());
        }
    }
}
