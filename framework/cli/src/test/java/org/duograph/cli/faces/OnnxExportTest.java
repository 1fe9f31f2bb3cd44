package org.duograph.cli.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.duograph.interop.onnx.OnnxExporter;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxSession;
import org.duograph.interop.onnx.proto.AttributeProto;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.plan.Placement;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.RecurrentLayers;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.zoo.SmallNets;
import org.duograph.workspace.zoo.Vgg;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nets of both faces are written as models of ONNX, which compute the same when they are read. */
class OnnxExportTest {
    private static final Shape DIGITS = Shape.of(2, 1, 28, 28);
    private static final Shape SEQUENCES = Shape.of(2, 12, 8);

    @BeforeEach
    void releaseNames() {
        Net.releaseNames();
    }

    @Test
    void leNetInTrainingIsWrittenForInference() {
        ModelProto proto = fromWorkspace(SmallNets::leNet, DIGITS);
        assertThat(proto.getGraph().getInputList()).hasSize(1);
        assertThat(proto.getGraph().getNodeList().stream().map(NodeProto::getOpType))
                .contains("Conv", "MaxPool", "Gemm", "Softmax")
                .doesNotContain("Dropout");
    }

    @Test
    void theSixLayerNetIsWritten() {
        fromWorkspace((model, data) -> Vgg.sixLayers(model, data, 10), Shape.of(1, 3, 32, 32));
    }

    @Test
    void aRecurrentNetIsWritten() {
        ModelProto proto = fromWorkspace(OnnxExportTest::lstm, SEQUENCES);
        assertThat(proto.getGraph().getNodeList().stream().map(NodeProto::getOpType))
                .contains("LSTM");
    }

    @Test
    void graphsOfTheSessionFaceAreWritten() {
        fromSession(SessionNets::leNet, DIGITS);
        fromSession(SessionNets::lstm, SEQUENCES);
    }

    private static String lstm(ModelHelper model, String data) {
        String steps = model.op("Transpose", data, "steps", arg("axes", List.of(1, 0, 2)));
        String last = RecurrentLayers.lstm(model, steps, "lstm", 16, null, null).last().get(0);
        return Brew.fc(model, last, "pred", 16, 10);
    }

    /** Writes a net in training, with a dropout before its end, and compares with what tests it. */
    private static ModelProto fromWorkspace(
            BiFunction<ModelHelper, String, String> net, Shape shape) {
        ModelHelper training = new ModelHelper("train");
        String scores = net.apply(training, training.input("data", shape));
        String dropped = Brew.dropout(training, scores, "dropped");
        String loss = Brew.softmaxWithLoss(training, dropped, "label", "softmax", "loss").loss();
        training.addGradientOperators(loss);
        ModelHelper inference = ModelHelper.withoutInit("infer");
        String tested = net.apply(inference, inference.input("data", shape));
        inference.net().addExternalOutput(Brew.softmax(inference, tested, "probabilities"));
        NDArray data = numbers(shape);
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.runNetOnce(training.paramInitNet());
            workspace.feedBlob("data", data);
            workspace.feedBlob("label", NDArray.of(Shape.of(shape.dim(0)), new int[shape.dim(0)]));
            workspace.createNet(inference);
            workspace.runNet("infer");
            ModelProto proto =
                    new OnnxExporter(workspace.inspect().graph(training.net().proto()))
                            .content(blob -> blob.equals("data") ? null : workspace.fetchBlob(blob))
                            .export(List.of("softmax"));
            compare(proto, data, workspace.fetchBlob("probabilities"));
            return proto;
        }
    }

    private static void fromSession(BiFunction<SessionNets, Tensor, Tensor> net, Shape shape) {
        Graph graph = new Graph();
        Tensor data = graph.placeholder("data", DType.FLOAT32, shape.toArray());
        Tensor scores = net.apply(new SessionNets(graph), data);
        try (Session session = new Session(graph, Placement.of("java"), 0)) {
            session.initialize();
            for (Variable v : graph.variables()) {
                session.load(v, numbers(session.value(v).shape()));
            }
            NDArray fed = numbers(shape);
            org.duograph.graph.Graph frozen = session.frozen(session.feed(data, fed), scores);
            String output = frozen.assigns().keySet().iterator().next();
            compare(
                    new OnnxExporter(frozen).export(List.of(output)),
                    fed,
                    session.feed(data, fed).run(scores));
        }
    }

    private static void compare(ModelProto proto, NDArray data, NDArray wanted) {
        for (NodeProto node : proto.getGraph().getNodeList()) {
            assertThat(node.getAttributeList().stream().map(AttributeProto::getName)).isSorted();
        }
        String input = proto.getGraph().getInput(0).getName();
        String output = proto.getGraph().getOutput(0).getName();
        OnnxModel model = new OnnxModel(proto, null);
        try (OnnxSession session = new OnnxSession(model, Placement.of("java"), 0)) {
            NDArray found = session.run(Map.of(input, data)).get(output);
            assertThat(found.type()).isEqualTo(wanted.type());
            for (int i = 0; i < wanted.size(); i++) {
                assertThat(found.get(i)).isCloseTo(wanted.get(i), within(1e-5));
            }
        }
    }

    private static NDArray numbers(Shape shape) {
        Random random = new Random(1);
        NDArray numbers = NDArray.zeros(ArrayType.float32(shape.toArray()));
        for (int i = 0; i < numbers.size(); i++) {
            numbers.set(i, random.nextGaussian() / 10);
        }
        return numbers;
    }
}
