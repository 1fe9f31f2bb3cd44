package org.duograph.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Suggestion;
import org.duograph.tensor.ArrayType;

/**
 * The variables of {@link Graph#getVariable}, by name, and the variable scope that is open: names
 * of variables know no name scopes, and are never made unique.
 */
final class VariableStore {
    private final Graph graph;
    private final Map<String, Variable> variables = new HashMap<>();
    private final Set<String> opened = new HashSet<>(); // scopes since the one around was
    private Open open = new Open("", Reuse.NEVER, null);

    /** An open scope: its name, empty or without a slash at the end. */
    private record Open(String name, Reuse reuse, Initializer initializer) {
        String inside(String inner) {
            return name.isEmpty() ? inner : name + "/" + inner;
        }
    }

    VariableStore(Graph graph) {
        this.graph = graph;
    }

    /**
     * Opens a scope inside the open one.
     *
     * @param reuse null for that of the scope around; one that finds can't be switched off inside
     * @param initializer for variables that are given none; null for that of the scope around
     * @return closes it
     */
    Scope open(String name, Reuse reuse, Initializer initializer) {
        Open before = open;
        String inside = before.inside(name);
        opened.add(inside);
        Reuse inner = before.reuse == Reuse.NEVER && reuse != null ? reuse : before.reuse;
        open = new Open(inside, inner, initializer == null ? before.initializer : initializer);
        Scope operations = graph.nameScope(name);
        return new Scope() {
            @Override
            public String name() {
                return operations.name();
            }

            @Override
            public void close() {
                operations.close();
                open = before;
                opened.removeIf(scope -> scope.startsWith(inside + "/"));
            }
        };
    }

    /**
     * A name for a scope that no scope in the open one has yet: {@code conv}, {@code conv_1}. When
     * a scope is opened again, the scopes in it are counted anew, and so find the same variables.
     */
    String unused(String name) {
        String found = name;
        for (int i = 1; opened.contains(open.inside(found)); i++) {
            found = name + "_" + i;
        }
        return found;
    }

    /**
     * A variable of the open scope, made or found as the scope says.
     *
     * @param initializer null for the scope's, or else what its element type usually has: Glorot's
     *     for floating-point numbers, zeros for others
     * @throws IllegalArgumentException if it is there and must not be, or the other way round, or
     *     is of another type
     */
    Variable get(String inner, ArrayType type, Initializer initializer, boolean trainable) {
        String name = open.inside(inner);
        Variable found = variables.get(name);
        if (found == null && open.reuse == Reuse.ALWAYS) {
            throw new IllegalArgumentException(
                    "Variable %s does not exist, or was not created with getVariable. Did you mean to set Reuse.AUTO in the variable scope?%s"
                            .formatted(name, Suggestion.among(name, variables.keySet())));
        }
        if (found != null && open.reuse == Reuse.NEVER) {
            throw new IllegalArgumentException(
                    "Variable %s already exists, disallowed. Did you mean to set Reuse.ALWAYS or Reuse.AUTO in the variable scope? Originally defined at: %s"
                            .formatted(name, found.operation().origin()));
        }
        if (found != null) {
            requireSame(found, type);
            return found;
        }
        Initializer first = initializer == null ? open.initializer : initializer;
        if (first == null) {
            first = type.dtype().isFloating() ? Initializers.glorotUniform() : Initializers.zeros();
        }
        Variable made = graph.variable(name + "/", type, first, trainable);
        variables.put(name, made);
        return made;
    }

    private static void requireSame(Variable found, ArrayType type) {
        if (!found.shape().accepts(type.shape()) || found.dtype() != type.dtype()) {
            throw new IllegalArgumentException(
                    "Trying to share variable %s, but specified %s and found %s %s."
                            .formatted(
                                    found.name(), type, found.dtype().lowerName(), found.shape()));
        }
    }
}
