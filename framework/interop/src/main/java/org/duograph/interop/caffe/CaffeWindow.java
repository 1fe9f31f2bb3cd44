package org.duograph.interop.caffe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.ConvolutionParameter;
import org.duograph.interop.caffe.proto.PoolingParameter;
import org.duograph.tensor.Shape;

/**
 * The window that a convolution or a pooling moves over images.
 *
 * @param kh rows
 * @param kw columns
 * @param sh rows from one position to the next
 * @param sw columns from one position to the next
 * @param ph rows added above and below
 * @param pw columns added left and right
 * @param dh rows from one cell to the next
 * @param dw columns from one cell to the next
 */
record CaffeWindow(int kh, int kw, int sh, int sw, int ph, int pw, int dh, int dw) {
    CaffeWindow {
        if (kh < 1 || kw < 1 || sh < 1 || sw < 1 || ph < 0 || pw < 0 || dh < 1 || dw < 1) {
            throw new IllegalArgumentException(
                    "kernel %dx%d, stride %dx%d, pad %dx%d, dilation %dx%d can't be"
                            .formatted(kh, kw, sh, sw, ph, pw, dh, dw));
        }
    }

    static CaffeWindow of(ConvolutionParameter p) {
        int[] kernel = sides("kernel_size", p.getKernelSizeList(), p.getKernelH(), p.getKernelW());
        int[] stride = sides("stride", p.getStrideList(), p.getStrideH(), p.getStrideW());
        int[] pad = sides("pad", p.getPadList(), p.getPadH(), p.getPadW());
        int[] dilation = sides("dilation", p.getDilationList(), 0, 0);
        return new CaffeWindow(
                kernel[0],
                kernel[1],
                Math.max(1, stride[0]),
                Math.max(1, stride[1]),
                pad[0],
                pad[1],
                Math.max(1, dilation[0]),
                Math.max(1, dilation[1]));
    }

    /** One number for both sides, one for each, or two of other names. */
    private static int[] sides(String name, List<Integer> list, int h, int w) {
        if (list.size() > 2) {
            throw new IllegalArgumentException(
                    "%s has %d numbers; only images, with 2 sides, can be translated"
                            .formatted(name, list.size()));
        }
        return list.isEmpty()
                ? new int[] {h, w}
                : new int[] {list.get(0), list.get(list.size() - 1)};
    }

    /** The window of a pooling; a global one is as large as the image. */
    static CaffeWindow of(PoolingParameter p, Shape x) {
        if (p.getGlobalPooling()) {
            return new CaffeWindow(x.dim(2), x.dim(3), 1, 1, 0, 0, 1, 1);
        }
        boolean two = p.hasKernelH() || p.hasKernelW();
        boolean twoPads = p.hasPadH() || p.hasPadW();
        boolean twoStrides = p.hasStrideH() || p.hasStrideW();
        return new CaffeWindow(
                two ? p.getKernelH() : p.getKernelSize(),
                two ? p.getKernelW() : p.getKernelSize(),
                twoStrides ? p.getStrideH() : p.getStride(),
                twoStrides ? p.getStrideW() : p.getStride(),
                twoPads ? p.getPadH() : p.getPad(),
                twoPads ? p.getPadW() : p.getPad(),
                1,
                1);
    }

    /** The rows from the first cell to the last. */
    int spanH() {
        return dh * (kh - 1) + 1;
    }

    /** The columns from the first cell to the last. */
    int spanW() {
        return dw * (kw - 1) + 1;
    }

    /** As arguments of operators. */
    Map<String, Object> arguments() {
        Map<String, Object> args = new LinkedHashMap<>();
        put(args, "kernel", kh, kw, 0);
        put(args, "stride", sh, sw, 1);
        put(args, "pad", ph, pw, 0);
        put(args, "dilation", dh, dw, 1);
        return args;
    }

    private static void put(Map<String, Object> args, String name, int h, int w, int absent) {
        if (h != w && name.equals("pad")) {
            args.put("pads", List.of(h, w, h, w));
        } else if (h != w) {
            args.put(name + "_h", h);
            args.put(name + "_w", w);
        } else if (h != absent) {
            args.put(name, h);
        }
    }
}
