package org.duograph.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duograph.session.op.Attributes;

/** What is open while a graph is built: name scope, device, operations to run before. */
final class Context {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String OWN = Context.class.getPackageName() + ".";

    private final Scopes names = new Scopes();
    private final Deque<List<Operation>> controls = new ArrayDeque<>();
    private final Deque<DeviceFunction> devices = new ArrayDeque<>(); // the innermost in front

    /** Names of operations. */
    Scopes names() {
        return names;
    }

    /** Lets the devices that are asked for outside hold inside a body, too. */
    void takeDevices(Context outside) {
        devices.addAll(outside.devices);
    }

    /** The device that open scopes ask for; empty for none. */
    String device(String type, String name, Attributes attrs) {
        String device = "";
        for (DeviceFunction scope : devices) {
            String said = scope.device(type, name, device, attrs);
            if (said == null) {
                return device;
            }
            device = said.isEmpty() ? device : said;
        }
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

    /** Asks for a device as far as scopes inside don't; null ends what is asked for outside. */
    Scope device(String text) {
        if (text == null) {
            return deviceScope((type, name, inside) -> null);
        }
        DeviceSpec spec = DeviceSpec.parse(text);
        return deviceScope(
                (type, name, inside) -> DeviceSpec.parse(inside).inside(spec).toString());
    }

    Scope device(DeviceFunction function) {
        return deviceScope(
                new DeviceFunction() {
                    @Override
                    public String device(String type, String name, String inside) {
                        return read(function.device(type, name, inside));
                    }

                    @Override
                    public String device(
                            String type, String name, String inside, Attributes attrs) {
                        return read(function.device(type, name, inside, attrs));
                    }

                    private String read(String said) {
                        return said == null ? "" : DeviceSpec.parse(said).toString();
                    }
                });
    }

    private Scope deviceScope(DeviceFunction scope) {
        devices.push(scope);
        return scope(devices::pop);
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
