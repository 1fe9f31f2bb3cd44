package org.duograph.workspace.host;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.graph.Suggestion;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.OperatorDef;

/**
 * An operator that runs on the host, between graphs, and may do what a graph must not: read files,
 * print, keep objects.
 *
 * <p>Register one with {@code Workspace.register} to run Java code as an operator of a net.
 */
@FunctionalInterface
public interface HostOperator {
    /**
     * Runs once.
     *
     * @throws IOException if a file can't be read or written; the message names it
     */
    void run(Call call) throws IOException;

    /**
     * One run of a host operator.
     *
     * @param around where its blobs are
     * @param op the operator
     */
    record Call(Surroundings around, OperatorDef op) {
        /** The operator's arguments. */
        public Args args() {
            return Args.of(op);
        }

        /**
         * The operator's arguments, which must be among {@code known}.
         *
         * @throws IllegalArgumentException if there is another; the nearest name is suggested
         */
        Args requireArgs(Set<String> known) {
            Set<String> sorted = new TreeSet<>(known);
            for (String name : args().names()) {
                require(
                        known.contains(name),
                        "it has no argument \"%s\"%s (it has %s)",
                        name,
                        Suggestion.among(name, sorted),
                        sorted);
            }
            return args();
        }

        /** Fails with {@code message}, formatted as by {@link String#format}, unless {@code ok}. */
        void require(boolean ok, String message, Object... arguments) {
            if (!ok) {
                throw new IllegalArgumentException(message.formatted(arguments));
            }
        }

        /** A copy of the tensor in input {@code i}. */
        public NDArray input(int i) {
            return around.fetchBlob(op.getInput(i));
        }

        /** The object in input {@code i}, which must be a {@code type}. */
        public <T> T object(int i, Class<T> type) {
            return around.fetchObject(op.getInput(i), type);
        }

        /** The names of the inputs. */
        public List<String> inputs() {
            return op.getInputList();
        }

        /** Gives output {@code i} a tensor. */
        public void output(int i, NDArray array) {
            around.feedBlob(op.getOutput(i), array);
        }

        /** Gives output {@code i} a tensor, or an object that is none. */
        public void output(int i, Object object) {
            around.feedObject(op.getOutput(i), object);
        }
    }
}
