package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.EltwiseParameter;
import org.duograph.interop.caffe.proto.EltwiseParameter.EltwiseOp;
import org.duograph.tensor.Shape;

/** Layers that meet blobs of one shape element by element. */
final class EltwiseLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Eltwise",
                    new LayerType(
                            EltwiseLayers::shapes, EltwiseLayers::translate, EltwiseLayers::meet));

    private EltwiseLayers() {}

    private static List<Shape> shapes(CaffeLayer layer, List<Shape> bottoms) {
        EltwiseParameter p = layer.p().getEltwiseParam();
        if (bottoms.stream().distinct().count() > 1) {
            throw new IllegalArgumentException("its blobs must have one shape, found " + bottoms);
        }
        int coefficients = p.getCoeffCount();
        if (coefficients > 0
                && (p.getOperation() != EltwiseOp.SUM || coefficients != bottoms.size())) {
            throw new IllegalArgumentException(
                    "coeff must hold a number for each of %d blobs, in a SUM, found %d in a %s"
                            .formatted(bottoms.size(), coefficients, p.getOperation()));
        }
        return List.of(bottoms.get(0));
    }

    private static double coefficient(EltwiseParameter p, int i) {
        return p.getCoeffCount() == 0 ? 1 : p.getCoeff(i);
    }

    private static void translate(TranslationSite site) {
        EltwiseParameter p = site.layer().p().getEltwiseParam();
        List<String> inputs = site.layer().bottoms();
        switch (p.getOperation()) {
            case SUM -> {
                List<String> terms = new ArrayList<>();
                for (int i = 0; i < inputs.size(); i++) {
                    double c = coefficient(p, i);
                    Map<String, Object> scale = Map.of("scale", c);
                    String term = site.own("term" + i);
                    terms.add(
                            c == 1 ? inputs.get(i) : site.op("Scale", inputs.get(i), term, scale));
                }
                site.op("Sum", terms, List.of(site.out(0)), Map.of());
            }
            case MAX -> site.op("Max", inputs, List.of(site.out(0)), Map.of());
            case PROD -> {
                String product = inputs.get(0);
                for (int i = 1; i < inputs.size(); i++) {
                    boolean last = i == inputs.size() - 1;
                    String to = last ? site.out(0) : site.own("product" + i);
                    site.op("Mul", List.of(product, inputs.get(i)), List.of(to), Map.of());
                    product = to;
                }
            }
        }
    }

    private static List<Numbers> meet(CaffeLayer layer, List<Numbers> in) {
        EltwiseParameter p = layer.p().getEltwiseParam();
        double[] y = new double[in.get(0).values().length];
        for (int i = 0; i < y.length; i++) {
            double all = coefficient(p, 0) * in.get(0).values()[i];
            for (int k = 1; k < in.size(); k++) {
                double x = in.get(k).values()[i];
                all =
                        switch (p.getOperation()) {
                            case SUM -> all + coefficient(p, k) * x;
                            case MAX -> Math.max(all, x);
                            case PROD -> all * x;
                        };
            }
            y[i] = all;
        }
        return List.of(new Numbers(in.get(0).shape(), y));
    }
}
