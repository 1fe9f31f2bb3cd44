package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.StandardInput;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.interop.caffe.CaffeNet;
import org.duograph.interop.caffe.CaffeTranslator;
import org.duograph.interop.caffe.Translation;
import org.duograph.interop.caffe.Verification;
import org.duograph.interop.caffe.proto.NetState;
import org.duograph.interop.caffe.proto.Phase;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code duograph caffe translate}: a Caffe model becomes two nets. */
@Command(
        name = "translate",
        description = {
            "Makes an init net, which fills the weights, and a predict net of a Caffe model.",
            "--verify runs the nets beside plain loops that compute what Caffe's layers are defined"
                    + " to, and prints the largest difference of each layer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph caffe translate deploy.prototxt lenet.caffemodel --init-net init.pb"
                    + " --predict-net predict.pb",
            "  duograph caffe translate deploy.prototxt lenet.caffemodel --verify",
            "  duograph net run predict.pb --init init.pb --feed data=digits.npy --out out"
        })
final class CaffeTranslateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Streams streams;
    @Mixin private WorkspaceOptions options;

    @Parameters(index = "0", paramLabel = "NET", description = "The net: a .prototxt.")
    private Path prototxt;

    @Parameters(index = "1", paramLabel = "WEIGHTS", description = "Its weights: a .caffemodel.")
    private Path weights;

    @Option(
            names = {"--init-net", "--init_net"},
            paramLabel = "FILE",
            description = "Where the init net goes: text if it ends in .pbtxt, else binary.")
    private Path initNet;

    @Option(
            names = {"--predict-net", "--predict_net"},
            paramLabel = "FILE",
            description = "Where the predict net goes: text if it ends in .pbtxt, else binary.")
    private Path predictNet;

    @Option(
            names = {"--remove-legacy-pad", "--remove_legacy_pad"},
            description = {
                "Give poolings pads that fit the inputs' shapes, in place of legacy_pad.",
                "For programs that don't know legacy_pad; images of other sizes no longer fit."
            })
    private boolean removeLegacyPad;

    @Option(
            names = "--input",
            paramLabel = "NAME=DIMS",
            description = "The shape of an input, where NET does not say it: data=1x3x227x227.")
    private final Map<String, String> shapes = new LinkedHashMap<>();

    @Option(
            names = "--phase",
            defaultValue = "TEST",
            description = "Whose layers to translate: ${COMPLETION-CANDIDATES} (default: TEST).")
    private Phase phase;

    @Option(
            names = "--stage",
            paramLabel = "NAME",
            description = "A stage whose layers to translate; may be repeated.")
    private final List<String> stages = new ArrayList<>();

    @Option(names = "--verify", description = "Compare each layer with its definition.")
    private boolean verify;

    @Option(
            names = "--feed",
            paramLabel = "NAME=FILE",
            description = "What --verify feeds: a .npy file; random numbers if absent. Repeatable.")
    private final Map<String, Path> feeds = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        requireSense();
        streams.leaveOutTo(initNet, predictNet);
        NetState state = NetState.newBuilder().setPhase(phase).addAllStage(stages).build();
        Map<String, Shape> given = new LinkedHashMap<>();
        shapes.forEach((name, dims) -> given.put(name, Shape.parse(dims)));
        CaffeNet net =
                CaffeNet.read(StandardInput.orFile(prototxt), state, this::note)
                        .withWeights(weights, this::note);
        Translation translation =
                CaffeTranslator.translate(
                        net, new CaffeTranslator.Options(state, removeLegacyPad, given));
        if (initNet != null) {
            streams.write(initNet, translation.init());
        }
        if (predictNet != null) {
            streams.write(predictNet, translation.predict());
        }
        tell(net, translation);
        return verify ? verify(net, translation) : 0;
    }

    private void requireSense() {
        String wrong = null;
        if (initNet == null && predictNet == null && !verify) {
            wrong = "say where the nets go, by --init-net and --predict-net, or --verify";
        } else if (verify && phase == Phase.TRAIN) {
            wrong = "--verify is for phase TEST: in training, Dropout draws by chance";
        } else if (!verify && !feeds.isEmpty()) {
            wrong = "--feed is what --verify feeds; give --verify too";
        }
        if (wrong != null) {
            throw new ParameterException(spec.commandLine(), wrong);
        }
    }

    private void note(String text) {
        streams.err().println(text);
    }

    private void tell(CaffeNet net, Translation t) {
        streams.out()
                .println(
                        "%d layers -> %d operators, %d weights"
                                .formatted(
                                        net.layers().size(),
                                        t.predict().getOpCount(),
                                        t.init().getOpCount()));
        t.inputs().forEach((name, shape) -> streams.out().println("input " + name + " " + shape));
        t.predict().getExternalOutputList().forEach(o -> streams.out().println("output " + o));
    }

    private int verify(CaffeNet net, Translation translation) throws IOException {
        Map<String, NDArray> arrays =
                new LinkedHashMap<>(Verification.randomFeeds(net, translation, options.seed()));
        for (Map.Entry<String, Path> feed : feeds.entrySet()) {
            if (!arrays.containsKey(feed.getKey())) {
                throw new IllegalArgumentException(
                        "\"%s\" is no input of this net; its inputs are %s"
                                .formatted(feed.getKey(), arrays.keySet()));
            }
            arrays.put(feed.getKey(), Npy.read(StandardInput.orFile(feed.getValue())));
        }
        try (Workspace workspace = options.open(streams.out())) {
            List<Verification.Row> rows = Verification.run(workspace, net, translation, arrays);
            return print(rows);
        }
    }

    private int print(List<Verification.Row> rows) {
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"layer", "type", "blob", "shape", "largest", "difference", ""});
        long wrong = 0;
        for (Verification.Row row : rows) {
            wrong += row.agrees() ? 0 : 1;
            table.add(
                    new String[] {
                        row.whole() ? "whole net" : row.layer().name(),
                        row.whole() ? "" : row.layer().type(),
                        row.blob(),
                        "" + row.shape(),
                        String.format(Locale.ROOT, "%.4g", row.largest()),
                        String.format(Locale.ROOT, "%.2e", row.difference()),
                        row.agrees() ? "" : "DIFFERS"
                    });
        }
        Table.print(streams.out(), table);
        streams.out()
                .println(
                        wrong == 0
                                ? "All layers agree with their definitions."
                                : wrong + " blobs differ by more than rounding explains.");
        return wrong == 0 ? 0 : 1;
    }
}
