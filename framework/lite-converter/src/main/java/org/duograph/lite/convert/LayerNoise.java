package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.lite.Interpreter;
import org.duograph.lite.kernel.Tensor;
import org.duograph.lite.model.Model;

/**
 * What int8 costs, layer by layer: how far a quantised model's tensors are from those of the same
 * model in single precision, on the same inputs.
 */
public final class LayerNoise {
    private static final String INT8 = "/int8";

    private LayerNoise() {}

    /**
     * The signal-to-noise ratio of each tensor that both models have, in decibels, in the order in
     * which they are computed: 20 is an error of a tenth, 40 of a hundredth.
     *
     * @param exact the model in single precision
     * @param int8 what {@link LiteConverter#int8} made of it
     * @param examples for each run, the numbers of each input
     */
    public static Map<String, Double> of(
            Model exact, Model int8, Iterable<List<float[]>> examples) {
        Interpreter first = new Interpreter(exact);
        Interpreter second = new Interpreter(int8);
        Map<String, double[]> sums = new LinkedHashMap<>(); // signal, noise
        for (List<float[]> example : examples) {
            for (int i = 0; i < example.size(); i++) {
                first.setInput(i, example.get(i));
                second.setInput(i, example.get(i));
            }
            Map<String, float[]> wanted = new LinkedHashMap<>();
            first.run((operation, took, outputs) -> keep(outputs, wanted));
            Map<String, float[]> found = new LinkedHashMap<>();
            second.run((operation, took, outputs) -> keep(outputs, found));
            wanted.forEach(
                    (name, numbers) -> {
                        if (found.containsKey(name)) {
                            add(
                                    sums.computeIfAbsent(name, n -> new double[2]),
                                    numbers,
                                    found.get(name));
                        }
                    });
        }
        Map<String, Double> ratios = new LinkedHashMap<>();
        sums.forEach((name, sum) -> ratios.put(name, 10 * Math.log10(sum[0] / sum[1])));
        return ratios;
    }

    private static void keep(List<Tensor> outputs, Map<String, float[]> into) {
        for (Tensor tensor : outputs) {
            String name = tensor.info.name();
            String plain =
                    name.endsWith(INT8) ? name.substring(0, name.length() - INT8.length()) : name;
            float[] numbers = new float[tensor.size];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) tensor.real(i);
            }
            into.putIfAbsent(plain, numbers);
        }
    }

    private static void add(double[] sum, float[] wanted, float[] found) {
        for (int i = 0; i < wanted.length; i++) {
            double noise = wanted[i] - found[i];
            sum[0] += (double) wanted[i] * wanted[i];
            sum[1] += noise * noise;
        }
    }

    /** The names of the tensors that lost most, the worst first. */
    public static List<String> worst(Map<String, Double> ratios, int most) {
        List<String> names = new ArrayList<>(ratios.keySet());
        names.sort((a, b) -> Double.compare(ratios.get(a), ratios.get(b)));
        return names.subList(0, Math.min(most, names.size()));
    }
}
