package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.globalPooling;
import static org.duograph.workspace.model.Option.group;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.noBias;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import java.util.ArrayList;
import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;

/**
 * What nets for images are made of: convolutions that are followed by batch normalisation and an
 * activation. They count the channels of what they read by themselves, so the net's input must be
 * declared: {@code model.input("data", Shape.of(n, 3, 224, 224))}.
 */
final class Blocks {
    private static final Option MSRA = Option.weightInit(Initializer.msra());

    private final ModelHelper model;

    Blocks(ModelHelper model) {
        this.model = model;
    }

    /** How many channels a blob of images has. */
    int channels(String blob) {
        return model.type(blob).shape().dim(1);
    }

    /**
     * A convolution without bias, batch normalisation, and an activation.
     *
     * @param options of the convolution
     */
    String conv(String in, String name, int channels, Activation activation, Option... options) {
        List<Option> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(noBias(), MSRA));
        String conv = Brew.conv(model, in, name, channels, all.toArray(Option[]::new));
        return normalized(conv, name, activation);
    }

    /** As conv, with a square kernel that leaves the size as it is, or divides it by the stride. */
    String same(String in, String name, int channels, int size, int step, Activation activation) {
        return conv(in, name, channels, activation, kernel(size), stride(step), pad(size / 2));
    }

    /** As same, of each channel by itself. */
    String depthwise(String in, String name, int size, int step, Activation activation) {
        int n = channels(in);
        Option[] options = {kernel(size), stride(step), pad(size / 2), group(n)};
        return conv(in, name, n, activation, options);
    }

    /** Batch normalisation and an activation. */
    String normalized(String in, String name, Activation activation) {
        return activation.add(model, Brew.spatialBn(model, in, name + "_bn"), name);
    }

    /** The mean of each channel, N x channels x 1 x 1. */
    String mean(String in, String name) {
        return Brew.averagePool(model, in, name, globalPooling());
    }

    /** The scores of classes, N x classes, from the mean of each channel. */
    String classes(String in, int classes) {
        return Brew.fc(model, mean(in, "pool_last"), "classifier", classes);
    }
}
