package org.duograph.backend.cuda;

import java.util.Set;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.optimizer.LearningRate.Policy;
import org.duograph.tensor.DType;

/**
 * The number of the step, the learning rate that follows from it, the scale of a loss, and gradient
 * descent with momentum. All of it stands in the GPU's memory, so a step can be repeated as it was
 * recorded.
 */
final class OptimizerKernels implements KernelFamily {
    static final String MODULE = "optimizers";

    /** Updates whose kernels can do several parameters in one launch. */
    static final Set<String> IN_PARTS =
            Set.of("MomentumSGDUpdate", "Adam", "Adagrad", "RmsProp", "Ftrl");

    private static final int PARAM = 3;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Iter" -> Entry.ofAnyType(OptimizerKernels::countsInLongs, OptimizerKernels::iter);
            case "LearningRate" ->
                    Entry.ofAnyType(
                            node -> countsInLongs(node) && HostKernel.givesFloat(node),
                            OptimizerKernels::learningRate);
            case "LossScale" ->
                    Entry.ofAnyType(
                            node -> HostKernel.isFloat(node.input(2)), OptimizerKernels::lossScale);
            case "MomentumSGD", "MomentumSGDUpdate" -> Entry.of(OptimizerKernels::momentum);
            default -> null;
        };
    }

    private static boolean countsInLongs(Node node) {
        return node.input(0).type().dtype() == DType.INT64;
    }

    private static void iter(Draft d) {
        d.mayOverwrite(0, 0);
        d.launch(MODULE, "next_iteration").threads(1).in(0).out(0).add();
    }

    private static Launch rate(Draft d, String kernel) {
        return d.launch(MODULE, kernel).threads(1).in(0).out(0).real(d.attrs().f("base_lr"));
    }

    private static void learningRate(Draft d) {
        Attrs a = d.attrs();
        Launch launch =
                switch (Policy.of(a.s("policy"))) {
                    case FIXED -> rate(d, "rate_fixed");
                    case STEP -> rate(d, "rate_step").real(a.f("gamma")).whole(a.i("stepsize"));
                    case MULTISTEP -> {
                        long[] steps = a.ints("stepvalue").stream().mapToLong(i -> i).toArray();
                        yield rate(d, "rate_multistep")
                                .real(a.f("gamma"))
                                .at(d.fixed(steps))
                                .integer(steps.length);
                    }
                    case EXP -> rate(d, "rate_exp").real(a.f("gamma"));
                    case INV -> rate(d, "rate_inv").real(a.f("gamma")).real(a.f("power"));
                    case POLY ->
                            rate(d, "rate_poly").real(a.f("power")).real((double) a.i("max_iter"));
                    case SIGMOID ->
                            rate(d, "rate_sigmoid").real(a.f("gamma")).whole(a.i("stepsize"));
                    case LINEAR_WARMUP ->
                            rate(d, "rate_linear_warmup")
                                    .real(a.f("start_multiplier"))
                                    .whole(a.i("num_iter"));
                    case CONSTANT_WARMUP ->
                            rate(d, "rate_constant_warmup")
                                    .real(a.f("multiplier"))
                                    .whole(a.i("num_iter"));
                    case ALTER -> {
                        long active = a.i("active_period");
                        long inactive = a.i("inactive_period");
                        boolean early = a.flag("active_first");
                        yield rate(d, "rate_alter")
                                .whole(early ? active : inactive)
                                .whole(active + inactive)
                                .integer(early ? 1 : 0);
                    }
                    case HILL ->
                            rate(d, "rate_hill")
                                    .real(a.f("start_multiplier"))
                                    .whole(a.i("num_iter"))
                                    .real(a.f("gamma"))
                                    .real(a.f("power"))
                                    .real(a.f("end_multiplier"));
                };
        launch.add();
    }

    private static void lossScale(Draft d) {
        d.mayOverwrite(0, 0);
        d.mayOverwrite(1, 1);
        d.launch(MODULE, "loss_scale")
                .threads(1)
                .in(0)
                .in(1)
                .in(2)
                .out(0)
                .out(1)
                .out(2)
                .whole(d.attrs().i("growth_steps"))
                .real((float) d.attrs().f("multiplier"))
                .add();
    }

    private static void momentum(Draft d) {
        boolean update = d.inputs() > PARAM;
        long n = d.inSize(0);
        d.mayOverwrite(0, 0);
        d.mayOverwrite(1, 1);
        if (update) {
            d.mayOverwrite(2, PARAM);
        }
        d.launch(MODULE, "momentum")
                .over(n)
                .in(0)
                .in(1)
                .in(2)
                .at(update ? new Where.In(PARAM) : null)
                .at(d.isUsed(0) ? new Where.Out(0) : null)
                .out(1)
                .at(update ? new Where.Out(2) : null)
                .real((float) d.attrs().f("momentum"))
                .integer(d.attrs().i("nesterov"))
                .whole(n)
                .inParts(4, 4, 0, 4, 4, 4, 4)
                .add();
    }
}
