package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.function.IntToLongFunction;
import org.duograph.backend.Elements;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.control.TakeRow;
import org.duograph.ops.shape.Gather;
import org.duograph.ops.shape.GatherNd;
import org.duograph.ops.shape.OneHot;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Operators that choose rows by their numbers; they copy bytes, of whatever type. */
final class IndexKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "Gather" -> HostKernel.ofAnyType(node -> true, IndexKernels::gather);
            case "TakeRow" -> HostKernel.ofAnyType(node -> true, IndexKernels::takeRow);
            case "PutRow" -> HostKernel.ofAnyType(node -> true, IndexKernels::putRow).inPlace(0, 0);
            case "OneHot" ->
                    HostKernel.ofAnyType(node -> isIndex(node.input(0)), IndexKernels::oneHot);
            case "GatherNd" -> HostKernel.ofAnyType(node -> true, IndexKernels::gatherNd);
            case "ScatterNd" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, IndexKernels::scatterNd);
            default -> null;
        };
    }

    /** Elements of a row of the first input. */
    static int rowSize(Node node) {
        Shape x = node.input(0).shape();
        return x.sizeOf(1, x.rank());
    }

    /** The whole numbers of an input, of 4 or 8 bytes. */
    static IntToLongFunction wholes(Node node, HostArrays arrays, int input) {
        if (node.input(input).type().dtype() == DType.INT64) {
            LongBuffer longs = arrays.input(input).asLongs();
            return longs::get;
        }
        IntBuffer ints = arrays.input(input).asInts();
        return ints::get;
    }

    /** Whether {@link #wholes} reads it. */
    static boolean isIndex(Value value) {
        DType dtype = value.type().dtype();
        return dtype == DType.INT32 || dtype == DType.INT64;
    }

    private static Kernel gather(Node node, HostArrays arrays) {
        int row = rowSize(node);
        int rows = node.input(0).shape().dim(0);
        int count = node.input(1).shape().intSize();
        IntToLongFunction index = wholes(node, arrays, 1);
        Elements from = arrays.from(0);
        Elements to = arrays.to(0);
        return () -> {
            for (int i = 0; i < count; i++) {
                int at = Gather.row(i, index.applyAsLong(i), rows);
                to.put(i * row, from, at * row, row);
            }
        };
    }

    private static Kernel gatherNd(Node node, HostArrays arrays) {
        Shape x = node.input(0).shape();
        Shape indices = node.input(1).shape();
        int k = GatherNd.depth(x, indices);
        int block = x.sizeOf(k, x.rank());
        int count = indices.sizeOf(0, indices.rank() - 1);
        IntToLongFunction index = wholes(node, arrays, 1);
        Elements from = arrays.from(0);
        Elements to = arrays.to(0);
        return () -> {
            for (int i = 0; i < count; i++) {
                to.put(i * block, from, GatherNd.start(x, index, i, k), block);
            }
        };
    }

    private static Kernel scatterNd(Node node, HostArrays arrays) {
        Shape y = node.output(0).shape();
        Shape indices = node.input(0).shape();
        int k = GatherNd.depth(y, indices);
        int block = y.sizeOf(k, y.rank());
        int count = indices.sizeOf(0, indices.rank() - 1);
        IntToLongFunction index = wholes(node, arrays, 0);
        FloatBuffer from = arrays.in(1);
        FloatBuffer to = arrays.out(0);
        return () -> {
            for (int i = 0; i < y.intSize(); i++) {
                to.put(i, 0);
            }
            for (int i = 0; i < count; i++) {
                int start = GatherNd.start(y, index, i, k);
                for (int j = 0; j < block; j++) {
                    to.put(start + j, to.get(start + j) + from.get(i * block + j));
                }
            }
        };
    }

    private static Kernel takeRow(Node node, HostArrays arrays) {
        int row = rowSize(node);
        int rows = node.input(0).shape().dim(0);
        LongBuffer t = arrays.input(1).asLongs();
        Elements from = arrays.from(0);
        Elements to = arrays.to(0);
        return () -> to.put(0, from, TakeRow.row(t.get(0), rows) * row, row);
    }

    private static Kernel putRow(Node node, HostArrays arrays) {
        int row = rowSize(node);
        int rows = node.input(0).shape().dim(0);
        LongBuffer t = arrays.input(1).asLongs();
        Elements from = arrays.from(2);
        Elements to = arrays.to(0);
        Kernel rest = arrays.copy(0, 0);
        return () -> {
            rest.run();
            to.put(TakeRow.row(t.get(0), rows) * row, from, 0, row);
        };
    }

    private static Kernel oneHot(Node node, HostArrays arrays) {
        int rows = node.output(0).shape().dim(0);
        int size = node.output(0).shape().dim(1);
        IntToLongFunction index = wholes(node, arrays, 0);
        ByteBuffer y = arrays.output(0).asBytes();
        return () -> {
            for (int i = 0; i < rows * size; i++) {
                y.put(i, (byte) 0);
            }
            for (int i = 0; i < rows; i++) {
                y.put(OneHot.place(i, index.applyAsLong(i), size), (byte) 1);
            }
        };
    }
}
