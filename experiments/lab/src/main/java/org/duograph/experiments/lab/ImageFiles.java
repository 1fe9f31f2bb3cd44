package org.duograph.experiments.lab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.data.DataSet;
import org.duograph.data.Images;
import org.duograph.data.PixelReader;

/**
 * Images that Java paints, as files for systems outside of Java: of CIFAR-10's binary version, an
 * image being its class and its pixels, a byte each.
 */
final class ImageFiles {
    /** The folder, in that of the experiments. */
    static final String FOLDER = "shapes-10";

    /** The variable that tells a process of the folder. */
    static final String VARIABLE = "SHAPES10_DIR";

    private ImageFiles() {}

    /** Writes the training images into one file and the test images into another. */
    static void write(DataSet data, Path folder) throws IOException {
        Files.createDirectories(folder);
        write(data.train(), folder.resolve("data_batch_1.bin"));
        write(data.test(), folder.resolve("test_batch.bin"));
    }

    private static void write(Images images, Path file) throws IOException {
        byte[] pixels = new byte[images.shape().size()];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                PixelReader reader = images.open()) {
            for (int i = 0; i < images.count(); i++) {
                reader.read(i, pixels);
                out.write(images.label(i));
                out.write(pixels);
            }
        }
    }
}
