package org.example.scaledsquare;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelLibrary;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.OpLibrary;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The operator ScaledSquare: everything about it. */
public final class ScaledSquare {
    private static final Attr SCALE = Attr.ofFloat("scale", 1, "By what each square is multiplied.");

    // tag::gradient[]
    /** {@code dX = 2 scale X dY}. */
    public static final OpDef GRAD_X =
            OpDef.named("ScaledSquareGradX")
                    .summary("The gradient of ScaledSquare with respect to X.")
                    .formula("dX = 2 scale X dY")
                    .input("X", "the input of ScaledSquare")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(SCALE)
                    .inPlace(0, 1)
                    .types(TypeRule.sameAs(1))
                    .kernel(ScaledSquare::gradX)
                    .example(
                            Example.of(
                                    NDArray.vector(3, -1),
                                    NDArray.vector(1, 10),
                                    NDArray.vector(6, -20)))
                    .sample(Sample.of("scale=0.5", Shape.of(2, 3), Shape.of(2, 3)))
                    .build();

    // end::gradient[]

    // tag::operator[]
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ScaledSquare")
                    .summary("Squares numbers and scales them.")
                    .formula("Y = scale X^2")
                    .input("X", "any shape")
                    .output("Y", "the shape of X")
                    .attrs(SCALE)
                    .inPlace(0, 0)
                    .types(TypeRule.sameAs(0))
                    .gradient(
                            g -> {
                                Map<String, ?> attrs = Map.of("scale", g.attrs().f("scale"));
                                var dX = g.append(GRAD_X, attrs, g.input(0), g.outputGradient(0));
                                g.inputGradient(0, dX);
                            })
                    .kernel(ScaledSquare::run)
                    .example(Example.of(NDArray.vector(3, -1), NDArray.vector(9, 1)))
                    .sample(Sample.of("scale=0.5", Shape.of(2, 3)))
                    .build();

    // end::operator[]

    private ScaledSquare() {}

    // tag::kernels[]
    private static void run(Operands o) {
        double scale = o.attrs().f("scale");
        double[] x = o.in(0);
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = scale * x[i] * x[i];
        }
    }

    private static void gradX(Operands o) {
        double scale = o.attrs().f("scale");
        double[] x = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            dX[i] = 2 * scale * x[i] * dY[i];
        }
    }

    // end::kernels[]

    // tag::operators[]
    /** What this jar brings: the operator and its gradient. */
    public static final class Operators implements OpLibrary {
        private static final Map<String, OpDef> ALL =
                Map.of(OP.type(), OP, GRAD_X.type(), GRAD_X);

        @Override
        public Set<String> types() {
            return ALL.keySet();
        }

        @Override
        public OpDef get(String type) {
            return ALL.get(type);
        }
    }

    // end::operators[]

    // tag::fast[]
    /** Fast kernels for every backend whose memory Java reads, oneDNN for one. */
    public static final class FastKernels implements KernelLibrary {
        private static final HostKernel FORWARD =
                HostKernel.ofFloats(FastKernels::square).inPlace(0, 0);

        @Override
        public String backend() {
            return "host";
        }

        @Override
        public KernelFactory factory(OpDef op, Backend backend) {
            return op == OP ? FORWARD.on(backend) : null;
        }

        private static Kernel square(Node node, HostArrays arrays) {
            float scale = (float) node.attrs().f("scale");
            FloatBuffer x = arrays.in(0);
            FloatBuffer y = arrays.out(0);
            int size = node.output(0).shape().intSize();
            return () -> {
                for (int i = 0; i < size; i++) {
                    y.put(i, scale * x.get(i) * x.get(i));
                }
            };
        }
    }
    // end::fast[]
}
