package org.duograph.backend.cuda.library;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.Where;

/**
 * A launch over elements as parts of a larger one, which does the work of several.
 *
 * <p>A kernel {@code NAME} that can be joined takes its pointers first, then numbers, and as a long
 * long how many elements there are. Its sibling {@code NAME_parts} takes a table in the GPU's
 * memory and the same numbers, and runs a block for each row of the table: the pointers, moved to
 * where the part begins, and how many elements the part has.
 */
final class Parts {
    private static final int ELEMENTS = 4 * Launch.BLOCK; // of a part: each thread has four

    private final String kernel;
    private final ByteBuffer numbers;
    private final long elements;
    private final long[] addresses;
    private final int[] strides;
    private final List<Range> ranges = new ArrayList<>();

    /** Memory that the launch reads or writes. */
    private record Range(long from, long to, boolean written) {
        boolean disturbs(Range other) {
            return (written || other.written) && from < other.to && other.from < to;
        }
    }

    /**
     * The parts of a bound launch.
     *
     * @param strides one for each pointer: see {@link Launch#inParts}
     */
    Parts(String kernel, List<Launch.Argument> arguments, int[] strides, Memory memory) {
        this.kernel = kernel;
        this.strides = strides;
        int last = arguments.size() - 1;
        this.addresses = new long[strides.length];
        ByteBuffer pointers = written(arguments.subList(0, strides.length), memory);
        pointers.asLongBuffer().get(addresses);
        this.numbers = written(arguments.subList(strides.length, last), memory);
        this.elements = written(arguments.subList(last, last + 1), memory).getLong();
        for (int i = 0; i < strides.length; i++) {
            Where place = arguments.get(i).place();
            if (place != null) {
                long bytes = DeviceBuffer.at(place, memory).bytes();
                boolean output = place instanceof Where.Out;
                ranges.add(new Range(addresses[i], addresses[i] + bytes, output));
            }
        }
    }

    private static ByteBuffer written(List<Launch.Argument> arguments, Memory memory) {
        ByteBuffer bytes = table(arguments.size() * Long.BYTES);
        arguments.forEach(argument -> argument.put().accept(memory, bytes));
        return bytes.flip();
    }

    /** Bytes in the order in which a GPU reads them. */
    static ByteBuffer table(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Whether both may be in one launch: the same is done, and neither reads what the other gives.
     */
    boolean goWith(Parts other) {
        return kernel.equals(other.kernel)
                && numbers.equals(other.numbers)
                && ranges.stream().noneMatch(r -> other.ranges.stream().anyMatch(r::disturbs));
    }

    /** How many there are. */
    int count() {
        return Math.toIntExact((elements + ELEMENTS - 1) / ELEMENTS);
    }

    /** What all of them take in a table. */
    int bytes() {
        return Math.multiplyExact(count(), (addresses.length + 1) * Long.BYTES);
    }

    /** Writes a row for each. */
    void write(ByteBuffer table) {
        for (long at = 0; at < elements; at += ELEMENTS) {
            for (int i = 0; i < addresses.length; i++) {
                table.putLong(addresses[i] == 0 ? 0 : addresses[i] + at * strides[i]);
            }
            table.putLong(Math.min(ELEMENTS, elements - at));
        }
    }
}
