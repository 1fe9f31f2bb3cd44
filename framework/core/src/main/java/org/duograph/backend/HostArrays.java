package org.duograph.backend;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.Supplier;
import org.duograph.tensor.Philox;

/**
 * A node's arrays, for a kernel that is written in Java: a {@link HostKernel}.
 *
 * @param request what the kernel was asked for
 * @param memory where the arrays stand
 */
public record HostArrays(KernelRequest request, Blueprint.Memory memory) {
    /** Input {@code i} as float32. */
    public FloatBuffer in(int i) {
        return input(i).asFloats();
    }

    /** Output {@code i} as float32. */
    public FloatBuffer out(int i) {
        return output(i).asFloats();
    }

    /** Input {@code i}, of whatever type; not to be written. Null where only its shape counts. */
    public HostBuffer input(int i) {
        return (HostBuffer) memory.inputs().get(i);
    }

    /** Output {@code i}, of whatever type. */
    public HostBuffer output(int i) {
        return (HostBuffer) memory.outputs().get(i);
    }

    /** The elements of input {@code i}, to be copied. */
    public Elements from(int i) {
        return Elements.of(input(i), request.node().input(i).type().dtype());
    }

    /** The elements of output {@code i}, to be copied to. */
    public Elements to(int i) {
        return Elements.of(output(i), request.node().output(i).type().dtype());
    }

    /**
     * What copies input {@code i} to output {@code o}, which has its type: nothing at all where it
     * is written over it.
     */
    public Kernel copy(int i, int o) {
        if (output(o).standsWith(input(i))) {
            return () -> {};
        }
        Elements from = from(i);
        Elements to = to(o);
        int size = request.node().input(i).shape().intSize();
        return () -> to.put(0, from, 0, size);
    }

    /**
     * What gives the node's random numbers of the step that is being run: the same object each
     * time.
     */
    public Supplier<Philox> random() {
        Philox random = new Philox(request.seed(), 0);
        String name = request.node().name();
        LongBuffer step = ((HostBuffer) memory.step()).asLongs();
        return () -> random.restart(name, step.get(0));
    }
}
