package org.duograph.workspace.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Lets the batch normalisations of all replicas take the mean and variance of the whole batch, as
 * one device would. Caffe2 calls it {@code combine_spatial_bn}.
 *
 * <p>Each device computes the mean of x and the mean of x&sup2; of its rows; weighted by the rows,
 * they are summed on the first device and copied to all: the mean, and the mean of x&sup2;, from
 * which the variance is the mean of x&sup2; less the square of the mean. All of it is written in
 * ordinary operators, and so the gradients come back the same way: through the sums over all
 * devices.
 *
 * <p>The replicas are written one after the other; here their operators take turns, so that where
 * one normalises, the others have come as far.
 */
final class CombinedNorms {
    private final ModelHelper model;
    private final List<Replica> replicas;
    private final List<OperatorDef> written = new ArrayList<>();

    CombinedNorms(ModelHelper model, List<Replica> replicas) {
        this.model = model;
        this.replicas = replicas;
    }

    /**
     * Rewrites the forward passes of all replicas.
     *
     * @param forward their operators, a list for each
     * @throws IllegalArgumentException if the replicas are not alike
     */
    List<OperatorDef> rewrite(List<List<OperatorDef>> forward) {
        for (int k = 0; k < forward.get(0).size(); k++) {
            List<OperatorDef> turn = new ArrayList<>();
            for (List<OperatorDef> ops : forward) {
                turn.add(k < ops.size() ? ops.get(k) : OperatorDef.getDefaultInstance());
            }
            if (turn.stream().map(OperatorDef::getType).distinct().count() != 1) {
                throw new IllegalArgumentException(
                        "Batch normalisation can't be combined where replicas differ: operator %d is %s"
                                .formatted(k, turn.stream().map(OperatorDef::getType).toList()));
            }
            OperatorDef first = turn.get(0);
            if (first.getType().equals("SpatialBN") && !Args.of(first).flag("is_test", false)) {
                combine(turn);
            } else {
                written.addAll(turn);
            }
        }
        return written;
    }

    /** Normalises in all replicas by the mean and variance of all their rows. */
    private void combine(List<OperatorDef> norms) {
        List<String> means = new ArrayList<>();
        List<String> squares = new ArrayList<>();
        for (int i = 0; i < norms.size(); i++) {
            String x = norms.get(i).getInput(0);
            String y = norms.get(i).getOutput(0);
            add(i, "Sqr", List.of(x), y + "_x_squared");
            means.add(share(i, norms.get(i), x, y + "_part_mean"));
            squares.add(share(i, norms.get(i), y + "_x_squared", y + "_part_squared"));
        }
        String mean = average(norms, means, "_batch_mean");
        String squared = average(norms, squares, "_batch_squared");
        for (int i = 0; i < norms.size(); i++) {
            normalise(i, norms.get(i), mean, squared);
        }
    }

    /** The mean of each channel over a replica's rows, times how much these rows count. */
    private String share(int i, OperatorDef norm, String x, String mean) {
        List<Integer> axes = new ArrayList<>();
        Shape shape = model.type(norm.getInput(0)).shape();
        int channel = isChannelsLast(norm) ? shape.rank() - 1 : 1;
        IntStream.range(0, shape.rank()).filter(axis -> axis != channel).forEach(axes::add);
        add(i, "ReduceMean", List.of(x), mean, Ops.arg("axes", axes), Ops.arg("keepdims", 0));
        String scalar = replicas.get(i).blob(DataParallel.SHARE + "_scalar");
        add(i, "Mul", List.of(mean, scalar), mean + "_share", Ops.arg("broadcast", 1));
        return mean + "_share";
    }

    private static boolean isChannelsLast(OperatorDef norm) {
        return Args.of(norm).s("order", "NCHW").equals("NHWC");
    }

    /** The mean over the replicas, on the first device. */
    private String average(List<OperatorDef> norms, List<String> shares, String suffix) {
        String name = norms.get(0).getOutput(0) + suffix;
        add(0, "Sum", shares, name + "_sum");
        add(0, "Scale", List.of(name + "_sum"), name, Ops.arg("scale", 1.0 / replicas.size()));
        return name;
    }

    private void normalise(int i, OperatorDef norm, String batchMean, String batchSquared) {
        String y = norm.getOutput(0);
        String mean = norm.getOutputCount() > 3 ? norm.getOutput(3) : y + "_sm";
        String invStd = norm.getOutputCount() > 4 ? norm.getOutput(4) : y + "_siv";
        String variance = y + "_variance";
        add(i, "Copy", List.of(batchMean), mean);
        add(i, "Copy", List.of(batchSquared), y + "_mean_of_squares");
        add(i, "Sqr", List.of(mean), y + "_squared_mean");
        add(i, "Sub", List.of(y + "_mean_of_squares", y + "_squared_mean"), variance);
        Argument epsilon = Ops.arg("value", Args.of(norm).f("epsilon", 1e-5f));
        add(i, "ConstantFill", List.of(variance), y + "_epsilon", epsilon);
        add(i, "Add", List.of(variance, y + "_epsilon"), y + "_spread");
        add(i, "Pow", List.of(y + "_spread"), invStd, Ops.arg("exponent", -0.5));
        add(i, "Mul", List.of(norm.getInput(1), invStd), y + "_factor");
        Argument[] channel = {
            Ops.arg("broadcast", 1), Ops.arg("axis", isChannelsLast(norm) ? -1 : 1)
        };
        add(i, "Sub", List.of(norm.getInput(0), mean), y + "_centered", channel);
        add(i, "Mul", List.of(y + "_centered", y + "_factor"), y + "_scaled", channel);
        add(i, "Add", List.of(y + "_scaled", norm.getInput(2)), y, channel);
        if (norm.getOutputCount() > 2) {
            keep(i, norm, 1, mean);
            keep(i, norm, 2, variance);
        }
    }

    /** Moves a running number towards the batch's. */
    private void keep(int i, OperatorDef norm, int output, String now) {
        double momentum = Args.of(norm).f("momentum", 0.9f);
        String running = norm.getOutput(output);
        String before = norm.getInput(output + 2);
        add(i, "Scale", List.of(before), running + "_kept", Ops.arg("scale", momentum));
        add(i, "Scale", List.of(now), running + "_new", Ops.arg("scale", 1 - momentum));
        add(i, "Sum", List.of(running + "_kept", running + "_new"), running);
    }

    private void add(int i, String type, List<String> in, String out, Argument... args) {
        OperatorDef op = Ops.operator(type, in, List.of(out), args);
        written.add(op.toBuilder().setName("").setDeviceOption(replicas.get(i).device()).build());
    }
}
