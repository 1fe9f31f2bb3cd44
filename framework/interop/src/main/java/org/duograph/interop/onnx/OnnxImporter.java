package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Suggestion;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.TensorShapeProto.Dimension;
import org.duograph.interop.onnx.proto.TypeProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Makes a graph of the core of a model: its variables are what is fed, its assign table what the
 * model gives. Weights become constants.
 *
 * <p>A graph has one type for each value, so the types of all inputs must be known: where the file
 * leaves an extent open, {@link #input} says it. Operands on which shapes depend (the new shape of
 * Reshape, the axes of ReduceSum) must be known too; where they are inputs of the model, {@link
 * #bind} gives their numbers. {@link OnnxSession} does both by itself, from what it is fed.
 *
 * <pre>{@code
 * OnnxGraph net = new OnnxImporter(OnnxModel.read(file))
 *         .input("image", ArrayType.float32(1, 3, 224, 224))
 *         .lower();
 * }</pre>
 */
public final class OnnxImporter {
    private final OnnxModel model;
    private final Map<String, OnnxForm> forms = new LinkedHashMap<>();
    private final Map<String, NDArray> bound = new LinkedHashMap<>();

    /** An importer of that model, which knows of its inputs what the file says. */
    public OnnxImporter(OnnxModel model) {
        this.model = model;
    }

    /** Says the type of an input. */
    public OnnxImporter input(String name, ArrayType type) {
        return input(name, new OnnxForm.Array(type));
    }

    /** Says what an input is: an array, a sequence of so many, or nothing. */
    public OnnxImporter input(String name, OnnxForm form) {
        requireInput(name);
        forms.put(name, form);
        return this;
    }

    /** Gives an input its numbers for good; it is not fed then. */
    public OnnxImporter bind(String name, NDArray numbers) {
        requireInput(name);
        bound.put(name, numbers);
        return this;
    }

    private void requireInput(String name) {
        List<String> names =
                model.graph().getInputList().stream().map(ValueInfoProto::getName).toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "The model has no input \"%s\"%s; it has %s"
                            .formatted(name, Suggestion.among(name, names), names));
        }
    }

    /**
     * Makes the graph.
     *
     * @throws UnsupportedModelException if the model asks for what is not offered; the message
     *     lists all of it
     * @throws IllegalArgumentException if an input's type is missing or does not fit the file's, or
     *     something in the model can't be right
     */
    public OnnxGraph lower() {
        return lower(new KnownNumbers(variable -> null));
    }

    /** Makes the graph; operands on which shapes depend may be what {@code known} knows. */
    OnnxGraph lower(KnownNumbers known) {
        Refusals refusals = new Refusals(model);
        checkVersion(refusals);
        GraphProto proto = model.graph();
        Graph graph = new Graph(proto.getName().isEmpty() ? "model" : proto.getName(), known);
        GraphLowerer lowerer = GraphLowerer.of(refusals, graph, known);
        Map<String, OnnxForm> inputs = new LinkedHashMap<>();
        for (ValueInfoProto input : proto.getInputList()) {
            input(lowerer, input, inputs);
        }
        lowerer.initializers(proto);
        lowerer.lower(proto.getNodeList());
        Map<String, Item> outputs = new LinkedHashMap<>();
        for (ValueInfoProto output : proto.getOutputList()) {
            if (lowerer.knows(output.getName())) {
                try {
                    outputs.put(output.getName(), lowerer.find(output.getName()));
                } catch (GraphLowerer.Lost e) {
                    continue; // what gives it was refused, and is told below
                }
            } else {
                throw new IllegalArgumentException(
                        "Nothing gives the model's output \"" + output.getName() + "\"");
            }
        }
        refusals.check();
        return OnnxGraph.of(graph, inputs, outputs);
    }

    private void checkVersion(Refusals refusals) {
        long version = model.opsets().getOrDefault("", 0L);
        if (version > OnnxModel.NEWEST) { // older ones are read as if they were the oldest
            refusals.unsupported(
                    "operators of version " + version,
                    new UnsupportedModelException(
                            "%d to %d are read; export the model with one of these"
                                    .formatted(OnnxModel.OLDEST, OnnxModel.NEWEST)));
        }
    }

    private void input(GraphLowerer lowerer, ValueInfoProto input, Map<String, OnnxForm> inputs) {
        String name = input.getName();
        NDArray numbers = bound.get(name);
        if (numbers != null) {
            lowerer.put(name, new Item.Array(lowerer.graph().constant(name, numbers)));
            return;
        }
        boolean filled = OnnxModel.initializers(model.graph()).containsKey(name);
        OnnxForm form = forms.get(name);
        if (form == null && filled) {
            return;
        }
        if (form == null) {
            form = new OnnxForm.Array(fileType(name, input.getType()));
        } else if (form instanceof OnnxForm.Array array) {
            requireFits(name, array.type(), input.getType());
        }
        inputs.put(name, form);
        lowerer.put(name, variable(lowerer.graph(), name, form));
    }

    private static Item variable(Graph graph, String name, OnnxForm form) {
        if (form instanceof OnnxForm.Array array) {
            return new Item.Array(graph.variable(name, array.type()));
        }
        if (form instanceof OnnxForm.Sequence sequence) {
            List<Item> elements = new ArrayList<>();
            for (OnnxForm element : sequence.elements()) {
                elements.add(variable(graph, OnnxForm.element(name, elements.size()), element));
            }
            return new Item.Sequence(elements);
        }
        return new Item.Nothing();
    }

    /** The type that the file says, all of it. */
    private static ArrayType fileType(String name, TypeProto type) {
        if (!type.hasTensorType()) {
            throw new IllegalArgumentException(
                    "Input \"%s\" is no array; say what it will be fed".formatted(name));
        }
        TypeProto.Tensor tensor = type.getTensorType();
        List<Long> dims = new ArrayList<>();
        tensor.getShape()
                .getDimList()
                .forEach(d -> dims.add(d.hasDimValue() ? d.getDimValue() : -1));
        if (!tensor.hasShape() || dims.stream().anyMatch(d -> d < 0)) {
            throw new IllegalArgumentException(
                    "The file leaves the shape of input \"%s\" open (%s); say which it is"
                            .formatted(name, describe(type)));
        }
        return new ArrayType(OnnxType.of(tensor.getElemType()), Shape.of(dims));
    }

    private static void requireFits(String name, ArrayType given, TypeProto type) {
        if (!type.hasTensorType()) {
            return;
        }
        TypeProto.Tensor tensor = type.getTensorType();
        boolean fits =
                tensor.getElemType() == 0 || OnnxType.fits(tensor.getElemType(), given.dtype());
        if (fits && tensor.hasShape()) {
            fits = tensor.getShape().getDimCount() == given.shape().rank();
            for (int i = 0; fits && i < given.shape().rank(); i++) {
                Dimension dim = tensor.getShape().getDim(i);
                fits = !dim.hasDimValue() || dim.getDimValue() == given.shape().dim(i);
            }
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "Input \"%s\" is %s, but it was given %s"
                            .formatted(name, describe(type), given));
        }
    }

    /** A type as messages say it: {@code float Nx3x224x224}. */
    static String describe(TypeProto type) {
        if (type.hasSequenceType()) {
            return "a sequence of " + describe(type.getSequenceType().getElemType());
        }
        if (type.hasOptionalType()) {
            return "optional " + describe(type.getOptionalType().getElemType());
        }
        if (!type.hasTensorType()) {
            return "of no type that is known here";
        }
        TypeProto.Tensor tensor = type.getTensorType();
        String element = OnnxType.name(tensor.getElemType());
        if (!tensor.hasShape()) {
            return element + " of any shape";
        }
        if (tensor.getShape().getDimCount() == 0) {
            return element + " scalar";
        }
        return tensor.getShape().getDimList().stream()
                .map(
                        d ->
                                d.hasDimValue()
                                        ? "" + d.getDimValue()
                                        : d.getDimParam().isEmpty() ? "?" : d.getDimParam())
                .collect(Collectors.joining("x", element + " ", ""));
    }
}
