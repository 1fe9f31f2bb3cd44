package org.duograph.experiments.pytorch;

import static org.bytedeco.pytorch.global.torch.kaiming_normal_;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.FanModeType;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Nonlinearity;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.kFanOut;
import org.bytedeco.pytorch.kReLU;

/** ResNet-20 for small photographs, layer by layer as the model zoo's recipe has it. */
final class ResNet20 {
    private static final int STAGES = 3;
    private static final int BLOCKS = 3;
    private static final int NARROWEST = 16;

    private final List<Tensor> weights = new ArrayList<>();
    private final List<Tensor> others = new ArrayList<>(); // biases, scales and shifts
    private final List<BatchNorm2dImpl> norms = new ArrayList<>();
    private final Layer first;
    private final List<Layer> blocks = new ArrayList<>();
    private final LinearImpl last;

    private interface Layer {
        Tensor of(Tensor x);
    }

    ResNet20(int classes) {
        first = convolution(3, NARROWEST, 3, 1);
        int in = NARROWEST;
        for (int stage = 0; stage < STAGES; stage++) {
            int out = NARROWEST << stage;
            for (int block = 0; block < BLOCKS; block++) {
                blocks.add(block(in, out, stage > 0 && block == 0 ? 2 : 1));
                in = out;
            }
        }
        last = new LinearImpl(in, classes);
        weights.add(last.weight());
        others.add(last.bias());
    }

    private Layer block(int in, int out, int step) {
        Layer one = convolution(in, out, 3, step);
        Layer two = convolution(out, out, 3, 1);
        Layer shortcut = in == out && step == 1 ? x -> x : convolution(in, out, 1, step);
        return x -> two.of(one.of(x).relu_()).add(shortcut.of(x)).relu_();
    }

    /** Without a bias, as a batch normalisation follows. */
    private Layer convolution(int in, int out, int size, int step) {
        Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(size, size));
        options.stride().put(new LongPointer(step, step));
        options.padding().put(new LongPointer(size / 2, size / 2));
        options.bias().put(false);
        Conv2dImpl conv = new Conv2dImpl(options);
        Tensor filters = conv.weight();
        filters.__dispatch_set_data(filters.contiguous(MemoryFormat.ChannelsLast));
        FanModeType fan = new FanModeType(new kFanOut());
        kaiming_normal_(filters, 0, fan, new Nonlinearity(new kReLU()));
        BatchNorm2dImpl norm = new BatchNorm2dImpl(new BatchNormOptions(out));
        norms.add(norm);
        weights.add(filters);
        others.addAll(List.of(norm.weight(), norm.bias()));
        return x -> norm.forward(conv.forward(x));
    }

    /** N x 3 x 32 x 32 to N x classes. */
    Tensor scores(Tensor images) {
        Tensor x = first.of(images).relu_();
        for (Layer block : blocks) {
            x = block.of(x);
        }
        return last.forward(x.mean(2, 3));
    }

    /** What decays. */
    TensorVector weights() {
        return new TensorVector(weights.toArray(Tensor[]::new));
    }

    /** What is learnt and does not decay: biases, scales and shifts. */
    TensorVector others() {
        return new TensorVector(others.toArray(Tensor[]::new));
    }

    /** Whether batch normalisation takes the batch's mean and variance, or the running ones. */
    void train(boolean training) {
        norms.forEach(norm -> norm.train(training));
    }
}
