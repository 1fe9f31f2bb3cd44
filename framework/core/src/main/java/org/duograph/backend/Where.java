package org.duograph.backend;

/** Where an argument of a {@link Recipe}'s stage will stand. */
public sealed interface Where {
    /** The memory of one input. */
    record In(int index) implements Where {
        @Override
        public Buffer find(Blueprint.Memory memory) {
            return memory.inputs().get(index);
        }
    }

    /** The memory of one output. */
    record Out(int index) implements Where {
        @Override
        public Buffer find(Blueprint.Memory memory) {
            return memory.outputs().get(index);
        }
    }

    /** A part of the scratch memory. */
    record Scratch(long offset, long bytes) implements Where {
        @Override
        public Buffer find(Blueprint.Memory memory) {
            return memory.scratch().part(offset, bytes);
        }
    }

    /**
     * The end of the scratch memory, which all stages of a node share for what they need only while
     * they run: they run one after the other.
     */
    record Scratchpad(long bytes, int alignment) implements Where {
        @Override
        public Buffer find(Blueprint.Memory memory) {
            Buffer scratch = memory.scratch();
            long start = (scratch.bytes() - bytes) / alignment * alignment;
            return scratch.part(start, bytes);
        }
    }

    /** What follows the first {@code offset} bytes of another argument. */
    record After(Where start, long offset) implements Where {
        @Override
        public Buffer find(Blueprint.Memory memory) {
            Buffer whole = start.find(memory);
            return whole.part(offset, whole.bytes() - offset);
        }
    }

    /** The number of the run, an int64. */
    record Step() implements Where {
        @Override
        public Buffer find(Blueprint.Memory memory) {
            return memory.step();
        }
    }

    /** Numbers that never change. */
    record Fixed(Buffer buffer) implements Where {
        @Override
        public Buffer find(Blueprint.Memory memory) {
            return buffer;
        }
    }

    /** The memory itself. */
    Buffer find(Blueprint.Memory memory);
}
