package org.duograph.experiments.lab;

import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/** Puts a request together: only what is not as usual has to be said. */
final class RequestBuilder {
    private final Scale scale;
    private final Kind kind;
    private final String net;
    private int batch;
    private int threads;
    private int warmUp;
    private int steps;
    private int epochs;
    private double learningRate;
    private double weightDecay;

    RequestBuilder(Scale scale, Kind kind, String net, int batch) {
        this.scale = scale;
        this.kind = kind;
        this.net = net;
        this.batch = batch;
    }

    RequestBuilder batch(int batch) {
        this.batch = batch;
        return this;
    }

    RequestBuilder threads(int threads) {
        this.threads = threads;
        return this;
    }

    RequestBuilder timing(int warmUp, int steps) {
        this.warmUp = warmUp;
        this.steps = steps;
        return this;
    }

    RequestBuilder epochs(int epochs) {
        this.epochs = epochs;
        return this;
    }

    RequestBuilder learning(double rate, double decay) {
        this.learningRate = rate;
        this.weightDecay = decay;
        return this;
    }

    /** The request, to nobody yet. */
    Request done() {
        boolean sees =
                switch (kind) {
                    case CONSTRUCT, ARGMAX, LEARNS, PEAK, DOWNLOAD -> false;
                    default -> true;
                };
        return new Request(
                "",
                "",
                kind,
                net,
                batch,
                threads,
                warmUp,
                steps,
                epochs,
                learningRate,
                weightDecay,
                scale.seed(),
                sees ? scale.data() : "",
                sees ? scale.images() : 0,
                0);
    }
}
