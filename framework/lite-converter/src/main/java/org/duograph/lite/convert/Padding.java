package org.duograph.lite.convert;

import java.util.List;
import org.duograph.lite.model.OperatorCode;
import org.duograph.ops.view.Window;

/**
 * How a window's padding is said: the format knows SAME and VALID; any other stands in front as an
 * operator of its own.
 *
 * @param same whether it is SAME
 * @param explicit rows above and below, columns left and right that stand in front; null if none
 */
record Padding(boolean same, int[] explicit) {

    /** The padding of a window over {@code h} x {@code w} that gives {@code oh} x {@code ow}. */
    static Padding of(Window k, int h, int w, int oh, int ow) {
        int reachH = (oh - 1) * k.strideH() + (k.kh() - 1) * k.dilationH() + 1;
        int reachW = (ow - 1) * k.strideW() + (k.kw() - 1) * k.dilationW() + 1;
        boolean valid = k.padTop() == 0 && k.padLeft() == 0 && reachH <= h && reachW <= w;
        if (valid) {
            return new Padding(false, null);
        }
        boolean same =
                isSame(h, oh, k.strideH(), reachH, k.padTop())
                        && isSame(w, ow, k.strideW(), reachW, k.padLeft());
        if (same) {
            return new Padding(true, null);
        }
        int bottom = Math.max(0, reachH - h - k.padTop());
        int right = Math.max(0, reachW - w - k.padLeft());
        return new Padding(false, new int[] {k.padTop(), bottom, k.padLeft(), right});
    }

    private static boolean isSame(int in, int out, int stride, int reach, int before) {
        return out == (in + stride - 1) / stride && before == Math.max(0, reach - in) / 2;
    }

    /** Whether the format's own padding says it. */
    boolean isKnown() {
        return explicit == null;
    }

    /** Its number. */
    byte code() {
        return (byte) (same ? 0 : 1);
    }

    /** The images with the padding that stands in front. */
    LiteTensor padded(NodeSite site, LiteTensor x, float filling) {
        if (explicit == null) {
            return x;
        }
        int[] pads = {0, 0, explicit[0], explicit[1], explicit[2], explicit[3], 0, 0};
        return border(site, x, pads, filling);
    }

    /** Appends a PAD, or a PADV2 where the filling is not 0; two numbers for each axis. */
    static LiteTensor border(NodeSite site, LiteTensor x, int[] pads, float filling) {
        int[] shape = x.shape.clone();
        for (int i = 0; i < pads.length; i++) {
            shape[i / 2] += pads[i];
        }
        int[] rows = {x.shape.length, 2};
        LiteTensor paddings =
                new LiteTensor(
                        site.name(), org.duograph.lite.model.ElementType.INT32, rows, pads, null);
        return filling == 0
                ? site.append(OperatorCode.PAD, List.of(), shape, x, paddings)
                : site.append(
                        OperatorCode.PADV2, List.of(), shape, x, paddings, site.number(filling));
    }
}
