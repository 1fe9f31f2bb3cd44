package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of panels are sums of products, however many rows are made at a time. */
class PanelProductsTest {
    private static final int MOST_ROWS = 15;
    private final Random random = new Random(1);

    @ParameterizedTest
    @ValueSource(ints = {4, 6, 8})
    void everyNumberOfRowsGivesTheSums(int most) {
        assumeTrue(Engine.hasVectors(), "there is no Vector API");
        int width = PanelProducts.WIDTH;
        float[] a = numbers(width * (width + MOST_ROWS));
        float[] b = numbers(width * width);
        for (int rows = 1; rows <= MOST_ROWS; rows++) {
            int n = width - rows % 3;
            float[] y = numbers(width * MOST_ROWS);
            float[] across = y.clone();
            float[] turned = y.clone();
            PanelProducts.across(most, a, 0, b, 0, across, 0, rows, n, true);
            TurnedProducts.turned(most, a, 0, b, 0, turned, 0, Math.min(rows, width), n, true);
            for (int i = 0; i < y.length; i++) {
                int row = i / width;
                double sum = y[i];
                double other = y[i];
                for (int k = 0; k < n && row < rows; k++) {
                    sum += (double) a[row * width + k] * b[k * width + i % width];
                    other +=
                            row < width
                                    ? (double) a[k * width + row] * b[k * width + i % width]
                                    : 0;
                }
                assertThat((double) across[i]).isCloseTo(sum, within(1e-4));
                if (row < Math.min(rows, width)) {
                    assertThat((double) turned[i]).isCloseTo(other, within(1e-4));
                }
            }
        }
    }

    private float[] numbers(int count) {
        float[] all = new float[count];
        for (int i = 0; i < count; i++) {
            all[i] = random.nextFloat() - 0.5f;
        }
        return all;
    }

    @Test
    void theNumberOfRowsDoesNotChangeBits() {
        assumeTrue(Engine.hasVectors(), "there is no Vector API");
        int width = PanelProducts.WIDTH;
        float[] a = numbers(width * MOST_ROWS);
        float[] b = numbers(width * width);
        float[] expected = new float[width * MOST_ROWS];
        PanelProducts.across(4, a, 0, b, 0, expected, 0, MOST_ROWS, width, false);
        for (int most : new int[] {6, 8}) {
            float[] y = new float[expected.length];
            PanelProducts.across(most, a, 0, b, 0, y, 0, MOST_ROWS, width, false);
            assertThat(y).containsExactly(expected);
        }
    }
}
