package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.EmbedParameter;
import org.duograph.interop.caffe.proto.InnerProductParameter;
import org.duograph.tensor.Shape;

/** Layers that multiply by a matrix, or look up its rows. */
final class ProductLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "InnerProduct",
                    new LayerType(
                            ProductLayers::productShapes,
                            ProductLayers::product,
                            ProductLayers::multiply),
                    "Embed",
                    new LayerType(
                            ProductLayers::embedShapes,
                            ProductLayers::embed,
                            ProductLayers::lookUp));

    private ProductLayers() {}

    private static List<Integer> before(Shape x, int axis) {
        return new ArrayList<>(x.toList().subList(0, axis));
    }

    private static List<Shape> productShapes(CaffeLayer layer, List<Shape> bottoms) {
        InnerProductParameter p = layer.p().getInnerProductParam();
        Shape x = bottoms.get(0);
        List<Integer> dims = before(x, x.axis(p.getAxis()));
        dims.add(p.getNumOutput());
        return List.of(Shape.of(dims));
    }

    /** The numbers of W, outputs x inputs, whichever way the file has them. */
    private static double[] matrix(CaffeLayer layer, Shape x) {
        InnerProductParameter p = layer.p().getInnerProductParam();
        int inputs = x.sizeOf(x.axis(p.getAxis()), x.rank());
        int outputs = p.getNumOutput();
        if (!p.getTranspose()) {
            return TranslationSite.numbers(layer, 0, Shape.of(outputs, inputs));
        }
        double[] turned = TranslationSite.numbers(layer, 0, Shape.of(inputs, outputs));
        double[] w = new double[turned.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = turned[i % inputs * outputs + i / inputs];
        }
        return w;
    }

    private static void product(TranslationSite site) {
        InnerProductParameter p = site.layer().p().getInnerProductParam();
        Shape x = site.shape(0);
        int axis = x.axis(p.getAxis());
        double[] w = matrix(site.layer(), x);
        int outputs = p.getNumOutput();
        List<String> inputs = new ArrayList<>();
        inputs.add(site.in(0));
        inputs.add(site.filled("w", Shape.of(outputs, x.sizeOf(axis, x.rank())), w));
        inputs.add(
                p.getBiasTerm()
                        ? site.weight(1, "b", Shape.of(outputs))
                        : site.filledWith("b", outputs, 0));
        Map<String, ?> args = axis == 1 ? Map.of() : Map.of("axis", axis);
        site.op("FC", inputs, List.of(site.out(0)), args);
    }

    private static List<Numbers> multiply(CaffeLayer layer, List<Numbers> in) {
        InnerProductParameter p = layer.p().getInnerProductParam();
        Numbers x = in.get(0);
        double[] w = matrix(layer, x.shape());
        int outputs = p.getNumOutput();
        int inputs = w.length / outputs;
        double[] b =
                p.getBiasTerm()
                        ? TranslationSite.numbers(layer, 1, Shape.of(outputs))
                        : new double[outputs];
        Numbers y = Numbers.zeros(productShapes(layer, List.of(x.shape())).get(0));
        for (int i = 0; i < y.values().length; i++) {
            double sum = b[i % outputs];
            for (int j = 0; j < inputs; j++) {
                sum += x.values()[i / outputs * inputs + j] * w[i % outputs * inputs + j];
            }
            y.values()[i] = sum;
        }
        return List.of(y);
    }

    private static List<Shape> embedShapes(CaffeLayer layer, List<Shape> bottoms) {
        List<Integer> dims = before(bottoms.get(0), bottoms.get(0).rank());
        dims.add(layer.p().getEmbedParam().getNumOutput());
        return List.of(Shape.of(dims));
    }

    private static Shape table(EmbedParameter p) {
        return Shape.of(p.getInputDim(), p.getNumOutput());
    }

    private static void embed(TranslationSite site) {
        EmbedParameter p = site.layer().p().getEmbedParam();
        String table = site.weight(0, "w", table(p));
        String index = site.op("Cast", site.in(0), site.own("index"), Map.of("to", "int32"));
        String rows = p.getBiasTerm() ? site.own("rows") : site.out(0);
        site.op("Gather", List.of(table, index), List.of(rows), Map.of());
        if (p.getBiasTerm()) {
            String b = site.weight(1, "b", Shape.of(p.getNumOutput()));
            site.op("Add", List.of(rows, b), List.of(site.out(0)), Map.of("broadcast", 1));
        }
    }

    private static List<Numbers> lookUp(CaffeLayer layer, List<Numbers> in) {
        EmbedParameter p = layer.p().getEmbedParam();
        double[] w = TranslationSite.numbers(layer, 0, table(p));
        int width = p.getNumOutput();
        double[] b =
                p.getBiasTerm()
                        ? TranslationSite.numbers(layer, 1, Shape.of(width))
                        : new double[width];
        Numbers y = Numbers.zeros(embedShapes(layer, List.of(in.get(0).shape())).get(0));
        for (int i = 0; i < y.values().length; i++) {
            int row = (int) in.get(0).values()[i / width];
            y.values()[i] = w[row * width + i % width] + b[i % width];
        }
        return List.of(y);
    }
}
