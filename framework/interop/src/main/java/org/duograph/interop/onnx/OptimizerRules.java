package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.compile.Gradients;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;

/** ONNX's operators for training: gradients of values, and steps of optimizers. */
final class OptimizerRules {
    private static final String DOMAIN = "ai.onnx.preview.training:";

    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry(DOMAIN + "Adagrad", site -> step(site, 1, OptimizerRules::adagrad)),
                    entry(DOMAIN + "Adam", site -> step(site, 2, OptimizerRules::adam)),
                    entry(DOMAIN + "Gradient", OptimizerRules::gradient),
                    entry(DOMAIN + "Momentum", site -> step(site, 1, OptimizerRules::momentum)));

    private OptimizerRules() {}

    /**
     * What one parameter's step reads.
     *
     * @param x the parameter
     * @param g its gradient, with a share of the parameter if so asked
     * @param kept what the optimizer keeps
     */
    private record Step(Formula f, Value rate, Value t, Value x, Value g, List<Value> kept) {
        double f(String name, double otherwise) {
            return f.site().f(name, otherwise);
        }

        /** The number of the step in the elements of the parameter. */
        Value time() {
            return f.cast(t, x.type().dtype());
        }

        /** One number where this is no first step, else another. */
        Value afterFirst(Value then, Value first) {
            return f.where(f.less(f.number(t, 0), t), then, first);
        }

        /** A number to the power of the number of the step. */
        Value power(double base) {
            Value number = f.number(x, base);
            return f.of("Pow", number, time());
        }
    }

    /** What a step gives: the parameter, then what is kept. */
    private interface Formulas {
        List<Value> of(Step step);
    }

    private static void step(NodeSite site, int kept, Formulas formulas) {
        Formula f = new Formula(site);
        int each = 2 + kept;
        int n = (site.inputCount() - 2) / each;
        site.require(
                n > 0 && site.inputCount() == 2 + n * each,
                "a rate, a count and %d arrays for each parameter are wanted, found %d inputs",
                each,
                site.inputCount());
        Value rate = f.reshape(site.in(0), List.of());
        Value t = f.reshape(site.in(1), List.of());
        List<List<Value>> results = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Value x = site.in(2 + i);
            Value g = f.plus(site.in(2 + n + i), f.times(x, site.f("norm_coefficient", 0)));
            List<Value> keeps = new ArrayList<>();
            for (int k = 0; k < kept; k++) {
                keeps.add(site.in(2 + (2 + k) * n + i));
            }
            results.add(formulas.of(new Step(f, f.cast(rate, x.type().dtype()), t, x, g, keeps)));
        }
        for (int part = 0; part <= kept; part++) {
            for (List<Value> result : results) {
                site.give(result.get(part));
            }
        }
    }

    private static List<Value> adagrad(Step s) {
        Formula f = s.f();
        Value slower = f.plus(f.times(s.time(), s.f("decay_factor", 0)), 1);
        Value squares = f.plus(s.kept().get(0), f.square(s.g()));
        Value down = f.plus(f.of("Sqrt", squares), s.f("epsilon", 1e-6));
        Value step = f.times(f.over(s.rate(), slower), f.over(s.g(), down));
        return List.of(f.minus(s.x(), step), squares);
    }

    private static List<Value> adam(Step s) {
        Formula f = s.f();
        double alpha = s.f("alpha", 0.9);
        double beta = s.f("beta", 0.999);
        Value first = f.plus(f.times(s.kept().get(0), alpha), f.times(s.g(), 1 - alpha));
        Value second = f.plus(f.times(s.kept().get(1), beta), f.times(f.square(s.g()), 1 - beta));
        Value down = f.plus(f.of("Sqrt", second), s.f("epsilon", 1e-6));
        Value one = f.number(s.x(), 1);
        Value corrected =
                f.over(
                        f.times(s.rate(), f.of("Sqrt", f.minus(one, s.power(beta)))),
                        f.minus(one, s.power(alpha)));
        Value rate = s.afterFirst(corrected, s.rate());
        Value x = f.minus(s.x(), f.times(rate, f.over(first, down)));
        return List.of(f.times(x, 1 - s.f("norm_coefficient_post", 0)), first, second);
    }

    private static List<Value> momentum(Step s) {
        Formula f = s.f();
        double alpha = s.f("alpha", 0);
        Value one = f.number(s.x(), 1);
        Value beta = s.afterFirst(f.number(s.x(), s.f("beta", 0)), one);
        Value v = f.plus(f.times(s.kept().get(0), alpha), f.times(s.g(), beta));
        boolean nesterov = f.site().s("mode", "standard").equals("nesterov");
        Value way = nesterov ? f.plus(s.g(), f.times(v, alpha)) : v;
        return List.of(f.minus(s.x(), f.times(s.rate(), way)), v);
    }

    /** The gradient of the value that y names, computed before, with respect to the inputs. */
    private static void gradient(NodeSite site) {
        List<String> names = site.strings("xs");
        site.require(names != null && names.size() <= site.inputCount(), "its xs are missing");
        Item y = site.lowerer().find(site.s("y", ""));
        site.require(y instanceof Item.Array, "y must be an array");
        Value value = ((Item.Array) y).value();
        Formula f = new Formula(site);
        Map<Value, Value> seeds = new LinkedHashMap<>();
        seeds.put(value, f.filled(value.type().dtype(), value.shape().toList(), 1));
        List<Value> xs = site.inputs().subList(0, names.size());
        Map<Value, Value> gradients = Gradients.append(site.graph(), seeds, xs);
        for (Value x : xs) {
            Value gradient = gradients.get(x);
            DType dtype = x.type().dtype();
            site.give(gradient == null ? f.filled(dtype, x.shape().toList(), 0) : gradient);
        }
    }
}
