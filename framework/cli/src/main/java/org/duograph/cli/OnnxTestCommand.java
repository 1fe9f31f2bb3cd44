package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.duograph.cli.options.BackendOptions;
import org.duograph.cli.options.Streams;
import org.duograph.interop.onnx.OnnxTestFolder;
import org.duograph.interop.onnx.OnnxTestFolder.Outcome;
import org.duograph.interop.onnx.OnnxTestFolder.Verdict;
import org.duograph.plan.Placement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph onnx test}: models beside what they should give. */
@Command(
        name = "test",
        description = {
            "Runs models on recorded inputs and compares with recorded outputs, in the layout of"
                    + " ONNX's own tests: FOLDER/model.onnx, FOLDER/test_data_set_0/input_0.pb,"
                    + " output_0.pb and so on. Folders below are looked at too.",
            "Prints PASS, FAIL or SKIP for each, with the reason, and how many there are of each.",
            "The exit status is 0 if none fails."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph onnx test /usr/share/libonnx-testdata/data/node",
            "  duograph onnx test test_conv_with_strides_padding --backend java"
        })
final class OnnxTestCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private BackendOptions backend;

    @Parameters(paramLabel = "FOLDER", arity = "1..*", description = "Folders with tests.")
    private List<Path> folders;

    @Option(names = "--brief", description = "Only what fails or is skipped, and the totals.")
    private boolean brief;

    @Override
    public Integer call() throws IOException {
        List<OnnxTestFolder> tests = new ArrayList<>();
        for (Path folder : folders) {
            List<OnnxTestFolder> below = OnnxTestFolder.below(folder);
            if (below.isEmpty()) {
                throw new IOException(
                        folder + " has no model.onnx in it, nor has a folder below it");
            }
            tests.addAll(below);
        }
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict, 0);
        }
        try (Placement placement = backend.placement()) {
            for (OnnxTestFolder test : tests) {
                Outcome outcome = test.run(placement);
                counts.merge(outcome.verdict(), 1, Integer::sum);
                if (!brief || outcome.verdict() != Verdict.PASS) {
                    String reason = outcome.reason().isEmpty() ? "" : ": " + outcome.reason();
                    streams.out().println(outcome.verdict() + " " + test.folder() + reason);
                }
            }
        }
        streams.out()
                .println(
                        tests.size()
                                + " tests: "
                                + counts.entrySet().stream()
                                        .map(count -> count.getValue() + " " + count.getKey())
                                        .collect(Collectors.joining(", ")));
        return counts.get(Verdict.FAIL) == 0 ? 0 : 1;
    }
}
