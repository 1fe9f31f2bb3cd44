package org.duograph.tutorials.operator;

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

/**
 * The operator Snake, which rises in waves: an activation for nets that are to learn what repeats.
 *
 * <p>Source: Ziyin, Hartwig and Ueda, "Neural networks fail to learn periodic functions and how to
 * fix it", 2020.
 */
public final class Snake {
    private static final Attr FREQUENCY =
            Attr.ofFloat("frequency", 1, "How quickly the waves follow each other.");

    // tag::gradient[]
    /** {@code dX = dY (1 + sin(2 f X))}. */
    public static final OpDef GRAD_X =
            OpDef.named("SnakeGradX")
                    .summary("The gradient of Snake with respect to X.")
                    .formula("dX = dY (1 + sin(2 frequency X))")
                    .input("X", "the input of Snake")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(FREQUENCY)
                    .inPlace(0, 1)
                    .types(TypeRule.sameAs(1))
                    .kernel(Snake::gradX)
                    .example(
                            Example.of(
                                    NDArray.vector(0, 0.7853982f), // a quarter of pi
                                    NDArray.vector(1, 10),
                                    NDArray.vector(1, 20)))
                    .sample(Sample.of("frequency=0.5", Shape.of(2, 3), Shape.of(2, 3)))
                    .build();

    // end::gradient[]

    // tag::operator[]
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Snake")
                    .summary("Rises in waves: for what repeats.")
                    .formula("Y = X + sin(frequency X)^2 / frequency")
                    .input("X", "any shape")
                    .output("Y", "the shape of X")
                    .attrs(FREQUENCY) // <1>
                    .types(TypeRule.sameAs(0)) // <2>
                    .gradient( // <3>
                            g -> {
                                Map<String, ?> attrs =
                                        Map.of("frequency", g.attrs().f("frequency"));
                                var dX = g.append(GRAD_X, attrs, g.input(0), g.outputGradient(0));
                                g.inputGradient(0, dX);
                            })
                    .kernel(Snake::run) // <4>
                    .example( // <5>
                            Example.of(
                                    NDArray.vector(0, 1.5707964f), // half of pi
                                    NDArray.vector(0, 2.5707964f)))
                    .sample(Sample.of("frequency=0.5", Shape.of(2, 3))) // <6>
                    .build();

    // end::operator[]

    private Snake() {}

    // tag::kernels[]
    private static void run(Operands o) {
        double f = o.attrs().f("frequency");
        double[] x = o.in(0);
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double wave = Math.sin(f * x[i]);
            y[i] = x[i] + wave * wave / f;
        }
    }

    private static void gradX(Operands o) {
        double f = o.attrs().f("frequency");
        double[] x = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            dX[i] = dY[i] * (1 + Math.sin(2 * f * x[i]));
        }
    }

    // end::kernels[]

    // tag::library[]
    /** What this package brings to nets. */
    public static final class Library implements OpLibrary {
        private static final Map<String, OpDef> ALL = Map.of(OP.type(), OP, GRAD_X.type(), GRAD_X);

        @Override
        public Set<String> types() {
            return ALL.keySet();
        }

        @Override
        public OpDef get(String type) {
            return ALL.get(type);
        }
    }

    // end::library[]

    // tag::fast[]
    /** A faster kernel, for every backend whose memory Java reads. */
    public static final class FastKernels implements KernelLibrary {
        private static final HostKernel FORWARD = HostKernel.ofFloats(FastKernels::bind);

        @Override
        public String backend() {
            return "host"; // <1>
        }

        @Override
        public KernelFactory factory(OpDef op, Backend backend) {
            return op == OP ? FORWARD.on(backend) : null; // <2>
        }

        private static Kernel bind(Node node, HostArrays arrays) {
            float f = (float) node.attrs().f("frequency"); // <3>
            FloatBuffer x = arrays.in(0);
            FloatBuffer y = arrays.out(0);
            int size = node.output(0).shape().intSize();
            return () -> { // <4>
                for (int i = 0; i < size; i++) {
                    float wave = (float) Math.sin(f * x.get(i));
                    y.put(i, x.get(i) + wave * wave / f);
                }
            };
        }
    }
    // end::fast[]
}
