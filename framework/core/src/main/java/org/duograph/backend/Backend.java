package org.duograph.backend;

import java.nio.FloatBuffer;
import java.util.List;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Pass;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * A device on which graphs run, as its library offers it: memory, layouts and kernels.
 *
 * <p>It is what there is, and thread-safe: any number of threads may prepare and run plans on one
 * backend, each with a {@link Lane} of its own, and read and write memory that no other thread uses
 * at that time. Close it after every plan and state that use it.
 */
public interface Backend extends AutoCloseable {
    /** Its name, for example {@code onednn}. */
    String name();

    /** Which of the machine's devices it runs on: the first that it knows how to use. */
    default Device device() {
        return Device.of(name());
    }

    /** What it computes on: {@link Device#CPU} or {@link Device#GPU}. */
    default String kind() {
        return Device.CPU;
    }

    /** A line for reports: library, version, instruction set, threads. */
    String description();

    /** How it runs an operator type, or null where it can't. */
    KernelFactory factory(OpDef op);

    /**
     * Whether arrays of that element type can stand in its memory: all but texts, which have no
     * fixed number of bytes. A node that has others runs on the reference backend, which holds all.
     */
    default boolean holds(DType dtype) {
        return !dtype.isText();
    }

    /** Whether all that a node reads and gives can stand in its memory. */
    default boolean holdsAll(Node node) {
        return node.inputs().stream().allMatch(v -> holds(v.type().dtype()))
                && node.outputs().stream().allMatch(v -> holds(v.type().dtype()));
    }

    /** Whether it can run that node: it has a kernel for it, and holds what the node works with. */
    default boolean canRun(Node node) {
        KernelFactory factory = factory(node.op());
        return factory != null && holdsAll(node) && factory.supports(node);
    }

    /** Passes that help a graph for this backend alone, in order. */
    default List<Pass> passes() {
        return List.of();
    }

    /**
     * Passes that put nodes into an order that helps this backend alone; after all others, which
     * have an order of their own in mind.
     */
    default List<Pass> ordering() {
        return List.of();
    }

    /** The plain layout of an array. */
    Layout plain(ArrayType type);

    /**
     * Allocates one buffer per size, in one piece of memory where the backend can.
     *
     * @throws OutOfMemoryError if there is not enough; the message says how much was asked for
     */
    List<Buffer> allocate(List<Long> bytes);

    /**
     * A piece of an arena.
     *
     * @param offset where it begins, at a multiple of {@link #alignment}
     * @param bytes its size
     */
    record Slot(long offset, long bytes) {}

    /** Slots begin at multiples of so many bytes: of a cache line, or the widest vector. */
    default int alignment() {
        return 64;
    }

    /**
     * Allocates one buffer per slot of an arena. Slots may lie over each other: their buffers are
     * used in turn. A backend whose memory cannot be cut gives each buffer memory of its own.
     *
     * @param bytes the size of the arena
     */
    default List<Buffer> allocate(long bytes, List<Slot> slots) {
        return allocate(slots.stream().map(Slot::bytes).toList());
    }

    /** Prepares a copy of one array from one layout into another, or into the same one. */
    Blueprint reorder(Layout from, Layout to);

    /**
     * Prepares a copy of one array from this backend's memory into another backend's. Its kernel is
     * bound to a lane of the other backend, and runs when what it reads is there.
     *
     * <p>Unless two backends know a shorter way, it leads over a host array.
     *
     * @param from how the array stands here
     * @param to how it is to stand there
     */
    default Blueprint transfer(Layout from, Backend target, Layout to) {
        return new HostCopy(this, from, target, to);
    }

    /** Opens a new lane; whoever asked for it closes it, after the kernels bound to it. */
    Lane lane();

    /** Writes a host array into memory, in the given layout. */
    void write(NDArray from, Layout layout, Buffer to);

    /**
     * Writes numbers of float32 type into memory, in the given layout.
     *
     * @param from at its position, as many numbers as the layout's type has elements, row by row;
     *     neither position nor limit change
     */
    default void write(FloatBuffer from, Layout layout, Buffer to) {
        NDArray array = NDArray.zeros(layout.type());
        from.get(from.position(), array.floats());
        write(array, layout, to);
    }

    /** Reads memory in the given layout into a host array. */
    void read(Layout layout, Buffer from, NDArray to);

    /**
     * Begins to read memory as it is now, without waiting where the backend need not: what is
     * started afterwards does not change what arrives.
     */
    default Arrival<NDArray> readLater(Layout layout, Buffer from) {
        NDArray to = NDArray.zeros(layout.type());
        read(layout, from, to);
        return Arrival.of(to);
    }

    /**
     * Objects of native libraries that exist in the whole process because of such backends; none
     * where the garbage collector frees everything. Flat while a net runs; the same before a
     * backend is opened and after it is closed, when it may still be asked.
     */
    default long liveHandles() {
        return 0;
    }

    /** Bytes of native memory in use in the whole process because of such backends; likewise. */
    default long liveBytes() {
        return 0;
    }

    /** Gives back memory that was needed to make a plan, and not to run it. */
    default void trim() {}

    @Override
    default void close() {}
}
