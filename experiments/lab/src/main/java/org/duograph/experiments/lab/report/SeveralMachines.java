package org.duograph.experiments.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.experiments.harness.ScalingRow;
import org.duograph.experiments.harness.StepModel;
import org.duograph.experiments.harness.plot.Axis;
import org.duograph.experiments.harness.plot.LinePlot;
import org.duograph.experiments.harness.plot.LinePlot.Point;
import org.duograph.experiments.harness.plot.Style;

/**
 * How images a second grow with workers: measured, foreseen by {@link StepModel}, and drawn on to
 * as many as the paper names.
 */
final class SeveralMachines {
    /** ResNet-50's parameters, in single precision. */
    private static final double RESNET50_BYTES = 25_557_032 * 4.0;

    /** Images of a worker in a step, as in Facebook's runs of ResNet-50. */
    private static final int RESNET50_BATCH = 32;

    /**
     * Seconds of a step of a Tesla P100: 90 epochs of 1,281,167 images in an hour by 256 of them at
     * an efficiency of 90% (Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1
     * Hour", 2017).
     */
    private static final double P100_STEP = RESNET50_BATCH * 256 * 0.9 * 3600 / (90.0 * 1_281_167);

    /** Of a turn of the ring between machines; an assumption. */
    private static final double LATENCY = 50e-6;

    /** Backward computes twice what forward does, so gradients may travel in two thirds of it. */
    private static final double OVERLAP = 2.0 / 3;

    private static final int[] GIGABITS = {10, 25, 50, 100};
    private static final int MOST = 64;
    private static final double PAPER = 57;

    private final List<ScalingRow> rows;

    private SeveralMachines(List<ScalingRow> rows) {
        this.rows = rows;
    }

    /** Of what a {@code scaling.csv} says; of the model alone if there is none. */
    static Section section(Path file) throws IOException {
        List<ScalingRow> rows = Files.exists(file) ? ScalingRow.read(file) : List.of();
        return new SeveralMachines(ScalingRow.medians(rows)).section();
    }

    private Section section() {
        Section section =
                new Section("scaling", "Several machines")
                        .words(
                                "Workers train one net together: each computes the gradients of its"
                                        + " own images, and a ring sums them before the next step. Each"
                                        + " worker is a process in a network namespace, with a share of"
                                        + " this machine's processor and a link of limited speed. The"
                                        + " model: a step takes as long as its computing and, after it,"
                                        + " 2 (n - 1) turns of the ring, in each of which an n-th of the"
                                        + " gradients goes over a link. Nothing in it is fitted:"
                                        + " computing without sums, the speed of plain sockets and the"
                                        + " time of one byte are measured in turn with the steps.");
        if (rows.isEmpty()) {
            section.words(
                    "Not measured in this run: ./mvnw -q -Preproduce -Dprogram=Scaling does it, as"
                            + " root.");
        } else {
            section.figure(
                    "Points and lines are measured, dashed lines foreseen.", plot(), table());
        }
        return section.words(
                        "Drawn on to %d workers: ResNet-50 (%.0f MB of gradients), %d images of a worker in a step, of which a Tesla P100 makes one in %.0f ms. That follows from what Facebook reported: 90 epochs of ImageNet in an hour by 256 of them, at an efficiency of 90%%. Assumed besides: every worker has a link of its own, a turn of the ring takes %.0f microseconds where next to nothing is sent, and no worker is ever slower than another. Nothing of this was run here. Sums begin when all gradients are there, as Duograph's do (dashed: those that are ready travel during the two thirds of a step in which gradients are computed)."
                                .formatted(
                                        MOST,
                                        RESNET50_BYTES / 1e6,
                                        RESNET50_BATCH,
                                        1000 * P100_STEP,
                                        1e6 * LATENCY))
                .figure("The model alone; nothing here was measured.", far(), farTable());
    }

    private List<Integer> links() {
        return rows.stream().map(ScalingRow::link).distinct().toList();
    }

    private List<ScalingRow> of(int link) {
        return rows.stream().filter(row -> row.link() == link).toList();
    }

    private static String name(int link) {
        return link == 0 ? "no limit" : Digits.whole(link) + " Mbit/s";
    }

    private String plot() {
        LinePlot plot =
                new LinePlot(
                        "scaling",
                        "Images a second by workers",
                        "The slower the link, the less the workers gain; the dashed lines are what"
                                + " the model foresees, and all numbers are in the table.");
        for (int link : links()) {
            Style style = Style.of(links().indexOf(link));
            List<ScalingRow> some = of(link);
            plot.add(
                    name(link),
                    style,
                    some.stream().map(r -> new Point(r.workers(), r.imagesPerSecond())).toList());
            plot.trend(
                    style, some.stream().map(r -> new Point(r.workers(), r.foreseen())).toList());
        }
        List<Double> workers = rows.stream().map(r -> (double) r.workers()).distinct().toList();
        return plot.svg(Axis.over("workers", workers), "images/s");
    }

    private Table table() {
        Table table =
                new Table(
                        "scaling",
                        "Medians; the 6-layer net unless the command says otherwise",
                        "link",
                        "workers",
                        "computing, ms",
                        "plain sockets, MB/s",
                        "one byte, ms",
                        "step foreseen, ms",
                        "step measured, ms",
                        "model's error",
                        "images/s");
        for (ScalingRow row : rows) {
            boolean one = row.workers() == 1;
            table.row(
                    Cell.words(name(row.link())),
                    Cell.number("" + row.workers()),
                    Cell.number(Digits.of(1000 * row.compute())),
                    Cell.number(one ? "" : Digits.of(row.bandwidth() / 1e6)),
                    Cell.number(one ? "" : Digits.of(1000 * row.latency())),
                    Cell.number(Digits.of(1000 * row.model().step(row.workers()))),
                    Cell.number(Digits.of(1000 * row.step())),
                    Cell.number(one ? "" : Digits.percent(row.error())),
                    Cell.number(Digits.of(row.imagesPerSecond())));
        }
        return table;
    }

    private static StepModel resnet50(int gigabits, double overlap) {
        return new StepModel(P100_STEP, RESNET50_BYTES, gigabits * 1e9 / 8, LATENCY, overlap);
    }

    private static String far() {
        LinePlot plot =
                new LinePlot(
                        "scaling-far",
                        "ResNet-50 on up to " + MOST + " workers, by the model",
                        "How many times as many images a second as one worker; the table has the"
                                + " last points and the paper's 57.");
        for (int i = 0; i < GIGABITS.length; i++) {
            plot.add(GIGABITS[i] + " Gbit/s", Style.of(i), line(GIGABITS[i], 0));
            plot.trend(Style.of(i), line(GIGABITS[i], OVERLAP));
        }
        return plot.svg("workers", "times one worker");
    }

    private static List<Point> line(int gigabits, double overlap) {
        List<Point> points = new ArrayList<>();
        for (int n = 1; n <= MOST; n *= 2) {
            points.add(new Point(n, resnet50(gigabits, overlap).speedUp(n)));
        }
        return points;
    }

    private static Table farTable() {
        Table table =
                new Table(
                        "scaling-far",
                        "ResNet-50 on %d workers, times one worker, by the model".formatted(MOST),
                        "link",
                        "sums after computing",
                        "sums while computing");
        table.row(
                Cell.paper("Caffe2 on 64 P100 (paper, after Facebook)"),
                Cell.paper(""),
                Cell.paper(Digits.of(PAPER)));
        for (int gigabits : GIGABITS) {
            table.row(
                    Cell.words(gigabits + " Gbit/s"),
                    Cell.number(Digits.of(resnet50(gigabits, 0).speedUp(MOST))),
                    Cell.number(Digits.of(resnet50(gigabits, OVERLAP).speedUp(MOST))));
        }
        return table.row(
                Cell.words("Gbit/s that the paper's %.0f takes".formatted(PAPER)),
                Cell.number(Digits.of(needed(0))),
                Cell.number(Digits.of(needed(OVERLAP))));
    }

    /** The link that gives the paper's number, gigabits a second. */
    private static double needed(double overlap) {
        double sum = P100_STEP * (MOST / PAPER - 1 + overlap);
        double turns = 2.0 * (MOST - 1);
        return RESNET50_BYTES / MOST / (sum / turns - LATENCY) * 8 / 1e9;
    }
}
