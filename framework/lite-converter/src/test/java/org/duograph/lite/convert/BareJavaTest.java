package org.duograph.lite.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.lite.Interpreter;
import org.duograph.lite.model.Model;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runtime needs nothing but a JVM of one module, and is small. */
class BareJavaTest {
    private static final long LARGEST = 500_000;

    @TempDir Path folder;

    /** Runs a model on zeros, in the process that the test starts. */
    static final class OnZeros {
        private OnZeros() {}

        public static void main(String[] args) throws IOException {
            Interpreter lite = new Interpreter(Model.read(Path.of(args[0])));
            float[] scores = lite.run(new float[lite.model().inputs().get(0).size()]);
            System.out.print(java.util.Arrays.toString(scores));
        }
    }

    @Test
    void runsWhereThereIsNothingButJavaBase() throws Exception {
        Path file = folder.resolve("lenet.tflite");
        float[] wanted;
        try (Workspace workspace = new Workspace()) {
            Converted model = Converted.of(workspace, Zoo.standard().model("lenet-fashion"));
            Files.write(file, model.converter.floats());
            NDArray zeros = model.draw(1, 0, 0).get(0);
            wanted = model.lite(new Interpreter(model.converter.floatModel()), zeros);
        }
        String path = place(Interpreter.class) + java.io.File.pathSeparator + place(OnZeros.class);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--limit-modules",
                                "java.base",
                                "-cp",
                                path,
                                OnZeros.class.getName(),
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEqualTo(java.util.Arrays.toString(wanted));
    }

    @Test
    void isSmallerThan500Kilobytes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(place(Interpreter.class)))) {
            List<Path> classes = files.filter(Files::isRegularFile).toList();
            long bytes = 0;
            for (Path file : classes) {
                bytes += Files.size(file);
            }
            assertThat(bytes).as("%d files", classes.size()).isBetween(1L, LARGEST);
        }
    }

    private static String place(Class<?> of) throws IOException {
        try {
            return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
