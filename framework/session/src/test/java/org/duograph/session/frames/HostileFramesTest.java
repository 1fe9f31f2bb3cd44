package org.duograph.session.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.session.Graph;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that are broken in any way are read, or refused with a word why. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileFramesTest {
    static List<byte[]> graphs() {
        return OldGraphs.ALL.stream().map(name -> OldGraphs.read(name).toByteArray()).toList();
    }

    @MethodSource("graphs")
    @Timeout(60)
    @FuzzTest
    void aGraphWithFramesIsReadOrRefused(byte[] bytes) {
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
        Draw.times(1000, draw -> aGraphWithFramesIsReadOrRefused(draw.hostile(whole)));
    }

    /** Nodes that are left out, are of other operators, or read something else. */
    @Test
    void soIsAGraphWhoseNodesAreMixedUp() {
        List<GraphDef> whole = OldGraphs.ALL.stream().map(OldGraphs::read).toList();
        int[] read = {0};
        Draw.times(
                3000,
                draw -> {
                    GraphDef.Builder graph = draw.of(whole).toBuilder();
                    int changes = draw.between(1, 3);
                    for (int i = 0; i < changes; i++) {
                        change(draw, graph);
                    }
                    try {
                        GraphDefReader.read(graph.build());
                        read[0]++;
                    } catch (IllegalArgumentException e) {
                        assertThat(e.getMessage()).isNotBlank();
                    }
                });
        assertThat(read[0]).as("graphs that are still whole").isPositive();
    }

    private static void change(Draw draw, GraphDef.Builder graph) {
        int at = draw.between(0, graph.getNodeCount() - 1);
        NodeDef.Builder node = graph.getNodeBuilder(at);
        String other = graph.getNode(draw.between(0, graph.getNodeCount() - 1)).getName();
        int inputs = node.getInputCount();
        switch (draw.between(0, 6)) {
            case 0 -> graph.removeNode(at);
            case 1 -> node.setOp(graph.getNode(draw.between(0, graph.getNodeCount() - 1)).getOp());
            case 2 -> node.addInput("^" + other);
            case 3 -> {
                if (inputs > 0) {
                    node.setInput(draw.between(0, inputs - 1), other);
                }
            }
            case 4 -> {
                if (inputs > 0) {
                    node.setInput(draw.between(0, inputs - 1), other + ":1");
                }
            }
            case 5 ->
                    node.putAttr(
                            "is_constant",
                            AttrValue.newBuilder().setB(draw.between(0, 1) == 0).build());
            default ->
                    node.putAttr(
                            "frame_name",
                            AttrValue.newBuilder().setS(ByteString.copyFromUtf8(other)).build());
        }
    }

    private static NodeDef.Builder node(String op, String name, String... inputs) {
        return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static GraphDef.Builder switches() {
        return GraphDef.newBuilder()
                .addNode(node("Placeholder", "x").putAttr("dtype", type(DataType.DT_FLOAT)))
                .addNode(node("Placeholder", "p").putAttr("dtype", type(DataType.DT_BOOL)));
    }

    /** A long chain in a branch, of which each node is the result of a choice of its own. */
    @Test
    void branchesThatComputeTheSameAgainAndAgainAreBounded() {
        GraphDef.Builder graph = switches().addNode(node("Switch", "s", "x", "p"));
        String yes = "s:1";
        String before = "x";
        for (int i = 0; i < 2000; i++) {
            graph.addNode(node("Neg", "neg" + i, yes));
            yes = "neg" + i;
            graph.addNode(node("Switch", "s" + i, before, "p"));
            graph.addNode(node("Add", "add" + i, yes, "s" + i + ":1"));
            graph.addNode(node("Merge", "m" + i, "s" + i, "add" + i));
            before = "m" + i;
        }
        assertThatThrownBy(() -> GraphDefReader.read(graph.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 times as many nodes");
    }

    @Test
    void switchesBehindEachOtherAreNoDeepStackNorMuchMemory() {
        GraphDef.Builder graph = switches();
        String at = "x";
        for (int i = 0; i < 20_000; i++) {
            graph.addNode(node("Placeholder", "p" + i).putAttr("dtype", type(DataType.DT_BOOL)));
            graph.addNode(node("Switch", "s" + i, at, "p" + i));
            at = "s" + i + ":1";
        }
        assertThatThrownBy(() -> GraphDefReader.read(graph.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choices are inside each other");
    }

    @Test
    void framesInFramesAreBounded() {
        GraphDef.Builder graph = switches();
        String at = "x";
        for (int i = 0; i < 5000; i++) {
            AttrValue.Builder name = AttrValue.newBuilder();
            name.setS(ByteString.copyFromUtf8("f" + i));
            graph.addNode(node("Enter", "e" + i, at).putAttr("frame_name", name.build()));
            at = "e" + i;
        }
        assertThatThrownBy(() -> GraphDefReader.read(graph.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 32 deep");
    }

    /** Many choices next to each other on one predicate, as a net has with is_training. */
    @Test
    void manyChoicesOnOnePredicateAreReadInTime() {
        GraphDef.Builder graph = switches();
        String at = "x";
        for (int i = 0; i < 300; i++) {
            graph.addNode(node("Switch", "s" + i, at, "p"));
            graph.addNode(node("Neg", "neg" + i, "s" + i + ":1"));
            graph.addNode(node("Merge", "m" + i, "s" + i, "neg" + i));
            at = "m" + i;
        }
        Graph read = GraphDefReader.read(graph.build());
        assertThat(read.operations().stream().filter(op -> op.type().equals("StatelessIf")))
                .hasSize(300);
        List<String> names = new ArrayList<>();
        read.operations().forEach(op -> names.add(op.name()));
        assertThat(names).contains("m299").doesNotContain("s0");
    }
}
