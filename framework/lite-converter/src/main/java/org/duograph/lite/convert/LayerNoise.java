package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.lite.Interpreter;
import org.duograph.lite.kernel.Tensor;
import org.duograph.lite.model.Model;
import org.duograph.lite.model.Quantization;

/**
 * What int8 costs a layer: how far a quantised model's tensor is from that of the same model in
 * single precision, on the same inputs.
 *
 * @param decibels the signal-to-noise ratio: 20 is an error of a tenth, 40 of a hundredth; infinite
 *     where there is none
 * @param beyond of the numbers, the share that int8 cuts because they are greater or less than all
 *     that calibration saw, from 0 to 1
 */
public record LayerNoise(double decibels, double beyond) {
    private static final String INT8 = "/int8";
    private static final double SLACK = 1.01; // steps: the ends of a range may be rounded so far

    /** What was summed up of one tensor. */
    private static final class Sums {
        double signal;
        double noise;
        long numbers;
        long beyond;

        LayerNoise noise() {
            return new LayerNoise(10 * Math.log10(signal / noise), (double) beyond / numbers);
        }
    }

    /**
     * The noise of each tensor that both models have, in the order in which they are computed.
     *
     * @param exact the model in single precision
     * @param int8 what {@link LiteConverter#int8} made of it
     * @param examples for each run, the numbers of each input
     */
    public static Map<String, LayerNoise> of(
            Model exact, Model int8, Iterable<List<float[]>> examples) {
        Interpreter first = new Interpreter(exact);
        Interpreter second = new Interpreter(int8);
        Map<String, Sums> sums = new LinkedHashMap<>();
        for (List<float[]> example : examples) {
            for (int i = 0; i < example.size(); i++) {
                first.setInput(i, example.get(i));
                second.setInput(i, example.get(i));
            }
            Map<String, float[]> wanted = new LinkedHashMap<>();
            first.run((operation, took, outputs) -> outputs.forEach(t -> keep(t, wanted)));
            second.run(
                    (operation, took, outputs) ->
                            outputs.forEach(found -> add(found, wanted, sums)));
        }
        Map<String, LayerNoise> layers = new LinkedHashMap<>();
        sums.forEach((name, sum) -> layers.put(name, sum.noise()));
        return layers;
    }

    private static void keep(Tensor tensor, Map<String, float[]> into) {
        float[] numbers = new float[tensor.size];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) tensor.real(i);
        }
        into.putIfAbsent(tensor.info.name(), numbers);
    }

    /** Compares a tensor of the int8 model with what the exact one holds under its name. */
    private static void add(Tensor found, Map<String, float[]> exact, Map<String, Sums> sums) {
        String name = found.info.name();
        if (!name.endsWith(INT8)) {
            return; // single precision in both
        }
        String plain = name.substring(0, name.length() - INT8.length());
        float[] wanted = exact.remove(plain); // once a run
        if (wanted == null) {
            return;
        }
        Sums sum = sums.computeIfAbsent(plain, n -> new Sums());
        Quantization meaning = found.info.quantization();
        double least = meaning.scale() * (-128 - SLACK - meaning.zero());
        double most = meaning.scale() * (127 + SLACK - meaning.zero());
        for (int i = 0; i < wanted.length; i++) {
            double noise = wanted[i] - found.real(i);
            sum.signal += (double) wanted[i] * wanted[i];
            sum.noise += noise * noise;
            sum.beyond += wanted[i] < least || wanted[i] > most ? 1 : 0;
        }
        sum.numbers += wanted.length;
    }

    /** The names of the tensors that lost most, the worst first. */
    public static List<String> worst(Map<String, LayerNoise> layers, int most) {
        List<String> names = new ArrayList<>(layers.keySet());
        names.sort((a, b) -> Double.compare(layers.get(a).decibels(), layers.get(b).decibels()));
        return names.subList(0, Math.min(most, names.size()));
    }

    /** The names of the tensors of which int8 cuts numbers, those with the most first. */
    public static List<String> beyond(Map<String, LayerNoise> layers) {
        List<String> names = new ArrayList<>(layers.keySet());
        names.removeIf(name -> layers.get(name).beyond() == 0);
        names.sort((a, b) -> Double.compare(layers.get(b).beyond(), layers.get(a).beyond()));
        return names;
    }
}
