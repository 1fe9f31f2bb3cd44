package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.image.GridTaps;
import org.duograph.tensor.Shape;

/** Images seen at the points of a grid; which pixels those are is found once for all channels. */
final class GridSampleKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "GridSample" -> HostKernel.ofFloats(GridSampleKernels::sample);
            case "GridSampleGrad" -> HostKernel.ofFloats(GridSampleKernels::grad);
            default -> null;
        };
    }

    /** The pixels of one point that are inside of the image: their places and weights. */
    private static final class Point {
        private final GridTaps column;
        private final GridTaps row;
        private final int width;

        /** How many pixels there are. */
        private int count;

        private final int[] place;
        private final float[] weight;
        private final float[] slopeX;
        private final float[] slopeY;

        Point(Attrs attrs, Shape x) {
            column = GridTaps.of(attrs, x.dim(3));
            row = GridTaps.of(attrs, x.dim(2));
            width = x.dim(3);
            int most = column.count * row.count;
            place = new int[most];
            weight = new float[most];
            slopeX = new float[most];
            slopeY = new float[most];
        }

        void look(FloatBuffer grid, int at) {
            column.look(grid.get(2 * at));
            row.look(grid.get(2 * at + 1));
            count = 0;
            for (int i = 0; i < row.count; i++) {
                for (int j = 0; j < column.count; j++) {
                    if (row.place[i] >= 0 && column.place[j] >= 0) {
                        place[count] = row.place[i] * width + column.place[j];
                        weight[count] = (float) (row.weight[i] * column.weight[j]);
                        slopeX[count] = (float) (row.weight[i] * column.slope[j]);
                        slopeY[count] = (float) (row.slope[i] * column.weight[j]);
                        count++;
                    }
                }
            }
        }
    }

    private static int points(Node node) {
        Shape grid = node.input(1).shape();
        return grid.dim(1) * grid.dim(2);
    }

    private static Kernel sample(Node node, HostArrays arrays) {
        Shape shape = node.input(0).shape();
        int plane = shape.dim(2) * shape.dim(3);
        int points = points(node);
        Point point = new Point(node.attrs(), shape);
        FloatBuffer x = arrays.in(0);
        FloatBuffer grid = arrays.in(1);
        FloatBuffer y = arrays.out(0);
        return () -> {
            for (int n = 0; n < shape.dim(0); n++) {
                for (int p = 0; p < points; p++) {
                    point.look(grid, n * points + p);
                    for (int c = 0; c < shape.dim(1); c++) {
                        int image = n * shape.dim(1) + c;
                        float sum = 0;
                        for (int k = 0; k < point.count; k++) {
                            sum += point.weight[k] * x.get(image * plane + point.place[k]);
                        }
                        y.put(image * points + p, sum);
                    }
                }
            }
        };
    }

    private static Kernel grad(Node node, HostArrays arrays) {
        Shape shape = node.input(0).shape();
        int plane = shape.dim(2) * shape.dim(3);
        int points = points(node);
        Point point = new Point(node.attrs(), shape);
        FloatBuffer x = arrays.in(0);
        FloatBuffer grid = arrays.in(1);
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        FloatBuffer dGrid = arrays.out(1);
        double[] sums = new double[shape.intSize()];
        return () -> {
            Arrays.fill(sums, 0);
            for (int n = 0; n < shape.dim(0); n++) {
                for (int p = 0; p < points; p++) {
                    point.look(grid, n * points + p);
                    double alongX = 0;
                    double alongY = 0;
                    for (int c = 0; c < shape.dim(1); c++) {
                        int image = n * shape.dim(1) + c;
                        float gradient = dY.get(image * points + p);
                        for (int k = 0; k < point.count; k++) {
                            int at = image * plane + point.place[k];
                            sums[at] += gradient * point.weight[k];
                            double pixel = (double) gradient * x.get(at);
                            alongX += pixel * point.slopeX[k];
                            alongY += pixel * point.slopeY[k];
                        }
                    }
                    dGrid.put(2 * (n * points + p), (float) alongX);
                    dGrid.put(2 * (n * points + p) + 1, (float) alongY);
                }
            }
            for (int i = 0; i < sums.length; i++) {
                dX.put(i, (float) sums[i]);
            }
        };
    }
}
