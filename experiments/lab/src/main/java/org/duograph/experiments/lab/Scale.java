package org.duograph.experiments.lab;

/**
 * How much is measured.
 *
 * @param rounds how often each measurement is repeated
 * @param steps timed steps of the 6-layer net; deeper nets make a fifth
 * @param epochs epochs over the training images, where epochs are made
 * @param vggEpochs the same for VGG-16
 * @param images training images, and at most as many test images; 0 for all
 * @param batch images per batch, where an experiment says no other number
 * @param seed of parameters and of the order of images
 * @param data as in {@link org.duograph.experiments.harness.Request#data}
 */
public record Scale(
        int rounds,
        int steps,
        int epochs,
        int vggEpochs,
        int images,
        int batch,
        long seed,
        String data) {
    /** The scale of the experiments as they are meant. */
    static final Scale FULL = new Scale(5, 100, 10, 3, 0, 64, 1, "cifar10");

    /** Enough to see that everything works, and no more. */
    static final Scale QUICK = new Scale(1, 5, 1, 1, 640, 64, 1, "cifar10");

    /** What of this is less than it should be, in words; empty if nothing. */
    String reductions() {
        StringBuilder less = new StringBuilder();
        note(less, "rounds", rounds, FULL.rounds);
        note(less, "steps", steps, FULL.steps);
        note(less, "epochs", epochs, FULL.epochs);
        note(less, "epochs of VGG-16", vggEpochs, FULL.vggEpochs);
        note(less, "images per batch", batch, FULL.batch);
        if (images > 0) {
            less.append(less.isEmpty() ? "" : ", ").append(images).append(" images");
        }
        return less.toString();
    }

    private static void note(StringBuilder less, String what, int found, int full) {
        if (found < full) {
            less.append(less.isEmpty() ? "" : ", ")
                    .append("%d %s instead of %d".formatted(found, what, full));
        }
    }
}
