package org.duograph.cli.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A little data set in MNIST's files: class c has a bright bar in row 2 c + 2, and noise. */
public final class Digits {
    static final int TRAIN = 256;
    static final int TEST = 100;

    private Digits() {}

    /** Writes the four files. */
    public static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        part(folder, "train", TRAIN, 1);
        part(folder, "t10k", TEST, 2);
    }

    private static void part(Path folder, String name, int count, int seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        numbers(images, 0x803, count, 28, 28);
        numbers(labels, 0x801, count);
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(10);
            labels.write(label);
            for (int p = 0; p < 28 * 28; p++) {
                boolean bar = p / 28 == 2 * label + 2 && p % 28 > 4 && p % 28 < 24;
                images.write(random.nextInt(60) + (bar ? 190 : 0));
            }
        }
        Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.toByteArray());
        Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.toByteArray());
    }

    private static void numbers(OutputStream out, int... numbers) throws IOException {
        for (int n : numbers) {
            out.write(ByteBuffer.allocate(4).putInt(n).array());
        }
    }
}
