package org.duograph.experiments;

import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.noBias;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;
import static org.duograph.workspace.model.Option.test;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Model;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;

/**
 * A net of the harness, built with {@link ModelHelper} and {@link Brew} as a user would: one net
 * that trains and one that infers, on the same parameters.
 */
final class WorkspaceModel implements Model {
    private static final String RATE = "learning_rate";

    private final NetSpec spec;
    private final Workspace weights;
    private Workspace workspace; // the same, or one over the weights that only infers
    private final ModelHelper training; // null: it only infers
    private final ModelHelper inferring;
    private final String scoresBlob;
    private final Shape images;
    private final NDArray labels;
    private final NDArray rate = NDArray.vector(0);
    private final NDArray loss = NDArray.scalar(0);

    WorkspaceModel(Framework.Setup setup) {
        spec = setup.net();
        weights = new Workspace("", setup.seed());
        workspace = weights;
        images = Shape.of(setup.batch(), NetSpec.CHANNELS, NetSpec.SIZE, NetSpec.SIZE);
        labels = zeros(DType.INT32, setup.batch());
        training = setup.training() ? trainingModel(setup) : null;
        inferring = training == null ? new ModelHelper("infer") : ModelHelper.withoutInit("infer");
        scoresBlob = addLayers(spec, inferring, true);
        inferring.net().addExternalOutput(scoresBlob);
    }

    /** Runs the net that fills the parameters; with their shapes known, plans are made. */
    @Override
    public void initialize() {
        ModelHelper first = training == null ? inferring : training;
        workspace.runNetOnce(first.paramInitNet().proto());
        if (training == null) { // the weights never change, as a Predictor has it
            weights.freeze();
            workspace = new Workspace(weights);
        }
        workspace.feedBlob("data", NDArray.zeros(new ArrayType(DType.FLOAT32, images)));
        workspace.feedBlob("label", labels);
        workspace.feedBlob(RATE, rate);
        if (training != null) {
            create(training);
        }
        create(inferring);
    }

    /** The backend that the nets run on. */
    Backend backend() {
        return workspace.placement().preferred();
    }

    /** Creates a model's net and makes it ready to run. */
    private void create(ModelHelper model) {
        workspace.createNet(model.net().proto());
        workspace.plans(model.net().name());
    }

    private static NDArray zeros(DType type, int... extents) {
        return NDArray.zeros(new ArrayType(type, Shape.of(extents)));
    }

    private ModelHelper trainingModel(Framework.Setup setup) {
        ModelHelper model = new ModelHelper("train");
        String scores = addLayers(spec, model, false);
        String loss =
                model.op("SoftmaxWithLoss", List.of(scores, "label"), List.of("softmax", "loss"))
                        .get(1);
        model.addGradientOperators(loss);
        model.paramToGrad()
                .forEach((parameter, gradient) -> update(model, setup, parameter, gradient));
        model.net().addExternalOutput(loss);
        return model;
    }

    /** {@code v = momentum v + rate gradient; w = w - v}, as Caffe2 does. */
    private void update(
            ModelHelper model, Framework.Setup setup, String parameter, String gradient) {
        if (setup.weightDecay() > 0 && parameter.endsWith("_w")) {
            String one = constant(model, "one", 1);
            String decay = constant(model, "decay", setup.weightDecay());
            model.net()
                    .add(
                            Ops.operator(
                                    "WeightedSum",
                                    List.of(gradient, one, parameter, decay),
                                    List.of(gradient)));
        }
        String velocity = parameter + "_velocity";
        model.paramInitNet()
                .add(
                        Ops.operator(
                                "ConstantFill",
                                List.of(parameter),
                                List.of(velocity),
                                Ops.arg("value", 0f)));
        model.net()
                .add(
                        Ops.operator(
                                "MomentumSGDUpdate",
                                List.of(gradient, velocity, RATE, parameter),
                                List.of(gradient, velocity, parameter),
                                Ops.arg("momentum", setup.momentum())));
    }

    private static String constant(ModelHelper model, String name, float value) {
        if (!model.paramInitNet().blobIsDefined(name)) {
            model.paramInitNet()
                    .add(
                            Ops.operator(
                                    "ConstantFill",
                                    List.of(),
                                    List.of(name),
                                    Ops.arg("shape", List.of(1)),
                                    Ops.arg("value", value)));
        }
        return name;
    }

    /** He's initialisation: normal with deviation &radic;(2 / fan in), as the peers have it. */
    private static Option he(int fanIn) {
        return Option.weightInit(Initializer.gaussian(0, Math.sqrt(2.0 / fanIn)));
    }

    /** Adds the net's layers after the blob {@code data}; the blob of the scores. */
    static String addLayers(NetSpec spec, ModelHelper model, boolean inferring) {
        String blob = "data";
        for (int i = 0; i < spec.layers().size(); i++) {
            Layer layer = spec.layers().get(i);
            if (layer instanceof Layer.Conv c) {
                List<Option> options = new ArrayList<>(List.of(kernel(3), pad(1), he(9 * c.in())));
                if (!c.bias()) {
                    options.add(noBias());
                }
                blob =
                        Brew.conv(
                                model,
                                blob,
                                "conv" + i,
                                c.in(),
                                c.out(),
                                options.toArray(Option[]::new));
            } else if (layer instanceof Layer.BatchNorm b) {
                List<Option> options =
                        new ArrayList<>(
                                List.of(
                                        Option.arg("epsilon", NetSpec.BN_EPSILON),
                                        Option.arg("momentum", NetSpec.BN_MOMENTUM)));
                if (inferring) {
                    options.add(test());
                }
                blob =
                        Brew.spatialBn(
                                model,
                                blob,
                                "bn" + i,
                                b.channels(),
                                options.toArray(Option[]::new));
            } else if (layer instanceof Layer.Relu) {
                blob = Brew.relu(model, blob, "relu" + i);
            } else if (layer instanceof Layer.MaxPool) {
                blob = Brew.maxPool(model, blob, "pool" + i, kernel(2), stride(2));
            } else if (layer instanceof Layer.Dense d) {
                blob = Brew.fc(model, blob, "fc" + i, d.in(), d.out(), he(d.in()));
            }
        }
        return blob;
    }

    @Override
    public float trainStep(FloatBuffer batch, int[] classes, float learningRate) {
        System.arraycopy(classes, 0, labels.data(), 0, classes.length);
        workspace.feedBlob("data", images, batch);
        workspace.feedBlob("label", labels);
        if (rate.floats()[0] != learningRate) {
            rate.floats()[0] = learningRate;
            workspace.feedBlob(RATE, rate);
        }
        workspace.runNet(training.net().name());
        workspace.fetchBlob("loss", loss);
        return (float) loss.item();
    }

    @Override
    public void infer(FloatBuffer batch, float[] scores) {
        workspace.feedBlob("data", images, batch);
        workspace.runNet(inferring.net().name());
        Shape shape = Shape.of(images.dim(0), NetSpec.CLASSES);
        workspace.fetchBlob(scoresBlob, NDArray.of(shape, scores));
    }

    @Override
    public void load(List<float[]> parameters) {
        List<NetSpec.Parameter> all = spec.parameters();
        for (int i = 0; i < all.size(); i++) {
            String name = blobOf(all.get(i));
            workspace.feedBlob(name, NDArray.of(workspace.type(name).shape(), parameters.get(i)));
            if (training != null) {
                NDArray zeros = NDArray.zeros(workspace.type(name + "_velocity"));
                workspace.feedBlob(name + "_velocity", zeros);
            }
        }
        for (int i = 0; i < spec.layers().size(); i++) {
            if (spec.layers().get(i) instanceof Layer.BatchNorm b) {
                NDArray ones = zeros(DType.FLOAT32, b.channels());
                workspace.feedBlob("bn" + i + "_rm", ones);
                Arrays.fill(ones.floats(), 1);
                workspace.feedBlob("bn" + i + "_riv", ones);
            }
        }
    }

    private String blobOf(NetSpec.Parameter parameter) {
        Layer layer = spec.layers().get(parameter.layer());
        String kind =
                layer instanceof Layer.Conv ? "conv" : layer instanceof Layer.Dense ? "fc" : "bn";
        String suffix =
                switch (parameter.role()) {
                    case "weights" -> "_w";
                    case "scale" -> "_s";
                    default -> "_b";
                };
        return kind + parameter.layer() + suffix;
    }

    @Override
    public long plannedBytes() {
        ModelHelper first = training == null ? inferring : training;
        return workspace.plans(first.net().name()).stream().mapToLong(Plan::plannedBytes).sum();
    }

    @Override
    public long deviceBytes() {
        return Faces.deviceBytes(backend());
    }

    @Override
    public void close() {
        if (workspace != weights) {
            workspace.close();
        }
        weights.close();
    }
}
