package org.duograph.experiments.contract;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;
import org.duograph.experiments.harness.NetSpec.Parameter;

/**
 * The definition of a net in plain loops and doubles, to compare frameworks with. Its gradients are
 * differences of losses, one parameter at a time, so they know nothing of the chain rule; use it on
 * tiny nets.
 */
final class SlowNet {
    private static final double DIFFERENCE = 1e-5;

    private final NetSpec net;
    private final boolean unbiased; // whether running variances are divided by n - 1
    private final List<Parameter> names;
    private final List<double[]> parameters = new ArrayList<>();
    private final List<double[]> velocities = new ArrayList<>();
    private final Map<Integer, double[]> runningMeans = new HashMap<>(); // by layer
    private final Map<Integer, double[]> runningVariances = new HashMap<>();

    SlowNet(NetSpec net, List<float[]> start, boolean unbiased) {
        this.unbiased = unbiased;
        this.net = net;
        names = net.parameters();
        for (int i = 0; i < names.size(); i++) {
            double[] numbers = new double[start.get(i).length];
            for (int j = 0; j < numbers.length; j++) {
                numbers[j] = start.get(i)[j];
            }
            parameters.add(numbers);
            velocities.add(new double[numbers.length]);
        }
        for (int i = 0; i < net.layers().size(); i++) {
            if (net.layers().get(i) instanceof Layer.BatchNorm norm) {
                runningMeans.put(i, new double[norm.channels()]);
                runningVariances.put(i, filled(norm.channels(), 1));
            }
        }
    }

    /** As {@link org.duograph.experiments.harness.Model#trainStep}; images are N, C, H, W. */
    double trainStep(
            FloatBuffer images, int[] labels, double rate, double momentum, double weightDecay) {
        List<double[]> gradients = new ArrayList<>();
        for (double[] numbers : parameters) {
            gradients.add(differences(numbers, images, labels));
        }
        double loss = loss(scores(images, labels.length, true), labels);
        updateRunning(images, labels.length);
        for (int i = 0; i < names.size(); i++) {
            double decay = names.get(i).role().equals("weights") ? weightDecay : 0;
            double[] w = parameters.get(i);
            double[] v = velocities.get(i);
            for (int j = 0; j < w.length; j++) {
                v[j] = momentum * v[j] + gradients.get(i)[j] + decay * w[j];
                w[j] -= rate * v[j];
            }
        }
        return loss;
    }

    private double[] differences(double[] numbers, FloatBuffer images, int[] labels) {
        double[] gradient = new double[numbers.length];
        for (int j = 0; j < numbers.length; j++) {
            double kept = numbers[j];
            numbers[j] = kept + DIFFERENCE;
            double above = loss(scores(images, labels.length, true), labels);
            numbers[j] = kept - DIFFERENCE;
            double below = loss(scores(images, labels.length, true), labels);
            numbers[j] = kept;
            gradient[j] = (above - below) / (2 * DIFFERENCE);
        }
        return gradient;
    }

    /** The mean cross-entropy of the softmax of scores. */
    static double loss(double[][] scores, int[] labels) {
        double sum = 0;
        for (int n = 0; n < labels.length; n++) {
            double total = 0;
            for (double score : scores[n]) {
                total += Math.exp(score);
            }
            sum += Math.log(total) - scores[n][labels[n]];
        }
        return sum / labels.length;
    }

    /** Scores for inference: batch x classes. */
    double[][] infer(FloatBuffer images, int batch) {
        return scores(images, batch, false);
    }

    private double[][] scores(FloatBuffer images, int batch, boolean training) {
        return upTo(net.layers().size(), images, batch, training);
    }

    /** What the first {@code layers} layers make of the images, each one flat in C, H, W order. */
    private double[][] upTo(int layers, FloatBuffer images, int batch, boolean training) {
        int floats = NetSpec.CHANNELS * NetSpec.SIZE * NetSpec.SIZE;
        double[][] x = new double[batch][floats];
        for (int n = 0; n < batch; n++) {
            for (int i = 0; i < floats; i++) {
                x[n][i] = images.get(n * floats + i);
            }
        }
        int size = NetSpec.SIZE;
        for (int i = 0; i < layers; i++) {
            Layer layer = net.layers().get(i);
            if (layer instanceof Layer.Conv conv) {
                double[] bias = conv.bias() ? parameter(i, "bias") : filled(conv.out(), 0);
                for (int n = 0; n < batch; n++) {
                    x[n] = conv(x[n], parameter(i, "weights"), bias, conv.in(), size);
                }
            } else if (layer instanceof Layer.BatchNorm norm) {
                double[] mean = training ? mean(x, norm.channels()) : runningMeans.get(i);
                double[] variance = training ? variance(x, mean) : runningVariances.get(i);
                x = normalize(x, mean, variance, parameter(i, "scale"), parameter(i, "shift"));
            } else if (layer instanceof Layer.Relu) {
                for (double[] image : x) {
                    Arrays.setAll(image, j -> Math.max(0, image[j]));
                }
            } else if (layer instanceof Layer.MaxPool) {
                for (int n = 0; n < batch; n++) {
                    x[n] = maxPool(x[n], size);
                }
                size /= 2;
            } else if (layer instanceof Layer.Dense) {
                for (int n = 0; n < batch; n++) {
                    x[n] = dense(x[n], parameter(i, "weights"), parameter(i, "bias"));
                }
            }
        }
        return x;
    }

    private double[] parameter(int layer, String role) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).layer() == layer && names.get(i).role().equals(role)) {
                return parameters.get(i);
            }
        }
        throw new IllegalStateException("Layer " + layer + " has no " + role);
    }

    private static double[] conv(double[] x, double[] w, double[] bias, int in, int size) {
        double[] y = new double[bias.length * size * size];
        for (int o = 0; o < bias.length; o++) {
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    double sum = bias[o];
                    for (int c = 0; c < in; c++) {
                        for (int k = 0; k < 9; k++) {
                            int r = row + k / 3 - 1;
                            int s = column + k % 3 - 1;
                            if (r >= 0 && r < size && s >= 0 && s < size) {
                                sum += w[(o * in + c) * 9 + k] * x[(c * size + r) * size + s];
                            }
                        }
                    }
                    y[(o * size + row) * size + column] = sum;
                }
            }
        }
        return y;
    }

    private static double[] maxPool(double[] x, int size) {
        double[] y = new double[x.length / 4];
        int half = size / 2;
        for (int i = 0; i < y.length; i++) {
            int at = (i / half * 2) * size + i % half * 2; // rows of all channels follow each other
            y[i] = Math.max(Math.max(x[at], x[at + 1]), Math.max(x[at + size], x[at + size + 1]));
        }
        return y;
    }

    private static double[] dense(double[] x, double[] w, double[] bias) {
        double[] y = bias.clone();
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double[] mean(double[][] x, int channels) {
        double[] mean = new double[channels];
        int pixels = x[0].length / channels;
        for (double[] image : x) {
            for (int i = 0; i < image.length; i++) {
                mean[i / pixels] += image[i] / (x.length * pixels);
            }
        }
        return mean;
    }

    private static double[] variance(double[][] x, double[] mean) {
        int pixels = x[0].length / mean.length;
        double[][] squares = new double[x.length][x[0].length];
        for (int n = 0; n < x.length; n++) {
            for (int i = 0; i < x[n].length; i++) {
                squares[n][i] = Math.pow(x[n][i] - mean[i / pixels], 2);
            }
        }
        return mean(squares, mean.length);
    }

    private static double[][] normalize(
            double[][] x, double[] mean, double[] variance, double[] scale, double[] shift) {
        int pixels = x[0].length / mean.length;
        double[][] y = new double[x.length][x[0].length];
        for (int n = 0; n < x.length; n++) {
            for (int i = 0; i < x[n].length; i++) {
                int c = i / pixels;
                double deviation = Math.sqrt(variance[c] + NetSpec.BN_EPSILON);
                y[n][i] = scale[c] * (x[n][i] - mean[c]) / deviation + shift[c];
            }
        }
        return y;
    }

    private void updateRunning(FloatBuffer images, int batch) {
        runningMeans.forEach(
                (layer, running) -> {
                    double[][] x = upTo(layer, images, batch, true);
                    double[] mean = mean(x, running.length);
                    average(running, mean);
                    double[] variance = variance(x, mean);
                    double n = batch * x[0].length / (double) running.length;
                    double factor = unbiased ? n / (n - 1) : 1;
                    Arrays.setAll(variance, c -> variance[c] * factor);
                    average(runningVariances.get(layer), variance);
                });
    }

    private static void average(double[] running, double[] now) {
        Arrays.setAll(
                running,
                c -> NetSpec.BN_MOMENTUM * running[c] + (1 - NetSpec.BN_MOMENTUM) * now[c]);
    }

    private static double[] filled(int length, double value) {
        double[] numbers = new double[length];
        Arrays.fill(numbers, value);
        return numbers;
    }
}
