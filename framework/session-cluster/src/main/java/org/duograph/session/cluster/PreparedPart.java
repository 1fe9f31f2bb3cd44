package org.duograph.session.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.frames.NodeOrder;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.op.Variables;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.tensor.NDArray;

/**
 * A part of a step, with the operations of its pieces in the graph of its task. There variables
 * have the names that they have everywhere, so all sessions share them; other operations stand in a
 * name scope of their own for each part and piece.
 */
final class PreparedPart {
    private final Part part;
    private final List<Prepared> pieces = new ArrayList<>();

    /** A piece, and its tensors and operations. */
    record Prepared(
            Piece piece,
            List<Tensor> givens,
            List<Tensor> makes,
            List<Operation> targets,
            List<Operation> operations) {

        /** What it does, for logs. */
        String names() {
            return operations.stream()
                    .map(PreparedPart::plainName)
                    .filter(name -> !name.startsWith("given/"))
                    .collect(Collectors.joining(", "));
        }
    }

    /** The name that an operation has in the session's graph. */
    static String plainName(Operation op) {
        return op.name().replaceFirst("^part_\\d+/piece_\\d+/", "");
    }

    /**
     * Adds a part's operations to a graph.
     *
     * @param number which part it is
     * @throws IllegalArgumentException if they can't be read, or a variable is of another type than
     *     the one of that name that is there
     */
    PreparedPart(Part part, int number, Graph graph) {
        this.part = part;
        for (int i = 0; i < part.pieces().size(); i++) {
            pieces.add(
                    prepare(part.pieces().get(i), "part_%d/piece_%d".formatted(number, i), graph));
        }
    }

    Part part() {
        return part;
    }

    List<Prepared> pieces() {
        return pieces;
    }

    private static Prepared prepare(Piece piece, String prefix, Graph graph) {
        GraphDef.Builder rest = piece.graph().toBuilder().clearNode();
        Map<String, Tensor> variables = new LinkedHashMap<>();
        for (NodeDef node : piece.graph().getNodeList()) {
            if (Variables.isVariable(node.getOp())) {
                variables.put(node.getName(), declare(node, graph).output(0));
            } else {
                rest.addNode(node);
            }
        }
        Map<String, Tensor> read = new LinkedHashMap<>();
        for (NodeDef node : rest.getNodeList()) {
            for (String input : node.getInputList()) {
                String owner = NodeOrder.owner(input);
                if (variables.containsKey(owner)) {
                    read.put(owner, variables.get(owner));
                }
            }
        }
        GraphDefReader.add(rest.build(), graph, prefix, read);
        Map<String, Operation> here = new HashMap<>();
        List<Operation> operations = new ArrayList<>();
        for (NodeDef node : piece.graph().getNodeList()) {
            boolean variable = variables.containsKey(node.getName());
            Operation op =
                    graph.operation(variable ? node.getName() : prefix + "/" + node.getName());
            here.put(node.getName(), op);
            operations.add(op);
        }
        return new Prepared(
                piece,
                piece.givens().stream().map(g -> here.get(g.name()).output(0)).toList(),
                piece.makes().stream().map(m -> tensor(m.tensor(), here)).toList(),
                piece.targets().stream().map(here::get).toList(),
                operations);
    }

    private static Tensor tensor(String name, Map<String, Operation> here) {
        int colon = name.lastIndexOf(':');
        return here.get(name.substring(0, colon))
                .output(Integer.parseInt(name.substring(colon + 1)));
    }

    /** The variable of a name, made if there is none. */
    static Operation declare(NodeDef node, Graph graph) {
        if (!graph.has(node.getName())) {
            OperationBuilder builder = graph.op(node.getOp()).name(node.getName() + "/");
            builder.device(node.getDevice());
            node.getAttrMap().forEach(builder::attr);
            return builder.build();
        }
        Operation there = graph.operation(node.getName());
        boolean same =
                there.isVariable()
                        && there.attrs()
                                .messages()
                                .get("dtype")
                                .equals(node.getAttrOrThrow("dtype"))
                        && there.attrs()
                                .messages()
                                .get("shape")
                                .equals(node.getAttrOrThrow("shape"));
        if (!same) {
            throw new IllegalArgumentException(
                    "Variable %s is %s %s here, for another session has made it, and not what this one asks for; give it another name, or let all build the same graph"
                            .formatted(
                                    node.getName(),
                                    there.output(0).dtype().lowerName(),
                                    there.output(0).shape()));
        }
        return there;
    }

    /** Runs a piece by plans. */
    static List<NDArray> run(Prepared prepared, List<NDArray> given, Session session) {
        Run run = session.newRun();
        for (int i = 0; i < given.size(); i++) {
            run.feed(prepared.givens.get(i), given.get(i));
        }
        List<Object> fetches = new ArrayList<>(prepared.makes);
        fetches.addAll(prepared.targets);
        if (fetches.isEmpty()) {
            return List.of();
        }
        Fetched fetched = run.run(fetches.toArray());
        List<NDArray> made = new ArrayList<>();
        for (int i = 0; i < prepared.makes.size(); i++) {
            made.add(fetched.get(i));
        }
        return made;
    }

    /** Lets the task do a piece's operations itself, one after the other. */
    static List<NDArray> runByTask(
            Prepared prepared, List<NDArray> given, Shelf shelf, Shelf.Call call) {
        Map<Tensor, NDArray> values = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            values.put(prepared.givens.get(i), given.get(i));
        }
        for (Operation op : prepared.operations) {
            if (op.type().equals("Const")) {
                values.put(op.output(0), op.attrs().array("value"));
            } else if (!op.isPlaceholder()) {
                List<NDArray> results =
                        shelf.run(op, op.inputs().stream().map(values::get).toList(), call);
                for (int i = 0; i < results.size(); i++) {
                    values.put(op.output(i), results.get(i));
                }
            }
        }
        return prepared.makes.stream().map(values::get).toList();
    }
}
