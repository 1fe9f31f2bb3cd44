package org.duograph.experiments.tensorflow;

import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Model;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.ArgMax;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** TensorFlow in graph mode. Operations use one thread per processor, as its guide advises. */
final class TensorFlowSession implements Framework {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private final boolean onednn;

    TensorFlowSession(boolean onednn) {
        this.onednn = onednn;
        TensorFlow.version(); // loads the library
    }

    /**
     * Opens a session whose threads are set.
     *
     * @param sideBySide how many operations may run at the same time
     */
    static Session open(Graph graph, int sideBySide) {
        ConfigProto config =
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(THREADS)
                        .setInterOpParallelismThreads(sideBySide)
                        .build();
        return new Session(graph, config);
    }

    @Override
    public String describe() {
        return "TensorFlow %s, graph and session, oneDNN %s, NHWC, %d threads"
                .formatted(TensorFlow.version(), onednn ? "on" : "off", THREADS);
    }

    @Override
    public ImageOrder imageOrder() {
        return ImageOrder.NHWC;
    }

    @Override
    public Model construct(Setup setup) {
        // Inference is a chain, and one of oneDNN's operations keeps all processors busy; both are
        // slower when a second thread looks for work. Without oneDNN, gradients run side by side.
        return new TensorFlowModel(setup, onednn || !setup.training() ? 1 : THREADS);
    }

    @Override
    public Argmax argmax(int n) {
        return new SessionArgmax(n);
    }

    @Override
    public void close() {
        // Graphs and sessions belong to the models.
    }

    /** The paper's program: a placeholder of n x 1 numbers is fed, ArgMax is fetched. */
    private static final class SessionArgmax implements Argmax {
        private final Graph graph = new Graph();
        private final Placeholder<TFloat32> numbers;
        private final ArgMax<TInt64> largest;
        private final Session session;
        private final Shape shape;

        SessionArgmax(int n) {
            Ops tf = Ops.create(graph);
            shape = Shape.of(n, 1);
            numbers = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
            largest = tf.math.argMax(numbers, tf.constant(0));
            session = open(graph, 1);
        }

        @Override
        public long of(float[] values) {
            try (TFloat32 fed =
                            TFloat32.tensorOf(
                                    shape, t -> t.asRawTensor().data().asFloats().write(values));
                    Result result = session.runner().feed(numbers, fed).fetch(largest).run()) {
                return ((TInt64) result.get(0)).getLong(0);
            }
        }

        @Override
        public void close() {
            session.close();
            graph.close();
        }
    }
}
