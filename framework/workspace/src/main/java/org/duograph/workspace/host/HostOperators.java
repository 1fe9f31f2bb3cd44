package org.duograph.workspace.host;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import org.duograph.graph.Operand;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The host operators that every workspace has: ours, and those of the libraries found. */
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
                        SavingOperators.CHECKPOINT.alsoNamed("Snapshot"),
                        createMutex(),
                        createScope(),
                        hasScope())
                .forEach(def -> ALL.put(def.type(), def));
        CounterOperators.all().forEach(def -> ALL.put(def.type(), def));
        QueueOperators.all().forEach(def -> ALL.put(def.type(), def));
        TimerOperators.all().forEach(def -> ALL.put(def.type(), def));
        ProposalOperators.all().forEach(def -> ALL.put(def.type(), def));
        StoreOperators.ALL.forEach(def -> ALL.put(def.type(), def));
        CommonWorldOperators.ALL.forEach(def -> ALL.put(def.type(), def));
        for (HostLibrary library : ServiceLoader.load(HostLibrary.class)) {
            library.operators().forEach(def -> ALL.put(def.type(), def));
        }
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

    private static HostOperatorDef createScope() {
        return HostOperatorDef.of(
                        "CreateScope",
                        "Makes the scope in which a Do keeps the blobs of its runs for its gradient.",
                        call -> call.output(0, new Scope()))
                .output("scope", Operand.Kind.ONE, "the scope, a blob that is no tensor")
                .example("op { type: \"CreateScope\" output: \"scope\" }");
    }

    private static HostOperatorDef hasScope() {
        return HostOperatorDef.of(
                        "HasScope",
                        "Whether a scope still keeps the blobs of a run.",
                        call -> {
                            boolean any = !call.object(0, Scope.class).isEmpty();
                            call.output(0, NDArray.of(Shape.SCALAR, any ? 1 : 0).cast(DType.BOOL));
                        })
                .input("scope", Operand.Kind.ONE, "what a CreateScope made")
                .output("has_scope", Operand.Kind.ONE, "a bool, scalar")
                .typed(call -> List.of(new ArrayType(DType.BOOL, Shape.SCALAR)))
                .example("op { type: \"HasScope\" input: \"scope\" output: \"has_scope\" }");
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
