package org.duograph.interop.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.interop.onnx.proto.AttributeProto.AttributeType;
import org.duograph.interop.onnx.proto.FunctionProto;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.plan.Placement;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxSessionTest {
    private static OnnxSession open(OnnxModel model) {
        return new OnnxSession(model, Placement.of("java"), 0);
    }

    private static SmallModel doubling() {
        return new SmallModel(13)
                .input("x", DType.FLOAT32, -1, 2)
                .node("Add", "x x", "y")
                .output("y");
    }

    @Test
    void anOpenExtentTakesWhateverIsFed() {
        try (OnnxSession session = open(doubling().model())) {
            NDArray one = NDArray.of(Shape.of(1, 2), 1f, 2);
            NDArray two = NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4);
            assertThat(session.run(Map.of("x", one)).get("y").floats()).containsExactly(2, 4);
            assertThat(session.run(Map.of("x", two)).get("y").floats()).containsExactly(2, 4, 6, 8);
            assertThat(session.run(Map.of("x", one)).get("y").floats()).containsExactly(2, 4);
        }
    }

    @Test
    void whatDoesNotFitTheModelIsRefused() {
        try (OnnxSession session = open(doubling().model())) {
            assertThatThrownBy(() -> session.run(Map.of("x", NDArray.vector(1, 2))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Input \"x\" is float Nx2, but it was given float32 2");
            assertThatThrownBy(() -> session.run(Map.of()))
                    .hasMessage("The model was not given \"x\" (float Nx2)");
            NDArray x = NDArray.of(Shape.of(1, 2), 1f, 2);
            assertThatThrownBy(() -> session.run(Map.of("x", x, "z", x)))
                    .hasMessageContaining("The model has no input \"z\"");
        }
    }

    @Test
    void anInputOnWhichShapesDependIsLookedAtInEachRun() {
        OnnxModel model =
                new SmallModel(13)
                        .input("x", DType.FLOAT32, 6)
                        .input("shape", DType.INT64, 2)
                        .node("Reshape", "x shape", "y")
                        .output("y")
                        .model();
        NDArray x = NDArray.vector(1, 2, 3, 4, 5, 6);
        try (OnnxSession session = open(model)) {
            NDArray wide =
                    session.run(Map.of("x", x, "shape", NDArray.of(Shape.of(2), 2L, -1))).get("y");
            NDArray high =
                    session.run(Map.of("x", x, "shape", NDArray.of(Shape.of(2), 3L, 2))).get("y");
            assertThat(wide.shape()).isEqualTo(Shape.of(2, 3));
            assertThat(high.shape()).isEqualTo(Shape.of(3, 2));
        }
        OnnxGraph bound =
                new OnnxImporter(model).bind("shape", NDArray.of(Shape.of(2), 1L, 6)).lower();
        assertThat(bound.graph().assigns().get("y").shape()).isEqualTo(Shape.of(1, 6));
        assertThatThrownBy(() -> new OnnxImporter(model).lower())
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("the new shape, its input \"shape\", must be known");
    }

    @Test
    void allThatIsNotOfferedIsListedAtOnce() {
        OnnxModel model =
                new SmallModel(13)
                        .input("x", DType.FLOAT32, 3)
                        .node("Frobnicate", "x", "a")
                        .node("Relu", "a", "b")
                        .node("Sigmoyd", "x", "c")
                        .output("b", "c")
                        .model();
        assertThatThrownBy(() -> new OnnxImporter(model).lower())
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("Frobnicate \"a\": there is no such operator")
                .hasMessageContaining(
                        "Sigmoyd \"c\": there is no such operator; did you mean \"Sigmoid\"?");
    }

    @Test
    void aConditionThatIsFedChoosesAtRunTime() {
        SmallModel yes = new SmallModel(13).node("Add", "x w", "a").output("a");
        SmallModel no = new SmallModel(13).node("Mul", "x w", "b").output("b");
        OnnxModel model =
                new SmallModel(13)
                        .input("c", DType.BOOL)
                        .input("x", DType.FLOAT32, 2)
                        .array("w", NDArray.vector(10, 20))
                        .node(
                                "If",
                                "c",
                                "y",
                                SmallModel.graph("then_branch", yes),
                                SmallModel.graph("else_branch", no))
                        .output("y")
                        .model();
        NDArray truth = NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL);
        NDArray lie = NDArray.of(Shape.SCALAR, 0).cast(DType.BOOL);
        NDArray x = NDArray.vector(1, 2);
        try (OnnxSession session = open(model)) {
            assertThat(session.run(Map.of("c", truth, "x", x)).get("y").floats())
                    .containsExactly(11, 22);
            assertThat(session.run(Map.of("c", lie, "x", x)).get("y").floats())
                    .containsExactly(10, 40);
            Map<String, OnnxData> feeds = new LinkedHashMap<>();
            feeds.put("c", new OnnxData.Array(truth));
            feeds.put("x", new OnnxData.Array(x));
            assertThat(session.graph(feeds).nodes()).anyMatch(n -> n.op().type().equals("If"));
        }
    }

    @Test
    void aLoopThatDecidesByItsNumbersRunsAsOne() {
        SmallModel body =
                new SmallModel(13)
                        .input("i", DType.INT64)
                        .input("before", DType.BOOL)
                        .input("s", DType.FLOAT32)
                        .node("Add", "s s", "t")
                        .node("Less", "t limit", "again")
                        .output("again", "t");
        OnnxModel model =
                new SmallModel(13)
                        .input("x", DType.FLOAT32)
                        .input("limit", DType.FLOAT32)
                        .array("go", NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL))
                        .node("Loop", "- go x", "y", SmallModel.graph("body", body))
                        .output("y")
                        .model();
        try (OnnxSession session = open(model)) {
            NDArray y =
                    session.run(Map.of("x", NDArray.scalar(3), "limit", NDArray.scalar(20)))
                            .get("y");
            assertThat(y.item()).isEqualTo(24);
            y = session.run(Map.of("x", NDArray.scalar(3), "limit", NDArray.scalar(100))).get("y");
            assertThat(y.item()).isEqualTo(192);
        }
    }

    @Test
    void aModelsOwnFunctionStandsForItsNodes() {
        FunctionProto.Builder f = FunctionProto.newBuilder().setName("Twice").setDomain("mine");
        f.addInput("a").addOutput("b").addAttribute("alpha");
        f.addNode(
                SmallModel.one("LeakyRelu", "a", "b").toBuilder()
                        .addAttribute(
                                SmallModel.attribute("alpha", AttributeType.FLOAT)
                                        .setRefAttrName("alpha")));
        f.addOpsetImportBuilder().setVersion(13);
        SmallModel small = new SmallModel(13).input("x", DType.FLOAT32, 2).output("y");
        small.graph.addNode(
                SmallModel.one("Twice", "x", "y").toBuilder()
                        .setDomain("mine")
                        .addAttribute(
                                SmallModel.attribute("alpha", AttributeType.FLOAT).setF(0.5f)));
        ModelProto proto = small.proto().toBuilder().addFunctions(f).build();
        try (OnnxSession session = open(new OnnxModel(proto, null))) {
            NDArray y = session.run(Map.of("x", NDArray.vector(-4, 4))).get("y");
            assertThat(y.floats()).containsExactly(-2, 4);
        }
    }

    @Test
    void aFunctionThatCallsItselfIsRefused() {
        FunctionProto.Builder f = FunctionProto.newBuilder().setName("Self").setDomain("mine");
        f.addInput("a").addOutput("b");
        f.addNode(SmallModel.one("Self", "a", "b").toBuilder().setDomain("mine"));
        SmallModel small = new SmallModel(13).input("x", DType.FLOAT32, 2).output("y");
        small.graph.addNode(SmallModel.one("Self", "x", "y").toBuilder().setDomain("mine"));
        ModelProto proto = small.proto().toBuilder().addFunctions(f).build();
        assertThatThrownBy(() -> new OnnxImporter(new OnnxModel(proto, null)).lower())
                .hasMessageContaining("does it call itself?");
    }

    @Test
    void arraysMayLieBesideTheModel(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[] {9, 9, 0, 0, -128, 63, 0, 0, 0, 64});
        Path file = folder.resolve("model.onnx");
        Files.write(file, external("weights.bin", 2).toByteArray());
        OnnxGraph graph = new OnnxImporter(OnnxModel.read(file)).lower();
        assertThat(graph.graph().assigns().get("y").node().constant().floats())
                .containsExactly(1, 2);
        Files.write(file, external("weights.bin", 3).toByteArray());
        assertThatThrownBy(() -> new OnnxImporter(OnnxModel.read(file)).lower())
                .hasMessageContaining("the file ends at 10");
        Files.write(file, external("../weights.bin", 2).toByteArray());
        assertThatThrownBy(() -> new OnnxImporter(OnnxModel.read(file)).lower())
                .hasMessageContaining("outside of the model's folder");
    }

    private static ModelProto external(String location, long offset) {
        SmallModel small = new SmallModel(13).output("y");
        TensorProto.Builder array =
                small.graph.addInitializerBuilder().setName("y").setDataType(1).addDims(2);
        array.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        array.addExternalDataBuilder().setKey("location").setValue(location);
        array.addExternalDataBuilder().setKey("offset").setValue("" + offset);
        return small.proto();
    }

    @Test
    void aConvolutionDoesWhatConstantsDoToItsChannels() {
        OnnxModel model =
                new SmallModel(13)
                        .input("x", DType.FLOAT32, 1, 2, 2, 2)
                        .array("w", NDArray.of(Shape.of(2, 2, 1, 1), 1f, 2, 3, 4))
                        .array("scale", NDArray.vector(2, 3))
                        .array("bias", NDArray.vector(1, -1))
                        .array("mean", NDArray.vector(0.5f, -0.5f))
                        .array("var", NDArray.vector(4, 9))
                        .array("each", NDArray.of(Shape.of(2, 1, 1), 2f, 4))
                        .array("all", NDArray.scalar(10))
                        .node("Conv", "x w", "conv")
                        .node("BatchNormalization", "conv scale bias mean var", "norm")
                        .node("Mul", "norm each", "scaled")
                        .node("Add", "all scaled", "shifted")
                        .node("Mul", "shifted x", "y")
                        .output("y")
                        .model();
        NDArray x = NDArray.of(Shape.of(1, 2, 2, 2), 1f, 2, 3, 4, 5, 6, 7, 8);
        try (OnnxSession session = open(model)) {
            assertThat(
                            session.graph(Map.of("x", new OnnxData.Array(x))).nodes().stream()
                                    .filter(n -> !n.isConstant() && !n.isVariable())
                                    .map(n -> n.op().type()))
                    .containsExactly("Conv", "Mul");
            float[] y = session.run(Map.of("x", x)).get("y").floats();
            assertThat(y[0]).isCloseTo(33, within(1e-3f)); // (11 - .5) / 2 * 2 + 1 = 11.5
            assertThat(y[4]).isCloseTo(5 * 100, within(1e-2f)); // (23 + .5) / 3 * 3 - 1 = 22.5
        }
    }

    @Test
    void sequencesAreFedAndGivenElementByElement() {
        SmallModel small = new SmallModel(13);
        small.graph.addInputBuilder().setName("s").getTypeBuilder().getSequenceTypeBuilder();
        small.node("SequenceInsert", "s x", "t").node("SequenceLength", "t", "n");
        small.input("x", DType.FLOAT32, 2).output("t", "n");
        OnnxData one = new OnnxData.Array(NDArray.vector(1));
        OnnxData two = new OnnxData.Array(NDArray.vector(1, 2));
        try (OnnxSession session = open(small.model())) {
            Map<String, OnnxData> y =
                    session.runData(Map.of("s", new OnnxData.Sequence(List.of(one)), "x", two));
            assertThat(y.get("n").asArray().getWhole(0)).isEqualTo(2);
            assertThat(y.get("t").toString()).isEqualTo("[float32 1 [1.0]; float32 2 [1.0, 2.0]]");
            y = session.runData(Map.of("s", new OnnxData.Sequence(List.of(one, two)), "x", two));
            assertThat(y.get("n").asArray().getWhole(0)).isEqualTo(3);
        }
    }

    @Test
    void theTypeOfAnInputCanBeSaid() {
        OnnxImporter importer = new OnnxImporter(doubling().model());
        assertThatThrownBy(importer::lower)
                .hasMessageContaining("leaves the shape of input \"x\" open");
        OnnxGraph graph = importer.input("x", ArrayType.float32(5, 2)).lower();
        assertThat(graph.graph().assigns().get("y").shape()).isEqualTo(Shape.of(5, 2));
    }
}
