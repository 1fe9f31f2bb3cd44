package org.duograph.workspace.host;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.graph.HostCode;
import org.duograph.graph.Suggestion;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.OperatorDef;

/**
 * An operator that is Java code and may do what a kernel must not: read files, keep objects, talk
 * to others.
 *
 * <p>Register one with {@code Workspace.register} to run Java code as an operator of a net. It
 * becomes a node of the net's graph as every operator does. It sees its inputs as they are at its
 * place in the net; other blobs, if it looks for them, are as they were before the net ran.
 *
 * <p>One that can say before it runs what types its outputs will have ({@link #types}) stands in
 * one graph with the operators that read them. Otherwise the net is planned in two parts: what
 * reads those outputs is planned when they are there.
 */
@FunctionalInterface
public interface HostOperator {
    /**
     * Runs once.
     *
     * @throws IOException if a file can't be read or written; the message names it
     */
    void run(Call call) throws IOException;

    /** Whether {@link #types} can say the types of the outputs of {@code op}. */
    default boolean knowsTypes(OperatorDef op) {
        return op.getOutputCount() == 0;
    }

    /**
     * The types that the outputs will have in every run, in order. Asked when the net is planned,
     * if {@link #knowsTypes} says so.
     *
     * @param call of which operator and surroundings may be asked, but neither inputs nor outputs
     * @throws IOException if it takes a file to know, and that can't be read
     */
    default List<ArrayType> types(Call call) throws IOException {
        return List.of();
    }

    /**
     * Whether {@code op} fills blobs other than its outputs: then what comes after it in a net is
     * planned when it has run.
     */
    default boolean fillsOthers(OperatorDef op) {
        return false;
    }

    /** One run of a host operator. */
    final class Call {
        private final Surroundings around;
        private final OperatorDef op;
        private final List<String> tensors;
        private final boolean typed;
        private final HostCode.Call graph;

        /**
         * A run as a node of a graph.
         *
         * @param around where blobs are that are no tensors
         * @param op the operator
         * @param tensors the inputs that the node has, by name
         * @param typed whether the node has the operator's outputs
         * @param graph the node's inputs and outputs; null while only types are asked for
         */
        Call(
                Surroundings around,
                OperatorDef op,
                List<String> tensors,
                boolean typed,
                HostCode.Call graph) {
            this.around = around;
            this.op = op;
            this.tensors = tensors;
            this.typed = typed;
            this.graph = graph;
        }

        /** Where its blobs are. */
        public Surroundings around() {
            return around;
        }

        /** The operator. */
        public OperatorDef op() {
            return op;
        }

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
            int at = tensors.indexOf(op.getInput(i));
            return at < 0 ? around.fetchBlob(op.getInput(i)) : graph.input(at);
        }

        /** What input {@code i} holds: a copy of a tensor, or an object. */
        public Object content(int i) {
            return tensors.contains(op.getInput(i)) ? input(i) : object(i, Object.class);
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
            if (typed) {
                graph.output(i, array);
            } else {
                around.feedBlob(op.getOutput(i), array);
            }
        }

        /** Gives output {@code i} a tensor, or an object that is none. */
        public void output(int i, Object object) {
            if (object instanceof NDArray array) {
                output(i, array);
            } else {
                around.feedObject(op.getOutput(i), object);
            }
        }
    }
}
