package org.duograph.experiments.recurrent;

import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.get_mkldnn_version;
import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The task as PyTorch does it, by its LSTM module and its optimizer. Its layers have two biases
 * each; the second ones begin at zero.
 */
final class PyTorchTrainer implements Trainer {
    private static final int KINDS = 4; // weights of inputs and of outputs, and two biases

    private final PointerScope memory = new PointerScope();
    private final LSTMImpl lstm;
    private final TensorVector parameters;
    private final Tensor sequences;
    private final SGD optimizer;

    @SuppressWarnings("try") // what is opened works by being open
    PyTorchTrainer() {
        set_num_threads(Runtime.getRuntime().availableProcessors());
        Context.setFlushDenormal(true);
        try (PointerScope scope = memory.extend()) { // leaves it without freeing what was made
            LSTMOptions options = new LSTMOptions(Task.SIZE, Task.SIZE);
            options.num_layers().put(Task.LAYERS);
            lstm = new LSTMImpl(options);
            parameters = lstm.parameters();
            try (NoGradGuard noGradients = new NoGradGuard()) {
                for (int layer = 0; layer < Task.LAYERS; layer++) {
                    fill(KINDS * layer, Task.inputWeights(layer));
                    fill(KINDS * layer + 1, Task.outputWeights(layer));
                    fill(KINDS * layer + 2, Task.biases(layer));
                    parameters.get(KINDS * layer + 3L).zero_();
                }
            }
            FloatPointer numbers = new FloatPointer(Task.sequences());
            sequences = from_blob(numbers, new long[] {Task.STEPS, Task.BATCH, Task.SIZE});
            SGDOptions sgd = new SGDOptions(Task.RATE);
            sgd.momentum().put(Task.MOMENTUM);
            optimizer = new SGD(parameters, sgd);
        }
    }

    private void fill(int parameter, float[] numbers) {
        Tensor tensor = parameters.get(parameter);
        tensor.copy_(from_blob(new FloatPointer(numbers), tensor.sizes()));
    }

    @Override
    public String describe() {
        return "PyTorch with oneDNN %s, %d threads"
                .formatted(get_mkldnn_version().getString().strip(), get_num_threads());
    }

    @SuppressWarnings("try") // what is opened works by being open
    @Override
    public float step(boolean update) {
        try (PointerScope scope = new PointerScope()) {
            optimizer.zero_grad(); // frees the gradients instead of filling them with zeros
            Tensor loss = lstm.forward(sequences).get0().square().sum();
            loss.backward();
            if (update) {
                optimizer.step();
            }
            return loss.item_float();
        }
    }

    @SuppressWarnings("try") // what is opened works by being open
    @Override
    public double gradientSquares() {
        try (PointerScope scope = new PointerScope()) {
            return parameters.get(0).grad().square().sum().item_float();
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
