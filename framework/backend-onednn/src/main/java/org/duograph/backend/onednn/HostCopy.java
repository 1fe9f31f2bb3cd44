package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import org.duograph.tensor.NDArray;

/** Copies between Java arrays and plain native memory; allocates nothing. */
final class HostCopy {
    private HostCopy() {}

    static void write(NDArray from, NativeBuffer to) {
        if (from.size() == 0) {
            return;
        }
        switch (from.dtype()) {
            case FLOAT32 -> to.asFloats().put(0, (float[]) from.data());
            case FLOAT64 -> to.asDoubles().put(0, (double[]) from.data());
            case INT32 -> to.asInts().put(0, (int[]) from.data());
            case INT64 -> to.asLongs().put(0, (long[]) from.data());
            case UINT8, INT8, BOOL -> to.asBytes().put(0, (byte[]) from.data());
            case UINT16, INT16 -> to.asShorts().put(0, (short[]) from.data());
        }
    }

    static void write(FloatBuffer from, NativeBuffer to) {
        FloatBuffer floats = to.asFloats();
        floats.put(0, from, from.position(), floats.capacity());
    }

    static void read(NativeBuffer from, NDArray to) {
        if (to.size() == 0) {
            return;
        }
        switch (to.dtype()) {
            case FLOAT32 -> from.asFloats().get(0, (float[]) to.data());
            case FLOAT64 -> from.asDoubles().get(0, (double[]) to.data());
            case INT32 -> from.asInts().get(0, (int[]) to.data());
            case INT64 -> from.asLongs().get(0, (long[]) to.data());
            case UINT8, INT8, BOOL -> from.asBytes().get(0, (byte[]) to.data());
            case UINT16, INT16 -> from.asShorts().get(0, (short[]) to.data());
        }
    }
}
