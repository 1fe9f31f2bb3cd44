package org.duograph.session.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.op.AttrDef;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class GraphDefTest {
    private static Graph line() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Variable w = g.variable("w", 2f);
        x.times(w).plus(1).sum().identity();
        g.group("init", w.initializer());
        return g;
    }

    @Test
    void aGraphIsWrittenAndReadBack() {
        GraphDef message = GraphDefWriter.write(line());
        Graph read = GraphDefReader.read(message);
        assertThat(GraphDefWriter.write(read)).isEqualTo(message);
        try (Session s = new Session(read)) {
            s.run("init");
            assertThat(s.feed("x", new float[] {1, 2}).run("Identity").toFloat(0)).isEqualTo(8);
        }
    }

    @Test
    void nodesMayStandInAnyOrder() {
        GraphDef message = GraphDefWriter.write(line());
        List<NodeDef> backwards = new ArrayList<>(message.getNodeList());
        Collections.reverse(backwards);
        Graph read =
                GraphDefReader.read(message.toBuilder().clearNode().addAllNode(backwards).build());
        try (Session s = new Session(read)) {
            s.run("init");
            assertThat(s.feed("x", new float[] {1, 2}).run("Identity").toFloat(0)).isEqualTo(8);
        }
    }

    @Test
    void aGraphIsReadIntoAnotherUnderAPrefixWithTensorsOfIt() {
        Graph g = new Graph();
        Tensor mine = g.constant(new float[] {1, 2, 3});
        GraphDefReader.add(GraphDefWriter.write(line()), g, "a", Map.of("x", mine));
        try (Session s = new Session(g)) {
            s.run("a/init");
            assertThat(s.run("a/Identity:0").toFloat(0)).isEqualTo(15);
        }
        assertThatThrownBy(
                        () ->
                                GraphDefReader.add(
                                        GraphDefWriter.write(line()), g, "b", Map.of("y", mine)))
                .hasMessageContaining("not found in graph_def: [y]");
    }

    @Test
    void unknownOperatorsAreListedAllAtOnce() {
        GraphDef message =
                GraphDef.newBuilder()
                        .addNode(NodeDef.newBuilder().setName("a").setOp("Foo"))
                        .addNode(NodeDef.newBuilder().setName("b").setOp("MatMull"))
                        .addNode(NodeDef.newBuilder().setName("c").setOp("Foo"))
                        .build();
        assertThatThrownBy(() -> GraphDefReader.read(message))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Op type not registered")
                .hasMessageContaining("'Foo' (a, c)")
                .hasMessageContaining("'MatMull' (b); did you mean \"MatMul\"?");
    }

    @Test
    void wrongInputsAndCyclesAreNamed() {
        NodeDef a = NodeDef.newBuilder().setName("a").setOp("NoOp").addInput("^b").build();
        NodeDef b = NodeDef.newBuilder().setName("b").setOp("NoOp").addInput("^a").build();
        assertThatThrownBy(() -> GraphDefReader.read(GraphDef.newBuilder().addNode(a).build()))
                .hasMessageContaining("Node 'a': Unknown input node '^b'");
        assertThatThrownBy(
                        () ->
                                GraphDefReader.read(
                                        GraphDef.newBuilder().addNode(a).addNode(b).build()))
                .hasMessageContaining("in a cycle");
        assertThatThrownBy(
                        () ->
                                GraphDefReader.read(
                                        GraphDef.newBuilder().addNode(a).addNode(a).build()))
                .hasMessageContaining("Node 'a' is not unique");
    }

    private static NodeDef.Builder handle(String name) {
        AttrValue shape = AttrValue.newBuilder().setShape(StaticShape.of(2).message()).build();
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("VarHandleOp")
                .putAttr("dtype", Attributes.message(AttrDef.Kind.TYPE, DType.FLOAT32))
                .putAttr("shape", shape)
                .putAttr("shared_name", Attributes.message(AttrDef.Kind.STRING, "v"));
    }

    private static NodeDef.Builder reader(String name, String handle) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("ReadVariableOp")
                .addInput(handle)
                .putAttr("dtype", Attributes.message(AttrDef.Kind.TYPE, DType.FLOAT32));
    }

    /** Whoever reads the other handle reads what was written by the first. */
    @Test
    void handlesOfOneSharedNameAreOneVariable() {
        GraphDef message =
                GraphDef.newBuilder()
                        .addNode(handle("other"))
                        .addNode(handle("v"))
                        .addNode(reader("a", "v"))
                        .addNode(reader("b", "other:0").addInput("^other"))
                        .build();
        Graph read = GraphDefReader.read(message);
        assertThat(read.has("other")).isFalse();
        try (Session s = new Session(read)) {
            s.load(read.operation("v"), NDArray.vector(3, 4));
            assertThat(s.run(read.tensor("b:0"))).isEqualTo(NDArray.vector(3, 4));
        }
        GraphDef unlike =
                message.toBuilder()
                        .setNode(
                                0,
                                handle("other")
                                        .putAttr(
                                                "dtype",
                                                Attributes.message(AttrDef.Kind.TYPE, DType.INT32)))
                        .build();
        assertThatThrownBy(() -> GraphDefReader.read(unlike))
                .hasMessageContaining("'v' and 'other' share the variable 'v'")
                .hasMessageContaining("different dtype");
    }
}
