package org.duograph.backend.onednn.library;

import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;

/**
 * A stage that runs Java code over native memory.
 *
 * @param implementation what the plan's text says that runs; empty if that is not worth a word
 * @param isLoop whether it goes through all numbers one by one, which takes long where they are
 *     many
 * @param code the kernel for some memory
 */
public record JavaStage(String implementation, boolean isLoop, Function<Memory, Kernel> code)
        implements Recipe.Stage {
    /** A copy of bytes; nothing to do where both stand in the same place. */
    public static JavaStage copy(Where from, Where to, long bytes) {
        return new JavaStage(
                "memcpy",
                false,
                memory -> {
                    Pointer source = NativeBuffer.at(from, memory).address();
                    Pointer target = NativeBuffer.at(to, memory).address();
                    return source.address() == target.address()
                            ? () -> {}
                            : () -> Pointer.memcpy(target, source, bytes);
                });
    }

    @Override
    public boolean isSlow(long bytes) {
        return isLoop && HostKernel.isSlow(bytes);
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        return code.apply(memory);
    }
}
