package org.duograph.session.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.op.DataTypes;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.TensorProto;
import org.duograph.session.rnn.LstmBlockCell;
import org.duograph.session.rnn.LstmCell;
import org.duograph.session.rnn.Rnn;
import org.duograph.tensor.DType;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, they are a graph, or an error that says what is wrong. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileGraphDefTest {
    private static GraphDef graph() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 4);
        Variable w = g.variable("w", Initializers.glorotUniform(), 4, 3);
        Tensor y = x.matmul(w.read()).softmax();
        g.op("Reshape").name("flat").input(y, g.constant(new int[] {-1})).tensor();
        return GraphDefWriter.write(g);
    }

    /** Layers, loops over rows and fused cells; their gradients once more for TensorFlow. */
    private static Graph recurrent() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 3, 2);
        Tensor lengths = g.placeholder("lengths", DType.INT32, 2);
        Rnn rnn = new Rnn().lengths(lengths);
        Tensor y = rnn.dynamicRnn(new LstmCell(2), x).outputs();
        Tensor z = rnn.stepByStep().scope("fused").dynamicRnn(new LstmBlockCell(2), y).outputs();
        g.gradients(y.sum(), List.of(x));
        g.op("ReverseSequence").input(z, lengths).attr("seq_dim", 1).tensor();
        return g;
    }

    static List<byte[]> graphs() {
        return List.of(
                graph().toByteArray(),
                GraphDefWriter.write(recurrent()).toByteArray(),
                MessageFiles.toText(GraphDefWriter.writeUnexpanded(recurrent()))
                        .getBytes(StandardCharsets.UTF_8),
                MessageFiles.toText(graph()).getBytes(StandardCharsets.UTF_8),
                repeated(1 << 15).toByteArray());
    }

    @MethodSource("graphs")
    @Timeout(60)
    @FuzzTest
    void aGraphIsReadOrRefused(byte[] bytes) {
        try {
            GraphDefReader.read(MessageFiles.parse(bytes, "bytes", GraphDef.getDefaultInstance()));
        } catch (FileFormatException e) {
            assertThat(e).hasMessageStartingWith("bytes");
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void soIsADamagedGraph() {
        List<byte[]> whole = graphs();
        Draw.times(3000, draw -> aGraphIsReadOrRefused(draw.hostile(whole)));
    }

    /** Constants of four bytes each that say they are as many numbers, squared. */
    private static GraphDef repeated(long extent) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
        tensor.addFloatVal(1);
        tensor.getTensorShapeBuilder().addDimBuilder().setSize(extent);
        tensor.getTensorShapeBuilder().addDimBuilder().setSize(extent);
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (int i = 0; i < 50; i++) {
            graph.addNode(
                    NodeDef.newBuilder()
                            .setName("c" + i)
                            .setOp("Const")
                            .putAttr("dtype", type(DType.FLOAT32))
                            .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build()));
        }
        return graph.build();
    }

    private static AttrValue type(DType dtype) {
        return AttrValue.newBuilder().setType(DataTypes.of(dtype)).build();
    }

    @Test
    void constantsThatFillAnyMemoryAreRefused() {
        for (long extent : new long[] {1000, 1 << 15, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> GraphDefReader.read(repeated(extent)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("constants of repeated numbers");
        }
        assertThat(GraphDefReader.read(repeated(100)).operations()).hasSize(50);
    }

    @Test
    void anExtentBeyondTheirRangeIsNamedWithItsNode() {
        AttrValue.Builder shape = AttrValue.newBuilder();
        shape.getShapeBuilder().addDimBuilder().setSize(1L << 40);
        GraphDef graph =
                GraphDef.newBuilder()
                        .addNode(
                                NodeDef.newBuilder()
                                        .setName("x")
                                        .setOp("Placeholder")
                                        .putAttr("dtype", type(DType.FLOAT32))
                                        .putAttr("shape", shape.build()))
                        .build();
        assertThatThrownBy(() -> GraphDefReader.read(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A dimension must be less than 2^31")
                .hasMessageContaining("for 'x' (op: 'Placeholder'");
    }

    /** A number, negated so often, that a shape is to be read from. */
    @Test
    void aLongRowOfNodesIsNoDeepStack() {
        Graph g = new Graph();
        Tensor one = g.constant(new int[] {1});
        Tensor number = one;
        for (int i = 0; i < 20_000; i++) {
            number = g.op("Neg").input(number).tensor();
        }
        Tensor reshaped = g.op("Reshape").input(one, number).tensor();
        assertThat(reshaped.shape().hasRank()).isFalse();
    }

    @Test
    void aNodeOfManyInputsIsReadInTime() {
        GraphDef.Builder graph = GraphDef.newBuilder();
        NodeDef.Builder all = NodeDef.newBuilder().setName("all").setOp("NoOp");
        for (int i = 0; i < 50_000; i++) {
            graph.addNode(NodeDef.newBuilder().setName("n" + i).setOp("NoOp"));
            all.addInput("^n" + i);
        }
        Graph read = GraphDefReader.read(graph.addNode(0, all).build());
        assertThat(read.operation("all").controlInputs()).hasSize(50_000);
    }

    @Test
    void longNamesAreNotComparedLetterByLetter() {
        String name = "n".repeat(100_000);
        GraphDef graph =
                GraphDef.newBuilder()
                        .addNode(NodeDef.newBuilder().setName(name + "a").setOp("NoOp"))
                        .addNode(
                                NodeDef.newBuilder()
                                        .setName("b")
                                        .setOp("NoOp")
                                        .addInput("^" + name + "c"))
                        .build();
        assertThatThrownBy(() -> GraphDefReader.read(graph))
                .hasMessageContaining("Unknown input node");
    }
}
