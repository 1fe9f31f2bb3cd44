package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.ops.activation.Relu;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Devices;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that a net that was rewritten computes what it was written to compute. */
class NetExporterTest {
    private final Workspace workspace = new Workspace("java", 0);

    @AfterEach
    void close() {
        workspace.close();
    }

    private static OperatorDef op(String type, List<String> in, String out, Argument... args) {
        return Ops.operator(type, in, List.of(out), args);
    }

    private NetDef transformed(String pass, OperatorDef... ops) {
        NetDef net = NetDef.newBuilder().setName("n").addAllOp(List.of(ops)).build();
        return workspace.inspect().applyTransform(pass, net);
    }

    private double number(String blob) {
        return workspace.fetchBlob(blob).item();
    }

    @Test
    void aHostOperatorStaysAsItWasWrittenAndItsFilesKeepTheirNames(@TempDir Path folder)
            throws Exception {
        workspace.setRootFolder(folder);
        workspace.feedBlob("x", NDArray.of(Shape.of(1, 1, 1, 2), 1f, -3f));
        workspace.feedBlob("w", NDArray.of(Shape.of(1, 1, 1, 1), 2f));
        workspace.feedBlob("title", "no tensor");
        OperatorDef save =
                Ops.operator(
                        "Save",
                        List.of("y", "title", "w"),
                        List.of(),
                        Ops.arg("db", "y.minidb"),
                        Ops.arg("db_type", "minidb"));
        OperatorDef step = op("Scale", List.of("w"), "w", Ops.arg("scale", 3f));
        NetDef fused =
                transformed(
                        "FuseRelu",
                        op("Conv", List.of("x", "w"), "c", Ops.arg("kernel", 1)),
                        op("Relu", List.of("c"), "y"),
                        step,
                        save);
        assertThat(fused.getOpList()).contains(save);
        workspace.runNetOnce(fused);
        assertThat(BlobFiles.names(folder.resolve("y.minidb"))).contains("y", "title", "w");
        workspace.runOperatorOnce(
                Ops.operator(
                        "Load",
                        List.of(),
                        List.of("y2", "w2"),
                        Ops.arg("source_blob_names", List.of("y", "w")),
                        Ops.arg("db", "y.minidb"),
                        Ops.arg("db_type", "minidb")));
        assertThat(workspace.fetchBlob("y2").toDoubles()).containsExactly(2, 0);
        assertThat(workspace.fetchBlob("w2").toDoubles()).containsExactly(6);
    }

    @Test
    void variablesThatChangePlacesDoSoAtOnce() {
        workspace.feedBlob("x", NDArray.scalar(1));
        workspace.feedBlob("y", NDArray.scalar(2));
        NetDef net =
                transformed(
                        "DropIdentities",
                        op("Copy", List.of("x"), "t"),
                        op("Copy", List.of("y"), "x"),
                        op("Copy", List.of("t"), "y"));
        workspace.runNetOnce(net);
        assertThat(number("x")).isEqualTo(2);
        assertThat(number("y")).isEqualTo(1);
        assertThat(number("t")).isEqualTo(1);
    }

    @Test
    void aVariableIsWrittenOnlyWhenNobodyReadsItAnyMore() {
        Graph graph = new Graph("late");
        ArrayType one = NDArray.scalar(0).type();
        Node first = graph.append("a", Relu.OP, Map.of(), graph.variable("x", one));
        graph.assign("x", first.output(0));
        graph.assign("y", graph.append("b", Relu.OP, Map.of(), graph.variable("x", one)).output(0));
        workspace.feedBlob("x", NDArray.scalar(-1));
        NetDef net = NetExporter.export(graph);
        assertThat(net.getOp(0).getOutput(0)).isNotEqualTo("x");
        workspace.runNetOnce(net);
        assertThat(number("x")).isZero();
    }

    @Test
    void aBlobThatIsNamedAfterAValueTakesNoOthersName() {
        workspace.feedBlob("x", NDArray.scalar(3));
        workspace.feedBlob("_y", NDArray.scalar(5));
        NetDef net =
                transformed(
                        "DropIdentities",
                        op("Negative", List.of("x"), "y"),
                        op("Add", List.of("y", "_y"), "y"),
                        op("Negative", List.of("_y"), "z"));
        workspace.runNetOnce(net);
        assertThat(number("y")).isEqualTo(2);
        assertThat(number("z")).isEqualTo(-5);
    }

    @Test
    void devicesAndSeedsAreKept() {
        workspace.feedBlob("x", NDArray.scalar(3));
        for (DeviceOption option :
                List.of(
                        Devices.seeded(Devices.cpu(), 7),
                        Devices.seeded(Devices.cpu(), -1),
                        Devices.cuda(2),
                        Devices.cpu(),
                        Devices.cpu(1),
                        Devices.onednn(1),
                        Devices.onednn(0))) {
            OperatorDef op =
                    op("Negative", List.of("x"), "y").toBuilder().setDeviceOption(option).build();
            DeviceOption kept = transformed("DropIdentities", op).getOp(0).getDeviceOption();
            assertThat(kept).isEqualTo(option);
        }
    }

    @Test
    void whatNoNetCanSayIsNamed() {
        assertThatThrownBy(() -> exported(Device.of("java"), OptionalLong.empty()))
                .hasMessageContaining("is to run on java; a net can ask for cpu, cuda and onednn");
        assertThatThrownBy(() -> exported(Device.ANY, OptionalLong.of(1L << 32)))
                .hasMessageContaining("has seed 4294967296; those of nets are 1 to 2^32 - 1");
    }

    private static NetDef exported(Device device, OptionalLong seed) {
        Graph graph = new Graph("wishes");
        Node.Settings settings = new Node.Settings(device, seed, "");
        Node node =
                graph.append(
                        "y",
                        Relu.OP,
                        Map.of(),
                        settings,
                        List.of(graph.variable("x", NDArray.scalar(0).type())));
        graph.assign("y", node.output(0));
        return NetExporter.export(graph);
    }
}
