package org.duograph.backend.host;

import java.nio.FloatBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;

/** Optimizers that give each number a learning rate of its own: Adam, Adagrad, RMSProp, FTRL. */
final class AdaptiveKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "Adam" ->
                    HostKernel.ofAnyType(
                                    AdaptiveSteps::takesAdam,
                                    (node, arrays) -> AdaptiveSteps.adam(node, arrays, size(node)))
                            .inPlace(0, 0)
                            .inPlace(1, 1)
                            .inPlace(2, 2);
            case "Adagrad" ->
                    HostKernel.ofFloats(
                                    (node, arrays) ->
                                            AdaptiveSteps.adagrad(node, arrays, size(node)))
                            .inPlace(0, 0)
                            .inPlace(1, 1);
            case "RmsProp" ->
                    HostKernel.ofFloats(
                                    (node, arrays) ->
                                            AdaptiveSteps.rmsProp(node, arrays, size(node)))
                            .inPlace(0, 0)
                            .inPlace(1, 1)
                            .inPlace(2, 2);
            case "Ftrl" -> HostKernel.ofFloats(AdaptiveKernels::ftrl).inPlace(0, 0).inPlace(1, 1);
            default -> null;
        };
    }

    private static int size(Node node) {
        return node.input(0).shape().intSize();
    }

    /** The state has two numbers side by side for each one of the parameter. */
    private static Kernel ftrl(Node node, HostArrays arrays) {
        int size = size(node);
        double beta = node.attrs().f("beta");
        double lambda1 = node.attrs().f("lambda1");
        double lambda2 = node.attrs().f("lambda2");
        boolean given = node.inputs().size() > 3;
        FloatBuffer param = arrays.input(0).asFloats();
        FloatBuffer state = arrays.input(1).asFloats();
        FloatBuffer grad = arrays.input(2).asFloats();
        FloatBuffer rate = given ? arrays.input(3).asFloats() : null;
        double fixed = given ? 0 : node.attrs().f("alpha");
        FloatBuffer paramOut = arrays.output(0).asFloats();
        FloatBuffer stateOut = arrays.output(1).asFloats();
        return () -> {
            double alpha = given ? rate.get(0) : fixed;
            for (int i = 0; i < size; i++) {
                double g = grad.get(i);
                double before = state.get(2 * i);
                double n = before + g * g;
                double root = Math.sqrt(n);
                double sigma = (root - Math.sqrt(before)) / alpha;
                double z = state.get(2 * i + 1) + g - sigma * param.get(i);
                double pull = Math.signum(z) * lambda1 - z;
                boolean zero = Math.abs(z) <= lambda1;
                double p = zero ? 0 : pull / ((beta + root) / alpha + lambda2);
                paramOut.put(i, (float) p);
                stateOut.put(2 * i, (float) n);
                stateOut.put(2 * i + 1, (float) z);
            }
        };
    }
}
