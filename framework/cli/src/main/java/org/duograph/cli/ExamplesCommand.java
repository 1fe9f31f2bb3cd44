package org.duograph.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Streams;
import org.duograph.messages.TextFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph examples}: writes nets and solvers to start from. */
@Command(
        name = "examples",
        description = "Writes example nets and solvers, to be edited and trained.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph examples --out nets",
            "  duograph train --net nets/lenet.pbtxt --solver nets/lenet_solver.pbtxt"
        })
final class ExamplesCommand implements Callable<Integer> {
    /** The files in the resource folder {@code /examples}. */
    static final List<String> FILES =
            List.of("cifar10.pbtxt", "cifar10_solver.pbtxt", "lenet.pbtxt", "lenet_solver.pbtxt");

    @Mixin private Streams streams;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder; files that are there already are left alone.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        for (String name : FILES) {
            Path file = out.resolve(name);
            if (Files.exists(file)) {
                streams.err().println(file + " is there already and is left alone.");
                continue;
            }
            try (InputStream in = Duograph.class.getResourceAsStream("/examples/" + name)) {
                TextFiles.write(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            streams.out().println(file);
        }
        return 0;
    }
}
