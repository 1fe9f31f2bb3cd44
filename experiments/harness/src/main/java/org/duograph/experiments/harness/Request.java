package org.duograph.experiments.harness;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * What one process is to measure. Equal requests ask for the same thing, and have the same {@link
 * #key}.
 *
 * @param framework the framework's name, such as {@code pytorch}
 * @param variant how it is set up, such as {@code channels-last}; empty for the only way
 * @param kind what is measured
 * @param net the name of a {@link NetSpec}; empty where there is none
 * @param batch images per batch; 0 where there are none
 * @param threads the processors that the process may use; 0 for all
 * @param warmUp steps, batches or calls before those that are timed; the first step is one of them
 * @param steps steps, batches or calls that are timed; where there are epochs, the batches of
 *     inference after them
 * @param epochs epochs over the training images; 0 where only steps are counted
 * @param learningRate of the first step; with epochs it falls linearly to 0
 * @param weightDecay as in {@link Framework.Setup}
 * @param seed of parameters and of the order of images
 * @param data {@code cifar10}, {@code shapes-10}, or empty where there are no images
 * @param images how many of the training images, and at most how many test images, are used; 0 for
 *     all
 * @param round which repetition of the same measurement this is, from 1
 */
public record Request(
        String framework,
        String variant,
        Kind kind,
        String net,
        int batch,
        int threads,
        int warmUp,
        int steps,
        int epochs,
        double learningRate,
        double weightDecay,
        long seed,
        String data,
        int images,
        int round) {

    /** The momentum of every training. */
    public static final float MOMENTUM = 0.9f;

    /** What is measured. */
    public enum Kind {
        /** Seconds and loss of each training step. */
        TRAIN,
        /** Seconds of each batch of inference. */
        INFER,
        /** The same for a batch of one image. */
        LATENCY,
        /** Loading the framework and building a net that trains, in a fresh process. */
        CONSTRUCT,
        /** Finding the largest of ten numbers, call by call. */
        ARGMAX,
        /** The paper's table 2: construction, epochs of training, batches of inference. */
        TABLE2,
        /** Epochs of training, with the share of test images classified right after each. */
        ACCURACY,
        /** The most memory during a few steps of training. */
        MEMORY_TRAIN,
        /** The most memory during a few batches of inference. */
        MEMORY_INFER,
        /** The losses of {@link LearnsTheSameTask}. */
        LEARNS,
        /** The machine's peak: multiply-adds of a big matrix product. */
        PEAK,
        /** The bytes that a user must download. */
        DOWNLOAD;

        /** Whether the net gets gradients and an optimizer. */
        public boolean trains() {
            return switch (this) {
                case TRAIN, CONSTRUCT, TABLE2, ACCURACY, MEMORY_TRAIN, LEARNS -> true;
                default -> false;
            };
        }

        /** For people and file names, such as {@code memory-train}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A name for files that differs whenever anything about the request does: what matters most in
     * words, and a hash of everything.
     */
    public String key() {
        return "%s%s%s-%s%s-%08x-%d"
                .formatted(
                        kind.label(),
                        net.isEmpty() ? "" : "-" + net,
                        batch == 0 ? "" : "-" + batch,
                        framework,
                        variant.isEmpty() ? "" : "-" + variant,
                        inRound(0).toString().hashCode(),
                        round);
    }

    /**
     * As arguments of a program, which {@link #of} reads. They are plain words, because a library
     * for more would take 2 MB of the process whose memory is measured.
     */
    public List<String> words() {
        return List.of(
                framework,
                variant,
                kind.name(),
                net,
                "" + batch,
                "" + threads,
                "" + warmUp,
                "" + steps,
                "" + epochs,
                "" + learningRate,
                "" + weightDecay,
                "" + seed,
                data,
                "" + images,
                "" + round);
    }

    /** From {@link #words}. */
    public static Request of(List<String> words) {
        Iterator<String> word = words.iterator();
        return new Request(
                word.next(),
                word.next(),
                Kind.valueOf(word.next()),
                word.next(),
                Integer.parseInt(word.next()),
                Integer.parseInt(word.next()),
                Integer.parseInt(word.next()),
                Integer.parseInt(word.next()),
                Integer.parseInt(word.next()),
                Double.parseDouble(word.next()),
                Double.parseDouble(word.next()),
                Long.parseLong(word.next()),
                word.next(),
                Integer.parseInt(word.next()),
                Integer.parseInt(word.next()));
    }

    /** The same in another round. */
    public Request inRound(int round) {
        return with(framework, variant, seed, round);
    }

    /** The same from another seed. */
    public Request from(long seed) {
        return with(framework, variant, seed, round);
    }

    /** The same of another framework. */
    public Request by(String framework, String variant) {
        return with(framework, variant, seed, round);
    }

    /** The work alone: equal for all who do the same, from whichever seed and however often. */
    public Request work() {
        return with("", "", 0, 0);
    }

    private Request with(String framework, String variant, long seed, int round) {
        return new Request(
                framework,
                variant,
                kind,
                net,
                batch,
                threads,
                warmUp,
                steps,
                epochs,
                learningRate,
                weightDecay,
                seed,
                data,
                images,
                round);
    }

    /** Who is to do it: framework and variant. */
    public String system() {
        return (framework + " " + variant).strip();
    }

    /** For people: what, of which net, by whom. */
    public String label() {
        return (net.isEmpty() ? kind.label() : kind.label() + " " + net) + ", " + system();
    }
}
