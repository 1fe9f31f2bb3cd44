package org.duograph.tutorials.cifar10;

/** The exercises about the 6-layer net, solved. */
class Solutions extends Exercises {
    @Override
    public int numbersToLearn(int in, int out, int kernel) {
        return out * in * kernel * kernel + out;
    }

    @Override
    public int sizeAfter(int size, int kernel, int pad, int stride) {
        return (size + 2 * pad - kernel) / stride + 1;
    }

    @Override
    public double[] withMomentum(double[] gradients, double rate, double momentum) {
        double[] weights = new double[gradients.length];
        double weight = 0;
        double m = 0;
        for (int i = 0; i < gradients.length; i++) {
            m = momentum * m + rate * gradients[i];
            weight -= m;
            weights[i] = weight;
        }
        return weights;
    }
}
