package org.duograph.backend.cuda.library;

import java.util.List;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnHandle;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;

/**
 * The stage that calls one function of cuDNN.
 *
 * @param implementation what the plan's text says
 * @param call calls it
 * @param places where its arrays stand, in the order in which the call takes them; null for an
 *     array that is not there
 */
public record DnnStage(String implementation, Call call, List<Where> places)
        implements Recipe.Stage {
    /** A call of one function. */
    @FunctionalInterface
    public interface Call {
        /**
         * Calls it.
         *
         * @param arrays pointers to where the arrays stand
         * @return the function's status
         */
        int run(cudnnHandle handle, Pointer[] arrays);
    }

    @Override
    public boolean isSlow(long bytes) {
        return false;
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        CudaLane on = (CudaLane) lane;
        Dnn dnn = on.dnn();
        Pointer[] arrays = new Pointer[places.size()];
        for (int i = 0; i < arrays.length; i++) {
            Where place = places.get(i);
            arrays[i] = place == null ? null : DeviceBuffer.at(place, memory).pointer();
        }
        return () -> {
            on.device().use();
            dnn.use(on.stream());
            Cuda.checkDnn(implementation, call.run(dnn.handle(), arrays));
        };
    }
}
