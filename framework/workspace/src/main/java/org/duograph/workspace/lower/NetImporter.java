package org.duograph.workspace.lower;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.host.Hosts;
import org.duograph.workspace.io.Int8Array;
import org.duograph.workspace.net.ControlOperators;
import org.duograph.workspace.net.OtherNames;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Lowers a net: makes a graph of its operators, of all or of those that it is asked for.
 *
 * <p>Operators read and write blobs by name, and may write a name again; in a graph every value is
 * written once. {@link BlobValues} keeps, for each name, the value that it stands for at this point
 * of the net.
 */
public final class NetImporter {
    private final NetDef net;
    private final Graph graph;
    private final BlobValues blobs;
    private final KnownNumbers known;
    private final Hosts hosts;
    private final boolean inner;
    private final ControlImporter control = new ControlImporter(this::lowerInner);

    /**
     * Prepares the lowering of a net's operators; none is lowered yet.
     *
     * @param net of which the name and the device are asked
     * @param typeOf the type of a blob that exists, or null if it does not exist
     * @param known tells numbers that are known before the net runs
     * @param hosts the host operators that it may have
     */
    public NetImporter(
            NetDef net, Function<String, ArrayType> typeOf, KnownNumbers known, Hosts hosts) {
        this(net, typeOf, new Graph(net.getName(), known), known, hosts);
        reserveOutsideNames();
    }

    private NetImporter(
            NetDef net,
            Function<String, ArrayType> typeOf,
            Graph graph,
            KnownNumbers known,
            Hosts hosts) {
        this(net, graph, BlobValues.overVariables(graph, typeOf), known, hosts, false);
    }

    private NetImporter(
            NetDef net,
            Graph graph,
            BlobValues blobs,
            KnownNumbers known,
            Hosts hosts,
            boolean inner) {
        this.net = net;
        this.graph = graph;
        this.blobs = blobs;
        this.known = known;
        this.hosts = hosts;
        this.inner = inner;
    }

    /** Lowers all operators of a net that an operator holds. */
    private void lowerInner(NetDef inner, Graph graph, BlobValues blobs, KnownNumbers known) {
        NetDef here = DeviceWishes.inside(inner, net);
        NetImporter importer = new NetImporter(here, graph, blobs, known, hosts, true);
        for (int i = 0; i < inner.getOpCount(); i++) {
            importer.add(i);
        }
    }

    /** Blobs that the net reads before it writes them are variables: no node takes their names. */
    private void reserveOutsideNames() {
        Set<String> written = new HashSet<>();
        for (OperatorDef op : net.getOpList()) {
            op.getInputList().stream()
                    .filter(blob -> !written.contains(blob))
                    .forEach(graph::reserve);
            written.addAll(op.getOutputList());
        }
    }

    /**
     * Lowers the net's operator {@code index}.
     *
     * @throws IllegalArgumentException if it does not fit; the message names net, operator and blob
     */
    public void add(int index) {
        OperatorDef op = OtherNames.renamed(net.getOp(index));
        LoweringSite site =
                new LoweringSite(graph, op, settings(index, op), blobs, known, this::inner);
        try {
            if (ControlImporter.isScope(op)) {
                addScope(site);
            } else if (ControlOperators.isControl(op.getType())) {
                control.add(site);
            } else if (hosts.operator(op.getType()) != null) {
                addHost(site);
            } else {
                add(site);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            boolean saysWhere =
                    e.getMessage() != null && e.getMessage().contains(site.settings().origin());
            RuntimeException failure = saysWhere ? e : site.error(e.getMessage(), e);
            throw ControlOperators.RUNNING.contains(op.getType())
                    ? new NoGraphException(index, failure)
                    : e instanceof LateNumbersException
                            ? new LateNumbersException(index, failure)
                            : failure;
        }
    }

    /** In an inner net nothing runs apart, so that nobody asks for what the scope would keep. */
    private void addScope(LoweringSite site) {
        if (inner) {
            site.op().getOutputList().forEach(blobs::forget);
        } else {
            addHost(site);
        }
    }

    /** A net inside an operator, lowered for itself; it may have the same host operators. */
    private Graph inner(NetDef inner, Function<String, ArrayType> typeOf, Predicate<String> keep) {
        KnownNumbers nothing = new KnownNumbers(variable -> null);
        Graph alone = new Graph(inner.getName(), nothing);
        BlobValues own = BlobValues.overVariables(alone, typeOf);
        NetDef here = DeviceWishes.inside(inner, net);
        NetImporter importer = new NetImporter(here, alone, own, nothing, hosts, true);
        importer.reserveOutsideNames();
        for (int i = 0; i < inner.getOpCount(); i++) {
            importer.add(i);
        }
        return importer.finish(keep);
    }

    /**
     * A host operator is a node as well. Inputs that are tensors are its inputs, and the tensors
     * that it says it will fill are its outputs. What else it reads and fills, it looks for when it
     * runs.
     */
    private void addHost(LoweringSite site) {
        OperatorDef op = site.op();
        Map<String, Value> tensors = new LinkedHashMap<>();
        Map<String, ArrayType> types = new LinkedHashMap<>();
        for (String blob : op.getInputList()) {
            Value value = blobs.read(blob);
            if (value != null) {
                tensors.put(blob, value);
                types.put(blob, value.type());
            }
        }
        String name = op.getOutputCount() > 0 ? op.getOutput(0) : op.getType();
        OpDef def = hosts.definition(op.getType());
        List<Value> inputs = List.copyOf(tensors.values());
        Node node = site.append(name, def, attributes(site, types), inputs);
        Hosts.outputs(node).forEach(blobs::write);
        Hosts.others(node).forEach(blobs::forget);
    }

    private Map<String, Object> attributes(LoweringSite site, Map<String, ArrayType> tensors) {
        try {
            return hosts.attributes(site.op(), tensors);
        } catch (IOException | RuntimeException e) {
            throw site.error(
                    e instanceof NoSuchFileException missing
                            ? missing.getMessage()
                                    + "; write it before this net runs: it tells the types with which the net is planned"
                            : e.getMessage(),
                    e);
        }
    }

    private static void add(LoweringSite site) {
        OperatorDef op = site.op();
        String type = Vocabulary.canonical(op.getType());
        boolean withMutex = op.getType().equals("AtomicIter"); // one thread counts: not needed
        List<Value> inputs =
                op.getInputList().stream().skip(withMutex ? 1 : 0).map(site::read).toList();
        List<Value> outputs =
                Vocabulary.isRecurrentNetwork(type)
                        ? new RecurrentNetworks(site, inputs).append()
                        : Collectives.has(type)
                                ? Collectives.append(site, inputs)
                                : Int8Operators.has(type)
                                        ? Int8Operators.append(site, inputs)
                                        : OpCatalog.has(type)
                                                ? OperatorForms.append(
                                                        site, OpCatalog.get(type), inputs)
                                                : new GradientImporter(site, inputs).append();
        if (op.getOutputCount() > outputs.size() && !isLeftOut(op, outputs.size())) {
            throw site.error(
                    "it has %d outputs %s, but %d were asked for"
                            .formatted(outputs.size(), outputs, op.getOutputCount()));
        }
        for (int i = 0; i < Math.min(op.getOutputCount(), outputs.size()); i++) {
            site.blobs().write(op.getOutput(i), outputs.get(i));
        }
    }

    /** Whether output {@code i} is one that the operator leaves out for some attributes. */
    private static boolean isLeftOut(OperatorDef op, int i) {
        String type = Vocabulary.canonical(op.getType());
        return OpCatalog.has(type)
                && i < OpCatalog.get(type).outputs().size()
                && OpCatalog.get(type).output(i).kind() == Operand.Kind.OPTIONAL;
    }

    /** Whether a blob is a tensor at this point of the net. */
    public boolean isTensor(String blob) {
        return blobs.read(blob) != null;
    }

    /** How many nodes there are so far. */
    public int size() {
        return graph.nodes().size();
    }

    /**
     * Assigns every name that was written and is to be kept, with it what its numbers stand for,
     * and returns the graph.
     */
    public Graph finish(Predicate<String> keep) {
        blobs.assign(blob -> keep.test(blob) || keep.test(Int8Array.owner(blob)));
        return graph;
    }

    private Node.Settings settings(int index, OperatorDef op) {
        String name = op.getName().isEmpty() ? "" : " \"" + op.getName() + "\"";
        String origin = "operator " + index + name + " of net \"" + net.getName() + "\"";
        return DeviceWishes.of(op, net, origin);
    }
}
