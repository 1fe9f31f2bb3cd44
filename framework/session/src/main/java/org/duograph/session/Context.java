package org.duograph.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is open while a graph is built: name scope, device, operations to run before. */
final class Context {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String OWN = Context.class.getPackageName() + ".";

    private final Scopes names = new Scopes();
    private final Deque<List<Operation>> controls = new ArrayDeque<>();
    private String device = "";

    /** Names of operations. */
    Scopes names() {
        return names;
    }

    /** The device that is asked for; empty for none. */
    String device() {
        return device;
    }

    /** All operations that shall run before those which are made now, and {@code more}. */
    Set<Operation> controls(Set<Operation> more) {
        Set<Operation> all = new LinkedHashSet<>(more);
        controls.forEach(all::addAll);
        return all;
    }

    Scope nameScope(String name) {
        String before = names.change(names.scope(name));
        return scope(() -> names.change(before));
    }

    Scope controlDependencies(List<Operation> before) {
        controls.push(before);
        return scope(controls::pop);
    }

    /** Lets operations that are made until it is closed wait for nothing but their inputs. */
    Scope noControlDependencies() {
        List<List<Operation>> before = List.copyOf(controls);
        controls.clear();
        return scope(() -> controls.addAll(before));
    }

    Scope device(String name) {
        String before = device;
        device = name;
        return scope(() -> device = before);
    }

    /** A scope that is open now. */
    Scope scope(Runnable back) {
        String inside = names.prefix();
        return new Scope() {
            @Override
            public String name() {
                return inside;
            }

            @Override
            public void close() {
                back.run();
            }
        };
    }

    /** The line of the program that is outside of this package. */
    static String origin() {
        return STACK.walk(
                frames ->
                        frames.filter(f -> !f.getClassName().startsWith(OWN) || isTest(f))
                                .findFirst()
                                .map(f -> f.getFileName() + ":" + f.getLineNumber())
                                .orElse(""));
    }

    private static boolean isTest(StackWalker.StackFrame frame) {
        return frame.getClassName().endsWith("Test");
    }
}
