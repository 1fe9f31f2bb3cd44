package org.duograph.cli.lite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.ArrayFiles;
import org.duograph.cli.options.Streams;
import org.duograph.graph.Suggestion;
import org.duograph.lite.Interpreter;
import org.duograph.lite.model.Model;
import org.duograph.lite.model.TensorInfo;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph lite run}: arrays in, arrays out, by the runtime of small devices. */
@Command(
        name = "run",
        description = "Runs a .tflite file once on .npy arrays.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph lite run lenet.tflite --feed data=image.npy --out out",
        })
final class LiteRunCommand implements Callable<Integer> {
    @Mixin private Streams streams;

    @Parameters(index = "0", paramLabel = "FILE", description = "The .tflite file.")
    private Path file;

    @Option(
            names = "--feed",
            paramLabel = "NAME=FILE",
            description = "Give input NAME the array in a .npy file; once for each input.")
    private final Map<String, Path> feeds = new LinkedHashMap<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write NAME.npy. If absent, only the first numbers are shown.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Interpreter lite = new Interpreter(Model.read(file));
        List<String> names = new ArrayList<>();
        lite.model().inputs().forEach(input -> names.add(input.name()));
        for (Map.Entry<String, Path> feed : feeds.entrySet()) {
            int i = names.indexOf(feed.getKey());
            if (i < 0) {
                throw new IllegalArgumentException(
                        "%s has no input \"%s\"%s; it takes %s"
                                .formatted(
                                        file,
                                        feed.getKey(),
                                        Suggestion.among(feed.getKey(), names),
                                        lite.model().inputs()));
            }
            lite.setInput(i, numbers(Npy.read(feed.getValue()), lite.model().inputs().get(i)));
        }
        if (!feeds.keySet().containsAll(names)) {
            throw new IllegalArgumentException(
                    "%s takes %s, but only %s were fed (--feed NAME=FILE.npy)"
                            .formatted(file, lite.model().inputs(), feeds.keySet()));
        }
        lite.run();
        ArrayFiles files = out == null ? null : new ArrayFiles(out);
        for (int i = 0; i < lite.model().outputs().size(); i++) {
            TensorInfo info = lite.model().outputs().get(i);
            NDArray array = NDArray.of(Shape.of(info.shape()), lite.output(i));
            String where =
                    files == null
                            ? array.toString()
                            : array.type() + " -> " + files.write(info.name(), array);
            streams.out().println(info.name() + ": " + where);
        }
        return 0;
    }

    private static float[] numbers(NDArray array, TensorInfo input) {
        int[] shape = input.shape();
        if (!array.shape().equals(Shape.of(shape))) {
            boolean turned =
                    shape.length == 4
                            && array.shape()
                                    .equals(Shape.of(shape[0], shape[3], shape[1], shape[2]));
            ArrayType wanted = new ArrayType(DType.FLOAT32, Shape.of(shape));
            throw new IllegalArgumentException(
                    "Input \"%s\" takes %s, found %s%s"
                            .formatted(
                                    input.name(),
                                    wanted,
                                    array.type(),
                                    turned
                                            ? "; the file takes images with the channels last: in Python, x.transpose(0, 2, 3, 1)"
                                            : ""));
        }
        return array.cast(DType.FLOAT32).floats();
    }
}
