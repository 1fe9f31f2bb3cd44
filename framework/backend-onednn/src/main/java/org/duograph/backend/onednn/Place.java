package org.duograph.backend.onednn;

import org.duograph.backend.Blueprint;

/** Where an argument of a {@link Recipe}'s step will stand. */
sealed interface Place {
    /** The memory of one input. */
    record In(int index) implements Place {
        @Override
        public NativeBuffer find(Blueprint.Memory memory) {
            return (NativeBuffer) memory.inputs().get(index);
        }
    }

    /** The memory of one output. */
    record Out(int index) implements Place {
        @Override
        public NativeBuffer find(Blueprint.Memory memory) {
            return (NativeBuffer) memory.outputs().get(index);
        }
    }

    /** A part of the scratch memory. */
    record Scratch(long offset, long bytes) implements Place {
        @Override
        public NativeBuffer find(Blueprint.Memory memory) {
            return ((NativeBuffer) memory.scratch()).part(offset, bytes);
        }
    }

    /**
     * The end of the scratch memory, which all primitives of a node share for their scratchpads:
     * they run one after the other.
     */
    record Scratchpad(long bytes) implements Place {
        @Override
        public NativeBuffer find(Blueprint.Memory memory) {
            NativeBuffer scratch = (NativeBuffer) memory.scratch();
            long start = (scratch.bytes() - bytes) / Arena.LINE * Arena.LINE;
            return scratch.part(start, bytes);
        }
    }

    /** What follows the first {@code offset} bytes of another place. */
    record After(Place place, long offset) implements Place {
        @Override
        public NativeBuffer find(Blueprint.Memory memory) {
            NativeBuffer whole = place.find(memory);
            return whole.part(offset, whole.bytes() - offset);
        }
    }

    /** Numbers that never change. */
    record Fixed(NativeBuffer buffer) implements Place {
        @Override
        public NativeBuffer find(Blueprint.Memory memory) {
            return buffer;
        }
    }

    /** The memory itself. */
    NativeBuffer find(Blueprint.Memory memory);
}
