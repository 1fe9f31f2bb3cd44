package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.backend.cuda.library.CudaOptions;
import org.duograph.backend.cuda.library.CudaOptions.Precision;
import org.duograph.backend.tuning.RefusedException;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions and products: every algorithm, in every precision. */
class ConvKernelsTest {
    private static final Map<String, ?> SAME = Map.of("kernel", 3, "pad", 1);

    /** More padding on some sides than on others, and so much that it makes a difference. */
    private static final Map<String, ?> LOPSIDED =
            Map.of("kernel", 3, "stride", 2, "pad", List.of(0, 1, 2, 2));

    private static CudaBackend open(Precision precision, boolean deterministic, long workspace) {
        return StandIn.open(
                0, new CudaOptions(precision, deterministic, true, workspace, Long.MAX_VALUE));
    }

    private static OneNode conv() {
        return new OneNode("Conv", SAME, Shape.of(2, 4, 6, 5), Shape.of(6, 4, 3, 3), Shape.of(6));
    }

    /** What 16 bits, or 10 of 23 bits behind the point, lose. */
    private static double tolerance(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> 1e-5;
            case TF32, FLOAT16 -> 2e-3;
            case BFLOAT16 -> 2e-2;
        };
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void everyAlgorithmConvolves(Precision precision) {
        double tolerance = tolerance(precision);
        try (CudaBackend backend = open(precision, false, 1 << 30)) {
            conv().checkAllWays(backend, tolerance);
            new OneNode("ConvRelu", SAME, Shape.of(2, 4, 6, 5), Shape.of(6, 4, 3, 3), Shape.of(6))
                    .checkAllWays(backend, tolerance);
            new OneNode("ConvRelu", SAME, Shape.of(2, 4, 6, 5), Shape.of(6, 4, 3, 3))
                    .checkAllWays(backend, tolerance);
            new OneNode(
                            "Conv",
                            Map.of("kernel", 3, "group", 2, "channels_last", 1),
                            Shape.of(2, 6, 5, 4),
                            Shape.of(6, 3, 3, 2),
                            Shape.of(6))
                    .checkAllWays(backend, tolerance);
            new OneNode(
                            "ConvTranspose",
                            Map.of("kernel", 3, "stride", 2, "pad", 1, "adj", 1),
                            Shape.of(2, 3, 4, 5),
                            Shape.of(3, 4, 3, 3),
                            Shape.of(4))
                    .checkAllWays(backend, tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void everyAlgorithmGivesTheGradients(Precision precision) {
        double tolerance = tolerance(precision);
        Shape x = Shape.of(2, 4, 6, 5);
        Shape w = Shape.of(6, 4, 3, 3);
        Shape y = Shape.of(2, 6, 6, 5);
        try (CudaBackend backend = open(precision, false, 1 << 30)) {
            new OneNode("ConvGradX", SAME, w, y, x).checkAllWays(backend, tolerance);
            new OneNode("ConvGradW", SAME, x, y, w).checkAllWays(backend, tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void paddingMayDifferFromSideToSide(Precision precision) {
        double tolerance = tolerance(precision);
        Shape x = Shape.of(2, 3, 6, 6);
        Shape w = Shape.of(4, 3, 3, 3);
        Shape y = Shape.of(2, 4, 3, 4);
        try (CudaBackend backend = open(precision, false, 1 << 30)) {
            new OneNode("Conv", LOPSIDED, x, w, Shape.of(4)).checkAllWays(backend, tolerance);
            new OneNode("ConvGradX", LOPSIDED, w, y, x).checkAllWays(backend, tolerance);
            new OneNode("ConvGradW", LOPSIDED, x, y, w).checkAllWays(backend, tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void productsAreConvolutionsOfSinglePixelsOrTiles(Precision precision) {
        double tolerance = tolerance(precision);
        try (CudaBackend backend = open(precision, false, 1 << 30)) {
            Shape x = Shape.of(9, 70);
            Shape w = Shape.of(67, 70);
            Shape y = Shape.of(9, 67);
            OneNode fc = new OneNode("FC", Map.of(), x, w, Shape.of(67));
            assertThat(fc.ways(backend)).hasSizeGreaterThan(1).contains("tiles");
            fc.checkAllWays(backend, tolerance);
            new OneNode("FCRelu", Map.of(), x, w, Shape.of(67)).checkAllWays(backend, tolerance);
            new OneNode("FCGradX", Map.of(), w, y, x).checkAllWays(backend, tolerance);
            new OneNode("FCGradW", Map.of(), x, y, w).checkAllWays(backend, tolerance);
            new OneNode(
                            "MatMul",
                            Map.of("trans_a", 1, "trans_b", 1),
                            Shape.of(70, 9),
                            Shape.of(67, 70))
                    .checkAllWays(backend, tolerance);
            new OneNode(
                            "BatchMatMul",
                            Map.of("trans_b", 1),
                            Shape.of(2, 3, 5, 70),
                            Shape.of(2, 3, 67, 70))
                    .checkAllWays(backend, tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"TF32", "FLOAT16", "BFLOAT16"})
    void fewerBitsAreMultipliedWhereThatIsAskedFor(Precision precision) {
        try (CudaBackend backend = open(precision, false, 1 << 30)) {
            assertThat(conv().differences(backend).values()).allMatch(d -> d > 1e-5);
        }
    }

    @Test
    void whatWasChosenByTimingIsTakenAgain(@TempDir Path folder) {
        String property = "duograph.cuda.choices";
        String before = System.setProperty(property, folder.resolve("choices.txt").toString());
        try (CudaBackend backend = open(Precision.FLOAT32, false, 1 << 30)) {
            OneNode large =
                    new OneNode("Conv", SAME, Shape.of(2, 16, 24, 24), Shape.of(16, 16, 3, 3));
            long bytes = backend.liveBytes();
            String chosen = large.chosen(backend);
            assertThat(large.chosen(backend)).isEqualTo(chosen).contains("cudnnConvolutionForward");
            assertThat(backend.liveBytes()).isEqualTo(bytes);
        } finally {
            System.setProperty(property, before == null ? "off" : before);
        }
    }

    @Test
    void noAlgorithmTakesMoreMemoryThanAllowed() {
        List<String> all;
        try (CudaBackend backend = open(Precision.FLOAT32, false, 1 << 30)) {
            all = conv().ways(backend);
        }
        try (CudaBackend backend = open(Precision.FLOAT32, false, 0)) {
            OneNode conv = conv();
            assertThat(conv.ways(backend)).isNotEmpty().hasSizeLessThan(all.size());
            conv.checkAllWays(backend, 1e-5);
        }
    }

    @Test
    void deterministicMeansOneWayThatIsNeverTimed() {
        OneNode gradient =
                new OneNode(
                        "ConvGradW",
                        SAME,
                        Shape.of(2, 4, 6, 5),
                        Shape.of(2, 6, 6, 5),
                        Shape.of(6, 4, 3, 3));
        List<String> all;
        try (CudaBackend backend = open(Precision.FLOAT32, false, 1 << 30)) {
            all = gradient.ways(backend);
        }
        assertThat(all).contains("0", "3"); // which add in whatever order
        try (CudaBackend backend = open(Precision.FLOAT32, true, 1 << 30)) {
            assertThat(gradient.ways(backend)).containsExactly(all.get(0)).doesNotContain("0", "3");
        }
    }

    @Test
    void whereNoAlgorithmIsLeftTheErrorSaysWhatToDo() {
        OneNode gradient =
                new OneNode(
                        "ConvGradX",
                        SAME,
                        Shape.of(6, 4, 3, 3),
                        Shape.of(2, 6, 6, 5),
                        Shape.of(2, 4, 6, 5));
        try (CudaBackend backend = open(Precision.FLOAT32, true, 0)) {
            assertThatThrownBy(() -> gradient.ways(backend))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("at most 0 bytes and is deterministic")
                    .hasMessageContaining("option workspace");
        }
    }
}
