package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Shapes10Test {
    @Test
    void theSameRecordGivesTheSameBytesOnEveryMachine() {
        assertThat(new Shapes10(1, 100, 20).generate().sha256())
                .isEqualTo("4991abd49fcf25b7f526e283d80294863c17fddfdf9684e6957c8433348a84a6")
                .isEqualTo(new Shapes10(1, 100, 20).generate().sha256());
    }

    @Test
    void anotherSeedGivesOtherImages() {
        assertThat(new Shapes10(1, 10, 10).generate().sha256())
                .isNotEqualTo(new Shapes10(2, 10, 10).generate().sha256());
    }

    @Test
    void aSmallerSetIsTheBeginningOfALargerOne() throws IOException {
        Images small = new Shapes10(1, 15, 0).generate().train();
        Images large = new Shapes10(1, 40, 0).generate().train();
        assertThat(large.first(15).toArray()).isEqualTo(small.toArray());
        assertThat(large.first(15).labels()).isEqualTo(small.labels());
    }

    @Test
    void everyTenImagesShowAllClasses() {
        Images images = new Shapes10(1, 50, 0).generate().train();
        for (int ten = 0; ten < 50; ten += 10) {
            byte[] labels = Arrays.copyOfRange(images.labels(), ten, ten + 10);
            Arrays.sort(labels);
            assertThat(labels).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @Test
    void trainingAndTestImagesDiffer() throws IOException {
        DataSet data = new Shapes10(1, 10, 10).generate();
        assertThat(data.train().toArray()).isNotEqualTo(data.test().toArray());
    }

    @Test
    void figuresOfAllClassesStandOutFromTheirBackground() throws IOException {
        Images images = new Shapes10(1, 200, 0).generate().train();
        PixelReader reader = images.open();
        byte[] pixels = new byte[images.shape().size()];
        for (int i = 0; i < images.count(); i++) {
            reader.read(i, pixels);
            int plane = images.shape().plane();
            double spread = 0;
            for (int c = 0; c < 3; c++) {
                int from = c * plane;
                int[] values = new int[plane];
                for (int k = 0; k < plane; k++) {
                    values[k] = pixels[from + k] & 0xff;
                }
                Arrays.sort(values);
                spread += values[plane * 95 / 100] - values[plane * 5 / 100];
            }
            assertThat(spread).as("image %d of class %d", i, images.label(i)).isGreaterThan(30);
        }
    }

    @Test
    void countsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Shapes10(1, -1, 0)).hasMessageContaining("-1 and 0");
    }
}
