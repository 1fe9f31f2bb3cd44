package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.BackendOptions;
import org.duograph.cli.options.OnnxArgument;
import org.duograph.cli.options.OnnxFeeds;
import org.duograph.cli.options.Streams;
import org.duograph.interop.onnx.OnnxData;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph onnx run}: arrays in, arrays out. */
@Command(
        name = "run",
        description = "Runs a model of ONNX once on arrays.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph onnx run model.onnx --feed image=image.npy --out out",
            "  duograph onnx run model.onnx --feed x=test_data_set_0/input_0.pb --backend java"
        })
final class OnnxRunCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private OnnxArgument model;
    @Mixin private OnnxFeeds feeds;
    @Mixin private BackendOptions backend;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write NAME.npy. If absent, only the first numbers are shown.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        OnnxModel read = model.read();
        try (OnnxSession session = new OnnxSession(read, backend.placement(), backend.seed())) {
            Map<String, OnnxData> results = session.runData(feeds.read(read));
            ArrayFiles files = out == null ? null : new ArrayFiles(out);
            for (Map.Entry<String, OnnxData> result : results.entrySet()) {
                show(files, result.getKey(), result.getValue());
            }
        }
        return 0;
    }

    private void show(ArrayFiles files, String name, OnnxData data) throws IOException {
        if (data instanceof OnnxData.Sequence sequence) {
            streams.out().println(name + ": " + sequence.elements().size() + " elements");
            for (int i = 0; i < sequence.elements().size(); i++) {
                show(files, name + "[" + i + "]", sequence.elements().get(i));
            }
        } else if (files != null && data instanceof OnnxData.Array array) {
            Path file = files.write(name, array.array());
            streams.out().println(name + ": " + array.array().type() + " -> " + file);
        } else {
            streams.out().println(name + ": " + data);
        }
    }
}
