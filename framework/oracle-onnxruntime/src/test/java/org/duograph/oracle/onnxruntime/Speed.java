package org.duograph.oracle.onnxruntime;

import java.io.IOException;
import java.util.Arrays;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxSession;
import org.duograph.oracle.onnxruntime.RealModels.RealModel;
import org.duograph.plan.Placement;

/**
 * Runs other people's models here and in ONNX Runtime in turn, on two threads each, and prints the
 * median time of a run and how many times ONNX Runtime's ours is. Arguments: rounds, and runs in a
 * round of which the first third is not counted. Say that the machine was quiet only if it was.
 */
final class Speed {
    private static final int ROUNDS = 5;
    private static final int RUNS = 60;

    private Speed() {}

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : RUNS;
        System.out.printf("%-36s %12s %14s %7s%n", "model", "Duograph", "ONNX Runtime", "ratio");
        for (RealModel model : RealModels.all()) {
            compare(model, rounds, runs);
        }
    }

    private static void compare(RealModel model, int rounds, int runs) throws IOException {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        try (OnnxRuntime runtime = new OnnxRuntime(model.bytes());
                OnnxSession session =
                        new OnnxSession(OnnxModel.read(model.file()), Placement.ofBest(), 0)) {
            for (int round = 0; round < rounds; round++) {
                ours[round] = median(() -> session.run(model.feeds()), runs);
                theirs[round] = median(() -> runtime.run(model.feeds()), runs);
            }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        double here = ours[rounds / 2];
        double there = theirs[rounds / 2];
        System.out.printf(
                "%-36s %9.3f ms %11.3f ms %7.2f%n", model.name(), here, there, here / there);
    }

    /** The median of a run's milliseconds. */
    private static double median(Runnable run, int runs) {
        int warm = runs / 3;
        double[] times = new double[runs - warm];
        for (int i = 0; i < runs; i++) {
            long begin = System.nanoTime();
            run.run();
            if (i >= warm) {
                times[i - warm] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
