package org.duograph.experiments.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.duograph.plan.Placement;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

class StepBenchmarkTest {
    @Test
    void everyStepIsInItsPlanWhateverKernelsAreChosen() throws NoSuchFieldException {
        try (Placement best = Placement.ofBest()) {
            assumeThat(best.preferred().name())
                    .as("the backend; without oneDNN everything stands plain")
                    .isEqualTo("onednn");
        }
        Param kernels = StepBenchmark.class.getField("kernel").getAnnotation(Param.class);
        assertThat(kernels.value()).isNotEmpty();
        for (String kernel : kernels.value()) {
            StepBenchmark benchmark = new StepBenchmark();
            benchmark.kernel = kernel;
            benchmark.prepare();
            Timed.Counters counters = new Timed.Counters();
            benchmark.run(counters);
            benchmark.close();
            assertThat(counters.bytes).as(kernel).isPositive();
        }
    }
}
