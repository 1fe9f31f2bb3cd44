package org.duograph.workspace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
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

    /** Why a blob is not there, if one of the nets would write it. */
    Optional<String> whyMissing(String blob) {
        for (NetRunner runner : byName.values()) {
            NetDef net = runner.net();
            if (net.getOpList().stream().anyMatch(op -> op.getOutputList().contains(blob))) {
                boolean kept =
                        net.getExternalOutputCount() == 0
                                || net.getExternalOutputList().contains(blob);
                return Optional.of(
                        kept
                                ? ": net \"%s\" writes it, but has not run yet"
                                        .formatted(net.getName())
                                : ": net \"%s\" computes it but does not keep it, since it declares external_output %s and this is not among them. To keep it, add it with addExternalOutput(\"%s\") before the net is created"
                                        .formatted(
                                                net.getName(), net.getExternalOutputList(), blob));
            }
        }
        return Optional.empty();
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
