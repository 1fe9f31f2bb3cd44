package org.duograph.workspace.model;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.host.Hosts;
import org.duograph.workspace.lower.NoGraphException;
import org.duograph.workspace.lower.OperatorTypes;
import org.duograph.workspace.lower.Vocabulary;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The types of a model's blobs while it is written, as far as they follow from those of its inputs
 * and parameters. What host operators write, and what is computed from it, stays unknown.
 */
final class BlobTypes {
    private final Net net;
    private final Map<String, ArrayType> types = new LinkedHashMap<>();
    private final OperatorTypes operators =
            new OperatorTypes(types::get, blob -> null, new LinkedHashMap<>(), new Hosts(null));
    private final Set<String> scopes = new HashSet<>(); // of operators that run nets: no tensors
    private int seen;

    /** Of the blobs of {@code net}, to which operators may be appended. */
    BlobTypes(Net net) {
        this.net = net;
    }

    /** Those of a net that runs inside of this one, as it is now. */
    BlobTypes inside(Net inner) {
        of("");
        BlobTypes other = new BlobTypes(inner);
        other.types.putAll(types);
        return other;
    }

    /** Says the type of a blob that no operator writes. */
    void put(String blob, ArrayType type) {
        types.put(blob, type);
    }

    /**
     * The type of a blob, by its full name or its name in the open name scope; null if unknown.
     *
     * @throws IllegalArgumentException if an operator does not fit what it reads
     */
    ArrayType of(String blob) {
        NetDef proto = net.proto();
        for (; seen < proto.getOpCount(); seen++) {
            OperatorDef op = proto.getOp(seen);
            if (op.getType().equals("CreateScope")) {
                scopes.addAll(op.getOutputList());
            }
            boolean known =
                    Vocabulary.isKnown(op.getType())
                            && op.getInputList().stream()
                                    .allMatch(b -> types.containsKey(b) || scopes.contains(b));
            Map<String, ArrayType> written = known ? written(proto, seen) : Map.of();
            types.keySet().removeAll(op.getOutputList());
            types.putAll(written);
        }
        return types.getOrDefault(blob, types.get(Scopes.scoped(blob)));
    }

    private Map<String, ArrayType> written(NetDef proto, int operator) {
        try {
            return operators.of(proto, operator);
        } catch (NoGraphException e) {
            return Map.of(); // known when it runs
        }
    }
}
