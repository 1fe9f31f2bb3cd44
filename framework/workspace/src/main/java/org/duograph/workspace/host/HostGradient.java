package org.duograph.workspace.host;

import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.OperatorDef;

/** Java code that computes the gradient of a {@link HostOperator}. */
@FunctionalInterface
public interface HostGradient {
    /**
     * Runs once, after the operator.
     *
     * @throws IOException if a file can't be read or written; the message names it
     */
    void run(Call call) throws IOException;

    /** One run. */
    final class Call {
        private final OperatorDef op;
        private final IntFunction<NDArray> read;
        private final BiConsumer<Integer, NDArray> write;
        private final int inputs;
        private final int outputs;

        /**
         * A run of a gradient operator.
         *
         * @param op the operator, as {@link HostGradients} tells
         * @param read gives copies of its inputs
         * @param write takes its outputs
         */
        Call(OperatorDef op, IntFunction<NDArray> read, BiConsumer<Integer, NDArray> write) {
            this.op = op;
            this.read = read;
            this.write = write;
            this.inputs = HostGradients.inputs(op);
            this.outputs = (op.getInputCount() - inputs) / 2;
        }

        /** A copy of the tensor that was the operator's input {@code i}. */
        public NDArray input(int i) {
            return read.apply(checked(i, inputs, "input"));
        }

        /** A copy of the tensor that the operator gave as output {@code i}. */
        public NDArray output(int i) {
            return read.apply(inputs + checked(i, outputs, "output"));
        }

        /** The gradient of output {@code i}; zeros where nothing depends on it. */
        public NDArray outputGradient(int i) {
            return read.apply(inputs + outputs + checked(i, outputs, "output"));
        }

        /**
         * Gives the gradient of input {@code i}, an array of that input's type. Every input that
         * learns gets one.
         */
        public void inputGradient(int i, NDArray gradient) {
            List<Integer> learning = HostGradients.learning(op);
            if (!learning.contains(i)) {
                throw new IllegalArgumentException(
                        "input %d does not learn; those that do are %s, as withGradient was told"
                                .formatted(i, learning));
            }
            write.accept(learning.indexOf(i), gradient);
        }

        /** The arguments of the operator. */
        public Args args() {
            return Args.of(op);
        }

        private int checked(int i, int count, String what) {
            if (i < 0 || i >= count) {
                throw new IllegalArgumentException(
                        "there is no %s %d, there are %d".formatted(what, i, count));
            }
            return i;
        }
    }
}
