package org.duograph.workspace.host;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.duograph.graph.Operand;

/** The host operators that every workspace has. */
public final class HostOperators {
    private static final Map<String, HostOperatorDef> ALL = new LinkedHashMap<>();

    static {
        List.of(
                        DatabaseOperators.CREATE_DB,
                        DatabaseOperators.TENSOR_PROTOS_DB_INPUT,
                        DatabaseOperators.DB_EXISTS,
                        SavingOperators.SAVE,
                        SavingOperators.LOAD,
                        SavingOperators.CHECKPOINT,
                        createMutex())
                .forEach(def -> ALL.put(def.type(), def));
    }

    private HostOperators() {}

    private static HostOperatorDef createMutex() {
        return HostOperatorDef.of(
                        "CreateMutex",
                        "Makes the lock that AtomicIter asks for; here one thread counts, and it is"
                                + " not needed.",
                        call -> call.output(0, new ReentrantLock()))
                .output("mutex", Operand.Kind.ONE, "the lock, a blob that is no tensor")
                .example("op { type: \"CreateMutex\" output: \"iteration_mutex\" }");
    }

    /** Those that every workspace has, with these surroundings. */
    public static Hosts of(Surroundings around) {
        Hosts hosts = new Hosts(around);
        hosts.register(ALL);
        return hosts;
    }

    /** The host operators by type. */
    public static Map<String, HostOperatorDef> all() {
        return Collections.unmodifiableMap(ALL);
    }
}
