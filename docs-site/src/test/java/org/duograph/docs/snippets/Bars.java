package org.duograph.docs.snippets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.tensor.Philox;

/** Files in Fashion-MNIST's format whose pictures are bars, one place for each class. */
public final class Bars {
    private Bars() {}

    /**
     * Writes images and labels.
     *
     * @param part {@code train} or {@code t10k}
     * @param wrongEvery each so manieth label is that of another class; 0 for none
     */
    public static void write(Path folder, String part, int count, int wrongEvery)
            throws IOException {
        Philox random = Philox.of(1, part, 0);
        ByteBuffer images = ByteBuffer.allocate(16 + count * 784).putInt(0x803).putInt(count);
        images.putInt(28).putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            boolean wrong = wrongEvery > 0 && i % wrongEvery == 0;
            labels.put((byte) ((wrong ? i + 3 : i) % 10));
            images.put(bar(i % 10, random, 1000L * i));
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }

    /** A bright bar of two rows, in noise. */
    static byte[] bar(int row, Philox random, long draw) {
        byte[] pixels = new byte[784];
        for (int p = 0; p < 784; p++) {
            int noise = random.below(draw + p, 100);
            int at = p / 28 / 2 - 2;
            pixels[p] = (byte) (at == row ? 150 + noise : noise);
        }
        return pixels;
    }
}
