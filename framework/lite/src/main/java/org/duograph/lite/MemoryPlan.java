package org.duograph.lite;

import java.util.ArrayList;
import java.util.List;
import org.duograph.lite.kernel.Tensor;
import org.duograph.lite.model.ElementType;
import org.duograph.lite.model.Model;
import org.duograph.lite.model.Operation;
import org.duograph.lite.model.TensorInfo;

/**
 * Where the tensors of a model stand while it runs: those of float32 in one array, those of one
 * byte in another, each from a place on. Tensors that live at different times stand over each
 * other.
 *
 * <p>The largest is placed first, then each at the lowest place where it meets none that lives at
 * the same time. Inputs and outputs live all the time, so that callers find them before and after a
 * run.
 */
final class MemoryPlan {
    private final Tensor[] tensors;
    private final int[] born;
    private final int[] died;
    private int floats;
    private int bytes;

    /** Plans and allocates. */
    MemoryPlan(Model model) {
        int count = model.tensors().size();
        this.tensors = new Tensor[count];
        this.born = new int[count];
        this.died = new int[count];
        for (TensorInfo info : model.tensors()) {
            tensors[info.index()] = new Tensor(info);
            born[info.index()] = Integer.MAX_VALUE;
            died[info.index()] = -1;
        }
        for (Operation operation : model.operations()) {
            for (int output : operation.outputs()) {
                lives(output, operation.index());
            }
            for (int input : operation.inputs()) {
                if (input >= 0) {
                    lives(input, operation.index());
                }
            }
        }
        List<TensorInfo> kept = new ArrayList<>(model.inputs());
        kept.addAll(model.outputs());
        for (TensorInfo info : kept) {
            lives(info.index(), -1);
            lives(info.index(), model.operations().size());
        }
        allocate();
    }

    private void lives(int tensor, int when) {
        born[tensor] = Math.min(born[tensor], when);
        died[tensor] = Math.max(died[tensor], when);
    }

    private void allocate() {
        List<Tensor> floating = new ArrayList<>();
        List<Tensor> small = new ArrayList<>();
        for (Tensor tensor : tensors) {
            if (tensor.isConstant() || died[tensor.info.index()] < 0) {
                continue; // a constant, or one that nobody touches
            }
            if (tensor.type() == ElementType.FLOAT32) {
                floating.add(tensor);
            } else if (tensor.type().bytes() == 1) {
                small.add(tensor);
            } else {
                tensor.allocate(); // shapes and places: few numbers
            }
        }
        floats = place(floating);
        bytes = place(small);
        float[] allFloats = new float[floats];
        byte[] allBytes = new byte[bytes];
        for (Tensor tensor : floating) {
            tensor.floats = allFloats;
        }
        for (Tensor tensor : small) {
            tensor.bytes = allBytes;
        }
    }

    /** Places tensors in one array and gives its length. */
    private int place(List<Tensor> all) {
        List<Tensor> order = new ArrayList<>(all);
        order.sort((a, b) -> Integer.compare(b.size, a.size));
        List<Tensor> placed = new ArrayList<>(); // by their places
        int end = 0;
        for (Tensor tensor : order) {
            int at = 0;
            for (Tensor other : placed) {
                if (meet(tensor, other)) {
                    if (at + tensor.size <= other.at) {
                        break;
                    }
                    at = Math.max(at, other.at + other.size);
                }
            }
            tensor.at = at;
            end = Math.max(end, at + tensor.size);
            placed.add(tensor);
            placed.sort((a, b) -> Integer.compare(a.at, b.at));
        }
        return end;
    }

    private boolean meet(Tensor a, Tensor b) {
        int i = a.info.index();
        int j = b.info.index();
        return born[i] <= died[j] && born[j] <= died[i];
    }

    /** The tensors, with memory, by their numbers. */
    Tensor[] tensors() {
        return tensors;
    }

    /** Bytes of the two arrays. */
    long size() {
        return 4L * floats + bytes;
    }
}
