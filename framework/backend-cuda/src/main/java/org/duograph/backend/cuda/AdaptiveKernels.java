package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.graph.Node;
import org.duograph.tensor.DType;

/** Optimizers that give each number a learning rate of its own: Adam, Adagrad, RMSProp, FTRL. */
final class AdaptiveKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Adam" -> Entry.ofAnyType(AdaptiveKernels::takesAdam, AdaptiveKernels::adam);
            case "Adagrad" -> Entry.of(AdaptiveKernels::adagrad);
            case "RmsProp" -> Entry.of(AdaptiveKernels::rmsProp);
            case "Ftrl" -> Entry.of(AdaptiveKernels::ftrl);
            default -> null;
        };
    }

    /** Whether all is float32, but for the number of the step. */
    private static boolean takesAdam(Node adam) {
        return adam.inputs().subList(0, 5).stream().allMatch(HostKernel::isFloat)
                && adam.input(5).type().dtype() == DType.INT64;
    }

    /** Launches a kernel whose outputs may be written over its first inputs. */
    private static Launch launch(Draft d, String kernel) {
        for (int i = 0; i < d.node().outputs().size(); i++) {
            d.mayOverwrite(i, i);
        }
        Launch launch = d.launch(OptimizerKernels.MODULE, kernel).over(d.inSize(0));
        for (int i = 0; i < d.inputs(); i++) {
            launch.in(i);
        }
        return launch;
    }

    private static float real(Draft d, String attribute) {
        return (float) d.attrs().f(attribute);
    }

    private static void adam(Draft d) {
        launch(d, "adam")
                .out(0)
                .out(1)
                .out(2)
                .real(d.attrs().f("beta1"))
                .real(d.attrs().f("beta2"))
                .real(real(d, "epsilon"))
                .whole(d.inSize(0))
                .inParts(4, 4, 4, 4, 0, 0, 4, 4, 4)
                .add();
    }

    private static void adagrad(Draft d) {
        launch(d, "adagrad")
                .out(0)
                .out(1)
                .real(real(d, "decay"))
                .real(real(d, "epsilon"))
                .whole(d.inSize(0))
                .inParts(4, 4, 4, 0, 4, 4)
                .add();
    }

    private static void rmsProp(Draft d) {
        launch(d, "rms_prop")
                .at(d.isUsed(0) ? new Where.Out(0) : null)
                .out(1)
                .out(2)
                .real(real(d, "decay"))
                .real(real(d, "momentum"))
                .real(real(d, "epsilon"))
                .whole(d.inSize(0))
                .inParts(4, 4, 4, 0, 4, 4, 4)
                .add();
    }

    private static void ftrl(Draft d) {
        Launch launch = launch(d, "ftrl");
        if (d.inputs() == 3) {
            launch.at(null); // the rate is an attribute
        }
        launch.out(0)
                .out(1)
                .real(d.attrs().f("alpha"))
                .real(d.attrs().f("beta"))
                .real(d.attrs().f("lambda1"))
                .real(d.attrs().f("lambda2"))
                .whole(d.inSize(0))
                .inParts(4, 8, 4, 0, 4, 8)
                .add();
    }
}
