package org.duograph.backend.host;

import java.nio.FloatBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.view.Rows;

/** Scales and shifts each column of a matrix. */
final class ColumnKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ElementwiseLinear" -> HostKernel.ofFloats(ColumnKernels::forward).inPlace(0, 0);
            case "ElementwiseLinearGradX" ->
                    HostKernel.ofFloats(ColumnKernels::gradX).inPlace(0, 1);
            case "ElementwiseLinearGradW" -> HostKernel.ofFloats(ColumnKernels::gradW);
            case "ElementwiseLinearGradB" -> HostKernel.ofFloats(ColumnKernels::gradB);
            default -> null;
        };
    }

    private static Rows rows(Node node, Value matrix) {
        return Rows.at(node.attrs().int32("axis"), matrix.shape());
    }

    private static Kernel forward(Node node, HostArrays arrays) {
        Rows rows = rows(node, node.input(0));
        FloatBuffer x = arrays.in(0);
        FloatBuffer w = arrays.in(1);
        FloatBuffer b = arrays.in(2);
        FloatBuffer y = arrays.out(0);
        return () -> {
            for (int n = 0; n < rows.n(); n++) {
                for (int d = 0; d < rows.d(); d++) {
                    int at = n * rows.d() + d;
                    y.put(at, x.get(at) * w.get(d) + b.get(d));
                }
            }
        };
    }

    private static Kernel gradX(Node node, HostArrays arrays) {
        Rows rows = rows(node, node.input(1));
        FloatBuffer w = arrays.in(0);
        FloatBuffer dY = arrays.in(1);
        FloatBuffer dX = arrays.out(0);
        return () -> {
            for (int n = 0; n < rows.n(); n++) {
                for (int d = 0; d < rows.d(); d++) {
                    int at = n * rows.d() + d;
                    dX.put(at, dY.get(at) * w.get(d));
                }
            }
        };
    }

    private static Kernel gradW(Node node, HostArrays arrays) {
        Rows rows = rows(node, node.input(0));
        FloatBuffer x = arrays.in(0);
        FloatBuffer dY = arrays.in(1);
        FloatBuffer dW = arrays.out(0);
        return () -> {
            for (int d = 0; d < rows.d(); d++) {
                double sum = 0;
                for (int n = 0; n < rows.n(); n++) {
                    int at = n * rows.d() + d;
                    sum += (double) dY.get(at) * x.get(at);
                }
                dW.put(d, (float) sum);
            }
        };
    }

    private static Kernel gradB(Node node, HostArrays arrays) {
        Rows rows = rows(node, node.input(0));
        FloatBuffer dY = arrays.in(0);
        FloatBuffer db = arrays.out(0);
        return () -> {
            for (int d = 0; d < rows.d(); d++) {
                double sum = 0;
                for (int n = 0; n < rows.n(); n++) {
                    sum += dY.get(n * rows.d() + d);
                }
                db.put(d, (float) sum);
            }
        };
    }
}
