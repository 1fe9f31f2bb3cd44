package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageGridTest {
    @TempDir Path scratch;

    @Test
    void imagesStandRowByRowWithGapsBetween() throws IOException {
        Path png = scratch.resolve("new").resolve("grid.png");
        new ImageGrid(2, 3).write(png, Samples.numbered(3, new ImageShape(3, 4, 5)), 10);
        BufferedImage sheet = ImageIO.read(png.toFile());
        assertThat(sheet.getWidth()).isEqualTo(2 + 2 * (5 * 3 + 2));
        assertThat(sheet.getHeight()).isEqualTo(2 + 2 * (4 * 3 + 2));
        assertThat(sheet.getRGB(0, 0)).isEqualTo(0xff202020);
        assertThat(sheet.getRGB(2, 2)).isEqualTo(0xff000102);
        assertThat(sheet.getRGB(2 + 17 + 14, 2 + 11)).isEqualTo(0xff0a0b0c);
        assertThat(sheet.getRGB(2, 2 + 14)).isEqualTo(0xff141516);
        assertThat(sheet.getRGB(2 + 17, 2 + 14)).as("no fourth image").isEqualTo(0xff202020);
    }

    @Test
    void aNormalisedBatchIsDrawnAsItWas() throws IOException {
        Images images = Samples.numbered(2, new ImageShape(1, 2, 2));
        Normalization n = Normalization.of(images);
        Path png = scratch.resolve("grid.png");
        try (BatchReader reader = Batches.of(images, 2).normalized(n).read(1)) {
            new ImageGrid(2, 1).write(png, reader.next(), n);
        }
        assertThat(ImageIO.read(png.toFile()).getRGB(2 + 4, 2)).isEqualTo(0xff0a0a0a);
    }

    @Test
    void arraysThatAreNoImagesAreRefused() {
        NDArray flat = NDArray.of(Shape.of(2, 2), new float[4]);
        assertThatThrownBy(() -> new ImageGrid(1, 1).write(scratch.resolve("x.png"), flat))
                .hasMessageContaining("float32 2x2");
    }
}
