package org.duograph.workspace;

import java.io.IOException;
import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.OperatorDef;

/**
 * An operator that runs on the host, between graphs, and may do what a graph must not: read files,
 * print, keep objects.
 *
 * <p>Register one with {@link Workspace#register} to run Java code as an operator of a net.
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
     * @param workspace where its blobs are
     * @param op the operator
     */
    record Call(Workspace workspace, OperatorDef op) {
        /** The operator's arguments. */
        public Args args() {
            return Args.of(op);
        }

        /** A copy of the tensor in input {@code i}. */
        public NDArray input(int i) {
            return workspace.fetchBlob(op.getInput(i));
        }

        /** The object in input {@code i}, which must be a {@code type}. */
        public <T> T object(int i, Class<T> type) {
            return workspace.fetchObject(op.getInput(i), type);
        }

        /** The names of the inputs. */
        public List<String> inputs() {
            return op.getInputList();
        }

        /** Gives output {@code i} a tensor. */
        public void output(int i, NDArray array) {
            workspace.feedBlob(op.getOutput(i), array);
        }

        /** Gives output {@code i} an object. */
        public void output(int i, Object object) {
            workspace.feedObject(op.getOutput(i), object);
        }
    }
}
