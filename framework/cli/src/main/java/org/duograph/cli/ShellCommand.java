package org.duograph.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import javax.tools.Tool;
import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code duograph shell}: the JDK's jshell with Duograph on its class path and imported. */
@Command(
        name = "shell",
        description = {
            "Runs Java line by line, with Duograph's packages imported: the JDK's jshell.",
            "It needs a JDK; /help explains it and /exit leaves it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph shell",
            "  duograph shell setup.jsh              # runs the file first, then asks for more",
            "  echo 'NDArray.vector(1, 2)' | duograph shell",
            "  duograph shell - < script.jsh         # without echo"
        })
final class ShellCommand implements Callable<Integer> {
    @Mixin private Streams streams;

    @Parameters(
            paramLabel = "FILE",
            description = "Lines to run first; - takes them from standard input and then ends.")
    private List<String> files = List.of();

    @Override
    public Integer call() throws IOException {
        Tool jshell =
                ServiceLoader.load(Tool.class, ClassLoader.getSystemClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(tool -> tool.name().equals("jshell"))
                        .findFirst()
                        .orElseThrow(ShellCommand::noShell);
        Path imports = Files.createTempFile("duograph", ".jsh");
        try {
            try (InputStream in = ShellCommand.class.getResourceAsStream("shell.jsh")) {
                Files.copy(in, imports, StandardCopyOption.REPLACE_EXISTING);
            }
            List<String> arguments = new ArrayList<>();
            arguments.addAll(List.of("--class-path", System.getProperty("java.class.path")));
            arguments.addAll(List.of("--startup", "DEFAULT", "--startup", imports.toString()));
            arguments.add("-R--enable-native-access=ALL-UNNAMED");
            arguments.addAll(files);
            return jshell.run(System.in, System.out, System.err, arguments.toArray(String[]::new));
        } finally {
            Files.delete(imports);
        }
    }

    private static IllegalStateException noShell() {
        return new IllegalStateException(
                "this Java (%s, version %s) has no jshell, which duograph shell needs. Run it with the java of a JDK, 17 or newer"
                        .formatted(System.getProperty("java.home"), Runtime.version()));
    }
}
