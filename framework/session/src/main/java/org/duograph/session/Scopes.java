package org.duograph.session;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Names of operations: unique whatever their capitals, and begun with the scope they are in. */
final class Scopes {
    private static final String NAME = "[A-Za-z0-9.][A-Za-z0-9_.\\-/]*";
    private static final String INNER = "[A-Za-z0-9_.\\-/]*";

    private final Map<String, Integer> taken = new HashMap<>(); // how often; names in small letters
    private String prefix = ""; // empty, or ends with a slash

    /** The scope that is open: empty, or ends with a slash. */
    String prefix() {
        return prefix;
    }

    /** Goes to another scope, and gives the one before. */
    String change(String scope) {
        String before = prefix;
        prefix = scope;
        return before;
    }

    /**
     * Where {@code nameScope(name)} leads: a new scope inside the open one; exactly {@code name} if
     * it ends with a slash; the root if it is empty.
     */
    String scope(String name) {
        if (name.isEmpty() || name.endsWith("/")) {
            return name;
        }
        require(name, prefix.isEmpty() ? NAME : INNER);
        return unique(prefix + name) + "/";
    }

    /** A name that nobody has, for an operation that wants {@code name} in the open scope. */
    String operation(String name) {
        if (name.endsWith("/")) { // a scope's own name, given exactly
            String exact = name.substring(0, name.length() - 1);
            taken.putIfAbsent(key(exact), 1);
            return exact;
        }
        require(name, prefix.isEmpty() ? NAME : INNER);
        return unique(prefix + name);
    }

    /**
     * A name that nobody has for a parameter or result of a body, whatever scope is open: small
     * letters, digits and underscores.
     */
    String parameter(String wished) {
        String last = key(wished.substring(wished.lastIndexOf('/') + 1));
        String legal = last.replaceAll("[^a-z0-9_]", "_");
        return unique(legal.matches("[a-z].*") ? legal : "arg_" + legal);
    }

    /** Takes a name that comes from outside and must stay as it is. */
    void take(String name) {
        require(name, NAME);
        taken.putIfAbsent(key(name), 1);
    }

    private static void require(String name, String pattern) {
        if (!name.matches(pattern)) {
            throw new IllegalArgumentException(
                    "'%s' is not a valid name: it has letters, digits, dots, and after the first also _ - /"
                            .formatted(name));
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private String unique(String name) {
        int number = taken.getOrDefault(key(name), 0);
        taken.put(key(name), number + 1);
        if (number == 0) {
            return name;
        }
        String numbered = name + "_" + number;
        while (taken.containsKey(key(numbered))) {
            number++;
            numbered = name + "_" + number;
        }
        taken.put(key(name), number + 1);
        taken.put(key(numbered), 1);
        return numbered;
    }
}
