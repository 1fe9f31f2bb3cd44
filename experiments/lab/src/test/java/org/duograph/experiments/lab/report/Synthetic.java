package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Measurement.Bytes;
import org.duograph.experiments.harness.Measurement.Origin;
import org.duograph.experiments.harness.Measurement.Seconds;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/** Invented measurements, for tests of the report only. */
final class Synthetic {
    static final Contestant OURS = Contestant.WORKSPACE;
    static final Contestant TENSORFLOW = new Contestant("tensorflow", "onednn");
    static final Contestant PYTORCH = new Contestant("pytorch", "nchw");

    /** What each measurement is a few percent off, round by round. */
    private static final double[] NOISE = {1, 1.02, 0.98, 1.01, 0.99};

    private Synthetic() {}

    /** Five rounds of everything; a system's costs are {@code factor} times ours. */
    static List<Measurement> everything() {
        List<Measurement> all = new ArrayList<>();
        all.addAll(of(OURS, 1));
        all.addAll(of(TENSORFLOW, 2));
        all.addAll(of(PYTORCH, 1.5));
        return all;
    }

    /** Five rounds of everything by one system. */
    static List<Measurement> of(Contestant c, double factor) {
        List<Measurement> all = new ArrayList<>();
        for (int round = 1; round <= NOISE.length; round++) {
            double cost = factor * NOISE[round - 1];
            for (String net : NetSpec.names()) {
                double flops = NetSpec.named(net).flops();
                all.add(steps(c, Kind.TRAIN, net, 64, round, 3 * cost * flops / 2e9));
                all.add(memory(c, Kind.MEMORY_TRAIN, net, round, cost * (2e8 + flops / 10)));
            }
            for (int batch : new int[] {1, 16, 256}) {
                all.add(steps(c, Kind.TRAIN, "six", batch, round, cost * (0.01 + batch * 1e-3)));
            }
            all.add(steps(c, Kind.INFER, "six", 64, round, 0.02 * cost));
            all.add(steps(c, Kind.INFER, "six", 16, round, 0.006 * cost));
            all.add(steps(c, Kind.LATENCY, "six", 1, round, 0.0005 * cost));
            all.add(steps(c, Kind.ARGMAX, "", 0, round, factor == 1 ? 1e-7 : 1e-5 * cost));
            all.add(memory(c, Kind.MEMORY_INFER, "six", round, 1e8 * cost));
            all.add(table2(c, round, cost));
            all.add(
                    measurement(
                            request(c, Kind.CONSTRUCT, "six", 64, 0, 0, round),
                            new Seconds(
                                    1, 0.1 * cost, 0.06 * cost, 0.1, List.of(), 0, 0, List.of()),
                            new Bytes(0, 0, 0)));
        }
        all.add(memory(c, Kind.DOWNLOAD, "", 1, 4e7 * factor * factor));
        all.add(learned(c, factor, 7, 0.55, 0.72));
        all.add(sameTask(c, 2.3 + 1e-4 * factor));
        return all;
    }

    /**
     * Two epochs of 781 steps and 39 batches of inference: a fifth and a quarter of the paper's.
     */
    static Measurement table2(Contestant c, int round, double cost) {
        Request request = request(c, Kind.TABLE2, "six", 64, 39, 2, round);
        Seconds seconds =
                new Seconds(1, 0.2 * cost, 0, 0.1, List.of(), 20 * cost, 0.5 * cost, List.of());
        Measurement m = measurement(request, seconds, new Bytes(0, 0, 0));
        return withCurves(m, Collections.nCopies(1562, 1.0), List.of());
    }

    static Measurement steps(
            Contestant c, Kind kind, String net, int batch, int round, double seconds) {
        List<Double> steps = List.of(seconds, seconds, 10 * seconds); // the median ignores one
        return measurement(
                request(c, kind, net, batch, 3, 0, round),
                new Seconds(1, 0.1, 0, seconds, steps, 0, 0, List.of()),
                new Bytes(0, 0, 0));
    }

    static Measurement memory(Contestant c, Kind kind, String net, int round, double bytes) {
        boolean download = kind == Kind.DOWNLOAD;
        return measurement(
                request(c, kind, net, download ? 0 : 64, 3, 0, round),
                new Seconds(1, 0.1, 0, 0.1, List.of(), 0, 0, List.of()),
                new Bytes(
                        download ? 0 : (long) bytes,
                        c.isOurs() && !download ? (long) bytes / 2 : 0,
                        download ? (long) bytes : 0));
    }

    /** Two epochs, tested after each. */
    static Measurement learned(
            Contestant c, double factor, long seed, double first, double second) {
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < 1000; step++) {
            losses.add(0.5 + 1.8 * Math.exp(-step / 200.0));
        }
        List<Double> steps = new ArrayList<>(Collections.nCopies(1000, 0.1 * factor));
        steps.set(500, 30.0); // somebody else used the machine
        Seconds seconds = new Seconds(1, 0.1, 0, 0.1, steps, 0, 0, List.of());
        Request request = request(c, Kind.ACCURACY, "six", 64, 0, 2, 1).from(seed);
        return withCurves(
                measurement(request, seconds, new Bytes(0, 0, 0)), losses, List.of(first, second));
    }

    static Measurement sameTask(Contestant c, double loss) {
        Request request = request(c, Kind.LEARNS, "six", 16, 2, 0, 1);
        Seconds none = new Seconds(1, 0.1, 0, 0.1, List.of(), 0, 0, List.of());
        return withCurves(
                measurement(request, none, new Bytes(0, 0, 0)), List.of(2.5, loss), List.of());
    }

    static Measurement peak(double flops) {
        Seconds none = new Seconds(0, 0, 0, 0, List.of(), 0, 0, List.of());
        Measurement m =
                measurement(request(OURS, Kind.PEAK, "", 0, 3, 0, 1), none, new Bytes(0, 0, 0));
        return new Measurement(
                m.request(),
                m.description(),
                m.data(),
                m.startedAt(),
                m.seconds(),
                m.losses(),
                m.accuracies(),
                m.bytes(),
                flops,
                m.others(),
                m.attempts(),
                m.failure(),
                m.origin());
    }

    /** The same on a GPU, of which a byte is taken at least. */
    static Measurement onGpu(Measurement m, String description) {
        Bytes bytes = new Bytes(m.bytes().peak(), m.bytes().planned(), 0, 1 + m.bytes().peak());
        return new Measurement(
                m.request(),
                description,
                m.data(),
                m.startedAt(),
                m.seconds(),
                m.losses(),
                m.accuracies(),
                bytes,
                m.flops(),
                m.others(),
                m.attempts(),
                m.failure(),
                m.origin());
    }

    private static Request request(
            Contestant c, Kind kind, String net, int batch, int steps, int epochs, int round) {
        return new Request(
                c.framework(),
                c.variant(),
                kind,
                net,
                batch,
                0,
                1,
                steps,
                epochs,
                0.01,
                0,
                7,
                "shapes-10",
                0,
                round);
    }

    private static Measurement measurement(Request request, Seconds seconds, Bytes bytes) {
        return new Measurement(
                request,
                request.framework() + " 1.2.3",
                "shapes-10, sha256 abc",
                "2026-01-01T00:00:%02dZ".formatted(request.round()),
                seconds,
                List.of(),
                List.of(),
                bytes,
                0,
                0.01,
                1,
                "",
                new Origin("abc1234", "a processor"));
    }

    private static Measurement withCurves(
            Measurement m, List<Double> losses, List<Double> accuracies) {
        return new Measurement(
                m.request(),
                m.description(),
                m.data(),
                m.startedAt(),
                m.seconds(),
                losses,
                accuracies,
                m.bytes(),
                m.flops(),
                m.others(),
                m.attempts(),
                m.failure(),
                m.origin());
    }
}
