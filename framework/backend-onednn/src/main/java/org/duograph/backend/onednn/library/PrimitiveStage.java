package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Map;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;

/**
 * The stage that executes one primitive.
 *
 * @param args where each argument ({@code DNNL_ARG_...}) stands
 * @param counts how many numbers there are of arguments that the primitive does not list, which are
 *     scales; 1 if nothing is said
 */
public record PrimitiveStage(
        OneDnn dnn, Primitive primitive, Map<Integer, Where> args, Map<Integer, Integer> counts)
        implements Recipe.Stage {
    /** A stage without scales, or with one for all numbers. */
    public PrimitiveStage(OneDnn dnn, Primitive primitive, Map<Integer, Where> args) {
        this(dnn, primitive, args, Map.of());
    }

    @Override
    public String implementation() {
        return primitive.implementation();
    }

    @Override
    public boolean isSlow(long bytes) {
        return primitive.isTextbook();
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        return new Bound(this, memory, (OneDnnLane) lane);
    }

    /** The primitive with its arguments in place. */
    private static final class Bound implements Kernel {
        private final dnnl_primitive primitive;
        private final dnnl_stream stream;
        private final dnnl_exec_arg_t args;
        private final dnnl_memory[] memories;

        Bound(PrimitiveStage stage, Memory memory, OneDnnLane lane) {
            primitive = stage.primitive.compiled();
            stream = lane.stream();
            memories = new dnnl_memory[stage.args.size()];
            args = new dnnl_exec_arg_t(memories.length);
            try {
                fill(stage, memory);
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        private void fill(PrimitiveStage stage, Memory memory) {
            int i = 0;
            for (Map.Entry<Integer, Where> arg : stage.args.entrySet()) {
                NativeBuffer buffer = NativeBuffer.at(arg.getValue(), memory);
                dnnl_memory_desc desc = stage.primitive.layout(arg.getKey());
                memories[i] =
                        Descs.isNothing(desc) // scales are not among the arguments that it lists
                                ? numbersAt(
                                        stage.dnn.engine,
                                        buffer,
                                        stage.counts.getOrDefault(arg.getKey(), 1))
                                : memoryAt(stage.dnn.engine, desc, buffer);
                args.position(i).arg(arg.getKey()).memory(memories[i]);
                i++;
            }
            args.position(0);
        }

        private static dnnl_memory numbersAt(dnnl_engine engine, NativeBuffer buffer, int count) {
            dnnl_memory_desc numbers = Descs.dense(dnnl_f32, count);
            try {
                return memoryAt(engine, numbers, buffer);
            } finally {
                OneDnn.destroy(numbers);
            }
        }

        private static dnnl_memory memoryAt(
                dnnl_engine engine, dnnl_memory_desc desc, NativeBuffer buffer) {
            dnnl_memory made = new dnnl_memory();
            int status = dnnl_memory_create(made, desc, engine, buffer.address());
            return OneDnn.created("dnnl_memory_create", made, status);
        }

        @Override
        public void run() {
            int status = dnnl_primitive_execute(primitive, stream, memories.length, args);
            if (status != dnnl_success) {
                throw new OneDnnException("dnnl_primitive_execute", status);
            }
        }

        @Override
        public void close() {
            for (dnnl_memory m : memories) {
                OneDnn.destroy(m);
            }
            args.close();
        }
    }
}
