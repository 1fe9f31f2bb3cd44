package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/** What follows layers: Relu and its relatives. */
final class ActivationRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Relu", plain("Relu")),
                    entry("Sigmoid", plain("Sigmoid")),
                    entry("Tanh", plain("Tanh")),
                    entry("Softplus", plain("Softplus")),
                    entry("Softsign", plain("Softsign")),
                    entry("Elu", alpha("Elu", 1)),
                    entry("LeakyRelu", alpha("LeakyRelu", 0.01)),
                    entry("ThresholdedRelu", alpha("ThresholdedRelu", 1)),
                    entry("Selu", ActivationRules::selu),
                    entry("Celu", alpha("Celu", 1)),
                    entry("PRelu", ActivationRules::prelu),
                    entry("HardSigmoid", ActivationRules::hardSigmoid),
                    entry("HardSwish", plain("HardSwish")),
                    entry("Mish", plain("Mish")),
                    entry("Gelu", ActivationRules::gelu),
                    entry("Shrink", ActivationRules::shrink));

    private ActivationRules() {}

    private static Rule plain(String type) {
        return site -> site.give(new Formula(site).unary(type, site.in(0)));
    }

    private static Rule alpha(String type, double otherwise) {
        return site ->
                site.give(site.op(type, Map.of("alpha", site.f("alpha", otherwise)), site.in(0)));
    }

    private static void selu(NodeSite site) {
        boolean old = site.opset() < 6;
        double alpha = site.f("alpha", old ? 1.6732 : 1.67326319217681884765625);
        double gamma = site.f("gamma", old ? 1.0507 : 1.05070102214813232421875);
        site.give(site.op("Selu", Map.of("alpha", alpha, "scale", gamma), site.in(0)));
    }

    private static void prelu(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        Value slope = site.in(1);
        Shape s = slope.shape();
        Shape shape = x.shape();
        boolean perChannel = s.size() == 1;
        if (!perChannel && shape.rank() > 1 && s.size() == shape.dim(1)) {
            List<Integer> wanted = new ArrayList<>(Collections.nCopies(shape.rank() - 1, 1));
            wanted.set(0, shape.dim(1));
            perChannel = site.opset() < 7 || s.toList().equals(wanted);
        }
        if (perChannel && shape.rank() > 1) {
            site.give(f.of("PRelu", x, f.reshape(slope, List.of(s.intSize()))));
        } else {
            site.give(f.where(f.less(x, f.number(x, 0)), f.times(x, slope), x));
        }
    }

    /** The core's rises, or stays. */
    private static void hardSigmoid(NodeSite site) {
        double alpha = site.f("alpha", 0.2);
        double beta = site.f("beta", 0.5);
        if (alpha < 0) {
            Formula f = new Formula(site);
            Value line = f.plus(f.times(site.in(0), alpha), beta);
            site.give(site.op("Clip", Map.of("min", 0.0, "max", 1.0), line));
            return;
        }
        site.give(site.op("HardSigmoid", Map.of("alpha", alpha, "beta", beta), site.in(0)));
    }

    private static void gelu(NodeSite site) {
        Map<String, ?> way = Map.of("approximate", site.s("approximate", "none"));
        site.give(site.op("Gelu", way, site.in(0)));
    }

    private static void shrink(NodeSite site) {
        Map<String, ?> attrs = Map.of("lambda", site.f("lambd", 0.5), "bias", site.f("bias", 0));
        site.give(site.op("Shrink", attrs, site.in(0)));
    }
}
