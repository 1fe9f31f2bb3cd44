package org.duograph.cli.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.Suggestion;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The blobs that a net reads before it writes them, those that are missing, and what their types
 * must be as far as the operators that read them tell.
 */
public final class NetInputs {
    private final Workspace workspace;
    private final NetDef net;
    private final Map<String, ArrayType> types;
    private final List<String> given;
    private final Map<String, NDArray> numbers = new LinkedHashMap<>();
    private RuntimeException failure;
    private int failed = -1;
    private final Map<String, Input> missing = new LinkedHashMap<>();
    private final Map<String, ArrayType> derived = new LinkedHashMap<>();

    /**
     * An input that is missing.
     *
     * @param blob its name
     * @param operator the place of the first operator that reads it
     * @param op that operator
     * @param index which of the operator's inputs it is
     */
    public record Input(String blob, int operator, OperatorDef op, int index) {
        /** For example {@code W of operator 0 (Conv)}. */
        public String role() {
            String place = "operator %d (%s)".formatted(operator, op.getType());
            return OpCatalog.has(op.getType())
                    ? OpCatalog.get(op.getType()).inputName(index) + " of " + place
                    : "read by " + place;
        }

        /** What the catalogue says of it, such as {@code bias, M}, or an empty string. */
        String doc() {
            if (!OpCatalog.has(op.getType())) {
                return "";
            }
            OpDef def = OpCatalog.get(op.getType());
            return def.inputs().isEmpty() ? "" : def.input(index).doc();
        }
    }

    /**
     * Looks through a net.
     *
     * @param workspace the blobs that are there
     * @param given types of blobs that will be there
     */
    public NetInputs(Workspace workspace, NetDef net, Map<String, ArrayType> given) {
        workspace.inspect().requireKnownOperators(net);
        this.workspace = workspace;
        this.net = net;
        this.types = new LinkedHashMap<>(given);
        this.given = List.copyOf(given.keySet());
        Set<String> defined = new LinkedHashSet<>(given.keySet());
        for (int i = 0; i < net.getOpCount(); i++) {
            OperatorDef op = net.getOp(i);
            for (int k = 0; k < op.getInputCount(); k++) {
                String blob = op.getInput(k);
                if (!defined.contains(blob) && !workspace.hasBlob(blob)) {
                    missing.putIfAbsent(blob, new Input(blob, i, op, k));
                    derive(op, k);
                }
            }
            defined.addAll(op.getOutputList());
            infer(i);
        }
    }

    private void derive(OperatorDef op, int input) {
        String blob = op.getInput(input);
        ArrayType type = InputShape.of(op, input, this::type).type();
        if (type != null && derived.putIfAbsent(blob, type) == null) {
            types.put(blob, type);
        }
    }

    /** The type of a blob as far as it is known at this point of the net, or null. */
    private ArrayType type(String blob) {
        ArrayType type = types.get(blob);
        return type != null ? type : workspace.type(blob);
    }

    /** Infers the types of an operator's outputs, where those of its inputs are known. */
    private void infer(int index) {
        OperatorDef op = net.getOp(index);
        boolean known = op.getInputList().stream().allMatch(blob -> type(blob) != null);
        Map<String, ArrayType> outputs = Map.of();
        if (known) {
            try {
                outputs = workspace.inspect().inferOperator(net, index, this::type, numbers);
            } catch (IllegalArgumentException | ArithmeticException e) {
                // Running the net says it again; here it is told if it hides what inputs must be.
                failure = failure == null ? e : failure;
                failed = failed < 0 ? index : failed;
            }
        }
        if (outputs.isEmpty()) {
            op.getOutputList().forEach(blob -> numbers.put(blob, null));
        }
        op.getOutputList().forEach(types::remove);
        types.putAll(outputs);
    }

    /**
     * Fails with the operator's own message if an operator can't be, and stands before the input:
     * then what this must be can't be told for that reason.
     */
    public void requireGoodBefore(Input input) {
        if (failure != null && failed <= input.operator()) {
            throw failure;
        }
    }

    /**
     * A blob that is written before the operator and has nearly the input's name, as a question.
     */
    public String suggestion(Input input) {
        Set<String> written = new LinkedHashSet<>(given);
        net.getOpList()
                .subList(0, input.operator())
                .forEach(op -> written.addAll(op.getOutputList()));
        return Suggestion.among(input.blob(), written);
    }

    /** The inputs that are missing, in the order in which they are read. */
    public Map<String, Input> missing() {
        return Collections.unmodifiableMap(missing);
    }

    /** The types of the missing inputs for which they follow from the rest of the net. */
    public Map<String, ArrayType> derived() {
        return Collections.unmodifiableMap(derived);
    }

    /** All types that are known: of what was given, what is derived, and what the net writes. */
    public Map<String, ArrayType> types() {
        return Collections.unmodifiableMap(types);
    }

    /**
     * Fails unless all inputs are there.
     *
     * @throws NoSuchElementException listing those that are missing, with their types where known
     */
    public void requireAll() {
        require(missing.keySet());
    }

    private void require(Set<String> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        requireGoodBefore(missing.get(wanted.iterator().next()));
        List<String> lines = new ArrayList<>();
        int width = wanted.stream().mapToInt(String::length).max().orElse(0);
        for (String blob : wanted) {
            Input input = missing.get(blob);
            InputShape shape = InputShape.of(input.op(), input.index(), this::type);
            String what = shape.isKnown() ? shape.toString() : input.doc();
            what += suggestion(input).replaceFirst("^; ", what.isEmpty() ? "" : ", ");
            String padded = blob + " ".repeat(width - blob.length());
            lines.add(
                    "  %s  %s%s"
                            .formatted(padded, input.role(), what.isEmpty() ? "" : ": " + what));
            if (lines.size() == 30 && wanted.size() > 31) {
                lines.add("  ... and %d more".formatted(wanted.size() - 30));
                break;
            }
        }
        throw new NoSuchElementException(
                "net \"%s\" reads %s that %s not there:%n%s%nFeed %s (--feed %s=FILE.npy) or run the net that fills %s (--init NET)."
                        .formatted(
                                net.getName(),
                                wanted.size() == 1 ? "a blob" : wanted.size() + " blobs",
                                wanted.size() == 1 ? "is" : "are",
                                String.join(System.lineSeparator(), lines),
                                wanted.size() == 1 ? "it" : "them",
                                wanted.iterator().next(),
                                wanted.size() == 1 ? "it" : "them"));
    }
}
