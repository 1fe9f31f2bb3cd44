package org.duograph.experiments.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.duograph.backend.Backends;
import org.duograph.interop.onnx.OnnxTestFolder;
import org.duograph.interop.onnx.UnsupportedModelException;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.StepFacts;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.model.TransformerLayers;
import org.duograph.workspace.zoo.CharacterLstm;
import org.duograph.workspace.zoo.DenseNet;
import org.duograph.workspace.zoo.Detector;
import org.duograph.workspace.zoo.GoogLeNet;
import org.duograph.workspace.zoo.Inception;
import org.duograph.workspace.zoo.MobileNet;
import org.duograph.workspace.zoo.ResNet;
import org.duograph.workspace.zoo.ShuffleNet;
import org.duograph.workspace.zoo.SmallNets;
import org.duograph.workspace.zoo.SqueezeNet;
import org.duograph.workspace.zoo.UNet;
import org.duograph.workspace.zoo.Vgg;

/**
 * {@code ./mvnw -q -Pbenchmarks -Dprogram=SlowSteps [-Dargs=FOLDER...]}: which operators of nets a
 * fast backend has no kernel for, so that their arrays are copied to the reference and back.
 *
 * <p>The nets are those of the zoo, in use and in training, on small images; a character LSTM and a
 * transformer; and the models below the folders that are named, in the layout of ONNX's own tests
 * (where none is named, Debian's, if they are installed). For each backend a table: the operator,
 * how many nets have such steps, how many steps there are, and one of the nets.
 */
public final class SlowSteps {
    private static final int CLASSES = 7;
    private static final int BATCH = 2;
    private static final Path DEBIAN = Path.of("/usr/share/libonnx-testdata");
    private static final Set<String> OF_THE_PLAN = Set.of("Copy", "Reorder", "Assign");

    /** The steps of one operator that the reference runs. */
    private record Found(Set<String> nets, int[] steps) {}

    private final String backend;
    private final Map<String, Found> found = new TreeMap<>();
    private int nets;

    private SlowSteps(String backend) {
        this.backend = backend;
    }

    /** Prints the tables. */
    public static void main(String[] args) throws IOException {
        for (String backend : List.of("onednn", "vector")) {
            SlowSteps slow = new SlowSteps(backend);
            slow.zoo();
            slow.print(System.out, "the zoo, a character LSTM and a transformer");
            List<Path> folders = folders(args);
            if (!folders.isEmpty()) {
                SlowSteps models = new SlowSteps(backend);
                models.onnx(folders);
                models.print(System.out, "models of ONNX");
            }
        }
    }

    private static List<Path> folders(String[] args) {
        if (args.length > 0) {
            return List.of(args).stream().map(Path::of).toList();
        }
        return Files.isDirectory(DEBIAN) ? List.of(DEBIAN) : List.of();
    }

    private void note(String net, List<StepFacts> steps) {
        nets++;
        for (StepFacts step : steps) {
            if (step.device().equals(Backends.REFERENCE) && !OF_THE_PLAN.contains(step.kind())) {
                Found all =
                        found.computeIfAbsent(
                                step.kind(), kind -> new Found(new TreeSet<>(), new int[1]));
                all.nets.add(net);
                all.steps[0]++;
            }
        }
    }

    private void print(PrintStream out, String what) {
        out.printf("%nbackend %s, %d nets: %s%n", backend, nets, what);
        out.println("operator                   nets  steps  such as");
        found.entrySet().stream()
                .sorted(Comparator.comparing(e -> -e.getValue().nets.size()))
                .forEach(
                        e ->
                                out.printf(
                                        Locale.ROOT,
                                        "%-24s %6d %6d  %s%n",
                                        e.getKey(),
                                        e.getValue().nets.size(),
                                        e.getValue().steps[0],
                                        e.getValue().nets.iterator().next()));
    }

    private void onnx(List<Path> folders) throws IOException {
        try (Placement placement = Placement.of(backend)) {
            for (Path folder : folders) {
                for (OnnxTestFolder test : OnnxTestFolder.below(folder)) {
                    try {
                        note(test.folder().getFileName().toString(), test.steps(placement));
                    } catch (UnsupportedModelException | IllegalArgumentException e) {
                        continue; // duograph onnx test says why
                    }
                }
            }
        }
    }

    private void zoo() {
        images().forEach(
                        (name, add) -> {
                            note(name, stepsOf(image(name, add, false)));
                            note(name + ", training", stepsOf(image(name, add, true)));
                        });
        note("character LSTM, training", stepsOf(sequence(SlowSteps::lstm)));
        note("transformer, training", stepsOf(sequence(SlowSteps::transformer)));
    }

    private static Map<String, Function<ModelHelper, String>> images() {
        Map<String, Function<ModelHelper, String>> all = new LinkedHashMap<>();
        all.put("LeNet", m -> SmallNets.leNet(m, "data"));
        all.put("ResNet-18", m -> ResNet.imageNet(m, "data", 18, CLASSES));
        all.put("ResNet-50", m -> ResNet.imageNet(m, "data", 50, CLASSES));
        all.put("VGG-11", m -> Vgg.imageNet(m, "data", 11, true, CLASSES));
        all.put("DenseNet-121", m -> DenseNet.add(m, "data", 121, CLASSES));
        all.put("SqueezeNet 1.1", m -> SqueezeNet.v11(m, "data", CLASSES));
        all.put("MobileNet v1", m -> MobileNet.v1(m, "data", CLASSES));
        all.put("MobileNet v2", m -> MobileNet.v2(m, "data", CLASSES));
        all.put("MobileNet v3", m -> MobileNet.v3Small(m, "data", CLASSES));
        all.put("ShuffleNet", m -> ShuffleNet.v2(m, "data", 50, CLASSES));
        all.put("GoogLeNet", m -> GoogLeNet.add(m, "data", CLASSES));
        all.put("Inception v2", m -> Inception.v2(m, "data", CLASSES));
        all.put("Inception v3", m -> Inception.v3(m, "data", CLASSES));
        all.put("U-Net", m -> UNet.add(m, "data", 8, 3, CLASSES));
        all.put("Tiny YOLO", m -> Detector.tinyYolo(m, "data", 1, 2));
        return all;
    }

    private static ModelHelper image(
            String name, Function<ModelHelper, String> add, boolean trains) {
        int size = name.equals("LeNet") ? 28 : 96;
        int channels = name.equals("LeNet") ? 1 : 3;
        ModelHelper model = trains ? new ModelHelper("net") : new ModelHelper("net", Option.test());
        model.input("data", Shape.of(BATCH, channels, size, size));
        String scores = add.apply(model);
        if (trains) {
            String rows = model.op("Flatten", scores, "rows");
            model.op("SoftmaxWithLoss", List.of(rows, "label"), List.of("softmax", "loss"));
            model.addGradientOperators("loss");
            model.paramToGrad().values().forEach(model.net()::addExternalOutput);
        } else {
            model.net().addExternalOutput(scores);
        }
        return model;
    }

    private static ModelHelper sequence(Function<ModelHelper, String> add) {
        ModelHelper model = new ModelHelper("net");
        String scores = add.apply(model);
        String loss =
                Brew.softmaxWithLoss(model, scores, "next", "softmax", "loss", Option.axis(2))
                        .loss();
        model.addGradientOperators(loss);
        Optimizers.adam(0.01).build(model);
        model.net().addExternalOutput(loss);
        return model;
    }

    private static String lstm(ModelHelper model) {
        return new CharacterLstm(11, 16).addTo(model, 5, BATCH);
    }

    private static String transformer(ModelHelper model) {
        model.input("characters", new ArrayType(DType.INT32, Shape.of(5, BATCH)));
        model.input("places", new ArrayType(DType.INT32, Shape.of(5)));
        String x = TransformerLayers.embedding(model, "characters", "places", "x", 11, 5, 16);
        String y = TransformerLayers.block(model, x, "block", 2, true);
        return Brew.fc(model, y, "scores", 16, 11, Option.axis(2));
    }

    private List<StepFacts> stepsOf(ModelHelper model) {
        try (Workspace workspace = new Workspace(backend, 1)) {
            workspace.runNetOnce(model.paramInitNet());
            for (String input : model.net().externalInputs()) {
                if (!workspace.hasBlob(input)) {
                    boolean label = input.equals("label");
                    ArrayType type =
                            label
                                    ? new ArrayType(DType.INT32, Shape.of(BATCH))
                                    : input.equals("next")
                                            ? new ArrayType(DType.INT32, Shape.of(5, BATCH))
                                            : model.type(input);
                    workspace.feedBlob(input, NDArray.zeros(type));
                }
            }
            workspace.createNet(model.net().proto());
            return workspace.plans(model.net().name()).stream()
                    .map(Plan::steps)
                    .flatMap(List::stream)
                    .toList();
        }
    }
}
