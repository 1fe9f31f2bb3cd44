package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.noBias;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import java.util.List;
import org.duograph.design.DenseNetDesign;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * DenseNet (Huang et al. 2017): each layer reads what all layers of its block before it made, and
 * adds a few channels of its own.
 */
public final class DenseNet {
    private final ModelHelper model;
    private final Blocks blocks;

    private DenseNet(ModelHelper model) {
        this.model = model;
        this.blocks = new Blocks(model);
    }

    /**
     * Adds the network.
     *
     * @param data images, N x 3 x height x width, declared
     * @param layers 121, 161, 169 or 201
     * @return the scores, N x classes
     */
    public static String add(ModelHelper model, String data, int layers, int classes) {
        DenseNetDesign design = DenseNetDesign.of(layers);
        DenseNet net = new DenseNet(model);
        String layer = net.blocks.same(data, "conv1", design.first(), 7, 2, Activation.RELU);
        layer = Brew.maxPool(model, layer, "pool1", kernel(3), stride(2), pad(1));
        for (int block = 1; block <= design.layers().size(); block++) {
            for (int i = 1; i <= design.layers().get(block - 1); i++) {
                layer = net.dense(layer, "block%d_layer%d".formatted(block, i), design);
            }
            if (block < design.layers().size()) {
                layer = net.transition(layer, "transition" + block);
            }
        }
        return net.blocks.classes(net.blocks.normalized(layer, "last", Activation.RELU), classes);
    }

    private String dense(String in, String name, DenseNetDesign design) {
        String layer = blocks.normalized(in, name + "_in", Activation.RELU);
        layer = blocks.same(layer, name + "_conv1", design.narrow(), 1, 1, Activation.RELU);
        layer = plain(layer, name + "_conv2", design.growth(), 3);
        return Brew.depthConcat(model, List.of(in, layer), name);
    }

    /** Half of the channels, and images of half the size. */
    private String transition(String in, String name) {
        String layer = blocks.normalized(in, name + "_in", Activation.RELU);
        layer = plain(layer, name + "_conv", blocks.channels(in) / 2, 1);
        return Brew.averagePool(model, layer, name, kernel(2), stride(2));
    }

    /** A convolution alone: what follows it normalises. */
    private String plain(String in, String name, int channels, int size) {
        return Brew.conv(model, in, name, channels, kernel(size), pad(size / 2), noBias());
    }
}
