package org.duograph.workspace.lower;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Suggestion;
import org.duograph.graph.Value;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Where one operator of a net is lowered: all that the way from its text to nodes of the graph may
 * ask, and where it appends them.
 *
 * @param graph the graph that the net becomes, with all operators before this one
 * @param op the operator
 * @param settings its device and seed, and the place in the net that errors name
 * @param blobs the values that blobs stand for at this point of the net
 * @param known tells numbers that are known before the net runs
 * @param inner lowers a net that is an argument of the operator
 */
record LoweringSite(
        Graph graph,
        OperatorDef op,
        Node.Settings settings,
        BlobValues blobs,
        KnownNumbers known,
        InnerNets inner) {

    /**
     * The value that a blob stands for at this point.
     *
     * @throws IllegalArgumentException if there is no such blob, or it is no tensor
     */
    Value read(String blob) {
        Value value = blobs.read(blob);
        if (value == null && blobs.isForgotten(blob)) {
            throw error(
                    "its input blob \""
                            + blob
                            + "\" is no tensor here: a host operator before it fills it with"
                            + " something else");
        } else if (value == null) {
            throw error(
                    "its input blob \""
                            + blob
                            + "\" does not exist"
                            + Suggestion.among(blob, blobs.names())
                            + " (feed it, or run the net that fills it)");
        }
        return value;
    }

    /** Appends a node with the settings of this operator. */
    Node append(String name, OpDef def, Map<String, ?> attrs, List<Value> inputs) {
        return graph.append(name, def, attrs, settings, inputs);
    }

    /** An error that names the operator and its place in the net; to be thrown. */
    IllegalArgumentException error(String message) {
        return error(message, null);
    }

    /** The same, for an error that was met on the way. */
    IllegalArgumentException error(String message, Throwable cause) {
        return new IllegalArgumentException(
                op.getType() + " (" + settings.origin() + "): " + message, cause);
    }
}
