package org.duograph.experiments.tensorflow;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.experiments.harness.Framework.Setup;
import org.duograph.experiments.harness.Model;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;
import org.duograph.experiments.harness.NetSpec.Parameter;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A net in a session. The tensors that are fed live as long as the model: a step copies the images
 * into one of them, which is all the copying that TensorFlow Java's public interface asks for.
 */
final class TensorFlowModel implements Model {
    private final Setup setup;
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final NetGraph net;
    private final Session session;
    private final Map<Parameter, Assignment> assignments = new LinkedHashMap<>();
    private final TFloat32 images;
    private final TInt32 labels;
    private final TFloat32 learningRate = TFloat32.scalarOf(0);

    TensorFlowModel(Setup setup, int sideBySide) {
        this.setup = setup;
        net = new NetGraph(tf, setup);
        session = TensorFlowSession.open(graph, sideBySide);
        images = TFloat32.tensorOf(net.images.shape());
        labels = TInt32.tensorOf(net.labels.shape());
    }

    @Override
    public void initialize() {
        session.runner().addTarget(net.initialize).run().close();
    }

    @Override
    public float trainStep(FloatBuffer batch, int[] classes, float rate) {
        copyImages(batch);
        labels.asRawTensor().data().asInts().write(classes);
        learningRate.setFloat(rate);
        try (Result result =
                session.runner()
                        .feed(net.images, images)
                        .feed(net.labels, labels)
                        .feed(net.learningRate, learningRate)
                        .addTarget(net.update)
                        .fetch(net.loss)
                        .run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }

    @Override
    public void infer(FloatBuffer batch, float[] scores) {
        copyImages(batch);
        try (Result result = session.runner().feed(net.images, images).fetch(net.scores).run()) {
            result.get(0).asRawTensor().data().asFloats().read(scores);
        }
    }

    private void copyImages(FloatBuffer batch) {
        FloatDataBuffer tensor = images.asRawTensor().data().asFloats();
        DataBuffers.of(batch).copyTo(tensor, tensor.size());
    }

    @Override
    public void load(List<float[]> parameters) {
        if (assignments.isEmpty()) {
            net.parameters.forEach((p, variable) -> assignments.put(p, assignment(variable)));
        }
        initialize(); // also momenta and running means
        Session.Runner runner = session.runner();
        List<TFloat32> fed = new ArrayList<>();
        assignments.forEach(
                (p, assignment) -> {
                    float[] numbers = toTensorFlow(p, parameters.get(fed.size()));
                    Shape shape = Shape.of(NetGraph.shapeHere(p));
                    TFloat32 tensor = TFloat32.tensorOf(shape, DataBuffers.of(numbers));
                    runner.feed(assignment.numbers, tensor).addTarget(assignment.assign);
                    fed.add(tensor);
                });
        runner.run().close();
        fed.forEach(TFloat32::close);
    }

    /** A placeholder and the operation that assigns what is fed there. */
    private record Assignment(Placeholder<TFloat32> numbers, Op assign) {}

    /** Added to the graph when parameters are loaded: a net that only trains has none. */
    private Assignment assignment(NetGraph.Variable variable) {
        Placeholder<TFloat32> numbers = tf.placeholder(TFloat32.class);
        return new Assignment(numbers, tf.assignVariableOp(variable.handle(), numbers));
    }

    /**
     * From out x in x height x width to height x width x in x out, and from out x in to in x out.
     */
    private float[] toTensorFlow(Parameter p, float[] from) {
        if (!p.role().equals("weights")) {
            return from;
        }
        int out = (int) p.shape()[0];
        int in = from.length / out;
        // A filter, or the weights of a dense layer after it, sees in/pixels channels.
        int pixels = p.shape().length == 4 ? 9 : pixelsBefore(p.layer());
        int channels = in / pixels;
        float[] to = new float[from.length];
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < pixels; i++) {
                    to[(i * channels + c) * out + o] = from[(o * channels + c) * pixels + i];
                }
            }
        }
        return to;
    }

    /** How many pixels the images have that a dense layer flattens; 1 after another dense layer. */
    private int pixelsBefore(int layer) {
        int size = NetSpec.SIZE;
        for (Layer before : setup.net().layers().subList(0, layer)) {
            if (before instanceof Layer.MaxPool) {
                size /= 2;
            } else if (before instanceof Layer.Dense) {
                return 1;
            }
        }
        return size * size;
    }

    @Override
    public long plannedBytes() {
        return 0; // TensorFlow allocates as it runs
    }

    @Override
    public void close() {
        images.close();
        labels.close();
        learningRate.close();
        session.close();
        graph.close();
    }
}
