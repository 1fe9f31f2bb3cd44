package org.duograph.keras;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Callable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.Samples;

/** Runs the net that is used, batch by batch. */
final class Predictor {
    private final int inputs;
    private final int outputs;
    private final Callable callable;

    Predictor(Network network) {
        List<?> used = network.used();
        inputs = network.inputs().size();
        outputs = used.size();
        callable = network.home().session().callable(network.placeholders(), used.toArray());
    }

    /** The outputs for all samples; arrays behind the inputs, such as labels, are not read. */
    List<NDArray> predict(Samples samples) {
        List<NDArray> all = new ArrayList<>();
        int done = 0;
        try (Samples.Reader reader = samples.read(0)) {
            while (reader.hasNext()) {
                List<NDArray> batch = reader.next().subList(0, inputs);
                callable.run(batch.toArray(NDArray[]::new));
                for (int i = 0; i < outputs; i++) {
                    NDArray some = callable.get(i);
                    if (done == 0) {
                        all.add(empty(some, samples.count()));
                    }
                    copy(some, all.get(i), done);
                }
                done += batch.get(0).shape().dim(0);
            }
        }
        return all;
    }

    private static NDArray empty(NDArray some, int rows) {
        int[] dims = some.shape().toArray();
        dims[0] = rows;
        return NDArray.zeros(new ArrayType(some.dtype(), Shape.of(dims)));
    }

    private static void copy(NDArray some, NDArray into, int row) {
        int per = some.size() / some.shape().dim(0);
        System.arraycopy(some.data(), 0, into.data(), row * per, some.size());
    }
}
