package org.duograph.experiments.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.duograph.data.ProgressBar;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Measurement.Origin;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/**
 * Measures what is asked for, by all systems in turn, so that none has the quiet hours of the
 * machine: round 1 by each system, then round 2, in each round beginning with another one.
 */
public final class Runner {
    /** From how many seeds nets learn, to see what a difference means. */
    private static final int SEEDS = 3;

    private final Notebook notebook;
    private final WorkerProcess processes;
    private final Settings settings;
    private final Consumer<String> announce;
    private final ProgressBar bar;
    private final Map<Installation, String> classPaths = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    /**
     * How to measure.
     *
     * @param root the folder with all modules of Duograph
     * @param installations who takes part
     * @param disturbed the share of the machine, 0 to 1, which others may use; above, a measurement
     *     is repeated
     * @param attempts how often at most it is measured
     * @param origin what is written into each measurement about the source and the machine
     */
    public record Settings(
            Path root,
            List<Installation> installations,
            double disturbed,
            int attempts,
            Origin origin) {}

    /**
     * Finds out who is there.
     *
     * @param announce is told, in whole sentences, what did not go as it should
     */
    Runner(
            Notebook notebook,
            WorkerProcess processes,
            Settings settings,
            Consumer<String> announce,
            ProgressBar bar)
            throws IOException {
        this.notebook = notebook;
        this.processes = processes;
        this.settings = settings;
        this.announce = announce;
        this.bar = bar;
        for (Installation installation : settings.installations()) {
            Optional<String> classPath = installation.classPath(settings.root());
            if (classPath.isPresent()) {
                classPaths.put(installation, classPath.get());
            } else {
                missing.put(installation.label(), installation.whyMissing());
            }
        }
    }

    /** Who is not there, and why. */
    Map<String, String> missing() {
        return missing;
    }

    /** The requests to all who are there, in the order in which they are measured. */
    List<Request> inTurn(List<Request> what, int rounds) {
        List<Installation> present = List.copyOf(classPaths.keySet());
        List<Request> turns = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (Request request : what) {
                for (int i = 0; i < present.size(); i++) {
                    Installation c = present.get((i + round - 1) % present.size());
                    if (c.does(request.kind()) && round <= roundsOf(request.kind(), rounds)) {
                        turns.add(inRound(round, request.by(c.framework(), c.variant())));
                    }
                }
            }
        }
        return turns;
    }

    /**
     * How well a net learns depends on the seed: another round of it is a first round from the next
     * seed. Of all else it is a repetition.
     */
    private static Request inRound(int round, Request request) {
        return request.kind() == Kind.ACCURACY
                ? request.from(request.seed() + round - 1).inRound(1)
                : request.inRound(round);
    }

    /**
     * What gives the same each time is done once; what takes hours, not more often than it must.
     */
    static int roundsOf(Kind kind, int rounds) {
        return switch (kind) {
            case DOWNLOAD, LEARNS -> 1;
            case ACCURACY -> Math.min(rounds, SEEDS);
            default -> rounds;
        };
    }

    /** Measures what is not in the notebook yet; returns how many failed. */
    int measure(List<Request> what, int rounds) throws IOException, InterruptedException {
        List<Request> turns = inTurn(what, rounds);
        List<Request> left = new ArrayList<>();
        for (Request request : turns) {
            if (notebook.find(request).isEmpty()) {
                left.add(request);
            }
        }
        int kept = turns.size() - left.size();
        int failed = 0;
        if (left.isEmpty()) {
            return 0;
        }
        bar.begin("Measuring", "measurements", kept, turns.size());
        for (Request request : left) {
            long done = kept++;
            bar.update(done, request.label());
            Measurement measurement = measure(request, done);
            notebook.keep(measurement.from(settings.origin()));
            bar.update(kept, request.label());
            if (!measurement.succeeded()) {
                failed++;
                announce.accept(request.label() + " failed: " + measurement.failure());
            }
        }
        bar.end();
        return failed;
    }

    private Measurement measure(Request request, long done)
            throws IOException, InterruptedException {
        Installation installation = installation(request);
        if (request.kind() == Kind.DOWNLOAD) {
            return download(request, installation);
        }
        Measurement best = null;
        int attempt = 0;
        do {
            attempt++;
            Measurement next =
                    processes.measure(
                            request,
                            installation,
                            classPaths.get(installation),
                            text -> bar.update(done, request.label() + ": " + text));
            if (!next.succeeded()) {
                return best == null ? next : best.afterAttempts(attempt);
            }
            best = best == null || next.others() < best.others() ? next : best;
        } while (best.others() > settings.disturbed() && attempt < settings.attempts());
        if (best.others() > settings.disturbed()) {
            announce.accept(
                    "%s: others used %.0f%% of the machine in the quietest of %d attempts, which is kept."
                            .formatted(request.label(), 100 * best.others(), attempt));
        }
        return best.afterAttempts(attempt);
    }

    private Installation installation(Request request) {
        return classPaths.keySet().stream()
                .filter(c -> c.framework().equals(request.framework()))
                .filter(c -> c.variant().equals(request.variant()))
                .findFirst()
                .orElseThrow();
    }

    private Measurement download(Request request, Installation installation) throws IOException {
        return Measurement.failed(request, Instant.now().toString(), 1, "")
                .ofDownload(installation.downloadBytes(settings.root()));
    }
}
