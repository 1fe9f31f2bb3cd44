package org.duograph.experiments.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What was measured of some workers that train together: in one round, or the medians of several.
 *
 * @param workers how many processes
 * @param link megabits a second to which each worker's link was limited; 0 for not at all
 * @param batch images of a worker in a step
 * @param bytes of all gradients
 * @param compute seconds of a step of the slowest worker when nothing is summed
 * @param step seconds of a step with sums
 * @param bandwidth bytes a second that plain sockets carried from each worker to the next at the
 *     same time
 * @param latency seconds in which one byte went from each worker to the next
 */
public record ScalingRow(
        int workers,
        int link,
        int batch,
        long bytes,
        double compute,
        double step,
        double bandwidth,
        double latency) {
    private static final String HEADER = "workers,link,batch,bytes,compute,step,bandwidth,latency";
    private static final int FIELDS = 8;

    /** What the model says of a step, from the parts that were measured. */
    public StepModel model() {
        return new StepModel(compute, bytes, bandwidth, latency, 0);
    }

    /** Images a second of all workers. */
    public double imagesPerSecond() {
        return workers * batch / step;
    }

    /** The same by the model. */
    public double foreseen() {
        return workers * batch / model().step(workers);
    }

    /** By how much the model's step is longer than the measured one, as a share of that. */
    public double error() {
        return model().step(workers) / step - 1;
    }

    /** The medians of all rounds, for each number of workers and each link, faster links first. */
    public static List<ScalingRow> medians(List<ScalingRow> rounds) {
        Map<List<Integer>, List<ScalingRow>> same = new LinkedHashMap<>();
        for (ScalingRow row : rounds) {
            same.computeIfAbsent(List.of(row.workers, row.link), k -> new ArrayList<>()).add(row);
        }
        List<ScalingRow> all = new ArrayList<>();
        for (List<ScalingRow> rows : same.values()) {
            ScalingRow one = rows.get(0);
            all.add(
                    new ScalingRow(
                            one.workers,
                            one.link,
                            one.batch,
                            one.bytes,
                            median(rows, ScalingRow::compute),
                            median(rows, ScalingRow::step),
                            median(rows, ScalingRow::bandwidth),
                            median(rows, ScalingRow::latency)));
        }
        Comparator<ScalingRow> faster =
                Comparator.comparingInt(row -> row.link == 0 ? Integer.MIN_VALUE : -row.link);
        all.sort(faster.thenComparingInt(ScalingRow::workers));
        return all;
    }

    private static double median(List<ScalingRow> rows, ToDoubleFunction<ScalingRow> of) {
        double[] sorted = rows.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Writes the rows of all rounds as CSV. */
    public static void write(Path file, List<ScalingRow> rounds) throws IOException {
        String lines = rounds.stream().map(ScalingRow::line).collect(Collectors.joining("\n"));
        Files.writeString(file, HEADER + "\n" + lines + "\n");
    }

    private String line() {
        return String.format(
                Locale.ROOT,
                "%d,%d,%d,%d,%.6f,%.6f,%.0f,%.7f",
                workers,
                link,
                batch,
                bytes,
                compute,
                step,
                bandwidth,
                latency);
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IOException if it is something else; the message names the file and the line
     */
    public static List<ScalingRow> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException("%s does not begin with \"%s\"".formatted(file, HEADER));
        }
        List<ScalingRow> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] f = line.split(",");
            try {
                if (f.length != FIELDS) {
                    throw new IllegalArgumentException(f.length + " fields");
                }
                double[] measured =
                        Arrays.stream(f).skip(4).mapToDouble(Double::parseDouble).toArray();
                rows.add(
                        new ScalingRow(
                                Integer.parseInt(f[0]),
                                Integer.parseInt(f[1]),
                                Integer.parseInt(f[2]),
                                Long.parseLong(f[3]),
                                measured[0],
                                measured[1],
                                measured[2],
                                measured[3]));
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "%s: expected %d numbers as in \"%s\", found \"%s\""
                                .formatted(file, FIELDS, HEADER, line),
                        e);
            }
        }
        return rows;
    }
}
