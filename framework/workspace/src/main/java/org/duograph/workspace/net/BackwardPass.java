package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.BlobVersions.Version;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Walks a net backwards and writes the operators that compute gradients, as Caffe2's {@code
 * AddGradientOperators} does.
 *
 * <p>The gradient of {@code X} is called {@code X_grad}. Where several operators read {@code X},
 * the first gradient found keeps that name, the others become {@code _X_grad_autosplit_0}, {@code
 * _1}, ..., and a Sum adds them up as soon as all are there. A loss starts from {@code
 * loss_autogen_grad}, filled with ones. Because blobs may be overwritten, gradients belong to one
 * writing of a blob ({@link BlobVersions}), and a gradient operator that would read a blob that has
 * been overwritten is an error.
 *
 * <p>In one respect this is more careful than Caffe2: where two blobs share a gradient (the inputs
 * of a Sum do), an operator that would overwrite it while the other still needs it gets a name of
 * its own to write.
 */
final class BackwardPass {
    /**
     * One gradient of a blob.
     *
     * @param op the place of the operator that writes it last, or -1 if it is an existing blob
     * @param output which of that operator's outputs it is
     * @param chain the places of the operators that write it before, each on top of the last
     * @param name its name
     */
    private record Part(int op, int output, List<Integer> chain, String name) {
        /** A gradient that is an existing blob. */
        static Part existing(String name) {
            return new Part(-1, 0, List.of(), name);
        }
    }

    private final String net;
    private final List<OperatorDef> forward;
    private final Function<String, Shape> shapes;
    private final BlobVersions versions;
    private final List<OperatorDef.Builder> backward = new ArrayList<>();
    private final Map<Version, String> gradients = new LinkedHashMap<>();
    private final Map<Version, List<Part>> parts = new LinkedHashMap<>();

    /** The blobs whose gradients a name has held. */
    private final Map<String, Set<Version>> held = new LinkedHashMap<>();

    private final Set<Version> summed = new LinkedHashSet<>();
    private final Set<String> ofRows = new LinkedHashSet<>();
    private final boolean keepsWhatIsRead;
    private int renamed;

    /**
     * Prepares the gradients of a net's operators.
     *
     * @param shapes the shape of a blob, or null where it is not known
     */
    BackwardPass(String net, List<OperatorDef> forward, Function<String, Shape> shapes) {
        this(net, forward, shapes, true);
    }

    private BackwardPass(
            String net,
            List<OperatorDef> forward,
            Function<String, Shape> shapes,
            boolean keepsWhatIsRead) {
        this.keepsWhatIsRead = keepsWhatIsRead;
        this.net = net;
        this.shapes = shapes;
        this.forward = forward;
        this.versions = new BlobVersions(forward);
    }

    /** The operators that were written. */
    List<OperatorDef> operators() {
        return backward.stream().map(OperatorDef.Builder::build).toList();
    }

    /** The names of gradients that are of some rows only: {@link GradientOfRows}. */
    Set<String> ofRows() {
        return ofRows;
    }

    /** Writes the gradients of these blobs (null: start from ones); returns names by blob. */
    Map<String, String> from(Map<String, String> starts) {
        starts.forEach(this::start);
        for (int i = forward.size() - 1; i >= 0; i--) {
            try {
                differentiate(i);
                sumGradients(i);
            } catch (IllegalArgumentException e) {
                OperatorDef op = forward.get(i);
                String where =
                        "Gradient of operator %d (%s -> %s) of net \"%s\": "
                                .formatted(
                                        i,
                                        op.getType(),
                                        String.join(", ", op.getOutputList()),
                                        net);
                throw new IllegalArgumentException(where + e.getMessage(), e);
            }
        }
        Map<String, String> byBlob = new LinkedHashMap<>();
        gradients.forEach((version, gradient) -> byBlob.put(version.name(), gradient));
        return byBlob;
    }

    /**
     * The blobs which exist before a net and on which {@code outputs} depend, by way of gradients.
     * Whether a gradient still finds what it reads is not asked.
     */
    static Set<String> reached(String net, List<OperatorDef> forward, Set<String> outputs) {
        BackwardPass pass = new BackwardPass(net, forward, blob -> null, false);
        Map<String, String> starts = new LinkedHashMap<>();
        outputs.forEach(blob -> starts.put(blob, blob + "_grad"));
        pass.from(starts);
        Set<String> names = new LinkedHashSet<>();
        for (Version version : pass.gradients.keySet()) {
            if (pass.versions.writer(version) < 0) {
                names.add(version.name());
            }
        }
        return names;
    }

    private void start(String blob, String given) {
        Version version = versions.last(blob);
        versions.readers(version).add(forward.size());
        String gradient = given;
        int op = -1;
        if (given == null) {
            gradient = blob + "_autogen_grad";
            op = backward.size();
            OperatorDef ones =
                    Ops.operator(
                            "ConstantFill", List.of(blob), List.of(gradient), Ops.arg("value", 1f));
            backward.add(ones.toBuilder().setName("").setIsGradientOp(true));
            int writer = versions.writer(version);
            if (writer >= 0 && forward.get(writer).hasDeviceOption()) {
                backward.get(op).setDeviceOption(forward.get(writer).getDeviceOption());
            }
        }
        gradients.put(version, gradient);
        addPart(version, new Part(op, 0, List.of(), gradient));
    }

    private void addPart(Version version, Part part) {
        parts.computeIfAbsent(version, v -> new ArrayList<>()).add(part);
        held.computeIfAbsent(part.name, n -> new LinkedHashSet<>()).add(version);
    }

    private void differentiate(int i) {
        OperatorDef op = OtherNames.renamed(forward.get(i));
        List<String> outputGradients = new ArrayList<>();
        for (String output : op.getOutputList()) {
            outputGradients.add(gradients.get(versions.written(i, output)));
        }
        boolean needed = outputGradients.stream().anyMatch(g -> g != null);
        if (!needed && !op.getType().equals("ZeroGradient")) {
            return;
        }
        OperatorGradient gradient = new OperatorGradient(op, shapes, outputGradients);
        GradientMakers.of(op).write(gradient);
        List<OperatorDef.Builder> ops = gradient.operators();
        List<String> results = new ArrayList<>(gradient.inputGradients());
        if (gradient.inputOfRows() >= 0) {
            requireTable(versions.read(i, op.getInput(gradient.inputOfRows())));
            ofRows.add(results.get(gradient.inputOfRows()));
        }
        checkInputs(i, gradient, ops);
        keepSharedGradients(i, ops, results);
        int first = backward.size();
        backward.addAll(ops);
        record(i, first, results);
    }

    /** Nobody but an optimizer can read a gradient of rows, and it can't be summed with others. */
    private void requireTable(Version table) {
        if (versions.writer(table) >= 0) {
            throw new IllegalArgumentException(
                    "the gradient of \"%s\" would be of the rows that were looked up, which operator %d, that writes it, can't read; multiply a OneHot of the numbers by the rows (MatMul) instead"
                            .formatted(table.name(), versions.writer(table)));
        }
        if (versions.readers(table).size() > 1) {
            throw new IllegalArgumentException(
                    "the gradient of \"%s\" would be of the rows that were looked up, but operators %s read it all; look all rows up in one Gather, or multiply a OneHot of the numbers by the rows (MatMul)"
                            .formatted(table.name(), versions.readers(table)));
        }
    }

    /** Every blob that the gradient reads must still hold what the forward operator saw. */
    private void checkInputs(int i, OperatorGradient gradient, List<OperatorDef.Builder> ops) {
        OperatorDef op = forward.get(i);
        for (int k : gradient.readInputs()) {
            checkCurrent(versions.read(i, op.getInput(k)));
        }
        for (int k : gradient.readOutputs()) {
            checkCurrent(versions.written(i, op.getOutput(k)));
        }
        Set<String> known = new LinkedHashSet<>(op.getInputList());
        known.addAll(op.getOutputList());
        known.addAll(gradient.outputGradients());
        for (OperatorDef.Builder written : ops) {
            for (String name : written.getInputList()) {
                if (!known.contains(name)) {
                    throw new IllegalArgumentException(
                            "its gradient maker reads \"%s\", which is no blob of the operator"
                                    .formatted(name));
                }
            }
            known.addAll(written.getOutputList());
        }
    }

    private void checkCurrent(Version needed) {
        if (keepsWhatIsRead && !needed.equals(versions.last(needed.name()))) {
            throw versions.overwritten(needed);
        }
    }

    /** Renames what would overwrite a gradient that other blobs share and still need. */
    private void keepSharedGradients(int i, List<OperatorDef.Builder> ops, List<String> results) {
        for (int k = 0; k < ops.size(); k++) {
            for (String name : List.copyOf(ops.get(k).getOutputList())) {
                if (!isNeededByOthers(i, name)) {
                    continue;
                }
                String other = name + "_autogen_own_" + renamed++;
                for (int j = k; j < ops.size(); j++) {
                    rename(ops.get(j), name, other, j > k);
                }
                results.replaceAll(result -> name.equals(result) ? other : result);
            }
        }
    }

    private static void rename(OperatorDef.Builder op, String from, String to, boolean inputsToo) {
        for (int o = 0; o < op.getOutputCount(); o++) {
            if (op.getOutput(o).equals(from)) {
                op.setOutput(o, to);
            }
        }
        for (int n = 0; inputsToo && n < op.getInputCount(); n++) {
            if (op.getInput(n).equals(from)) {
                op.setInput(n, to);
            }
        }
    }

    /** Whether {@code name} holds a gradient that will be needed after operator {@code i}'s. */
    private boolean isNeededByOthers(int i, String name) {
        Set<Version> blobs = held.getOrDefault(name, new LinkedHashSet<>());
        blobs.removeIf(version -> versions.writer(version) >= i); // consumed, now and later
        for (Version version : blobs) {
            boolean read = version.equals(versions.read(i, version.name()));
            for (Part part : parts.get(version)) {
                // What operators wrote for the same blob is told apart when it is summed.
                boolean apart = read && part.op >= 0;
                if (part.name.equals(name) && !apart) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Notes which gradients of operator {@code i}'s inputs there are now. */
    private void record(int i, int first, List<String> results) {
        OperatorDef op = forward.get(i);
        Map<String, List<Part>> written = chains(first);
        for (int k = 0; k < op.getInputCount(); k++) {
            String result = results.get(k);
            if (result == null) {
                continue;
            }
            Version version = versions.read(i, op.getInput(k));
            List<Part> own = written.getOrDefault(result, List.of());
            boolean repeated = op.getInputList().subList(0, k).contains(op.getInput(k));
            if (own.isEmpty()) {
                addPart(version, Part.existing(result));
            } else if (!repeated) {
                own.forEach(part -> addPart(version, part));
            }
            gradients.remove(version); // so that the newest entry stands last
            gradients.put(version, result);
        }
    }

    /** The operators from place {@code first} that write each name, as one part per start. */
    private Map<String, List<Part>> chains(int first) {
        Map<String, List<Part>> chains = new LinkedHashMap<>();
        for (int k = first; k < backward.size(); k++) {
            OperatorDef.Builder op = backward.get(k);
            for (int o = 0; o < op.getOutputCount(); o++) {
                String name = op.getOutput(o);
                List<Part> all = chains.computeIfAbsent(name, n -> new ArrayList<>());
                List<Integer> before = new ArrayList<>();
                if (!all.isEmpty() && op.getInputList().contains(name)) {
                    Part last = all.remove(all.size() - 1);
                    before.addAll(last.chain);
                    before.add(last.op);
                }
                all.add(new Part(k, o, before, name));
            }
        }
        return chains;
    }

    /** Where operator {@code i} is the first reader of a blob, all its gradients are there. */
    private void sumGradients(int i) {
        for (String input : new LinkedHashSet<>(forward.get(i).getInputList())) {
            Version version = versions.read(i, input);
            List<Part> all = parts.getOrDefault(version, List.of());
            if (versions.readers(version).get(0) == i && all.size() > 1 && summed.add(version)) {
                sum(version, all);
            }
        }
    }

    private void sum(Version version, List<Part> all) {
        String base =
                all.stream()
                        .filter(part -> part.op >= 0)
                        .map(Part::name)
                        .findFirst()
                        .orElse(version.name() + "_grad");
        List<String> terms = new ArrayList<>();
        int splits = 0;
        boolean first = true;
        for (Part part : all) {
            if (part.op < 0 || first) {
                terms.add(part.name);
            } else {
                String split = "_" + part.name + "_autosplit_" + splits++;
                split(part, split);
                terms.add(split);
            }
            first &= part.op < 0;
        }
        int inPlace = terms.indexOf(base);
        if (inPlace > 0) { // a Sum can write over its first input only
            terms.set(inPlace, terms.get(0));
            terms.set(0, base);
        }
        OperatorDef sum = Ops.operator("Sum", terms, List.of(base));
        OperatorDef.Builder op = sum.toBuilder().setName("").setIsGradientOp(true);
        all.stream()
                .filter(part -> part.op >= 0 && backward.get(part.op).hasDeviceOption())
                .findFirst()
                .ifPresent(part -> op.setDeviceOption(backward.get(part.op).getDeviceOption()));
        backward.add(op);
        gradients.put(version, base);
        parts.remove(version);
        addPart(version, new Part(backward.size() - 1, 0, List.of(), base));
    }

    /** Gives one gradient another name, wherever operators write it on top of each other. */
    private void split(Part part, String name) {
        for (int k = 0; k < part.chain.size(); k++) {
            rename(backward.get(part.chain.get(k)), part.name, name, k > 0);
        }
        OperatorDef.Builder last = backward.get(part.op);
        last.setOutput(part.output, name);
        for (int n = 0; !part.chain.isEmpty() && n < last.getInputCount(); n++) {
            if (last.getInput(n).equals(part.name)) {
                last.setInput(n, name);
            }
        }
    }
}
