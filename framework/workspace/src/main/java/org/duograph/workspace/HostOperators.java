package org.duograph.workspace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.duograph.ops.OpCatalog;

/** The host operators that every workspace has. */
public final class HostOperators {
    private static final Map<String, HostOperator> ALL = new LinkedHashMap<>();

    static {
        ALL.put("CreateDB", DatabaseOperators::createDb);
        ALL.put("TensorProtosDBInput", DatabaseOperators::tensorProtosInput);
        ALL.put("Save", SavingOperators::save);
        ALL.put("Load", SavingOperators::load);
        ALL.put("Checkpoint", SavingOperators::checkpoint);
        ALL.put("DBExists", DatabaseOperators::exists);
        ALL.put("Print", LoggingOperators::print);
        ALL.put("Summarize", LoggingOperators::summarize);
        ALL.put("GivenTensorStringFill", call -> call.output(0, call.args().strings("values")));
        ALL.put("CreateMutex", call -> call.output(0, new ReentrantLock()));
    }

    private HostOperators() {}

    /** The host operators by type. */
    public static Map<String, HostOperator> all() {
        return Collections.unmodifiableMap(ALL);
    }

    /** The types of all operators that a net may use, host operators included. */
    public static Set<String> allTypes() {
        Set<String> types = new LinkedHashSet<>(OpCatalog.types());
        types.addAll(OperatorForms.otherNames());
        types.addAll(ALL.keySet());
        return types;
    }
}
