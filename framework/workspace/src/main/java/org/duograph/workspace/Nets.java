package org.duograph.workspace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.duograph.graph.Suggestion;
import org.duograph.workspace.proto.NetDef;

/** The nets that were created in a workspace, by name. */
final class Nets implements AutoCloseable {
    private final Map<String, NetRunner> byName = new LinkedHashMap<>();

    void create(Workspace workspace, NetDef net, boolean overwrite) {
        String name = net.getName();
        if (byName.containsKey(name) && !overwrite) {
            throw new IllegalArgumentException(
                    "There is a net \"%s\" already; delete it first, or create it with overwrite"
                            .formatted(name));
        }
        NetRunner runner = new NetRunner(workspace, net);
        delete(name);
        byName.put(name, runner);
    }

    NetRunner get(String name) {
        NetRunner runner = byName.get(name);
        if (runner == null) {
            throw new NoSuchElementException(
                    "There is no net \"%s\"%s (there are %s)"
                            .formatted(
                                    name,
                                    Suggestion.among(name, byName.keySet()),
                                    byName.keySet()));
        }
        return runner;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    void delete(String name) {
        NetRunner runner = byName.remove(name);
        if (runner != null) {
            runner.close();
        }
    }

    @Override
    public void close() {
        byName.values().forEach(NetRunner::close);
        byName.clear();
    }
}
