package org.duograph.experiments.pytorch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.manual_seed;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.duograph.experiments.harness.Framework.Setup;
import org.duograph.experiments.harness.Model;
import org.duograph.experiments.harness.NetSpec;

/** A net as modules with an optimizer. What a step makes is freed when it ends. */
final class PyTorchModel implements Model {
    private static final long PIXELS = NetSpec.SIZE * NetSpec.SIZE;

    /** What lives as long as the model. */
    private final PointerScope memory = new PointerScope();

    private final Setup setup;
    private final Layers layers;
    private final long[] shape;
    private final long[] strides;
    private final LongPointer labels;
    private final Tensor labelTensor;
    private SGD optimizer;

    @SuppressWarnings("try") // what is opened works by being open
    PyTorchModel(Setup setup, boolean channelsLast) {
        this.setup = setup;
        long size = NetSpec.SIZE;
        long channels = NetSpec.CHANNELS;
        shape = new long[] {setup.batch(), channels, size, size};
        strides =
                channelsLast
                        ? new long[] {channels * PIXELS, 1, channels * size, channels}
                        : new long[] {channels * PIXELS, PIXELS, size, 1};
        manual_seed(setup.seed());
        try (PointerScope scope = memory.extend()) { // leaves it without freeing what was made
            layers = new Layers(setup.net(), channelsLast);
            labels = new LongPointer(setup.batch());
            labelTensor =
                    from_blob(
                            labels, new long[] {setup.batch()}, new TensorOptions(ScalarType.Long));
        }
        newOptimizer();
    }

    @SuppressWarnings("try") // what is opened works by being open
    @Override
    public void initialize() {
        try (PointerScope scope = new PointerScope()) {
            layers.initialize();
        }
    }

    /** Gradient descent with momenta of zero. Weights decay, all else does not. */
    @SuppressWarnings("try") // what is opened works by being open
    private void newOptimizer() {
        if (!setup.training()) {
            return;
        }
        if (optimizer != null) {
            optimizer.close();
        }
        try (PointerScope scope = new PointerScope()) {
            optimizer = new SGD(vector(layers.weights), options(setup.weightDecay()));
            optimizer.add_param_group(new OptimizerParamGroup(vector(layers.others), options(0)));
            memory.attach(optimizer);
        }
    }

    private SGDOptions options(float weightDecay) {
        SGDOptions options = new SGDOptions(0);
        options.momentum().put(setup.momentum());
        options.weight_decay().put(weightDecay);
        return options;
    }

    private static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.toArray(Tensor[]::new));
    }

    @SuppressWarnings("try") // what is opened works by being open
    @Override
    public float trainStep(FloatBuffer images, int[] classes, float learningRate) {
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < classes.length; i++) {
                labels.put(i, classes[i]);
            }
            for (int group = 0; group < 2; group++) {
                optimizer.param_groups().get(group).options().set_lr(learningRate);
            }
            optimizer.zero_grad(); // frees the gradients instead of filling them with zeros
            layers.train(true);
            Tensor loss = cross_entropy_loss(layers.forward(wrap(images)), labelTensor);
            loss.backward();
            optimizer.step();
            return loss.item_float();
        }
    }

    @SuppressWarnings("try") // what is opened works by being open
    @Override
    public void infer(FloatBuffer images, float[] scores) {
        try (PointerScope scope = new PointerScope();
                InferenceMode mode = new InferenceMode(true)) {
            layers.train(false);
            layers.forward(wrap(images)).data_ptr_float().get(scores);
        }
    }

    /** The buffer's own memory as a tensor. */
    private Tensor wrap(FloatBuffer images) {
        return from_blob(
                new FloatPointer(images), shape, strides, new TensorOptions(ScalarType.Float));
    }

    @SuppressWarnings("try") // what is opened works by being open
    @Override
    public void load(List<float[]> numbers) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGradients = new NoGradGuard()) {
            for (int i = 0; i < numbers.size(); i++) {
                Tensor parameter = layers.parameters.get(i);
                FloatPointer from = new FloatPointer(numbers.get(i));
                parameter.copy_(from_blob(from, parameter.sizes()));
            }
            layers.resetRunningStatistics();
        }
        newOptimizer();
    }

    @Override
    public long plannedBytes() {
        return 0; // PyTorch allocates as it runs
    }

    @Override
    public void close() {
        memory.close();
    }
}
