package org.duograph.interop.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.data.ImageShape;
import org.duograph.data.Picture;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.host.DbReader;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.host.HostOperatorDef;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Caffe2's {@code ImageInput}: the next images of a database as a batch, decoded, scaled, cut,
 * mirrored and normalised.
 *
 * <p>Where an image is cut and whether it is mirrored follows from the seed and from how many
 * records were read before, so a run that is repeated gets the same images. With {@code is_test}
 * the middle is cut out and nothing is mirrored. Several threads decode the images of a batch,
 * which changes nothing of what comes out. Source: Caffe2's image_input_op.h.
 */
final class ImageInput {
    private static final int DRAWS = 3;

    static final HostOperatorDef OP =
            HostOperatorDef.of(
                            "ImageInput",
                            "Reads the next images of a database, decodes, scales, cuts and mirrors"
                                    + " them, and stacks them to a batch, channels last, blue first;"
                                    + " behind the last record comes the first.",
                            ImageInput::run)
                    .input("reader", Operand.Kind.ONE, "what CreateDB wrote")
                    .output("data", Operand.Kind.ONE, "float32, N x crop x crop x C")
                    .output("label", Operand.Kind.ONE, "int32, N")
                    .args(
                            List.of(
                                    Attr.ofInt("batch_size", 0, "images in a batch; required"),
                                    Attr.ofInt("crop", 0, "rows and columns to cut out; required"),
                                    Attr.ofInt("scale", -1, "pixels of the shorter side before"),
                                    Attr.ofInt("minsize", -1, "only enlarge: to this shorter side"),
                                    Attr.ofInt("warp", 0, "1: both sides become scale"),
                                    Attr.ofInt("mirror", 0, "1: half of the images are mirrored"),
                                    Attr.ofInt("is_test", 0, "1: the middle, not mirrored"),
                                    Attr.ofInt("color", 1, "0: grey, one channel"),
                                    Attr.ofFloat("mean", 0, "subtracted from each pixel"),
                                    Attr.ofFloat("std", 1, "divides what is left"),
                                    Attr.optional(
                                            "mean_per_channel",
                                            Attr.Kind.FLOATS,
                                            "the same for blue, green and red"),
                                    Attr.optional(
                                            "std_per_channel",
                                            Attr.Kind.FLOATS,
                                            "the same for blue, green and red"),
                                    Attr.ofString(
                                            "order", "NHWC", "NCHW: N x C x crop x crop instead"),
                                    Attr.ofInt(
                                            "use_caffe_datum",
                                            0,
                                            "1: records are Caffe's Datum, not TensorProtos"),
                                    Attr.ofInt("decode_threads", 4, "images decoded at a time")))
                    .typed(ImageInput::types)
                    .looksAt(OperatorDef::getInputList)
                    .example(
                            "op { type: \"ImageInput\" input: \"reader\" output: \"data\" output:"
                                    + " \"label\" arg { name: \"batch_size\" i: 32 } arg { name:"
                                    + " \"scale\" i: 256 } arg { name: \"crop\" i: 224 } arg { name:"
                                    + " \"mirror\" i: 1 } }");

    private final Args args;
    private final int crop;
    private final int channels;
    private final long seed;

    private ImageInput(HostOperator.Call call) {
        this.args = call.args();
        this.crop = args.i("crop", 0);
        this.channels = args.flag("color", true) ? 3 : 1;
        this.seed = call.op().getDeviceOption().getRandomSeed();
    }

    private static List<ArrayType> types(HostOperator.Call call) {
        Args args = call.args();
        int n = args.i("batch_size", 0);
        int crop = args.i("crop", 0);
        String order = args.s("order", "NHWC");
        call.require(n >= 1, "batch_size must be 1 or more, found %d", n);
        call.require(crop >= 1, "crop must be 1 or more, found %d", crop);
        call.require(
                order.equals("NHWC") || order.equals("NCHW"),
                "order must be NHWC or NCHW, found %s",
                order);
        int scale = args.i("scale", -1);
        call.require(
                scale < 1 || scale >= crop,
                "crop, %d, must not be larger than scale, %d",
                crop,
                scale);
        int c = args.flag("color", true) ? 3 : 1;
        for (String name : List.of("mean_per_channel", "std_per_channel")) {
            int given = args.floats(name).length;
            call.require(
                    given == 0 || given == c, "%s must hold %d numbers, found %d", name, c, given);
        }
        Shape shape =
                order.equals("NHWC") ? Shape.of(n, crop, crop, c) : Shape.of(n, c, crop, crop);
        return List.of(
                new ArrayType(DType.FLOAT32, shape), new ArrayType(DType.INT32, Shape.of(n)));
    }

    private static void run(HostOperator.Call call) throws IOException {
        List<ArrayType> types = types(call);
        DbReader reader = call.object(0, DbReader.class);
        ImageInput input = new ImageInput(call);
        NDArray data = NDArray.zeros(types.get(0));
        NDArray label = NDArray.zeros(types.get(1));
        int[] labels = (int[]) label.data();
        List<Callable<Void>> images = new ArrayList<>();
        for (int n = 0; n < labels.length; n++) {
            int place = n;
            long draw = reader.given() * DRAWS;
            String source = reader.source() + ", image " + reader.given();
            byte[] bytes = reader.next();
            images.add(
                    () -> {
                        ImageRecord record =
                                input.args.flag("use_caffe_datum", false)
                                        ? ImageRecord.ofDatum(bytes, source)
                                        : ImageRecord.ofTensors(bytes, source);
                        labels[place] = record.label();
                        Philox random = Philox.of(input.seed, "ImageInput", 0); // this thread's
                        Picture part = input.cut(record.picture(), random, draw, source);
                        input.write(part, random, draw, place, data.floats());
                        return null;
                    });
        }
        SideBySide.run(images, input.args.i("decode_threads", 4));
        call.output(0, data);
        call.output(1, label);
    }

    /** Scaled and cut. */
    private Picture cut(Picture picture, Philox random, long draw, String source)
            throws IOException {
        Picture scaled = scaled(channels == 1 ? picture.grey() : picture.rgb());
        ImageShape shape = scaled.shape();
        int top = shape.height() - crop;
        int left = shape.width() - crop;
        if (top < 0 || left < 0) {
            throw new IOException(
                    "%s has %d x %d pixels, fewer than crop, %d; give scale or minsize"
                            .formatted(source, shape.height(), shape.width(), crop));
        }
        boolean middle = args.flag("is_test", false);
        return scaled.cropped(
                middle ? top / 2 : random.below(draw, top + 1),
                middle ? left / 2 : random.below(draw + 1, left + 1),
                crop,
                crop);
    }

    private Picture scaled(Picture picture) {
        int height = picture.shape().height();
        int width = picture.shape().width();
        int shorter = Math.min(height, width);
        int scale = args.i("scale", -1);
        int least = args.i("minsize", -1);
        int wanted = least > 0 ? Math.max(least, shorter) : scale;
        if (args.flag("warp", false) && scale > 0) {
            return picture.resized(scale, scale);
        } else if (wanted < 1 || wanted == shorter) {
            return picture;
        }
        double factor = (double) wanted / shorter;
        return picture.resized(
                Math.max(wanted, (int) Math.round(height * factor)),
                Math.max(wanted, (int) Math.round(width * factor)));
    }

    /** Writes an image as number {@code n} of the batch: mirrored or not, normalised. */
    private void write(Picture picture, Philox random, long draw, int n, float[] to) {
        boolean mirrors = args.flag("mirror", false) && !args.flag("is_test", false);
        boolean mirrored = mirrors && random.below(draw + 2, 2) == 1;
        boolean last = args.s("order", "NHWC").equals("NHWC");
        float[] means = perChannel("mean_per_channel", args.f("mean", 0));
        float[] deviations = perChannel("std_per_channel", args.f("std", 1));
        int plane = crop * crop;
        for (int c = 0; c < channels; c++) {
            int from = (channels - 1 - c) * plane; // blue first
            for (int i = 0; i < plane; i++) {
                int column = i % crop;
                int at = i - column + (mirrored ? crop - 1 - column : column);
                float value = picture.pixels()[from + at] & 0xff;
                int place = last ? i * channels + c : c * plane + i;
                to[n * channels * plane + place] = (value - means[c]) / deviations[c];
            }
        }
    }

    private float[] perChannel(String name, float otherwise) {
        float[] given = args.floats(name);
        if (given.length > 0) {
            return given;
        }
        float[] all = new float[channels];
        java.util.Arrays.fill(all, otherwise);
        return all;
    }
}
