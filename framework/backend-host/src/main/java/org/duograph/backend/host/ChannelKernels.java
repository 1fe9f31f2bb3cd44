package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.view.Channels;

/** What has numbers of its own for each channel: slopes, scales and shifts. */
final class ChannelKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "AffineChannel" -> HostKernel.ofFloats(ChannelKernels::affine).inPlace(0, 0);
            case "PRelu" -> HostKernel.ofFloats(ChannelKernels::prelu).inPlace(0, 0);
            case "PReluGrad" -> HostKernel.ofFloats(ChannelKernels::preluGrad).inPlace(0, 2);
            default -> null;
        };
    }

    private static Channels channels(Node node) {
        return Channels.of(node.attrs(), node.input(0).shape());
    }

    private static Kernel affine(Node node, HostArrays arrays) {
        Channels channels = channels(node);
        FloatBuffer x = arrays.in(0);
        FloatBuffer scale = arrays.in(1);
        FloatBuffer bias = arrays.in(2);
        FloatBuffer y = arrays.out(0);
        return () -> {
            for (int o = 0; o < channels.outer(); o++) {
                for (int c = 0; c < channels.count(); c++) {
                    float factor = scale.get(c);
                    float shift = bias.get(c);
                    int at = channels.at(o, c);
                    for (int i = at; i < at + channels.inner(); i++) {
                        y.put(i, x.get(i) * factor + shift);
                    }
                }
            }
        };
    }

    private static Kernel prelu(Node node, HostArrays arrays) {
        Channels channels = channels(node);
        int slopes = node.input(1).shape().intSize();
        FloatBuffer x = arrays.in(0);
        FloatBuffer slope = arrays.in(1);
        FloatBuffer y = arrays.out(0);
        return () -> {
            for (int o = 0; o < channels.outer(); o++) {
                for (int c = 0; c < channels.count(); c++) {
                    float factor = slope.get(c % slopes);
                    int at = channels.at(o, c);
                    for (int i = at; i < at + channels.inner(); i++) {
                        float one = x.get(i);
                        y.put(i, one > 0 ? one : factor * one);
                    }
                }
            }
        };
    }

    private static Kernel preluGrad(Node node, HostArrays arrays) {
        Channels channels = channels(node);
        FloatBuffer x = arrays.in(0);
        FloatBuffer slope = arrays.in(1);
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        FloatBuffer dSlope = arrays.out(1);
        double[] sums = new double[node.input(1).shape().intSize()];
        return () -> {
            Arrays.fill(sums, 0);
            for (int o = 0; o < channels.outer(); o++) {
                for (int c = 0; c < channels.count(); c++) {
                    int k = c % sums.length;
                    float factor = slope.get(k);
                    int at = channels.at(o, c);
                    for (int i = at; i < at + channels.inner(); i++) {
                        float one = x.get(i);
                        float gradient = dY.get(i); // dX may be written over it
                        if (one <= 0) {
                            sums[k] += (double) gradient * one;
                        }
                        dX.put(i, one > 0 ? gradient : factor * gradient);
                    }
                }
            }
            for (int k = 0; k < sums.length; k++) {
                dSlope.put(k, (float) sums[k]);
            }
        };
    }
}
