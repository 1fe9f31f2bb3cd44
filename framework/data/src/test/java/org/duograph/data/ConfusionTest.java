package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
    private final Confusion confusion = new Confusion(List.of("cat", "dog & co", "car"));

    private void count(int times, int label, int guess) {
        for (int i = 0; i < times; i++) {
            confusion.add(label, guess);
        }
    }

    @Test
    void itCountsWhatIsTakenForWhat() {
        count(6, 0, 0);
        count(2, 0, 1);
        count(1, 1, 1);
        count(1, 1, 0);
        assertThat(confusion.count()).isEqualTo(10);
        assertThat(confusion.count(0)).isEqualTo(8);
        assertThat(confusion.count(0, 1)).isEqualTo(2);
        assertThat(confusion.accuracy()).isEqualTo(0.7);
        assertThat(confusion.accuracy(0)).isEqualTo(0.75);
        assertThat(confusion.accuracy(2)).isNaN();
        assertThat(confusion)
                .hasToString(
                        """
                                        0     1     2   right
                        0 cat           6     2     0   75.0%
                        1 dog & co      1     1     0   50.0%
                        2 car           0     0     0       -
                        """);
    }

    @Test
    void itsPictureHasAFieldForEachPairAndNamesThatAreEscaped() {
        count(3, 2, 0);
        String svg = confusion.svg();
        assertThat(svg.split("class=\"right\"")).hasSize(1 + 3);
        assertThat(svg.split("class=\"wrong\"")).hasSize(1 + 6);
        assertThat(svg)
                .contains("class=\"wrong\" fill-opacity=\"0.70\"", ">3</text>", ">0.0%</text>")
                .contains("dog &amp; co")
                .doesNotContain("dog & co");
    }
}
