package org.duograph.backend.host;

import java.nio.FloatBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.view.Rows;

/** Scales and shifts each column of a matrix. */
final class ColumnKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ElementwiseLinear" -> HostKernel.ofFloats(ColumnKernels::forward).inPlace(0, 0);
            case "ElementwiseLinearGrad" -> HostKernel.ofFloats(ColumnKernels::grad).inPlace(0, 2);
            default -> null;
        };
    }

    private static Rows rows(Node node) {
        return Rows.at(node.attrs().int32("axis"), node.input(0).shape());
    }

    private static Kernel forward(Node node, HostArrays arrays) {
        Rows rows = rows(node);
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

    private static Kernel grad(Node node, HostArrays arrays) {
        Rows rows = rows(node);
        FloatBuffer x = arrays.in(0);
        FloatBuffer w = arrays.in(1);
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        FloatBuffer dW = arrays.out(1);
        FloatBuffer db = arrays.out(2);
        return () -> {
            for (int d = 0; d < rows.d(); d++) {
                double sum = 0;
                double products = 0;
                for (int n = 0; n < rows.n(); n++) {
                    int at = n * rows.d() + d;
                    float gradient = dY.get(at); // dX may be written over it
                    sum += gradient;
                    products += (double) gradient * x.get(at);
                    dX.put(at, gradient * w.get(d));
                }
                dW.put(d, (float) products);
                db.put(d, (float) sum);
            }
        };
    }
}
