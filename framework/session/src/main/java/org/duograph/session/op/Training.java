package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.logic.GT;
import org.duograph.ops.math.Abs;
import org.duograph.ops.math.Pow;
import org.duograph.ops.math.Sign;
import org.duograph.ops.optimizer.LossScale;

/**
 * Steps of optimizers: each writes a variable, and what it keeps for it. Every one is there for
 * variables by reference and, as {@code Resource...}, for those that are resources.
 */
final class Training {
    static final List<Operator> OPERATORS = list();

    private Training() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        add(all, "GradientDescent", "var", "alpha delta", "", Training::descent);
        add(
                all,
                "Momentum",
                "var accum",
                "lr grad momentum",
                " use_nesterov:bool=false",
                Training::momentum);
        add(all, "Adagrad", "var accum", "lr grad", " update_slots:bool=true", Training::adagrad);
        add(
                all,
                "AdagradV2",
                "var accum",
                "lr epsilon grad",
                " update_slots:bool=true",
                Training::adagradV2);
        add(
                all,
                "AdaMax",
                "var m v",
                "beta1_power lr beta1 beta2 epsilon grad",
                "",
                Training::adaMax);
        add(
                all,
                "Adadelta",
                "var accum accum_update",
                "lr rho epsilon grad",
                "",
                Training::adadelta);
        add(
                all,
                "Adam",
                "var m v",
                "beta1_power beta2_power lr beta1 beta2 epsilon grad",
                " use_nesterov:bool=false",
                Training::adam);
        add(all, "RMSProp", "var ms mom", "lr rho momentum epsilon grad", "", Training::rmsProp);
        add(
                all,
                "CenteredRMSProp",
                "var mg ms mom",
                "lr rho momentum epsilon grad",
                "",
                Training::centeredRmsProp);
        add(all, "Ftrl", "var accum linear", "grad lr l1 l2 lr_power", "", Training::ftrl);
        add(
                all,
                "ProximalGradientDescent",
                "var",
                "alpha l1 l2 delta",
                "",
                Training::proximalDescent);
        all.add(
                Operator.of(
                        "LossScale",
                        "scale:float good:int64 squares:T -> scale_out:float good_out:int64 finite:bool",
                        "T:type growth_steps:int=2000 multiplier:float=2",
                        Training::lossScale));
        add(all, "ProximalAdagrad", "var accum", "lr l1 l2 grad", "", Training::proximalAdagrad);
        return List.copyOf(all);
    }

    private static void add(
            List<Operator> all, String name, String written, String read, String attrs, Step step) {
        String numbers = typed(read, "T");
        String type = "T:type use_locking:bool=false" + attrs;
        Lowering lowering = site -> step.take(new Formula(site), site);
        all.add(
                Operator.of(
                        "Apply" + name,
                        typed(written, "Ref(T)") + numbers + "-> out:Ref(T)",
                        type,
                        site -> {
                            lowering.lower(site);
                            site.give(site.newest(0));
                        }));
        String handles = typed(written, "resource");
        all.add(Operator.of("ResourceApply" + name, handles + numbers + "->", type, lowering));
    }

    /** Only Duograph has it; see {@code LossScale} of the package {@code train}. */
    private static void lossScale(LoweringSite site) {
        Attributes attrs = site.attrs();
        Map<String, ?> given =
                Map.of(
                        "growth_steps", attrs.integer("growth_steps"),
                        "multiplier", attrs.real("multiplier"));
        site.give(
                site.append(LossScale.OP, given, site.inputs(0, 3))
                        .outputs()
                        .toArray(Value[]::new));
    }

    private static String typed(String names, String type) {
        StringBuilder args = new StringBuilder();
        for (String name : names.split(" ")) {
            args.append(name).append(':').append(type).append(' ');
        }
        return args.toString();
    }

    /** One step of an optimizer. */
    private interface Step {
        void take(Formula f, LoweringSite site);
    }

    /** var -= step. */
    private static void subtract(Formula f, LoweringSite site, Value step) {
        site.write(0, f.minus(site.newest(0), step));
    }

    /** x + rate (y - x). */
    private static Value towards(Formula f, Value x, Value y, Value rate) {
        return f.plus(x, f.times(f.minus(y, x), rate));
    }

    /** var - alpha delta. */
    private static void descent(Formula f, LoweringSite site) {
        Value var = site.newest(0);
        Value rate = f.negative(site.input(1));
        site.write(0, f.weighted(var, f.number(var, 1), site.input(2), rate));
    }

    /**
     * accum = momentum accum + grad; var -= lr accum, or with Nesterov lr (grad + momentum accum).
     */
    private static void momentum(Formula f, LoweringSite site) {
        Value rate = site.input(2);
        Value gradient = site.input(3);
        Value momentum = site.input(4);
        Value one = f.number(gradient, 1);
        Value accum = f.weighted(site.newest(1), momentum, gradient, one);
        site.write(1, accum);
        boolean ahead = site.attrs().flag("use_nesterov");
        Value way = ahead ? f.weighted(accum, momentum, gradient, one) : accum;
        site.write(0, f.weighted(site.newest(0), one, way, f.negative(rate)));
    }

    /** accum += grad^2; var -= lr grad / sqrt(accum). */
    private static void adagrad(Formula f, LoweringSite site) {
        if (WholeSteps.adagrad(f, site, 3, 0)) {
            return;
        }
        Value gradient = site.input(3);
        Value root = f.sqrt(squares(f, site, gradient));
        subtract(f, site, f.over(f.times(gradient, site.input(2)), root));
    }

    /** The same with epsilon added to the root. */
    private static void adagradV2(Formula f, LoweringSite site) {
        if (WholeSteps.areConstants(site, 3, 4)
                && WholeSteps.adagrad(f, site, 4, WholeSteps.number(site, 3))) {
            return;
        }
        Value gradient = site.input(4);
        Value root = f.plus(f.sqrt(squares(f, site, gradient)), site.input(3));
        subtract(f, site, f.over(f.times(gradient, site.input(2)), root));
    }

    private static Value squares(Formula f, LoweringSite site, Value gradient) {
        Value accum = site.newest(1);
        if (site.attrs().flag("update_slots")) {
            accum = f.plus(accum, f.square(gradient));
            site.write(1, accum);
        }
        return accum;
    }

    /**
     * m += (1 - beta1) (grad - m); v = max(beta2 v, |grad|); var -= lr / (1 - beta1_power) m / (v +
     * epsilon).
     */
    private static void adaMax(Formula f, LoweringSite site) {
        Value gradient = site.input(8);
        Value m = towards(f, site.newest(1), gradient, f.minus(1, site.input(5)));
        Value v = f.larger(f.times(site.newest(2), site.input(6)), f.of(Abs.OP, gradient));
        site.write(1, m);
        site.write(2, v);
        Value rate = f.over(site.input(4), f.minus(1, site.input(3)));
        subtract(f, site, f.over(f.times(m, rate), f.plus(v, site.input(7))));
    }

    /**
     * accum = rho accum + (1 - rho) grad^2; step = sqrt(update + epsilon) / sqrt(accum + epsilon)
     * grad; update = rho update + (1 - rho) step^2; var -= lr step.
     */
    private static void adadelta(Formula f, LoweringSite site) {
        Value rho = site.input(4);
        Value epsilon = site.input(5);
        Value gradient = site.input(6);
        Value rest = f.minus(1, rho);
        Value accum = f.plus(f.times(site.newest(1), rho), f.times(f.square(gradient), rest));
        Value update = site.newest(2);
        Value scale = f.over(f.sqrt(f.plus(update, epsilon)), f.sqrt(f.plus(accum, epsilon)));
        Value step = f.times(scale, gradient);
        site.write(1, accum);
        site.write(2, f.plus(f.times(update, rho), f.times(f.square(step), rest)));
        subtract(f, site, f.times(step, site.input(3)));
    }

    /**
     * m += (1 - beta1) (grad - m); v += (1 - beta2) (grad^2 - v); var -= lr sqrt(1 - beta2_power) /
     * (1 - beta1_power) m / (sqrt(v) + epsilon), with Nesterov (beta1 m + (1 - beta1) grad) for m.
     */
    private static void adam(Formula f, LoweringSite site) {
        Value correction = f.sqrt(f.minus(1, site.input(4)));
        Value rate = f.over(f.times(site.input(5), correction), f.minus(1, site.input(3)));
        boolean ahead = site.attrs().flag("use_nesterov");
        if (!ahead && WholeSteps.adam(f, site, rate)) {
            return;
        }
        Value beta1 = site.input(6);
        Value gradient = site.input(9);
        Value rest = f.minus(1, beta1);
        Value m = towards(f, site.newest(1), gradient, rest);
        Value v = towards(f, site.newest(2), f.square(gradient), f.minus(1, site.input(7)));
        site.write(1, m);
        site.write(2, v);
        Value way = ahead ? f.plus(f.times(m, beta1), f.times(gradient, rest)) : m;
        subtract(f, site, f.over(f.times(way, rate), f.plus(f.sqrt(v), site.input(8))));
    }

    /** ms += (1 - rho) (grad^2 - ms); mom = momentum mom + lr grad / sqrt(ms + epsilon). */
    private static void rmsProp(Formula f, LoweringSite site) {
        if (WholeSteps.rmsProp(f, site)) {
            return;
        }
        Value gradient = site.input(7);
        Value rest = f.minus(1, site.input(4));
        Value ms = towards(f, site.newest(1), f.square(gradient), rest);
        site.write(1, ms);
        Value root = f.sqrt(f.plus(ms, site.input(6)));
        Value step = f.over(f.times(gradient, site.input(3)), root);
        Value mom = f.plus(f.times(site.newest(2), site.input(5)), step);
        site.write(2, mom);
        subtract(f, site, mom);
    }

    /** The same with the variance in place of the mean square: ms - mg^2. */
    private static void centeredRmsProp(Formula f, LoweringSite site) {
        Value gradient = site.input(8);
        Value rest = f.minus(1, site.input(5));
        Value mg = towards(f, site.newest(1), gradient, rest);
        Value ms = towards(f, site.newest(2), f.square(gradient), rest);
        site.write(1, mg);
        site.write(2, ms);
        Value variance = f.plus(f.minus(ms, f.square(mg)), site.input(7));
        Value step = f.over(f.times(gradient, site.input(4)), f.sqrt(variance));
        Value mom = f.plus(f.times(site.newest(3), site.input(6)), step);
        site.write(3, mom);
        subtract(f, site, mom);
    }

    /**
     * new = accum + grad^2; linear += grad - (new^-p - accum^-p) / lr var; var = (sign(linear) l1 -
     * linear) / (new^-p / lr + 2 l2) where |linear| > l1, else 0; p is lr_power.
     */
    private static void ftrl(Formula f, LoweringSite site) {
        Value gradient = site.input(3);
        Value rate = site.input(4);
        Value l1 = site.input(5);
        Value power = f.negative(site.input(7));
        Value before = site.newest(1);
        Value accum = f.plus(before, f.square(gradient));
        Value now = f.of(Pow.OP, accum, power);
        Value sigma = f.over(f.minus(now, f.of(Pow.OP, before, power)), rate);
        Value kept = f.minus(gradient, f.times(sigma, site.newest(0)));
        Value linear = f.plus(site.newest(2), kept);
        Value way = f.minus(f.times(f.of(Sign.OP, linear), l1), linear);
        Value to = f.over(way, f.plus(f.over(now, rate), f.times(2, site.input(6))));
        Value moves = f.of(GT.OP, f.of(Abs.OP, linear), l1);
        site.write(1, accum);
        site.write(2, linear);
        site.write(0, f.where(moves, to, f.number(linear, 0)));
    }

    /** Where a plain step leads, moved towards zero by rate l1 and shrunk by 1 + rate l2. */
    private static void proximal(
            Formula f, LoweringSite site, Value at, Value rate, Value l1, Value l2) {
        Value size = f.minus(f.of(Abs.OP, at), f.times(rate, l1));
        Value left = f.larger(size, f.number(size, 0));
        Value shrunk = f.plus(f.times(rate, l2), 1);
        site.write(0, f.over(f.times(f.of(Sign.OP, at), left), shrunk));
    }

    private static void proximalDescent(Formula f, LoweringSite site) {
        Value rate = site.input(1);
        Value at = f.minus(site.newest(0), f.times(site.input(4), rate));
        proximal(f, site, at, rate, site.input(2), site.input(3));
    }

    /** accum += grad^2; a proximal step of lr / sqrt(accum). */
    private static void proximalAdagrad(Formula f, LoweringSite site) {
        Value gradient = site.input(5);
        Value accum = f.plus(site.newest(1), f.square(gradient));
        site.write(1, accum);
        Value rate = f.over(site.input(2), f.sqrt(accum));
        Value at = f.minus(site.newest(0), f.times(gradient, rate));
        proximal(f, site, at, rate, site.input(3), site.input(4));
    }
}
