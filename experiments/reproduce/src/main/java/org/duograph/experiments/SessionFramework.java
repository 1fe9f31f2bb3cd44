package org.duograph.experiments;

import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Model;
import org.duograph.measure.Roof;
import org.duograph.plan.Placement;
import org.duograph.session.Callable;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Duograph's session face as the harness measures it, on the best backend that is available. */
final class SessionFramework implements Framework {
    private final Placement placement = Placement.of(Faces.requireAsked(Backends.open("")));

    /** The backend that the sessions run on; its library is loaded. */
    private Backend backend() {
        return placement.preferred();
    }

    @Override
    public String describe() {
        return "Duograph, session face, on " + backend().description();
    }

    @Override
    public ImageOrder imageOrder() {
        return ImageOrder.NCHW;
    }

    @Override
    public Model construct(Setup setup) {
        return new SessionModel(setup, backend());
    }

    /** A session that runs TensorFlow's {@code tf.argmax}, called as {@code make_callable} does. */
    @Override
    public Argmax argmax(int n) {
        Graph graph = new Graph();
        Tensor x = graph.placeholder("x", DType.FLOAT32, n, 1);
        Session session = new Session(graph);
        NDArray column = NDArray.of(Shape.of(n, 1), new float[n]);
        Callable call = session.callable(List.of(x), x.argMax(0));
        return new Argmax() {
            @Override
            public long of(float[] numbers) {
                System.arraycopy(numbers, 0, column.floats(), 0, n);
                return (long) call.run(column).item();
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    @Override
    public double peakFlops() {
        return Roof.measure(placement).gflops() * 1e9;
    }

    @Override
    public void close() {
        placement.close();
    }
}
