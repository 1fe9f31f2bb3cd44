package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Losses;
import org.duograph.session.Operation;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.train.AdadeltaOptimizer;
import org.duograph.session.train.AdagradOptimizer;
import org.duograph.session.train.AdamOptimizer;
import org.duograph.session.train.FtrlOptimizer;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Optimizer;
import org.duograph.session.train.ProximalAdagradOptimizer;
import org.duograph.session.train.ProximalGradientDescentOptimizer;
import org.duograph.session.train.RmsPropOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A net of layers is trained there and here: the same losses after each step. */
class TrainedNetsTest {
    static List<Optimizer> optimizers() {
        return List.of(
                new GradientDescentOptimizer(0.1),
                new MomentumOptimizer(0.05, 0.9, true),
                new AdagradOptimizer(0.1),
                new AdadeltaOptimizer(1, 0.9, 1e-3),
                new AdamOptimizer(0.01),
                new RmsPropOptimizer(0.01, 0.9, 0.5, 1e-3, false),
                new RmsPropOptimizer(0.01, 0.9, 0.5, 1e-1, true),
                new FtrlOptimizer(0.1, -0.5, 0.1, 0.01, 0.01),
                new ProximalGradientDescentOptimizer(0.1, 0.001, 0.01),
                new ProximalAdagradOptimizer(0.1, 0.1, 0.001, 0.01));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aNetOfLayersLearnsTheSameThereAndHere(Optimizer optimizer) {
        Graph g = new Graph();
        g.setRandomSeed(5);
        Tensor x = g.placeholder("x", DType.FLOAT32, 4, 8, 8, 2);
        Tensor labels = g.placeholder("labels", DType.INT32, 4);
        Tensor h = g.layers().same().kernel(Initializers.heNormal()).conv2d(x, 3, 3);
        h = g.layers().batchNormalization(h, true, 0.5, 0.01).relu();
        h = g.layers().averagePooling2d(g.layers().maxPooling2d(h, 2, 2), 2, 2);
        h = g.layers().dropout(g.layers().flatten(h), 0.25, true);
        Tensor scores = g.layers().regularizer(Losses.l2(0.01)).dense(h, 3);
        g.losses().sparseSoftmaxCrossEntropy(labels, scores);
        Tensor loss = g.losses().total();
        Operation step = optimizer.minimize(loss);
        Operation init = g.globalVariablesInitializer();
        Map<String, NDArray> fed = new LinkedHashMap<>();
        fed.put("x", pictures());
        fed.put("labels", NDArray.of(Shape.of(4), 0, 1, 2, 1));
        double[] ours = new double[4];
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < ours.length; i++) {
                ours[i] = run(s, fed).run(loss).item();
                run(s, fed).run(step);
            }
        }
        try (TensorFlow1 tf = new TensorFlow1(GraphDefWriter.write(g))) {
            tf.run(Map.of(), List.of(init.name()), List.of());
            for (int i = 0; i < ours.length; i++) {
                double theirs = tf.run(fed, List.of(), List.of(loss.name())).get(0).item();
                tf.run(fed, List.of(step.name()), List.of());
                assertThat(ours[i])
                        .as("%s, loss %d", optimizer.name(), i)
                        .isCloseTo(theirs, within(1e-4));
            }
        }
    }

    private static Run run(Session s, Map<String, NDArray> fed) {
        Run run = s.newRun();
        fed.forEach(run::feed);
        return run;
    }

    private static NDArray pictures() {
        float[] pixels = new float[4 * 8 * 8 * 2];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(i * i % 97);
        }
        return NDArray.of(Shape.of(4, 8, 8, 2), pixels);
    }
}
