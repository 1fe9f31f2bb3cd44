package org.duograph.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.data.DataSet;
import org.duograph.data.ImageShape;
import org.duograph.data.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
    @Test
    void anImageIsItsClassAndItsPixelsAByteEach(@TempDir Path folder) throws IOException {
        ImageShape shape = new ImageShape(1, 1, 2);
        Images train = new Images(shape, new byte[] {1, 2, 3, -4}, new byte[] {7, 8});
        Images test = new Images(shape, new byte[] {5, 6}, new byte[] {9});
        ImageFiles.write(new DataSet("two", "two", List.of("a"), train, test, ""), folder);
        assertThat(Files.readAllBytes(folder.resolve("data_batch_1.bin")))
                .containsExactly(7, 1, 2, 8, 3, -4);
        assertThat(Files.readAllBytes(folder.resolve("test_batch.bin"))).containsExactly(9, 5, 6);
    }
}
