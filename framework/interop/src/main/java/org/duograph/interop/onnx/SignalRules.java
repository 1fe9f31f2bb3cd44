package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Spectra and windows. A discrete Fourier transform is a product with a matrix, in doubles. */
final class SignalRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("BlackmanWindow", window(0.42, 0.5, 0.08)),
                    entry("DFT", SignalRules::dft),
                    entry("HammingWindow", window(25.0 / 46, 21.0 / 46, 0)),
                    entry("HannWindow", window(0.5, 0.5, 0)),
                    entry("MelWeightMatrix", SignalRules::mel),
                    entry("STFT", SignalRules::stft));

    private SignalRules() {}

    /** a - b cos(2 pi n / N) + c cos(4 pi n / N). */
    private static Rule window(double a, double b, double c) {
        return site -> {
            Formula f = new Formula(site);
            long size = site.whole(0, "the size");
            f.requireModest(size);
            boolean periodic = site.flag("periodic", true);
            double period = periodic ? size : size - 1;
            DType dtype = OnnxType.of(site.i("output_datatype", 1));
            NDArray window = NDArray.zeros(new ArrayType(dtype, Shape.of((int) size)));
            for (int n = 0; n < size; n++) {
                double angle = 2 * Math.PI * n / period;
                window.set(n, a - b * Math.cos(angle) + c * Math.cos(2 * angle));
            }
            site.give(site.constant(window));
        };
    }

    /** How a real or imaginary part goes into another: cosines or sines, length x bins. */
    private static Value waves(
            Formula f, int length, int bins, int size, boolean sine, double sign) {
        f.requireModest((long) length * bins);
        NDArray table = NDArray.zeros(new ArrayType(DType.FLOAT64, Shape.of(length, bins)));
        for (int n = 0; n < length; n++) {
            for (int k = 0; k < bins; k++) {
                double angle = 2 * Math.PI * Math.floorMod((long) n * k, (long) size) / size;
                table.set(n * bins + k, sign * (sine ? Math.sin(angle) : Math.cos(angle)));
            }
        }
        return f.site().constant(table);
    }

    /**
     * The spectrum along the last axis.
     *
     * @param imaginary null if the signal is real
     * @return parts stacked along a new last axis
     */
    private static Value spectrum(
            Formula f, Value real, Value imaginary, int size, int bins, boolean inverse) {
        int last = real.shape().rank() - 1;
        int length = Math.min(size, real.shape().dim(last));
        double scale = inverse ? 1.0 / size : 1;
        Value cos = waves(f, length, bins, size, false, scale);
        Value sin = waves(f, length, bins, size, true, inverse ? scale : -1);
        Value cut = f.slice(real, last, 0, length, 1);
        Value re = f.product(cut, cos);
        Value im = f.product(cut, sin);
        if (imaginary != null) {
            Value other = f.slice(imaginary, last, 0, length, 1);
            re = f.minus(re, f.product(other, sin));
            im = f.plus(im, f.product(other, cos));
        }
        return f.stackLast(List.of(re, im));
    }

    private static Value part(Formula f, Value x, int i) {
        int last = x.shape().rank() - 1;
        Value one = f.slice(x, last, i, 1, 1);
        return f.cast(f.reshape(one, x.shape().toList().subList(0, last)), DType.FLOAT64);
    }

    private static int bins(NodeSite site, int size, boolean onesided) {
        site.require(size > 0 && size <= 1 << 20, "a length of %d makes no spectrum", size);
        return onesided ? size / 2 + 1 : size;
    }

    private static void dft(NodeSite site) {
        Formula f = new Formula(site);
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
        boolean inverse = site.flag("inverse", false);
        int size = site.has(1) ? Shape.extent(site.whole(1, "the length")) : x.shape().dim(axis);
        int bins = bins(site, size, site.flag("onesided", false));
        Value moved = f.moveAxis(x, axis, rank - 2);
        Value im = x.shape().dim(-1) == 2 ? part(f, moved, 1) : null;
        Value y = spectrum(f, part(f, moved, 0), im, size, bins, inverse);
        site.give(f.cast(f.moveAxis(y, rank - 2, axis), x.type().dtype()));
    }

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
        int frames = (int) ((x.shape().dim(1) - size) / step + 1);
        int bins = bins(site, size, site.flag("onesided", true));
        f.requireModest((long) frames * size);
        List<Long> places = new ArrayList<>();
        for (int i = 0; i < frames * size; i++) {
            places.add(i / size * step + i % size);
        }
        Value at = f.reshape(f.wholes(DType.INT64, places), List.of(frames, size));
        Value re = framed(f, part(f, x, 0), at, window);
        Value im = x.shape().dim(2) == 2 ? framed(f, part(f, x, 1), at, window) : null;
        site.give(f.cast(spectrum(f, re, im, size, bins, false), x.type().dtype()));
    }

    private static Value framed(Formula f, Value part, Value at, Value window) {
        Value frames = f.take(part, 1, at);
        return window == null ? frames : f.times(frames, f.cast(window, DType.FLOAT64));
    }

    /** How much of each frequency of a spectrum there is in each of the mel bands: triangles. */
    private static void mel(NodeSite site) {
        Formula f = new Formula(site);
        int bands = Shape.extent(site.whole(0, "num_mel_bins"));
        int length = Shape.extent(site.whole(1, "dft_length"));
        double rate = site.known(2, "sample_rate").item();
        double low = mel(site.known(3, "lower_edge_hertz").item());
        double high = mel(site.known(4, "upper_edge_hertz").item());
        int bins = length / 2 + 1;
        f.requireModest((long) bins * bands);
        int[] edges = new int[bands + 2];
        double step = (high - low) / edges.length; // as the operator's definition has it
        for (int i = 0; i < edges.length; i++) {
            double hertz = 700 * (Math.pow(10, (i * step + low) / 2595) - 1);
            edges[i] = (int) Math.floor((length + 1) * hertz / rate);
        }
        DType dtype = OnnxType.of(site.i("output_datatype", 1));
        NDArray matrix = NDArray.zeros(new ArrayType(dtype, Shape.of(bins, bands)));
        for (int band = 0; band < bands; band++) {
            int left = edges[band];
            int middle = edges[band + 1];
            int right = edges[band + 2];
            for (int bin = Math.max(0, left); bin <= Math.min(bins - 1, right); bin++) {
                double up = left == middle ? 1 : (bin - left) / (double) (middle - left);
                double down = (right - bin) / (double) (right - middle);
                boolean rises = bin < middle || bin == middle && middle == right;
                double height = rises ? up : bin == middle && left == middle ? 1 : down;
                if (rises || bin < right) {
                    matrix.set(bin * bands + band, height);
                }
            }
        }
        site.give(site.constant(matrix));
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }
}
