package org.duograph.experiments.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

/** Every line of the table can be measured; small ones stand for large ones here. */
class KernelsTest {
    @Test
    void kernelsBetweenConvolutionsAreSteps() throws NoSuchFieldException {
        for (String kernel : values(PixelBenchmark.class, "kernel")) {
            PixelBenchmark benchmark = new PixelBenchmark();
            benchmark.kernel = kernel;
            benchmark.shape = "2x16x6";
            benchmark.prepare();
            Timed.Counters counters = new Timed.Counters();
            benchmark.run(counters);
            benchmark.close();
            assertThat(counters.bytes).as(kernel).isPositive();
        }
    }

    @Test
    void convolutionsOfOneTapAndDepthwiseAreSteps() throws NoSuchFieldException {
        assertThat(values(ConvBenchmark.class, "shape"))
                .anyMatch(shape -> shape.matches("64x(\\d+)x\\d+x\\d+x1"))
                .anyMatch(shape -> shape.matches("64x(\\d+)x\\d+x\\1x3x\\1"));
        long full = flops("Conv", "2x16x6x16");
        assertThat(flops("Conv", "2x16x6x16x1")).as("one tap").isLessThan(full / 4);
        assertThat(flops("Conv", "2x16x6x16x3x16")).as("depthwise").isEqualTo(full / 16);
        for (String kernel : values(ConvBenchmark.class, "kernel")) {
            assertThat(flops(kernel, "2x16x6x16x3x16")).as(kernel).isPositive();
            assertThat(flops(kernel, "2x16x6x16x1")).as(kernel).isPositive();
        }
    }

    private static long flops(String kernel, String shape) {
        ConvBenchmark benchmark = new ConvBenchmark();
        benchmark.kernel = kernel;
        benchmark.shape = shape;
        benchmark.prepare();
        Timed.Counters counters = new Timed.Counters();
        benchmark.run(counters);
        benchmark.close();
        return counters.flops;
    }

    private static String[] values(Class<?> benchmarks, String field) throws NoSuchFieldException {
        return benchmarks.getField(field).getAnnotation(Param.class).value();
    }
}
