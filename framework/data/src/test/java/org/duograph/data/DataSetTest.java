package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DataSetTest {
    @Test
    void itDescribesItselfInOneLine() {
        DataSet data = Samples.small();
        assertThat(data.describe())
                .isEqualTo(
                        "shapes-10 (synthetic): 25 training and 6 test images of 3x32x32,"
                                + " 10 classes, SHA-256 "
                                + data.sha256().substring(0, 12)
                                + "...");
    }

    @Test
    void aCutDataSetSaysSo() {
        DataSet data = Samples.small();
        DataSet cut = data.first(10, 100);
        assertThat(cut.train().count()).isEqualTo(10);
        assertThat(cut.test().count()).isEqualTo(6);
        assertThat(cut.source())
                .isEqualTo("shapes-10 (synthetic), first 10 of 25 training and 6 of 6 test images");
        assertThat(data.first(25, 6)).isSameAs(data);
    }

    @Test
    void pixelsThatDoNotFitTheLabelsAreRefused() {
        assertThatThrownBy(() -> new Images(ImageShape.CIFAR10, new byte[5], new byte[2]))
                .hasMessageContaining("2 images of 3x32x32 need 6144 bytes of pixels, but 5");
    }
}
