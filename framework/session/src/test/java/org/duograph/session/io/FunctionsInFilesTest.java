package org.duograph.session.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.op.AttrDef;
import org.duograph.session.op.Attributes;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.FunctionDef;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Branches and loops in files: the library of functions. */
class FunctionsInFilesTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, 2);
    private final Tensor y =
            g.flow()
                    .whileLoop(
                            3,
                            v -> v.get(0).sum().less(1e6f),
                            v ->
                                    g.flow()
                                            .cond(
                                                    v.get(0).sum().greater(0f),
                                                    () -> List.of(v.get(0).times(x).plus(1f)),
                                                    () -> List.of(v.get(0).negative())),
                            x)
                    .get(0);
    private final NDArray numbers = NDArray.vector(-3, 2);

    @Test
    void aGraphWithBodiesIsReadAsItWasWritten() {
        GraphDef message = GraphDefWriter.write(g);
        assertThat(message.getLibrary().getFunctionList())
                .extracting(f -> f.getSignature().getName())
                .containsExactlyInAnyOrder("cond_true", "cond_false", "while_cond", "while_body");
        Graph read = GraphDefReader.read(message);
        assertThat(GraphDefWriter.write(read).getNodeList()).isEqualTo(message.getNodeList());
        assertThat(GraphDefWriter.write(read).getLibrary().getFunctionList())
                .containsExactlyInAnyOrderElementsOf(message.getLibrary().getFunctionList());
        Tensor there = read.tensor(y.name());
        Tensor dx = read.gradients(there.sum(), List.of(read.tensor("x:0"))).get(0);
        Tensor dxHere = g.gradients(y.sum(), List.of(x)).get(0);
        try (Session a = new Session(g);
                Session b = new Session(read)) {
            assertThat(b.feed("x", numbers).run(there)).isEqualTo(a.feed(x, numbers).run(y));
            assertThat(b.feed("x", numbers).run(dx)).isEqualTo(a.feed(x, numbers).run(dxHere));
        }
    }

    @Test
    void bodiesOfTwoFilesGetNamesOfTheirOwn() {
        GraphDef message = GraphDefWriter.write(g);
        Graph both = new Graph();
        GraphDefReader.add(message, both, "a", Map.of());
        GraphDefReader.add(message, both, "b", Map.of());
        assertThat(both.bodies().has("while_body_1")).isTrue();
        try (Session s = new Session(both)) {
            NDArray first = s.feed("a/x", numbers).run(both.tensor("a/" + y.name()));
            assertThat(s.feed("b/x", numbers).run(both.tensor("b/" + y.name()))).isEqualTo(first);
        }
    }

    @Test
    void functionsThatAreMissingOrReadWhatIsNotThereAreRefused() {
        GraphDef message = GraphDefWriter.write(g);
        assertThatThrownBy(() -> GraphDefReader.read(message.toBuilder().clearLibrary().build()))
                .hasMessageContaining("is not in the library");
        GraphDef.Builder itself = message.toBuilder();
        for (FunctionDef.Builder f : itself.getLibraryBuilder().getFunctionBuilderList()) {
            for (NodeDef.Builder node : f.getNodeDefBuilderList()) {
                if (node.getAttrMap().containsKey("then_branch")) {
                    AttrValue.Builder call = AttrValue.newBuilder();
                    call.getFuncBuilder().setName(f.getSignature().getName());
                    node.putAttr("then_branch", call.build());
                }
            }
        }
        assertThatThrownBy(() -> GraphDefReader.read(itself.build()))
                .hasMessageContaining("calls itself");
        GraphDef.Builder broken = message.toBuilder();
        FunctionDef.Builder function = broken.getLibraryBuilder().getFunctionBuilder(0);
        function.putRet(function.getSignature().getOutputArg(0).getName(), "nowhere:z:0");
        assertThatThrownBy(() -> GraphDefReader.read(broken.build()))
                .hasMessageContaining("'nowhere:z:0'");
    }

    /** Each function calls the next one twice: few bytes, and more operations than fit anywhere. */
    @Test
    void functionsThatCallEachOtherEverTwiceAreRefused() {
        GraphDef message = GraphDefWriter.write(g);
        FunctionDef choice =
                message.getLibrary().getFunctionList().stream()
                        .filter(f -> f.getSignature().getName().equals("cond_true"))
                        .findFirst()
                        .orElseThrow();
        GraphDef.Builder many = message.toBuilder();
        for (FunctionDef.Builder f : many.getLibraryBuilder().getFunctionBuilderList()) {
            for (NodeDef.Builder node : f.getNodeDefBuilderList()) {
                if (node.getAttrMap().containsKey("then_branch")) {
                    AttrValue.Builder call = AttrValue.newBuilder();
                    call.getFuncBuilder().setName("twice0");
                    node.putAttr("then_branch", call.build()).putAttr("else_branch", call.build());
                }
            }
        }
        NodeDef inner = ifNode(message);
        for (int i = 0; i < 30; i++) {
            FunctionDef.Builder twice = choice.toBuilder();
            twice.getSignatureBuilder().setName("twice" + i);
            if (i < 29) {
                List<String> parameters =
                        twice.getSignature().getInputArgList().stream()
                                .map(a -> a.getName())
                                .toList();
                AttrValue.Builder call = AttrValue.newBuilder();
                call.getFuncBuilder().setName("twice" + (i + 1));
                NodeDef.Builder node = inner.toBuilder().clearInput();
                node.setName("asks").setOp("StatelessIf").addInput("yes:output:0");
                parameters.forEach(node::addInput);
                node.putAttr("then_branch", call.build()).putAttr("else_branch", call.build());
                twice.addNodeDef(
                        NodeDef.newBuilder()
                                .setName("yes")
                                .setOp("Const")
                                .putAttr("dtype", Attributes.message(AttrDef.Kind.TYPE, DType.BOOL))
                                .putAttr(
                                        "value",
                                        Attributes.message(
                                                AttrDef.Kind.TENSOR,
                                                NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL))));
                twice.addNodeDef(node);
                twice.putRet(twice.getSignature().getOutputArg(0).getName(), "asks:output:0");
            }
            many.getLibraryBuilder().addFunction(twice);
        }
        assertThatThrownBy(() -> GraphDefReader.read(many.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 200,000 operations");
    }

    private static NodeDef ifNode(GraphDef message) {
        return message.getLibrary().getFunctionList().stream()
                .flatMap(f -> f.getNodeDefList().stream())
                .filter(node -> node.getAttrMap().containsKey("then_branch"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void framesInFunctionsAreRefused() {
        GraphDef.Builder message = GraphDefWriter.write(g).toBuilder();
        message.getLibraryBuilder()
                .getFunctionBuilder(0)
                .addNodeDef(NodeDef.newBuilder().setName("s").setOp("Switch"));
        assertThatThrownBy(() -> GraphDefReader.read(message.build()))
                .hasMessageContaining(
                        "'s' (op: 'Switch') is control flow as TensorFlow 1 writes it");
    }
}
