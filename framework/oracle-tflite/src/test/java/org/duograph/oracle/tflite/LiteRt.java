package org.duograph.oracle.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * LiteRT, TensorFlow Lite's successor, as its package for JavaScript has it, in Node. The property
 * {@code duograph.litert} names a folder in which {@code npm install @litertjs/core@2.5.3} was run.
 */
final class LiteRt {
    private static final String FOLDER = System.getProperty("duograph.litert", "");

    private LiteRt() {}

    /** Skips the test where there is no LiteRT. */
    static void assume() {
        Assumptions.assumeFalse(
                FOLDER.isEmpty(),
                "LiteRT is not there: run npm install @litertjs/core@2.5.3 in a folder, and say -Dduograph.litert=FOLDER");
    }

    /**
     * What the only output of a model holds for each example.
     *
     * @param shape the shape of its only input
     * @param folder for files
     */
    static float[] run(byte[] file, List<float[]> examples, int[] shape, Path folder) {
        try {
            Path script = folder.resolve("litert.mjs");
            try (InputStream in = LiteRt.class.getResourceAsStream("litert.mjs")) {
                Files.write(script, in.readAllBytes());
            }
            Files.write(folder.resolve("model.tflite"), file);
            Files.write(folder.resolve("inputs"), bytes(examples));
            String dims =
                    Arrays.stream(shape)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining("x"));
            Path log = folder.resolve("log.txt");
            Process node =
                    new ProcessBuilder(
                                    "node",
                                    "litert.mjs",
                                    FOLDER,
                                    "model.tflite",
                                    "inputs",
                                    dims,
                                    "outputs")
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            assertThat(node.waitFor()).as(() -> read(log)).isZero();
            ByteBuffer outputs = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("outputs")));
            float[] all = new float[outputs.remaining() / Float.BYTES];
            outputs.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(all);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(List<float[]> examples) {
        int size = examples.stream().mapToInt(example -> example.length).sum();
        ByteBuffer all = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        examples.forEach(
                example -> {
                    for (float number : example) {
                        all.putFloat(number);
                    }
                });
        return all.array();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
