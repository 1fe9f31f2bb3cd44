package org.duograph.lite.convert;

import java.util.List;
import org.duograph.lite.model.OperatorCode;

/**
 * One use of an operator.
 *
 * @param inputs what it reads; null for one that is left out
 * @param output what it writes
 * @param options the fields of its table of options by slots: Byte, Boolean, Integer, Float or
 *     int[]; null for a default
 */
record LiteNode(
        OperatorCode code, List<LiteTensor> inputs, LiteTensor output, List<Object> options) {

    /** The same with another option in a slot that it has already. */
    LiteNode withOption(int slot, Object value) {
        List<Object> changed = new java.util.ArrayList<>(options);
        changed.set(slot, value);
        return new LiteNode(code, inputs, output, changed);
    }

    /** The same on other tensors. */
    LiteNode with(List<LiteTensor> otherInputs, LiteTensor otherOutput) {
        return new LiteNode(code, otherInputs, otherOutput, options);
    }

    /** The slot of the fused activation in its options, or -1 if it can't have one. */
    int activationSlot() {
        return switch (code) {
            case CONV_2D -> 3;
            case DEPTHWISE_CONV_2D -> 4;
            case AVERAGE_POOL_2D, MAX_POOL_2D -> 5;
            case FULLY_CONNECTED, ADD, SUB, MUL, DIV -> 0;
            default -> -1;
        };
    }

    /** Whether it multiplies by weights and adds a bias, each with one number per last channel. */
    boolean isLayer() {
        return switch (code) {
            case CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, TRANSPOSE_CONV -> true;
            default -> false;
        };
    }

    /** Where its images or rows stand among its inputs; its weights, for a layer, stand at 1. */
    int data() {
        return code == OperatorCode.TRANSPOSE_CONV ? 2 : 0;
    }

    /** Where a layer's bias stands among its inputs. */
    int bias() {
        return data() + (code == OperatorCode.TRANSPOSE_CONV ? 1 : 2);
    }
}
