package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/** Spectra and windows. */
final class SignalRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("BlackmanWindow", window("blackman")),
                    entry("DFT", SignalRules::dft),
                    entry("HammingWindow", window("hamming")),
                    entry("HannWindow", window("hann")),
                    entry("MelWeightMatrix", SignalRules::mel),
                    entry("STFT", SignalRules::stft));

    private SignalRules() {}

    private static Rule window(String name) {
        return site -> {
            long size = site.whole(0, "the size");
            new Formula(site).requireModest(size);
            Map<String, ?> attrs =
                    Map.of(
                            "size",
                            size,
                            "window",
                            name,
                            "periodic",
                            site.i("periodic", 1),
                            "dtype",
                            OnnxType.of(site.i("output_datatype", 1)));
            site.give(site.op("WindowFill", attrs));
        };
    }

    private static void requireLength(NodeSite site, int size) {
        site.require(size > 0 && size <= 1 << 20, "a length of %d makes no spectrum", size);
    }

    private static void dft(NodeSite site) {
        Value x = site.in(0);
        int rank = x.shape().rank();
        site.require(
                rank >= 2 && x.shape().dim(-1) <= 2, "parts are wanted last, found %s", x.shape());
        long given =
                site.opset() < 20
                        ? site.i("axis", 1)
                        : site.has(2) ? site.whole(2, "the axis") : -2;
        int axis = x.shape().axis(given);
        site.require(axis < rank - 1, "the last axis holds the parts");
        int size = site.has(1) ? Shape.extent(site.whole(1, "the length")) : x.shape().dim(axis);
        requireLength(site, size);
        Map<String, ?> attrs =
                Map.of(
                        "length",
                        size,
                        "axis",
                        axis,
                        "inverse",
                        site.i("inverse", 0),
                        "onesided",
                        site.i("onesided", 0));
        site.give(site.op("DFT", attrs, x));
    }

    /** Frames, each times the window, and the spectrum of each. */
    private static void stft(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        site.require(
                x.shape().rank() == 3 && x.shape().dim(2) <= 2, "batch x length x parts is wanted");
        Value window = site.inOrNull(2);
        long step = site.whole(1, "the step");
        int size =
                site.has(3)
                        ? Shape.extent(site.whole(3, "the length of a frame"))
                        : window == null ? 0 : window.shape().intSize();
        site.require(
                step > 0 && size > 0 && size <= x.shape().dim(1),
                "frames of %d, each %d further, do not fit %s",
                size,
                step,
                x.shape());
        requireLength(site, size);
        Value frames = site.op("Frames", Map.of("length", size, "step", step, "axis", 1), x);
        if (window != null) {
            frames = f.times(frames, f.reshape(window, List.of(size, 1)));
        }
        Map<String, ?> attrs = Map.of("axis", 2, "onesided", site.i("onesided", 1));
        site.give(site.op("DFT", attrs, frames));
    }

    private static void mel(NodeSite site) {
        int bands = Shape.extent(site.whole(0, "num_mel_bins"));
        int length = Shape.extent(site.whole(1, "dft_length"));
        new Formula(site).requireModest((length / 2 + 1L) * bands);
        Map<String, ?> attrs =
                Map.of(
                        "bands", bands,
                        "dft_length", length,
                        "sample_rate", site.whole(2, "sample_rate"),
                        "lower_hertz", site.known(3, "lower_edge_hertz").item(),
                        "upper_hertz", site.known(4, "upper_edge_hertz").item(),
                        "dtype", OnnxType.of(site.i("output_datatype", 1)));
        site.give(site.op("MelFill", attrs));
    }
}
