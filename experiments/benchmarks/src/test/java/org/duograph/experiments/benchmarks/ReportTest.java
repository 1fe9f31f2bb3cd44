package org.duograph.experiments.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.measure.Roof;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Roof ROOF = new Roof(100, 10);
    private static final Result PRODUCT = new Result("Conv", "ConvGradW 1x2", 1, 5e7, 1e6);
    private static final Result COPY = new Result("Step", "Reorder", 1, 0, 5e6);

    @Test
    void comparesProductsWithTheRoofAndAllElseWithTheMemory() {
        assertThat(PRODUCT.intensity()).isEqualTo(50);
        assertThat(PRODUCT.gflops()).isEqualTo(50);
        assertThat(PRODUCT.ofRoof(ROOF)).isEqualTo(0.5);
        assertThat(COPY.ofRoof(ROOF)).isEqualTo(0.5);
    }

    @Test
    void writesTheSameAsTableNumbersPlotAndPage() {
        Report report = new Report("a machine", ROOF, List.of(PRODUCT, COPY));
        assertThat(report.table()).contains("a machine").containsPattern("ConvGradW 1x2 .* 50%");
        assertThat(report.csv().lines()).hasSize(4);
        assertThat(report.svg()).contains("ConvGradW 1x2: 50 GFLOP/s").doesNotContain("Reorder");
        assertThat(report.page()).contains(report.svg()).contains("Reorder");
    }
}
