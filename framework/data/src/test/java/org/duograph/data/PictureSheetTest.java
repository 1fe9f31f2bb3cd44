package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class PictureSheetTest {
    private static final ImageShape TWO = new ImageShape(3, 1, 2);

    @Test
    void picturesComeOutOfTheSheetAsTheyWere() throws IOException {
        Picture picture = new Picture(TWO, new byte[] {1, 2, 30, 40, (byte) 200, (byte) 255});
        String svg =
                new PictureSheet(2, 50)
                        .add(picture, "a < b")
                        .add(picture, "first", "second")
                        .add(picture)
                        .svg();
        assertThat(svg).contains("viewBox=\"0 0 116 188\"", "a &lt; b", ">second</text>");
        var images = Pattern.compile("base64,([^\"]+)\"").matcher(svg).results().toList();
        assertThat(images).hasSize(3);
        byte[] png = Base64.getDecoder().decode(images.get(0).group(1));
        assertThat(Picture.decode(png, "a picture").pixels()).isEqualTo(picture.pixels());
    }

    @Test
    void filtersGoFromTheSmallestWeightToTheLargest() {
        float[] weights = {-1, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0};
        List<Picture> filters = PictureSheet.filters(NDArray.of(Shape.of(2, 3, 1, 2), weights));
        assertThat(filters).hasSize(2);
        assertThat(filters.get(0).shape()).isEqualTo(TWO);
        assertThat(filters.get(0).pixels()).containsExactly(0, 64, 128, 255, 64, 64);
        List<Picture> means = PictureSheet.filters(NDArray.of(Shape.of(1, 2, 1, 2), 0, 2, 4, 4));
        assertThat(means.get(0).pixels()).as("means 2 and 3").containsExactly(0, 255);
        List<Picture> same = PictureSheet.filters(NDArray.of(Shape.of(1, 1, 1, 2), 5, 5));
        assertThat(same.get(0).pixels()).containsExactly(128, 128);
        assertThatThrownBy(() -> PictureSheet.filters(NDArray.of(Shape.of(2), 1, 2)))
                .hasMessageContaining("filters x channels x rows x columns");
    }
}
