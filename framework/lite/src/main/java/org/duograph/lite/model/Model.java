package org.duograph.lite.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model as it stands in a {@code .tflite} file: tensors, and operations in the order in which
 * they run. It never changes, and any number of interpreters may run it at the same time.
 *
 * <p>Of files with several graphs the first one is read, as by TensorFlow Lite. Everything is
 * checked once, here: an interpreter never meets a tensor that does not exist.
 */
public final class Model {
    private static final int LONGEST = 1 << 30; // numbers in a tensor

    private final List<TensorInfo> tensors;
    private final List<Operation> operations;
    private final List<TensorInfo> inputs;
    private final List<TensorInfo> outputs;
    private final String description;

    /**
     * Reads a file.
     *
     * @throws ModelFormatException if it is no model, or damaged
     * @throws UnsupportedOperationException if it has operators or element types that this runtime
     *     lacks; the message lists all of them
     */
    public static Model read(Path file) throws IOException {
        try {
            return new Model(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (ModelFormatException e) {
            throw new ModelFormatException(file + ": " + e.getMessage());
        }
    }

    /** Reads all of a stream, such as that of an asset of an Android app; the caller closes it. */
    public static Model read(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
            all.write(part, 0, n);
        }
        return of(all.toByteArray());
    }

    /** The model in an array of bytes, which must not be written afterwards. */
    public static Model of(byte[] file) throws ModelFormatException {
        return new Model(ByteBuffer.wrap(file));
    }

    /** The model in a buffer, such as a mapped file; its content must not change afterwards. */
    public static Model of(ByteBuffer file) throws ModelFormatException {
        return new Model(file.slice());
    }

    private Model(ByteBuffer file) throws ModelFormatException {
        ByteBuffer bytes = file.order(ByteOrder.LITTLE_ENDIAN);
        require(
                bytes.limit() >= 8 && bytes.getInt(4) == 0x334C4654, // "TFL3"
                "this is no .tflite file: at byte 4 it does not say TFL3");
        try {
            FlatTable root = FlatTable.root(bytes);
            int version = root.int32(0, 0);
            require(version == 3, "the format's version must be 3, found " + version);
            require(root.size(2) > 0, "it has no graph");
            FlatTable graph = root.element(2, 0);
            this.description = root.text(3);
            this.tensors = Collections.unmodifiableList(tensors(root, graph));
            this.operations = Collections.unmodifiableList(operations(root, graph));
            this.inputs = named(graph.ints(1), "input");
            this.outputs = named(graph.ints(2), "output");
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new ModelFormatException(
                    "the file is damaged or cut off: it names a place outside of its "
                            + bytes.limit()
                            + " bytes ("
                            + e.getMessage()
                            + ")");
        }
        requireOrder();
    }

    private static void require(boolean ok, String message) throws ModelFormatException {
        if (!ok) {
            throw new ModelFormatException(message);
        }
    }

    private static List<TensorInfo> tensors(FlatTable root, FlatTable graph)
            throws ModelFormatException {
        List<TensorInfo> all = new ArrayList<>();
        Set<String> lacking = new TreeSet<>();
        for (int i = 0; i < graph.size(0); i++) {
            FlatTable tensor = graph.element(0, i);
            String name = tensor.text(3);
            int[] shape = tensor.ints(0) == null ? new int[0] : tensor.ints(0);
            long size = 1;
            for (int extent : shape) {
                require(extent >= 0, "tensor \"" + name + "\" has an extent of " + extent);
                size = Math.min(size * extent, LONGEST + 1L);
            }
            require(size <= LONGEST, "tensor \"" + name + "\" is too large");
            ElementType type = ElementType.of(tensor.int8(1));
            if (type == null) {
                lacking.add("number " + tensor.int8(1) + " (tensor \"" + name + "\")");
                continue;
            }
            ByteBuffer content = root.element(4, tensor.int32(2, 0)).bytes(0);
            if (content != null && content.limit() == 0 && size != 0) {
                content = null;
            }
            require(
                    content == null || content.limit() == size * type.bytes(),
                    "tensor \"" + name + "\" needs " + size * type.bytes() + " bytes of content");
            Quantization meaning = quantization(tensor.table(4), shape, name);
            all.add(new TensorInfo(i, name, type, shape, meaning, content));
        }
        if (!lacking.isEmpty()) {
            throw new UnsupportedOperationException(
                    "The model has tensors of element types that Duograph lite lacks: " + lacking);
        }
        return all;
    }

    private static Quantization quantization(FlatTable table, int[] shape, String name)
            throws ModelFormatException {
        float[] scales = table.floats(2);
        int[] zeros = table.longs(3);
        if (scales == null || scales.length == 0) {
            return null;
        }
        int axis = table.int32(6, 0);
        int slices = axis >= 0 && axis < shape.length ? shape[axis] : 1;
        zeros = zeros == null ? new int[scales.length] : zeros;
        require(
                (scales.length == 1 || scales.length == slices) && zeros.length == scales.length,
                "tensor \"" + name + "\" must have one scale, or one for each slice");
        for (float scale : scales) {
            require(scale > 0, "tensor \"" + name + "\" has a scale of " + scale);
        }
        return new Quantization(scales, zeros, axis);
    }

    private List<Operation> operations(FlatTable root, FlatTable graph)
            throws ModelFormatException {
        List<Operation> all = new ArrayList<>();
        Set<String> lacking = new TreeSet<>();
        for (int i = 0; i < graph.size(3); i++) {
            FlatTable operation = graph.element(3, i);
            FlatTable code = root.element(1, operation.int32(0, 0));
            int number = Math.max(code.int8(0), code.int32(3, 0));
            OperatorCode known = OperatorCode.of(number);
            if (known == null) {
                String custom = code.text(1);
                lacking.add(custom.isEmpty() ? "number " + number : "\"" + custom + "\"");
                continue;
            }
            int[] inputs = checked(operation.ints(1), -1);
            int[] outputs = checked(operation.ints(2), 0);
            require(outputs.length > 0, known + " (operation " + i + ") writes nothing");
            all.add(new Operation(i, known, inputs, outputs, operation.table(4)));
        }
        if (!lacking.isEmpty()) {
            throw new UnsupportedOperationException(
                    "The model has operators that Duograph lite lacks: "
                            + lacking
                            + ". It has "
                            + OperatorCode.names());
        }
        return all;
    }

    private int[] checked(int[] numbers, int least) throws ModelFormatException {
        int[] all = numbers == null ? new int[0] : numbers;
        for (int number : all) {
            require(
                    number >= least && number < tensors.size(),
                    "there is no tensor " + number + ", only " + tensors.size());
        }
        return all;
    }

    private List<TensorInfo> named(int[] numbers, String what) throws ModelFormatException {
        List<TensorInfo> all = new ArrayList<>();
        for (int number : checked(numbers, 0)) {
            all.add(tensors.get(number));
        }
        require(!all.isEmpty(), "it has no " + what);
        return Collections.unmodifiableList(all);
    }

    /** Whatever is read must be there: an input, a constant, or written by an earlier operation. */
    private void requireOrder() throws ModelFormatException {
        boolean[] there = new boolean[tensors.size()];
        for (TensorInfo tensor : tensors) {
            there[tensor.index()] = tensor.isConstant() || tensor.size() == 0;
        }
        for (TensorInfo input : inputs) {
            require(!input.isConstant(), "input " + input + " is a constant");
            there[input.index()] = true;
        }
        for (Operation operation : operations) {
            for (int input : operation.inputs()) {
                require(
                        input < 0 || there[input],
                        operation + " reads tensor " + input + ", which nobody has written");
            }
            for (int output : operation.outputs()) {
                require(!there[output], operation + " writes tensor " + output + " once more");
                there[output] = true;
            }
        }
        for (TensorInfo output : outputs) {
            require(there[output.index()], "nobody writes the output " + output);
        }
    }

    /** All tensors, by their numbers. */
    public List<TensorInfo> tensors() {
        return tensors;
    }

    /** All operations, in the order in which they run. */
    public List<Operation> operations() {
        return operations;
    }

    /** What is to be given. */
    public List<TensorInfo> inputs() {
        return inputs;
    }

    /** What comes out. */
    public List<TensorInfo> outputs() {
        return outputs;
    }

    /** What the file says of itself, or an empty text. */
    public String description() {
        return description;
    }

    /** A line for each operation, with the tensors that it reads and writes. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Operation operation : operations) {
            text.append(operation.code());
            String before = " ";
            for (int input : operation.inputs()) {
                text.append(before).append(input < 0 ? "-" : tensors.get(input).toString());
                before = ", ";
            }
            before = " -> ";
            for (int output : operation.outputs()) {
                text.append(before).append(tensors.get(output));
                before = ", ";
            }
            text.append('\n');
        }
        return text.toString();
    }
}
