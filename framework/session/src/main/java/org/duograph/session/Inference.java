package org.duograph.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Value;
import org.duograph.session.op.NotKnown;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Finds out the shapes of tensors while a graph is built, by the operators' own lowering: there is
 * no second set of shape rules.
 *
 * <p>It lowers each operation twice, to two graphs that never run: in the one every open extent is
 * 12, in the other 24. What is the same in both is known, what differs is open. An operation that
 * doesn't fit with these numbers may with others, where an open extent meets a known one: then it
 * is tried with those, and what is common to all that fit is known.
 */
final class Inference {
    private static final int[] PROBES = {12, 24}; // many divisors, for reshapes; small, for sizes
    private static final int[] MORE = {1, 2, 5040, 7, 10, 11, 13};

    private final Shadow[] shadows = {new Shadow(PROBES[0]), new Shadow(PROBES[1])};
    private final Set<Operation> notLowered = new HashSet<>();

    /** A graph of the core in which open extents are one number. */
    private static final class Shadow {
        private final int extent;
        private final int axis; // whose open extents these are; of others a probe's; -1: of all
        private final KnownNumbers known = new KnownNumbers(variable -> null);
        private final org.duograph.graph.Graph core;
        private final GraphLowerer lowerer;

        Shadow(int extent) {
            this(extent, -1);
        }

        Shadow(int extent, int axis) {
            this.extent = extent;
            this.axis = axis;
            this.core = new org.duograph.graph.Graph("shapes", known);
            this.lowerer =
                    new GraphLowerer(
                            core,
                            known,
                            (variable, declared) -> type(variable.output(0), declared));
        }

        /** Stands in for a tensor of a known rank whose operation could not be lowered. */
        void standIn(Tensor tensor) {
            if (tensor.shape().hasRank()) {
                ArrayType type = type(tensor, tensor.shape());
                lowerer.take(tensor, core.variable(tensor.name(), type));
            }
        }

        private ArrayType type(Tensor tensor, StaticShape shape) {
            Shape filled = shape.filled(axis < 0 ? extent : PROBES[0]);
            if (axis >= 0 && axis < filled.rank() && shape.dim(axis) < 0) {
                filled = filled.with(axis, extent);
            }
            return new ArrayType(tensor.dtype(), filled);
        }

        boolean hasInputs(Operation op) {
            return op.inputs().stream().allMatch(t -> lowerer.value(t) != null);
        }
    }

    /**
     * Tells an operation's outputs their shapes.
     *
     * @throws IllegalArgumentException if its inputs can't fit, whatever their open extents will be
     */
    void infer(Operation op) {
        if (!shadows[0].hasInputs(op)) {
            standIns(op);
            return;
        }
        IllegalArgumentException failure = null;
        for (Shadow shadow : shadows) {
            try {
                shadow.lowerer.lower(op, input -> input.shape().toString());
            } catch (IllegalArgumentException e) {
                failure = e;
            }
        }
        if (failure == null) {
            for (Tensor output : op.outputs()) {
                Value a = shadows[0].lowerer.value(output);
                Value b = shadows[1].lowerer.value(output);
                if (a != null && b != null) {
                    output.learn(StaticShape.common(a.shape(), b.shape()));
                }
            }
        } else if (isNotKnown(failure)) {
            standIns(op);
        } else if (op.inputs().stream().allMatch(t -> t.shape().isKnown())) {
            throw failure;
        } else {
            tryOthers(op, failure);
            standIns(op);
        }
    }

    /** Lets a parameter of a body be of the types that a tensor outside is of. */
    void standFor(Tensor parameter, Inference outside, Tensor tensor) {
        for (int i = 0; i < shadows.length; i++) {
            Value value = outside.shadows[i].lowerer.value(tensor);
            if (value != null) {
                Value here = shadows[i].core.variable(parameter.name(), value.type());
                shadows[i].lowerer.take(parameter, here);
            }
        }
    }

    /**
     * Lets a parameter of a body be the numbers that a tensor outside is known to be: a shape, say.
     */
    void know(Tensor parameter, Inference outside, Tensor tensor) {
        for (int i = 0; i < shadows.length; i++) {
            Value value = outside.shadows[i].lowerer.value(tensor);
            NDArray numbers = value == null ? null : outside.shadows[i].known.of(value);
            if (numbers != null) {
                Value here = shadows[i].core.constant(parameter.name(), numbers);
                shadows[i].lowerer.take(parameter, here);
            }
        }
    }

    /** Whether numbers are missing that may be fed: a run will know them. */
    private static boolean isNotKnown(Throwable failure) {
        return failure instanceof NotKnown || failure != null && isNotKnown(failure.getCause());
    }

    /**
     * Which of {@code xs} a gradient of {@code ys} reaches, as {@link GraphLowerer#reached}; null
     * too if an operation on the way could not be lowered.
     */
    List<Integer> reached(List<Tensor> ys, List<Tensor> xs, List<Tensor> ends) {
        if (new Needed(ys).all().stream().anyMatch(notLowered::contains)) {
            return null;
        }
        return shadows[0].lowerer.reached(ys, xs, ends);
    }

    private void standIns(Operation op) {
        notLowered.add(op);
        for (Tensor output : op.outputs()) {
            for (Shadow shadow : shadows) {
                shadow.standIn(output);
            }
        }
    }

    /** Lowers the operation alone, with other numbers in place of what is open. */
    private void tryOthers(Operation op, IllegalArgumentException failure) {
        Set<Integer> extents = new LinkedHashSet<>();
        for (Tensor input : op.inputs()) {
            for (int i = 0; input.shape().hasRank() && i < input.shape().rank(); i++) {
                extents.add(input.shape().dim(i));
            }
        }
        extents.remove(-1);
        for (int extent : MORE) {
            extents.add(extent);
        }
        List<List<Shape>> found = new ArrayList<>();
        int axes = mostOpen(op);
        for (int extent : extents) {
            for (int axis = -1; axis < axes; axis++) {
                List<Shape> shapes = lowerAlone(op, new Shadow(extent, axis));
                if (shapes != null) {
                    found.add(shapes);
                }
            }
        }
        if (found.isEmpty()) {
            throw failure;
        }
        for (int i = 0; i < op.outputs().size(); i++) {
            op.output(i).learn(common(found, i));
        }
    }

    /** The rank of the input with the most dimensions, if one has several open extents; else 0. */
    private static int mostOpen(Operation op) {
        int most = 0;
        for (Tensor input : op.inputs()) {
            StaticShape s = input.shape();
            int rank = s.hasRank() ? s.rank() : 0;
            if (IntStream.range(0, rank).filter(i -> s.dim(i) < 0).count() > 1) {
                most = Math.max(most, rank);
            }
        }
        return most;
    }

    /** The shapes of the outputs with such numbers; null if the operation doesn't fit with them. */
    private List<Shape> lowerAlone(Operation op, Shadow alone) {
        for (Tensor input : op.inputs()) {
            NDArray numbers = shadows[0].known.of(shadows[0].lowerer.value(input));
            if (numbers != null && input.shape().isKnown()) {
                alone.lowerer.take(input, alone.core.constant(input.name(), numbers));
            } else {
                alone.standIn(input);
            }
        }
        try {
            alone.lowerer.lower(op, input -> input.shape().toString());
            return op.outputs().stream().map(t -> alone.lowerer.value(t).shape()).toList();
        } catch (IllegalArgumentException e) {
            return null; // not with these numbers
        }
    }

    private static StaticShape common(List<List<Shape>> found, int output) {
        StaticShape all = StaticShape.of(found.get(0).get(output));
        for (List<Shape> shapes : found) {
            all = all.common(StaticShape.of(shapes.get(output)));
        }
        return all;
    }
}
