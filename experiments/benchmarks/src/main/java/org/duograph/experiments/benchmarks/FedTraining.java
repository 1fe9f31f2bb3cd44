package org.duograph.experiments.benchmarks;

import java.util.List;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.session.Callable;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Layers;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.data.Dataset;
import org.duograph.session.data.DatasetIterator;
import org.duograph.session.train.MomentumOptimizer;

/** The 6-layer network in a session, trained with the batches of a data set, one in each step. */
final class FedTraining implements AutoCloseable {
    private static final double RATE = 0.001;
    private static final double MOMENTUM = 0.9;

    private final DatasetIterator iterator;
    private final Session session;
    private final Callable step;

    FedTraining(Dataset batches) {
        Graph graph = new Graph();
        graph.setRandomSeed(1);
        iterator = batches.makeOneShotIterator(graph);
        Tensor scores = layers(graph, iterator.get(0));
        Tensor loss = scores.sparseSoftmaxCrossEntropy(iterator.get(1)).mean();
        Operation descent = new MomentumOptimizer(RATE, MOMENTUM).minimize(loss);
        session = new Session(graph);
        session.initialize();
        step = session.callable(List.of(), loss, descent);
    }

    private static Tensor layers(Graph graph, Tensor images) {
        Layers layer = graph.layers().channelsFirst().same().kernel(Initializers.heNormal());
        Tensor x = images;
        for (NetSpec.Layer l : NetSpec.named("six").layers()) {
            if (l instanceof NetSpec.Layer.Conv c) {
                x = layer.conv2d(x, c.out(), 3);
            } else if (l instanceof NetSpec.Layer.Dense d) {
                x = layer.dense(x.shape().rank() == 4 ? layer.flatten(x) : x, d.out());
            } else if (l instanceof NetSpec.Layer.MaxPool) {
                x = layer.maxPooling2d(x, 2, 2);
            } else {
                x = x.relu();
            }
        }
        return x;
    }

    /** Takes some steps; gives the loss of the last. */
    float train(int steps) {
        float loss = Float.NaN;
        for (int i = 0; i < steps; i++) {
            loss = (float) step.run().item();
        }
        return loss;
    }

    @Override
    public void close() {
        session.close();
        iterator.close();
    }
}
