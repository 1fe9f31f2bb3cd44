package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.image.Resize;
import org.duograph.ops.image.ResizeLine;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.Shape;

/**
 * Arrays made larger or smaller by any interpolation, along one axis after the other. Neighbours
 * that stand together go through loops that the compiler makes vector instructions of.
 */
final class ResizeKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "Resize" -> HostKernel.ofFloats(ResizeKernels::resize);
            case "ResizeGradX" -> HostKernel.ofFloats(ResizeKernels::gradX);
            default -> null;
        };
    }

    /** One axis that is resized: the arrays before and after it, and how lines are mixed. */
    private record Axis(Channels from, int size, int[][] places, float[][] weights, float[] to) {
        /** {@code to = the weighted sums of x's lines}. */
        void mix(float[] x) {
            Arrays.fill(to, 0);
            for (int n = 0; n < from.outer(); n++) {
                for (int i = 0; i < size; i++) {
                    int at = (n * size + i) * from.inner();
                    for (int k = 0; k < places[i].length; k++) {
                        int start = from.at(n, places[i][k]);
                        addScaled(weights[i][k], x, start, to, at, from.inner());
                    }
                }
            }
        }
    }

    private static void addScaled(float factor, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] += factor * x[from + i];
        }
    }

    private static float[][] floats(double[][] numbers) {
        float[][] floats = new float[numbers.length][];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = new float[numbers[i].length];
            for (int k = 0; k < numbers[i].length; k++) {
                floats[i][k] = (float) numbers[i][k];
            }
        }
        return floats;
    }

    private static Kernel resize(Node node, HostArrays arrays) {
        Shape x = node.input(0).shape();
        Shape y = node.output(0).shape();
        List<Axis> axes = new ArrayList<>();
        Shape now = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            ResizeLine line = Resize.line(node.attrs(), x, y, axis);
            if (!line.isIdentity()) {
                Channels from = Channels.around(now, axis);
                now = now.with(axis, y.dim(axis));
                float[] to = new float[now.intSize()];
                float[][] weights = floats(line.weights());
                axes.add(new Axis(from, y.dim(axis), line.places(), weights, to));
            }
        }
        boolean[] outside = outside(node, x, y);
        float beyond = (float) node.attrs().f("extrapolation");
        FloatBuffer in = arrays.in(0);
        FloatBuffer out = arrays.out(0);
        float[] start = new float[x.intSize()];
        return () -> {
            in.get(0, start);
            float[] last = start;
            for (Axis axis : axes) {
                axis.mix(last);
                last = axis.to();
            }
            out.put(0, last);
            for (int i = 0; outside != null && i < outside.length; i++) {
                if (outside[i]) {
                    out.put(i, beyond);
                }
            }
        };
    }

    /** Which numbers of Y lie outside of X along any axis; null if none does. */
    private static boolean[] outside(Node node, Shape x, Shape y) {
        boolean[] outside = null;
        for (int axis = 0; axis < x.rank(); axis++) {
            boolean[] line = Resize.line(node.attrs(), x, y, axis).outside();
            Channels lines = Channels.around(y, axis);
            for (int i = 0; i < line.length; i++) {
                for (int n = 0; line[i] && n < lines.outer(); n++) {
                    outside = outside == null ? new boolean[y.intSize()] : outside;
                    int at = lines.at(n, i);
                    Arrays.fill(outside, at, at + lines.inner(), true);
                }
            }
        }
        return outside;
    }

    /** The same sums the other way round, but for what lies outside. */
    private static Kernel gradX(Node node, HostArrays arrays) {
        Shape x = node.output(0).shape();
        Shape y = node.input(0).shape();
        List<Axis> axes = new ArrayList<>();
        Shape now = y;
        for (int axis = 0; axis < x.rank(); axis++) {
            Channels from = Channels.around(now, axis);
            now = now.with(axis, x.dim(axis));
            axes.add(turned(Resize.line(node.attrs(), x, y, axis), from, new float[now.intSize()]));
        }
        FloatBuffer in = arrays.in(0);
        FloatBuffer out = arrays.out(0);
        float[] start = new float[y.intSize()];
        return () -> {
            in.get(0, start);
            float[] last = start;
            for (Axis axis : axes) {
                axis.mix(last);
                last = axis.to();
            }
            out.put(0, last);
        };
    }

    /** For each place of X the numbers of Y that are made of it. */
    private static Axis turned(ResizeLine line, Channels from, float[] to) {
        List<List<Integer>> places = new ArrayList<>();
        List<List<Double>> weights = new ArrayList<>();
        for (int i = 0; i < line.length(); i++) {
            places.add(new ArrayList<>());
            weights.add(new ArrayList<>());
        }
        for (int i = 0; i < line.places().length; i++) {
            for (int k = 0; !line.outside()[i] && k < line.places()[i].length; k++) {
                places.get(line.places()[i][k]).add(i);
                weights.get(line.places()[i][k]).add(line.weights()[i][k]);
            }
        }
        int[][] picked = new int[line.length()][];
        double[][] by = new double[line.length()][];
        for (int i = 0; i < line.length(); i++) {
            picked[i] = places.get(i).stream().mapToInt(p -> p).toArray();
            by[i] = weights.get(i).stream().mapToDouble(w -> w).toArray();
        }
        return new Axis(from, line.length(), picked, floats(by), to);
    }
}
