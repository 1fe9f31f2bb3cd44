package org.duograph.cli.lite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.GraphFetches;
import org.duograph.cli.options.Streams;
import org.duograph.lite.Interpreter;
import org.duograph.lite.model.Model;
import org.duograph.messages.AtomicFile;
import org.duograph.tensor.NDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph lite convert}: a model becomes a file for small devices. */
@Command(
        name = "convert",
        description = {
            "Makes a .tflite file of a model.",
            "Images that the model takes as N x C x H x W, the file takes as N x H x W x C."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph lite convert lenet --out lenet.tflite",
            "  duograph lite convert resnet --int8 --calibrate pictures --verify others --out r.tflite",
            "  duograph lite convert predict.pb --init init.pb --feed data=float32:1x3x227x227"
                    + " --out net.tflite",
            "  duograph lite convert saved_model --feed x=float32:1x28x28x1 --out model.tflite",
            "  duograph lite convert model.onnx --feed image=float32:1x3x224x224 --out model.tflite"
        })
final class LiteConvertCommand implements Callable<Integer> {
    @Mixin private Streams streams;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = {
                "A folder with init_net.pb and predict_net.pb, such as a model of the zoo; a"
                        + " SavedModel; a predictor export (.minidb); a net, with --init; a frozen"
                        + " graph of TensorFlow; or a model of ONNX (.onnx)."
            })
    private Path path;

    @Mixin private Feeds feeds;
    @Mixin private GraphFetches fetches;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file.")
    private Path out;

    @Option(
            names = "--int8",
            description = {
                "Compute with 8-bit numbers: a quarter of the size.",
                "Their ranges are found by running the inputs of --calibrate."
            })
    private boolean int8;

    @Option(
            names = "--calibrate",
            paramLabel = "DIR",
            description =
                    "With --int8: inputs as they will come, .npy arrays or pictures; some hundred"
                            + " will do.")
    private Path calibrate;

    @Option(
            names = "--verify",
            paramLabel = "DIR",
            description = {
                "Compare what the file makes of these inputs with what the model makes.",
                "With --int8 also layer by layer with single precision, and which of the two is"
                        + " faster here."
            })
    private Path verify;

    @Override
    public Integer call() throws IOException {
        if (int8 != (calibrate != null)) {
            throw new IllegalArgumentException(
                    int8
                            ? "--int8 needs --calibrate DIR, a folder with inputs as they will come"
                            : "--calibrate is for --int8; say both or none");
        }
        try (LiteSource model = LiteSource.open(path, feeds, fetches)) {
            byte[] exact = model.converter().floats();
            byte[] file = int8 ? model.converter().int8(examples(calibrate, model)) : exact;
            try (AtomicFile to = AtomicFile.open(out)) {
                to.out().write(file);
                to.commit();
            }
            Model written = Model.of(file);
            Interpreter lite = new Interpreter(written);
            streams.out()
                    .printf(
                            "%s: %,d bytes, %d operations, %,d bytes of memory%n",
                            out, file.length, written.operations().size(), lite.memoryBytes());
            written.inputs().forEach(input -> streams.out().println("  takes " + input));
            written.outputs().forEach(output -> streams.out().println("  gives " + output));
            if (verify != null) {
                verify(model, Model.of(exact), written);
            }
            streams.out().flush();
        }
        return 0;
    }

    private static List<List<float[]>> examples(Path folder, LiteSource model) throws IOException {
        List<List<float[]>> all = new ArrayList<>();
        for (List<NDArray> example : LiteExamples.read(folder, model)) {
            all.add(LiteComparison.toFile(model, example));
        }
        return all;
    }

    private void verify(LiteSource model, Model exact, Model written) throws IOException {
        LiteComparison comparison = new LiteComparison(model, LiteExamples.read(verify, model));
        comparison.outputs(written, streams.out());
        if (int8) {
            comparison.layers(exact, written, streams.out());
            comparison.race(exact, written, streams.out());
        }
    }
}
