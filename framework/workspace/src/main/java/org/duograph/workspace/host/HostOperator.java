package org.duograph.workspace.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * <p>One that says before it runs what types its outputs will have ({@link #withTypes}) stands in
 * one graph, and one plan, with all other operators. One that does not say fills its outputs
 * itself, while its graph runs: then the net is cut, the operators before it are a graph of their
 * own, and what reads its outputs is planned when they are there.
 */
@FunctionalInterface
public interface HostOperator {
    /** Tells the types of an operator's outputs before it runs. */
    @FunctionalInterface
    interface Types {
        /**
         * The types of all outputs, in order; null stands for an output that will be no tensor.
         * Asked when the net is planned and before each run: where the answer is another, the net
         * is planned again.
         *
         * @param call of which the operator, its arguments, the types of inputs ({@link Call#type})
         *     and objects in blobs may be asked, but no numbers
         * @throws IOException if it takes a file to know, and that can't be read
         */
        List<ArrayType> of(Call call) throws IOException;
    }

    /**
     * Runs once.
     *
     * @throws IOException if a file can't be read or written; the message names it
     */
    void run(Call call) throws IOException;

    /**
     * This operator, which now says the types of its outputs before it runs.
     *
     * <pre>{@code
     * HostOperator twice = call -> call.output(0, twice(call.input(0)));
     * workspace.register("Twice", twice.withTypes(call -> List.of(call.type(0))));
     * }</pre>
     */
    default HostOperator withTypes(Types types) {
        HostOperator code = this;
        return new HostOperator() {
            @Override
            public void run(Call call) throws IOException {
                code.run(call);
            }

            @Override
            public boolean knowsTypes(OperatorDef op) {
                return true;
            }

            @Override
            public Map<String, ArrayType> types(Call call) throws IOException {
                return call.outputs(types.of(call));
            }

            @Override
            public HostGradient gradient() {
                return code.gradient();
            }

            @Override
            public List<Integer> learning() {
                return code.learning();
            }
        };
    }

    /**
     * This operator, which can now stand in a net that is trained. Its types have to be told.
     *
     * <pre>{@code
     * HostOperator cube =
     *         HostOperator.sameType(call -> call.output(0, cube(call.input(0))))
     *                 .withGradient(g -> g.inputGradient(0, slope(g.input(0), g.outputGradient(0))));
     * }</pre>
     *
     * @param gradient computes it
     * @param inputs the inputs that learn, by number; all if none is named
     */
    default HostOperator withGradient(HostGradient gradient, Integer... inputs) {
        HostOperator code = this;
        return new HostOperator() {
            @Override
            public void run(Call call) throws IOException {
                code.run(call);
            }

            @Override
            public boolean knowsTypes(OperatorDef op) {
                return code.knowsTypes(op);
            }

            @Override
            public Map<String, ArrayType> types(Call call) throws IOException {
                return code.types(call);
            }

            @Override
            public HostGradient gradient() {
                return gradient;
            }

            @Override
            public List<Integer> learning() {
                return List.of(inputs);
            }
        };
    }

    /** Code with one output, which has the type of the first input. */
    static HostOperator sameType(HostOperator code) {
        return code.withTypes(call -> List.of(call.type(0)));
    }

    /** What computes the gradient, or null if there is none. */
    default HostGradient gradient() {
        return null;
    }

    /** The inputs that learn, by number; empty for all. */
    default List<Integer> learning() {
        return List.of();
    }

    /** Whether {@link #types} can say what {@code op} will fill. */
    default boolean knowsTypes(OperatorDef op) {
        return op.getOutputCount() == 0;
    }

    /**
     * The blobs that it will fill and their types; null stands for a blob that will be no tensor.
     * Asked as {@link Types} are, if {@link #knowsTypes} says so.
     *
     * @throws IOException if it takes a file to know, and that can't be read
     */
    default Map<String, ArrayType> types(Call call) throws IOException {
        return Map.of();
    }

    /**
     * The files, and the blobs that are no tensors, at which {@link #types} looks. Where an
     * operator before {@code op} {@linkplain #makes makes} one of them, the net is cut between the
     * two.
     */
    default List<String> looksAt(OperatorDef op) {
        return List.of();
    }

    /** Whether it may deal with files, or with blobs that are no tensors. */
    default boolean holdsObjects() {
        return false;
    }

    /** The blobs and files that {@code op} makes. */
    default List<String> makes(OperatorDef op) {
        return op.getOutputList();
    }

    /** One run of a host operator, or the question what types it will give. */
    final class Call {
        private final Surroundings around;
        private final OperatorDef op;
        private final Map<String, ArrayType> tensors;
        private final Map<String, ArrayType> told;
        private final HostCode.Call graph;

        /**
         * A run as a node of a graph, or, without {@code graph}, the question what it will give.
         *
         * @param around where blobs are that are no tensors
         * @param op the operator
         * @param tensors the inputs that the node has, and their types
         * @param told what it said that it will fill; null if it did not say
         * @param graph the node's inputs and outputs; null while only types are asked for
         */
        Call(
                Surroundings around,
                OperatorDef op,
                Map<String, ArrayType> tensors,
                Map<String, ArrayType> told,
                HostCode.Call graph) {
            this.around = around;
            this.op = op;
            this.tensors = tensors;
            this.told = told;
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
        public void require(boolean ok, String message, Object... arguments) {
            if (!ok) {
                throw new IllegalArgumentException(message.formatted(arguments));
            }
        }

        /** The names of the inputs. */
        public List<String> inputs() {
            return op.getInputList();
        }

        /**
         * The type of the tensor in input {@code i}.
         *
         * @throws IllegalArgumentException if it is no tensor
         */
        public ArrayType type(int i) {
            String blob = blob("input", op.getInputList(), i);
            ArrayType type = tensors.get(blob);
            require(type != null, "its input \"%s\" is no tensor", blob);
            return type;
        }

        /** A copy of the tensor in input {@code i}. */
        public NDArray input(int i) {
            return object(i, NDArray.class);
        }

        /** What input {@code i} holds: a copy of a tensor, or an object. */
        public Object content(int i) {
            return object(i, Object.class);
        }

        /**
         * What input {@code i} holds, which must be a {@code type}.
         *
         * @throws ClassCastException if it is something else; the message says what
         */
        public <T> T object(int i, Class<T> type) {
            String blob = blob("input", op.getInputList(), i);
            if (!tensors.containsKey(blob)) {
                return around.fetchObject(blob, type);
            } else if (!type.isAssignableFrom(NDArray.class)) {
                throw new ClassCastException(
                        "Blob \"%s\" holds a %s, not a %s"
                                .formatted(blob, tensors.get(blob), type.getSimpleName()));
            }
            require(
                    graph != null,
                    "the numbers of input \"%s\" are not there when types are asked for, its type is",
                    blob);
            return type.cast(graph.input(new ArrayList<>(tensors.keySet()).indexOf(blob)));
        }

        /** Gives output {@code i} a tensor, or an object that is none. */
        public void output(int i, Object object) {
            fill(blob("output", op.getOutputList(), i), object);
        }

        private String blob(String what, List<String> blobs, int i) {
            require(
                    i >= 0 && i < blobs.size(),
                    "it has no %s %d; there are %d, numbered from 0: %s",
                    what,
                    i,
                    blobs.size(),
                    blobs);
            return blobs.get(i);
        }

        /** Gives a blob a tensor, or an object that is none. */
        void fill(String blob, Object object) {
            require(object != null, "it gives null for blob \"%s\"; let it give a tensor", blob);
            NDArray array = object instanceof NDArray tensor ? tensor : null;
            if (told != null) {
                ArrayType expected = told.get(blob);
                require(
                        array == null ? expected == null : array.type().equals(expected),
                        "it said that it fills blob \"%s\" with %s, but gives %s; let it say the types"
                                + " that it gives, or run the net again if a file has changed",
                        blob,
                        expected == null ? "no tensor" : expected,
                        array == null ? object.getClass().getSimpleName() : array.type());
            }
            int at = told == null || array == null ? -1 : tensorsOf(told).indexOf(blob);
            if (at < 0) {
                around.feedObject(blob, object);
            } else {
                graph.output(at, array);
            }
        }

        /** The outputs and what they are. */
        Map<String, ArrayType> outputs(List<ArrayType> types) {
            require(
                    types != null && types.size() == op.getOutputCount(),
                    "it says %d types %s, but has %d outputs %s",
                    types == null ? 0 : types.size(),
                    types,
                    op.getOutputCount(),
                    op.getOutputList());
            Map<String, ArrayType> outputs = new LinkedHashMap<>();
            for (int i = 0; i < types.size(); i++) {
                outputs.put(op.getOutput(i), types.get(i));
            }
            return outputs;
        }

        /** Those of the blobs that are tensors, in order. */
        static List<String> tensorsOf(Map<String, ArrayType> blobs) {
            return blobs.keySet().stream().filter(blob -> blobs.get(blob) != null).toList();
        }
    }
}
