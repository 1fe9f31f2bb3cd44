package org.duograph.lite.convert;

import java.util.List;
import java.util.Map;
import org.duograph.lite.model.ElementType;
import org.duograph.lite.model.OperatorCode;
import org.duograph.ops.view.Window;

/** Operators of images alone: borders, sizes, and both ends of style transfer. */
final class ImageTranslations {
    private static final int COLOURS = 3;

    private ImageTranslations() {}

    static void addTo(Map<String, Translation> table) {
        table.put("PadImage", ImageTranslations::pad);
        table.put("ResizeNearest", ImageTranslations::resize);
        table.put("UpsampleNearest", ImageTranslations::resize);
        table.put("PackedInt8BGRANHWCToNCHWCStylizerPreprocess", ImageTranslations::preprocess);
        table.put("BRGNCHWCToPackedInt8BGRAStylizerDeprocess", ImageTranslations::deprocess);
    }

    private static void pad(NodeSite site) {
        String mode = site.attrs().s("mode");
        site.require(!mode.equals("edge"), "TensorFlow Lite has no border of mode edge");
        int[] pad = Window.pads(site.attrs());
        int[] pads = {0, 0, pad[0], pad[2], pad[1], pad[3], 0, 0};
        LiteTensor x = site.images(0);
        if (mode.equals("constant")) {
            float filling = (float) site.attrs().f("value");
            site.give(Padding.border(site, x, pads, filling), site.takesPlanes());
            return;
        }
        LiteTensor paddings =
                new LiteTensor(site.name(), ElementType.INT32, new int[] {4, 2}, pads, null);
        int[] shape = site.outShape(site.takesPlanes());
        byte reflect = 0;
        LiteTensor y = site.append(OperatorCode.MIRROR_PAD, List.of(reflect), shape, x, paddings);
        site.give(y, site.takesPlanes());
    }

    /** Output row i is input row floor(i * in / out), if out is the scale times in. */
    private static void resize(NodeSite site) {
        LiteTensor x = site.images(0);
        int[] shape = site.outShape(site.takesPlanes());
        boolean whole = shape[1] % x.shape[1] == 0 && shape[2] % x.shape[2] == 0;
        site.require(whole, "its scale is not a whole number");
        LiteTensor size = LiteTensor.constant(site.name(), shape[1], shape[2]);
        LiteTensor y =
                site.append(
                        OperatorCode.RESIZE_NEAREST_NEIGHBOR,
                        List.of(false, false),
                        shape,
                        x,
                        size);
        site.give(y, site.takesPlanes());
    }

    private static void preprocess(NodeSite site) {
        LiteTensor x = site.plain(0);
        int[] s = x.shape;
        List<Object> types =
                List.of((byte) ElementType.UINT8.code(), (byte) ElementType.FLOAT32.code());
        LiteTensor real = site.append(OperatorCode.CAST, types, s, x);
        int[] shape = {s[0], s[1], s[2], COLOURS};
        LiteTensor colours = ShapeTranslations.slice(site, real, new int[4], shape);
        LiteTensor mean = LiteTensor.constant(site.name(), site.floats(1), COLOURS);
        List<Object> none = ElementTranslations.noActivation();
        LiteTensor y = site.append(OperatorCode.SUB, none, shape, colours, mean);
        if (site.has(2)) {
            float[] noise = site.floats(2);
            float[] each = new float[s[1] * s[2]];
            for (int p = 0; p < each.length; p++) {
                each[p] = noise[p % noise.length];
            }
            LiteTensor grain = LiteTensor.constant(site.name(), each, 1, s[1], s[2], 1);
            y = site.append(OperatorCode.ADD, none, shape, y, grain);
        }
        site.give(y, true);
    }

    private static void deprocess(NodeSite site) {
        LiteTensor x = site.lastOf(0);
        int[] s = x.shape;
        LiteTensor mean = LiteTensor.constant(site.name(), site.floats(1), COLOURS);
        LiteTensor y =
                site.append(OperatorCode.ADD, ElementTranslations.noActivation(), s, x, mean);
        y = site.append(OperatorCode.MINIMUM, List.of(), s, y, site.number(255));
        y = site.append(OperatorCode.MAXIMUM, List.of(), s, y, site.number(0));
        float[] opaque = new float[s[0] * s[1] * s[2]];
        java.util.Arrays.fill(opaque, 255);
        int[] shape = {s[0], s[1], s[2], COLOURS + 1};
        LiteTensor alpha = LiteTensor.constant(site.name(), opaque, s[0], s[1], s[2], 1);
        y = site.append(OperatorCode.CONCATENATION, List.of(3, (byte) 0), shape, y, alpha);
        LiteTensor bytes = new LiteTensor(site.name(), ElementType.UINT8, shape, null, null);
        List<Object> types =
                List.of((byte) ElementType.FLOAT32.code(), (byte) ElementType.UINT8.code());
        site.give(site.append(OperatorCode.CAST, types, bytes, y));
    }
}
