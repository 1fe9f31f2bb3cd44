package org.duograph.cli.lite;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.lite.Interpreter;
import org.duograph.lite.convert.LayerNoise;
import org.duograph.lite.model.Model;
import org.duograph.tensor.NDArray;

/** What {@code lite convert --verify} says of a file: how near it comes to the model. */
final class LiteComparison {
    private static final int MOST_LAYERS = 5;
    private static final int WARMUP = 30;
    private static final int RUNS = 50;
    private static final long LONGEST = 2_000_000_000; // nanoseconds of warming up, of measuring

    private final LiteSource model;
    private final List<List<NDArray>> inputs;
    private final List<List<float[]>> numbers = new ArrayList<>(); // as files take them

    LiteComparison(LiteSource model, List<List<NDArray>> inputs) {
        this.model = model;
        this.inputs = inputs;
        inputs.forEach(example -> numbers.add(toFile(model, example)));
    }

    /** The numbers of an example as a file takes them. */
    static List<float[]> toFile(LiteSource model, List<NDArray> example) {
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < example.size(); i++) {
            all.add(model.converter().toFile(i, example.get(i)));
        }
        return all;
    }

    /** Compares each output of a file with the model's, which the engine computes. */
    void outputs(Model file, PrintWriter out) {
        Interpreter lite = new Interpreter(file);
        double[] worst = new double[model.outputs().size()];
        int[] same = new int[worst.length];
        for (int k = 0; k < inputs.size(); k++) {
            List<NDArray> wanted = model.run(inputs.get(k));
            run(lite, numbers.get(k));
            for (int i = 0; i < worst.length; i++) {
                float[] found = model.converter().fromFile(i, lite.output(i));
                double[] right = wanted.get(i).toDoubles();
                for (int j = 0; j < right.length; j++) {
                    worst[i] = Math.max(worst[i], Math.abs(right[j] - found[j]));
                }
                same[i] += best(right) == best(widened(found)) ? 1 : 0;
            }
        }
        for (int i = 0; i < worst.length; i++) {
            out.printf(
                    "%s on %d inputs: the largest difference is %.3g; the greatest number stands in the same place %d times (%.1f%%)%n",
                    model.outputs().get(i),
                    inputs.size(),
                    worst[i],
                    same[i],
                    100.0 * same[i] / inputs.size());
        }
    }

    private static void run(Interpreter lite, List<float[]> example) {
        for (int i = 0; i < example.size(); i++) {
            lite.setInput(i, example.get(i));
        }
        lite.run();
    }

    /** Compares an int8 file with the one in single precision, layer by layer. */
    void layers(Model exact, Model int8, PrintWriter out) {
        Map<String, LayerNoise> layers = LayerNoise.of(exact, int8, numbers);
        out.printf(
                "%d layers as int8; those that 8 bits cost most (signal to noise):%n",
                layers.size());
        for (String name : LayerNoise.worst(layers, MOST_LAYERS)) {
            out.printf("  %5.1f dB  %s%n", layers.get(name).decibels(), name);
        }
        List<String> beyond = LayerNoise.beyond(layers);
        if (!beyond.isEmpty()) {
            out.printf(
                    "%d layers hold numbers that calibration never saw, and cuts; calibrate on more inputs:%n",
                    beyond.size());
            for (String name : beyond.subList(0, Math.min(MOST_LAYERS, beyond.size()))) {
                out.printf("  %6.3f%%  %s%n", 100 * layers.get(name).beyond(), name);
            }
        }
    }

    /** Lets both files run on the first input in turn, and says which is faster here. */
    void race(Model exact, Model int8, PrintWriter out) {
        Interpreter[] two = {new Interpreter(exact), new Interpreter(int8)};
        double[][] took = {new double[RUNS], new double[RUNS]};
        int runs = 0;
        long start = System.nanoTime();
        for (int i = 0; i < WARMUP && System.nanoTime() - start < LONGEST; i++) {
            run(two[0], numbers.get(0));
            run(two[1], numbers.get(0));
        }
        start = System.nanoTime();
        while (runs == 0 || runs < RUNS && System.nanoTime() - start < LONGEST) {
            for (int i = 0; i < 2; i++) {
                long before = System.nanoTime();
                run(two[i], numbers.get(0));
                took[i][runs] = (System.nanoTime() - before) / 1e6;
            }
            runs++;
        }
        double floats = median(took[0], runs);
        double bytes = median(took[1], runs);
        out.printf(
                "single precision takes %.3f ms, int8 %.3f ms (median of %d runs in turn, one thread): %s is faster on this machine%n",
                floats, bytes, runs, bytes < floats ? "int8" : "single precision");
    }

    private static double median(double[] took, int runs) {
        double[] sorted = Arrays.copyOf(took, runs);
        Arrays.sort(sorted);
        return sorted[runs / 2];
    }

    private static double[] widened(float[] numbers) {
        double[] all = new double[numbers.length];
        Arrays.setAll(all, i -> numbers[i]);
        return all;
    }

    private static int best(double[] numbers) {
        int best = 0;
        for (int i = 1; i < numbers.length; i++) {
            best = numbers[i] > numbers[best] ? i : best;
        }
        return best;
    }
}
