package org.duograph.experiments.pytorch;

import static org.bytedeco.pytorch.global.torch.kaiming_normal_;
import static org.bytedeco.pytorch.global.torch.max_pool2d;

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
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.kFanIn;
import org.bytedeco.pytorch.kReLU;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;

/** The layers of a net as PyTorch modules, in order. */
final class Layers {
    private static final long[] TWO = {2, 2};
    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};

    private final List<Step> steps = new ArrayList<>();
    private final List<BatchNorm2dImpl> norms = new ArrayList<>();
    private final List<Tensor> biases = new ArrayList<>();

    /** Weights of convolutions and dense layers. */
    final List<Tensor> weights = new ArrayList<>();

    /** Biases, scales and shifts. */
    final List<Tensor> others = new ArrayList<>();

    /** All parameters in the order of {@link NetSpec#parameters}. */
    final List<Tensor> parameters = new ArrayList<>();

    /** One layer, or a change of shape between two. */
    private interface Step {
        Tensor of(Tensor x);
    }

    Layers(NetSpec net, boolean channelsLast) {
        boolean flat = false;
        for (Layer layer : net.layers()) {
            if (layer instanceof Layer.Conv conv) {
                addConv(conv, channelsLast);
            } else if (layer instanceof Layer.BatchNorm norm) {
                addBatchNorm(norm);
            } else if (layer instanceof Layer.Relu) {
                steps.add(Tensor::relu_); // in place: no layer before it needs its own result
            } else if (layer instanceof Layer.MaxPool) {
                steps.add(x -> max_pool2d(x, TWO, TWO, ZERO, ONE, false));
            } else if (layer instanceof Layer.Dense dense) {
                if (!flat) {
                    steps.add(x -> x.flatten(1, -1));
                    flat = true;
                }
                LinearImpl linear = new LinearImpl(dense.in(), dense.out());
                addParameters(linear.weight(), linear.bias());
                steps.add(linear::forward);
            }
        }
    }

    private void addConv(Layer.Conv conv, boolean channelsLast) {
        Conv2dOptions options = new Conv2dOptions(conv.in(), conv.out(), new LongPointer(3, 3));
        options.padding().put(new LongPointer(1, 1));
        options.bias().put(conv.bias());
        Conv2dImpl module = new Conv2dImpl(options);
        Tensor filters = module.weight();
        if (channelsLast) {
            filters.__dispatch_set_data(filters.contiguous(MemoryFormat.ChannelsLast));
        }
        addParameters(filters, conv.bias() ? module.bias() : null);
        steps.add(module::forward);
    }

    private void addBatchNorm(Layer.BatchNorm norm) {
        BatchNormOptions options = new BatchNormOptions(norm.channels());
        options.eps().put(NetSpec.BN_EPSILON);
        options.momentum().put(1 - NetSpec.BN_MOMENTUM); // here the share of the new one
        BatchNorm2dImpl module = new BatchNorm2dImpl(options);
        addOther(module.weight()); // starts at 1
        addOther(module.bias()); // starts at 0
        norms.add(module);
        steps.add(module::forward);
    }

    private void addParameters(Tensor weight, Tensor bias) {
        weights.add(weight);
        parameters.add(weight);
        if (bias != null) {
            biases.add(bias);
            addOther(bias);
        }
    }

    /**
     * He's initialisation. Modules are born with another one of PyTorch's own, which is part of
     * their construction, and with scales of 1 and shifts of 0.
     */
    void initialize() {
        FanModeType fanIn = new FanModeType(new kFanIn());
        Nonlinearity relu = new Nonlinearity(new kReLU());
        weights.forEach(weight -> kaiming_normal_(weight, 0, fanIn, relu));
        biases.forEach(bias -> bias.detach().zero_());
    }

    private void addOther(Tensor parameter) {
        others.add(parameter);
        parameters.add(parameter);
    }

    Tensor forward(Tensor images) {
        Tensor x = images;
        for (Step step : steps) {
            x = step.of(x);
        }
        return x;
    }

    void train(boolean training) {
        norms.forEach(norm -> norm.train(training));
    }

    void resetRunningStatistics() {
        norms.forEach(BatchNorm2dImpl::reset_running_stats);
    }
}
