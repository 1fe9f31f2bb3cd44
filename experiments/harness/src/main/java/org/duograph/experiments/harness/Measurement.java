package org.duograph.experiments.harness;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What one process measured. Lists are empty, and numbers 0, where the kind of measurement has
 * none.
 *
 * @param request what was asked for
 * @param description the framework's own line: version, instruction set, threads
 * @param data where the images come from, with their checksum; empty where there are none
 * @param startedAt when the process started, as ISO 8601 in UTC
 * @param seconds how long things took
 * @param losses the loss of each training step, the warm-up's included
 * @param accuracies the share of test images classified right, after each epoch
 * @param bytes memory, and download size
 * @param flops floating point operations per second of a big matrix product
 * @param others the share of the machine's time, 0 to 1, that other processes used while this one
 *     was timed; negative where the system does not tell
 * @param attempts how often it was measured: more than once if others disturbed it; this is the
 *     least disturbed
 * @param failure why there is no result, empty if there is one
 * @param origin of what and where it was made
 */
public record Measurement(
        Request request,
        String description,
        String data,
        String startedAt,
        Seconds seconds,
        List<Double> losses,
        List<Double> accuracies,
        Bytes bytes,
        double flops,
        double others,
        int attempts,
        String failure,
        Origin origin) {

    /** What {@link #others} is where the system does not tell. */
    public static final double UNKNOWN = -1;

    /** Measurements that were kept before they had an origin are of an unknown one. */
    public Measurement {
        origin = origin == null ? Origin.UNKNOWN : origin;
    }

    /**
     * Of what and where a measurement was made; empty where it is not known.
     *
     * @param commit the version of the source
     * @param processor the machine's processor
     */
    public record Origin(String commit, String processor) {
        /** Nothing is known. */
        public static final Origin UNKNOWN = new Origin("", "");
    }

    /**
     * How long things took.
     *
     * @param load opening the framework, its native library included
     * @param build construction and initialisation together: from an opened framework to a net that
     *     can make its first step
     * @param initialize of that, filling the parameters and what else makes the net ready; 0 where
     *     it was not told apart
     * @param first the first step, batch or call
     * @param steps each timed step, batch or call; of many short calls, the mean of each hundred
     * @param training all training: with epochs, everything between the first batch and the last
     * @param inference all timed batches of inference, or calls
     * @param epochs each epoch of training, without the test after it
     */
    public record Seconds(
            double load,
            double build,
            double initialize,
            double first,
            List<Double> steps,
            double training,
            double inference,
            List<Double> epochs) {}

    /**
     * Memory and sizes.
     *
     * @param peak the most that the process had resident, at the end; 0 where the system does not
     *     tell
     * @param planned what the framework planned for values and scratch memory; 0 if it does not say
     * @param download the files that a user must download
     * @param device what it took of a GPU's memory; 0 if it did not compute on one
     */
    public record Bytes(long peak, long planned, long download, long device) {
        /** Of what did not compute on a GPU. */
        public Bytes(long peak, long planned, long download) {
            this(peak, planned, download, 0);
        }
    }

    /** Reads one as JSON. */
    public static Measurement read(Path file) throws IOException {
        return JSON.std.beanFrom(Measurement.class, Files.readString(file));
    }

    /** Writes it as JSON: all of the file or nothing, even if the process is killed. */
    public void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(this));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether there is a result. */
    public boolean succeeded() {
        return failure.isEmpty();
    }

    /** A result that there is not. */
    public static Measurement failed(
            Request request, String startedAt, int attempts, String failure) {
        Seconds none = new Seconds(0, 0, 0, 0, List.of(), 0, 0, List.of());
        return new Measurement(
                request,
                "",
                "",
                startedAt,
                none,
                List.of(),
                List.of(),
                new Bytes(0, 0, 0),
                0,
                UNKNOWN,
                attempts,
                failure,
                Origin.UNKNOWN);
    }

    /** The same, the best of so many attempts. */
    public Measurement afterAttempts(int attempts) {
        return with(bytes, attempts, origin);
    }

    /** The same, with where it comes from. */
    public Measurement from(Origin origin) {
        return with(bytes, attempts, origin);
    }

    /** The same, with a download of so many bytes. */
    public Measurement ofDownload(long size) {
        return with(new Bytes(0, 0, size), attempts, origin);
    }

    private Measurement with(Bytes bytes, int attempts, Origin origin) {
        return new Measurement(
                request,
                description,
                data,
                startedAt,
                seconds,
                losses,
                accuracies,
                bytes,
                flops,
                others,
                attempts,
                failure,
                origin);
    }
}
