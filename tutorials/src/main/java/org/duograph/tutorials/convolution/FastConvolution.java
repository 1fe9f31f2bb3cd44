package org.duograph.tutorials.convolution;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.duograph.backend.Backends;
import org.duograph.graph.Device;
import org.duograph.measure.Roof;
import org.duograph.plan.Placement;
import org.duograph.tensor.DType;

/**
 * Lesson "How a convolution gets fast", step by step.
 *
 * <p>Arguments: the folder for its picture, {@code out/convolution} if not given; and how many
 * images there are, 16 if not given.
 */
public final class FastConvolution {
    private static final int CHANNELS = 64;
    private static final int SIDE = 16;

    // tag::choices[]
    private static final String ROWS = "vector,convolution=rows,threads=1";
    private static final String WINOGRAD = "vector,convolution=winograd,threads=1";
    private static final String ALL_THREADS = "vector,convolution=winograd";

    // end::choices[]

    /** Whether there are vectors to compute with; without them there is no Winograd either. */
    private static boolean hasVectors() {
        try (Placement placement = Placement.of(ROWS)) {
            return !placement.preferred().description().contains("plain loops");
        }
    }

    private FastConvolution() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/convolution");
        int images = args.length > 1 ? Integer.parseInt(args[1]) : 16;
        // tag::layer[]
        Layer layer = new Layer(images, CHANNELS, CHANNELS, SIDE);
        // end::layer[]
        System.setProperty("duograph.onednn.choices", "off"); // by rule, which is: directly
        step("Seven loops");
        float[] y = sevenLoops(layer);
        step("Channels last");
        channelsLast(layer, y);
        step("Arrays apart");
        arraysApart(layer, y);
        step("Rows");
        rows(layer, y);
        step("The backend");
        theBackend(layer, y);
        step("By hand");
        byHand();
        step("A tile");
        aTile();
        step("Exactness");
        exactness();
        step("Times");
        times(layer, folder);
    }

    static float[] sevenLoops(Layer layer) {
        // tag::seven[]
        float[] y = new float[layer.pixels() * layer.out()];
        PlainLoops.seven(layer, layer.someImages(), layer.someFilters(), y);
        System.out.printf(
                "%d images of %d x %d pixels, %d channels to %d%n",
                layer.images(), layer.side(), layer.side(), layer.in(), layer.out());
        System.out.printf(Locale.ROOT, "%,d multiplications%n", layer.multiplications());
        // end::seven[]
        return y;
    }

    static void channelsLast(Layer layer, float[] expected) {
        // tag::last[]
        float[] x = layer.channelsLast(layer.someImages(), layer.in());
        float[] y = new float[expected.length];
        PlainLoops.channelsLast(layer, x, layer.filtersLastInOne(layer.someFilters()), y);
        tell("the same numbers", same(layer.channelsFirst(y, layer.out()), expected));
        // end::last[]
    }

    static void arraysApart(Layer layer, float[] expected) {
        float[] x = layer.channelsLast(layer.someImages(), layer.in());
        float[] y = new float[expected.length];
        PlainLoops.arraysApart(layer, x, layer.filtersLast(layer.someFilters()), y);
        tell("the same numbers", same(layer.channelsFirst(y, layer.out()), expected));
    }

    static void rows(Layer layer, float[] expected) {
        // tag::rows[]
        float[] x = layer.channelsLast(layer.someImages(), layer.in());
        float[] y = new float[expected.length];
        PlainLoops.rows(layer, x, layer.filtersLast(layer.someFilters()), y);
        tell("the same numbers", same(layer.channelsFirst(y, layer.out()), expected));
        bytes("the images", x.length);
        bytes("all rows", (long) layer.pixels() * layer.depth());
        bytes("the rows of a block", (long) PlainLoops.ROWS * layer.depth());
        // end::rows[]
    }

    // tag::same[]
    /** Whether they are apart by no more than a hundred-thousandth of the largest. */
    static boolean same(float[] y, float[] expected) {
        return distance(doubles(y), doubles(expected)) < 1e-5;
    }

    /** How far two arrays are apart, by the largest number of the second. */
    static double distance(double[] y, double[] expected) {
        double apart = 0;
        double largest = 0;
        for (int i = 0; i < y.length; i++) {
            apart = Math.max(apart, Math.abs(y[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return apart / largest;
    }

    // end::same[]

    static void theBackend(Layer layer, float[] expected) {
        // tag::backend[]
        for (String choice : hasVectors() ? List.of(ROWS, WINOGRAD) : List.of(ROWS)) {
            try (OneLayer planned = new OneLayer(layer, choice, DType.FLOAT32)) {
                System.out.println(choice);
                System.out.println("  " + planned.backend());
                System.out.println("  " + planned.kernel());
                double apart = distance(planned.result(), doubles(expected));
                tell("  the same numbers", apart < 1e-5);
            }
        }
        // end::backend[]
    }

    static void byHand() {
        // tag::hand[]
        float[] d = {3, 1, 4, 2};
        float[] g = {2, 1, 3};
        System.out.println(
                "six multiplications:  " + Arrays.toString(SmallWinograd.definition(d, g)));
        System.out.println("four multiplications: " + Arrays.toString(SmallWinograd.two(d, g)));
        // end::hand[]
    }

    static void aTile() {
        // tag::small-tile[]
        double[][] d = new double[6][6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                d[i][j] = (i * i + 3 * j + i * j) % 10;
            }
        }
        double[][] g = {{1, 2, 0}, {0, 1, -1}, {3, 0, 1}};
        System.out.println("144: " + text(SmallWinograd.tileByDefinition(d, g)));
        System.out.println(" 36: " + text(SmallWinograd.tile(d, g)));
        // end::small-tile[]
    }

    private static String text(double[][] rows) {
        StringBuilder text = new StringBuilder();
        for (double[] row : rows) {
            text.append(text.isEmpty() ? "" : " |");
            for (double number : row) {
                text.append(String.format(Locale.ROOT, " %.1f", number));
            }
        }
        return text.toString().strip();
    }

    static void exactness() {
        // tag::exact[]
        Layer few = new Layer(2, CHANNELS, CHANNELS, SIDE);
        double[] exact = result(few, Backends.REFERENCE, DType.FLOAT64);
        float[] y = new float[exact.length];
        PlainLoops.seven(few, few.someImages(), few.someFilters(), y);
        error("seven loops", doubles(y), exact);
        error("rows", result(few, ROWS, DType.FLOAT32), exact);
        if (hasVectors()) {
            error("winograd", result(few, WINOGRAD, DType.FLOAT32), exact);
        }
        // end::exact[]
    }

    // tag::error[]
    private static void error(String way, double[] y, double[] exact) {
        System.out.printf(Locale.ROOT, "%-11s %.1e%n", way, distance(y, exact));
    }

    private static double[] result(Layer layer, String choice, DType type) {
        try (OneLayer planned = new OneLayer(layer, choice, type)) {
            return planned.result();
        }
    }

    // end::error[]

    static void times(Layer layer, Path folder) throws IOException {
        // tag::times[]
        List<Way> ways = new ArrayList<>();
        float[] x = layer.someImages();
        float[] w = layer.someFilters();
        float[] y = new float[layer.pixels() * layer.out()];
        ways.add(Way.of("1 seven loops", layer, () -> PlainLoops.seven(layer, x, w, y)));
        float[] pixels = layer.channelsLast(x, layer.in());
        float[] filters = layer.filtersLastInOne(w);
        float[][] matrix = layer.filtersLast(w);
        ways.add(
                Way.of(
                        "2 channels last",
                        layer,
                        () -> PlainLoops.channelsLast(layer, pixels, filters, y)));
        ways.add(
                Way.of(
                        "3 arrays apart",
                        layer,
                        () -> PlainLoops.arraysApart(layer, pixels, matrix, y)));
        ways.add(Way.of("4 rows", layer, () -> PlainLoops.rows(layer, pixels, matrix, y)));
        if (hasVectors()) {
            ways.add(planned("5 rows, vectors", layer, ROWS));
            ways.add(planned("6 Winograd", layer, WINOGRAD));
        } else {
            ways.add(planned("5 rows, no vectors", layer, ROWS));
        }
        ways.add(planned("7 all threads", layer, ALL_THREADS));
        if (hasOneDnn()) {
            ways.add(planned("8 oneDNN, directly", layer, "onednn"));
        }
        print(ways);
        // end::times[]
        part();
        // tag::roof[]
        double one = roof("vector,threads=1");
        double all = Math.max(roof("vector"), hasOneDnn() ? roof("onednn") : 0);
        System.out.printf(Locale.ROOT, "roof of one thread:  %7.1f GFLOP/s%n", one);
        System.out.printf(Locale.ROOT, "roof of all threads: %7.1f GFLOP/s%n", all);
        // end::roof[]
        part();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("speeds.svg"), SpeedBars.draw(ways, one, all));
        System.out.println("wrote " + folder.resolve("speeds.svg"));
    }

    // tag::planned[]
    private static Way planned(String name, Layer layer, String choice) {
        try (OneLayer planned = new OneLayer(layer, choice, DType.FLOAT32)) {
            return Way.of(name, layer, planned::run);
        }
    }

    // end::planned[]

    // tag::has-onednn[]
    private static boolean hasOneDnn() {
        return Backends.whyUnavailable(Device.of("onednn")).isEmpty();
    }

    private static double roof(String choice) {
        try (Placement placement = Placement.of(choice)) {
            return Roof.measure(placement).gflops();
        }
    }

    // end::has-onednn[]

    private static void print(List<Way> ways) {
        System.out.printf("%-19s %9s %8s %9s%n", "step", "ms", "times", "GFLOP/s");
        for (Way way : ways) {
            System.out.printf(
                    Locale.ROOT,
                    "%-19s %9.2f %8.1f %9.1f%n",
                    way.name(),
                    way.millis(),
                    ways.get(0).millis() / way.millis(),
                    way.gflops());
        }
    }

    private static void tell(String what, boolean is) {
        System.out.println(what + ": " + is);
    }

    private static void bytes(String what, long floats) {
        System.out.printf(Locale.ROOT, "%s: %,d bytes%n", what, floats * Float.BYTES);
    }

    private static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        Arrays.setAll(doubles, i -> numbers[i]);
        return doubles;
    }
}
