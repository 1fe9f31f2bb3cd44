package org.duograph.backend.onednn;

import org.duograph.backend.host.AdaptiveSteps;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;

/**
 * Optimizers that give each number a learning rate of its own: Adam, Adagrad, RMSProp. The loops of
 * {@link AdaptiveSteps}, in the layout in which the parameters stand.
 */
final class AdaptiveKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Adam" -> Entry.ofAnyType(AdaptiveSteps::takesAdam, AdaptiveKernels::adam);
            case "Adagrad" -> Entry.of(AdaptiveKernels::adagrad);
            case "RmsProp" -> Entry.of(AdaptiveKernels::rmsProp);
            default -> null;
        };
    }

    /**
     * Lets all rows stand as {@code layout}, or plain where the padding of blocks would become 0 /
     * 0; returns how many floats each has.
     */
    private static int rows(Draft d, DnnlLayout layout, int... inputs) {
        DnnlLayout chosen = d.attrs().f("epsilon") > 0 ? layout : d.plain(inputs[0]);
        for (int i : inputs) {
            d.input(i, chosen);
        }
        for (int i = 0; i < d.node().outputs().size(); i++) {
            d.output(i, chosen);
            d.mayOverwrite(i, inputs[i]);
        }
        return Math.toIntExact(chosen.bytes() / Float.BYTES);
    }

    private static void adam(Draft d) {
        int size = rows(d, d.standing(0), 0, 1, 2, 3);
        d.loop((n, arrays) -> AdaptiveSteps.adam(n, arrays, size));
    }

    private static void adagrad(Draft d) {
        int size = rows(d, d.standing(0), 0, 1, 2);
        d.loop((n, arrays) -> AdaptiveSteps.adagrad(n, arrays, size));
    }

    private static void rmsProp(Draft d) {
        int size = rows(d, d.blockedOf(1, 0), 0, 1, 2);
        d.loop((n, arrays) -> AdaptiveSteps.rmsProp(n, arrays, size));
    }
}
