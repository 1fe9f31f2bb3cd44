package org.duograph.experiments.pytorch;

import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.get_cpu_capability;
import static org.bytedeco.pytorch.global.torch.get_mkldnn_version;
import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.globalContext;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.global.torch;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Model;

/** PyTorch on as many threads as there are processors, with oneDNN (its name here is MKLDNN). */
final class PyTorch implements Framework {
    /** Libtorch does not tell its own; the jar's says it up to the hyphen. */
    private static final String VERSION = torch.class.getPackage().getImplementationVersion();

    private final boolean channelsLast;

    PyTorch(boolean channelsLast) {
        this.channelsLast = channelsLast;
        set_num_threads(Runtime.getRuntime().availableProcessors());
        Context.setFlushDenormal(true);
        // Where NNPACK does not know the processor it looks again, and warns, at every convolution.
        globalContext().setUserEnabledNNPACK(false);
    }

    @Override
    public String describe() {
        return "PyTorch %s, %s, oneDNN %s (%s, %s), %d threads, memory %s"
                .formatted(
                        VERSION,
                        channelsLast ? "channels last" : "NCHW",
                        globalContext().userEnabledMkldnn() ? "on" : "off",
                        get_mkldnn_version().getString().strip(),
                        get_cpu_capability().getString(),
                        get_num_threads(),
                        System.getenv("MALLOC_TRIM_THRESHOLD_") == null ? "given back" : "kept");
    }

    @Override
    public ImageOrder imageOrder() {
        return channelsLast ? ImageOrder.NHWC : ImageOrder.NCHW;
    }

    @Override
    public Model construct(Setup setup) {
        return new PyTorchModel(setup, channelsLast);
    }

    @Override
    public Argmax argmax(int n) {
        return new TensorArgmax(n);
    }

    @Override
    public void close() {
        // Tensors belong to the models.
    }

    /** {@code torch.argmax} of a tensor of the numbers, in inference mode. */
    private static final class TensorArgmax implements Argmax {
        private final FloatPointer numbers;
        private final long[] shape;

        TensorArgmax(int n) {
            numbers = new FloatPointer(n);
            shape = new long[] {n, 1};
        }

        @SuppressWarnings("try") // what is opened works by being open
        @Override
        public long of(float[] values) {
            numbers.put(values, 0, values.length);
            try (PointerScope scope = new PointerScope();
                    InferenceMode mode = new InferenceMode(true)) {
                return torch.argmax(from_blob(numbers, shape)).item_long();
            }
        }

        @Override
        public void close() {
            numbers.close();
        }
    }
}
