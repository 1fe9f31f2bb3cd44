package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.globalPooling;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.noBias;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import java.util.List;
import org.duograph.design.ResNetDesign;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;

/**
 * Residual networks (He et al. 2016): blocks of convolutions whose result is added to what came in.
 *
 * <p>Each convolution is followed by batch normalisation. Where a block changes the number of
 * channels, what came in passes a 1 x 1 convolution first.
 */
public final class ResNet {
    private static final Option MSRA = Option.weightInit(Initializer.msra());

    private final ModelHelper model;

    private ResNet(ModelHelper model) {
        this.model = model;
    }

    /**
     * ResNet for CIFAR: three stages of {@code blocksPerStage} blocks of two 3 x 3 convolutions,
     * 16, 32 and 64 channels wide; 6 &middot; blocksPerStage + 2 layers. 3 makes ResNet-20, 5
     * ResNet-32.
     *
     * @param data images, N x 3 x 32 x 32
     * @return the scores, N x classes
     */
    public static String cifar(ModelHelper model, String data, int blocksPerStage, int classes) {
        ResNet net = new ResNet(model);
        String layer = net.convolution(data, "conv1", 3, 16, 3, 1, true);
        int channels = 16;
        for (int stage = 0; stage < 3; stage++) {
            int width = 16 << stage;
            for (int block = 0; block < blocksPerStage; block++) {
                int step = stage > 0 && block == 0 ? 2 : 1;
                String name = "stage%d_block%d".formatted(stage + 1, block + 1);
                layer = net.simpleBlock(layer, name, channels, width, step);
                channels = width;
            }
        }
        String pooled = Brew.averagePool(model, layer, "final_avg", globalPooling());
        return Brew.fc(model, pooled, "last_out", channels, classes);
    }

    /**
     * ResNet-18, 34, 50, 101 or 152: four stages, 64 to 512 channels wide. From 50 layers on, a
     * block is a 1 x 1, a 3 x 3 and a 1 x 1 convolution, and gives four times as many channels.
     *
     * @param data images, N x 3 x height x width; made for 224 x 224
     * @param layers layers with weights, without those of short cuts
     * @return the scores, N x classes
     */
    public static String imageNet(ModelHelper model, String data, int layers, int classes) {
        ResNetDesign design = ResNetDesign.of(layers);
        ResNet net = new ResNet(model);
        String layer = net.convolution(data, "conv1", 3, 64, 7, 2, true);
        layer = Brew.maxPool(model, layer, "pool1", kernel(3), stride(2), pad(1));
        int channels = 64;
        for (int stage = 0; stage < design.blocks().size(); stage++) {
            int inner = design.width(stage);
            for (int block = 0; block < design.blocks().get(stage); block++) {
                int step = design.stride(stage, block);
                String name = "stage%d_block%d".formatted(stage + 1, block + 1);
                layer =
                        design.bottlenecks()
                                ? net.bottleneck(layer, name, channels, inner, step)
                                : net.simpleBlock(layer, name, channels, inner, step);
                channels = design.channels(stage);
            }
        }
        String pooled = Brew.averagePool(model, layer, "final_avg", globalPooling());
        return Brew.fc(model, pooled, "last_out", channels, classes);
    }

    private String simpleBlock(String in, String name, int dimIn, int dimOut, int step) {
        String first = convolution(in, name + "_conv1", dimIn, dimOut, 3, step, true);
        String second = convolution(first, name + "_conv2", dimOut, dimOut, 3, 1, false);
        return add(in, second, name, dimIn, dimOut, step);
    }

    private String bottleneck(String in, String name, int dimIn, int inner, int step) {
        String first = convolution(in, name + "_conv1", dimIn, inner, 1, 1, true);
        String second = convolution(first, name + "_conv2", inner, inner, 3, step, true);
        String third = convolution(second, name + "_conv3", inner, 4 * inner, 1, 1, false);
        return add(in, third, name, dimIn, 4 * inner, step);
    }

    private String add(String in, String block, String name, int dimIn, int dimOut, int step) {
        String shortcut =
                dimIn == dimOut && step == 1
                        ? in
                        : convolution(in, name + "_shortcut", dimIn, dimOut, 1, step, false);
        String sum = Brew.sum(model, List.of(block, shortcut), name + "_sum");
        return Brew.relu(model, sum, name + "_relu");
    }

    private String convolution(
            String in, String name, int dimIn, int dimOut, int size, int step, boolean relu) {
        Option[] options = {kernel(size), stride(step), pad(size / 2), noBias(), MSRA};
        String conv = Brew.conv(model, in, name, dimIn, dimOut, options);
        String bn = Brew.spatialBn(model, conv, name + "_spatbn", dimOut);
        return relu ? Brew.relu(model, bn, name + "_relu") : bn;
    }
}
