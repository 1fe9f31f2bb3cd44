package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.function.ToIntFunction;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/** How fast the 6-layer net is for a single image, by batch size and by threads. */
final class Throughput {
    private static final String CAPTION =
            "Means; the vertical lines reach one standard deviation to both sides.";

    private final Results results;

    Throughput(Results results) {
        this.results = results;
    }

    /** One image alone. */
    Section latency() {
        Grid latency =
                new Grid(
                                results,
                                "latency",
                                "Latency of one image, 6-layer net",
                                "images per batch",
                                "ms",
                                Quantity.STEP,
                                s -> s.times(1000))
                        .add("1", 1, Goals.LATENCY.subject());
        return new Section("latency", "Latency").figure(CAPTION, latency.bars(), latency.table());
    }

    Section section() {
        Section section = new Section("throughput", "Images per second");
        for (Kind kind : List.of(Kind.TRAIN, Kind.INFER)) {
            Grid batches = byBatch(kind);
            section.figure(CAPTION, batches.doublingLines(), batches.table());
            Grid threads = byThreads(kind);
            section.figure(CAPTION, threads.bars(), threads.table());
        }
        return section;
    }

    private Grid byBatch(Kind kind) {
        Grid grid = grid(kind, "batch", "batch size", "images per batch");
        for (int batch : measured(kind, Request::batch)) {
            grid.add("" + batch, batch, new Subject(kind, Subject.SIX, batch, 0));
        }
        return grid;
    }

    private Grid byThreads(Kind kind) {
        Grid grid = grid(kind, "threads", "threads, batch 64", "threads");
        for (int threads : measured(kind, Request::threads)) {
            String label = threads == 0 ? "all" : "" + threads;
            grid.add(label, threads, new Subject(kind, Subject.SIX, Subject.BATCH, threads));
        }
        return grid;
    }

    private List<Integer> measured(Kind kind, ToIntFunction<Request> value) {
        return results.requests(kind)
                .filter(request -> request.net().equals(Subject.SIX))
                .map(value::applyAsInt)
                .distinct()
                .sorted()
                .toList();
    }

    private Grid grid(Kind kind, String by, String title, String head) {
        String what = kind == Kind.TRAIN ? "training" : "inference";
        return new Grid(
                results,
                what + "-" + by,
                "Images per second in " + what + " by " + title + ", 6-layer net",
                head,
                "images/s",
                Quantity.IMAGES_PER_SECOND,
                s -> s);
    }
}
