package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.NetInputs;
import org.duograph.cli.options.Streams;
import org.duograph.graph.Suggestion;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;

/** The numbers of {@code --init}: a net that fills parameters, or some of them. */
final class InitialNumbers {
    private InitialNumbers() {}

    /**
     * Runs the init net, and says which parameters it fills and which not.
     *
     * @param workspace still empty
     * @param given the types of images and labels
     * @throws IllegalArgumentException if it fills none, or one with another shape than the net's
     */
    static void fill(
            Workspace workspace,
            Path file,
            NetDef forward,
            Map<String, ArrayType> given,
            Streams streams)
            throws IOException {
        NetDef net = NetArgument.read(file);
        new NetInputs(workspace, net, Map.of()).requireAll();
        NetInputs inputs = new NetInputs(workspace, forward, given);
        workspace.runNetOnce(net);

        Set<String> parameters = inputs.missing().keySet();
        Set<String> filled = new LinkedHashSet<>(workspace.blobs());
        List<String> used = parameters.stream().filter(filled::contains).toList();
        if (used.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s fills no parameter of net \"%s\". It fills %s; the net has %s. Names must be the same in both"
                            .formatted(
                                    file,
                                    forward.getName(),
                                    filled.isEmpty() ? "nothing" : Suggestion.list(filled),
                                    parameters.isEmpty() ? "none" : Suggestion.list(parameters)));
        }
        checkTypes(workspace, file, inputs, used);
        List<String> anew = parameters.stream().filter(p -> !filled.contains(p)).toList();
        parameters.forEach(filled::remove);
        if (!anew.isEmpty() || !filled.isEmpty()) {
            streams.err().println("From " + file + ": " + String.join(", ", used) + ".");
        }
        if (!anew.isEmpty()) {
            streams.err().println("Not filled, so starting anew: " + Suggestion.list(anew) + ".");
        }
        if (!filled.isEmpty()) {
            streams.err().println("Filled, but not read: " + Suggestion.list(filled) + ".");
        }
    }

    private static void checkTypes(
            Workspace workspace, Path file, NetInputs inputs, List<String> used) {
        List<String> wrong = new ArrayList<>();
        for (String blob : used) {
            ArrayType wanted = inputs.derived().get(blob);
            if (wanted != null && !wanted.equals(workspace.type(blob))) {
                wrong.add(
                        "  %s: found %s, but %s takes %s"
                                .formatted(
                                        blob,
                                        workspace.blobType(blob),
                                        inputs.missing().get(blob).role(),
                                        wanted));
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s does not fit the net:%n%s"
                            .formatted(file, String.join(System.lineSeparator(), wrong)));
        }
    }
}
