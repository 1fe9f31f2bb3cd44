package org.duograph.backend.cuda;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Descriptors;
import org.duograph.backend.cuda.library.DnnConvolution;
import org.duograph.backend.cuda.library.DnnConvolution.Algorithm;
import org.duograph.backend.cuda.library.DnnConvolution.Direction;
import org.duograph.backend.cuda.library.DnnStage;
import org.duograph.backend.cuda.library.DnnType;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.tuning.Alternative;
import org.duograph.backend.tuning.RefusedException;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

/**
 * A convolution y = x * w, or one of its gradients, by any algorithm that cuDNN has for it.
 *
 * <p>Where cuDNN can't read or write an array as it stands, a kernel of our own brings it into
 * scratch memory, or back: with borders, where the padding differs from side to side; with channels
 * last or not; in 16 bits, where products are to be computed so. cuDNN then sums in float32, but
 * rounds each sum to 16 bits once.
 *
 * @param g its sizes
 * @param direction what is computed: y, the gradient of x or that of w
 * @param x where the images stand
 * @param w where the filters stand
 * @param y where the results stand
 * @param bias where a number for each channel of what is computed stands, or null
 * @param relu whether what is below zero becomes zero
 */
record Convolution(
        ConvGeometry g, Direction direction, Where x, Where w, Where y, Where bias, boolean relu) {
    static final String MODULE = "conv";

    /** A convolution without anything added. */
    Convolution(ConvGeometry g, Direction direction, Where x, Where w, Where y) {
        this(g, direction, x, w, y, null, false);
    }

    /** The same with a bias, or none, and perhaps Relu. */
    Convolution then(Where added, boolean positive) {
        return new Convolution(g, direction, x, w, y, added, positive);
    }

    /**
     * How arrays stand for cuDNN.
     *
     * @param last whether channels stand last
     */
    private record Form(DnnType type, boolean last) {}

    /** What is asked of cuDNN, and remembered. */
    private record Question(ConvGeometry g, Direction direction, Form form) {}

    /** The ways to compute it, first the one to take untimed; none if cuDNN has none. */
    List<Alternative<Draft>> alternatives(Draft asked) {
        List<Alternative<Draft>> all = new ArrayList<>();
        for (Form form : forms(asked)) {
            String standing = form.last == g.nhwc() ? "" : form.last ? " last" : " first";
            for (Algorithm a : algorithms(asked, form)) {
                String name = a.name() + standing;
                all.add(new Alternative<>(name, d -> draw(d, form, a, false)));
                if (fuses(form, a)) {
                    all.add(new Alternative<>(name + " + bias", d -> draw(d, form, a, true)));
                }
            }
            if (!all.isEmpty()) {
                break;
            }
        }
        // Which is fastest may be measured differently tomorrow.
        return asked.options().deterministic() && !all.isEmpty() ? all.subList(0, 1) : all;
    }

    /** The same, where there is no other way. */
    List<Alternative<Draft>> onlyAlternatives(Draft asked) {
        List<Alternative<Draft>> all = alternatives(asked);
        if (all.isEmpty()) {
            throw new RefusedException(
                    "cuDNN has no algorithm for %s that needs at most %,d bytes%s; allow more by"
                                    .formatted(
                                            asked.node(),
                                            asked.options().workspace(),
                                            asked.options().deterministic()
                                                    ? " and is deterministic"
                                                    : "")
                            + " the backend's option workspace, or let the node run on the CPU");
        }
        return all;
    }

    /** First the form that should need no copies, or that tensor cores like. */
    private List<Form> forms(Draft d) {
        DnnType type = DnnType.of(d.options().precision());
        boolean last = type == DnnType.FLOAT ? g.nhwc() : true;
        return List.of(new Form(type, last), new Form(type, !last));
    }

    private List<Algorithm> algorithms(Draft asked, Form form) {
        List<Algorithm> all =
                asked.dnn().answer(new Question(g, direction, form), () -> ask(asked, form));
        return all.stream()
                .filter(a -> a.workspace() <= asked.options().workspace())
                .filter(a -> a.deterministic() || !asked.options().deterministic())
                .sorted((a, b) -> Boolean.compare(b.deterministic(), a.deterministic()))
                .toList();
    }

    private List<Algorithm> ask(Draft asked, Form form) {
        try {
            return describe(asked, form).algorithms(direction, asked.dnn());
        } catch (RefusedException e) { // it has none, and says so in this way
            return List.of();
        }
    }

    /** Whether one call can add the bias, too. */
    private boolean fuses(Form form, Algorithm a) {
        return direction == Direction.FORWARD
                && bias != null
                && (relu || a.addsPlainBias())
                && !imagesOfY().isCopied(form);
    }

    // What cuDNN is told.

    private boolean hasBorders() {
        Window k = g.window();
        return padded(g.h(), 2 * k.padTop(), k.kh(), k.dilationH(), k.strideH()) != g.oh()
                || padded(g.w(), 2 * k.padLeft(), k.kw(), k.dilationW(), k.strideW()) != g.ow();
    }

    /** Rows of results if there were as much padding below as above. */
    private static int padded(int in, int pads, int kernel, int dilation, int stride) {
        int free = in + pads - (kernel - 1) * dilation - 1;
        return free < 0 ? 0 : free / stride + 1;
    }

    private DnnConvolution describe(Draft d, Form form) {
        Descriptors of = new Descriptors(d);
        Images images = imagesOfX();
        Images results = imagesOfY();
        Images filters = filters();
        int padH = hasBorders() ? 0 : g.window().padTop();
        int padW = hasBorders() ? 0 : g.window().padLeft();
        return new DnnConvolution(
                images.describe(of, form),
                of.filters(form.type, form.last, filters.n, filters.c, filters.h, filters.w),
                results.describe(of, form),
                of.convolution(g.window(), padH, padW, g.group()));
    }

    /** Images, or filters, as they stand in an array; with borders, where cuDNN needs them. */
    private record Images(
            int n, int c, int h, int w, boolean last, int top, int left, int bottom, int right) {
        int placedH() {
            return h + top + bottom;
        }

        int placedW() {
            return w + left + right;
        }

        private boolean hasBorders() {
            return placedH() != h || placedW() != w;
        }

        /** Whether cuDNN can't read or write them where they stand. */
        boolean isCopied(Form form) {
            boolean moved = form.last != last && c > 1 && h * w > 1;
            return form.type != DnnType.FLOAT || moved || hasBorders();
        }

        long placedSize() {
            return (long) n * c * placedH() * placedW();
        }

        jcuda.jcudnn.cudnnTensorDescriptor describe(Descriptors of, Form form) {
            return of.images(form.type, form.last, n, c, placedH(), placedW());
        }

        /** For the kernels that place and take them. */
        int[] sizes(Form form) {
            int plainLast = last ? 1 : 0;
            int placedLast = form.last ? 1 : 0;
            return new int[] {n, c, h, w, placedH(), placedW(), top, left, plainLast, placedLast};
        }
    }

    private Images imagesOfX() {
        Window k = g.window();
        boolean borders = hasBorders();
        return new Images(
                g.n(),
                g.c(),
                g.h(),
                g.w(),
                g.nhwc(),
                borders ? k.padTop() : 0,
                borders ? k.padLeft() : 0,
                borders ? k.padBottom() : 0,
                borders ? k.padRight() : 0);
    }

    private Images imagesOfY() {
        return new Images(g.n(), g.m(), g.oh(), g.ow(), g.nhwc(), 0, 0, 0, 0);
    }

    private Images filters() {
        Window k = g.window();
        return new Images(g.m(), g.c() / g.group(), k.kh(), k.kw(), g.nhwc(), 0, 0, 0, 0);
    }

    // The stages.

    private void draw(Draft d, Form form, Algorithm algorithm, boolean fused) {
        DnnConvolution told = describe(d, form);
        Where placedX = place(d, form, imagesOfX(), x, direction == Direction.DATA);
        Where placedW = place(d, form, filters(), w, direction == Direction.FILTER);
        Where placedY = place(d, form, imagesOfY(), y, direction == Direction.FORWARD);
        Where workspace = algorithm.workspace() == 0 ? null : d.scratch(algorithm.workspace());
        String name = DnnConvolution.function(direction) + " " + algorithm.name();
        if (fused) {
            Descriptors of = new Descriptors(d);
            DnnStage.Call call =
                    told.biased(
                            algorithm,
                            of.images(form.type, form.last, 1, g.m(), 1, 1),
                            of.activation(relu));
            d.dnn(name + " with bias", call, placedX, placedW, placedY, workspace, bias);
            return;
        }
        d.dnn(name, told.call(direction, algorithm), placedX, placedW, placedY, workspace);
        switch (direction) {
            case FORWARD -> take(d, form, imagesOfY(), placedY, y);
            case DATA -> take(d, form, imagesOfX(), placedX, x);
            case FILTER -> take(d, form, filters(), placedW, w);
        }
    }

    /** Where cuDNN finds an operand, or is to leave a result. */
    private Where place(Draft d, Form form, Images images, Where plain, boolean isResult) {
        if (!images.isCopied(form)) {
            return plain;
        }
        Where placed = d.scratch(images.placedSize() * form.type.bytes());
        if (!isResult) {
            d.launch(MODULE, "place_" + form.type.word())
                    .over(images.placedSize())
                    .at(plain)
                    .at(placed)
                    .ints(images.sizes(form))
                    .add();
        }
        return placed;
    }

    /** Brings a result to where it belongs, and adds what is to be added. */
    private void take(Draft d, Form form, Images images, Where placed, Where plain) {
        long size = (long) images.n * images.c * images.h * images.w;
        if (images.isCopied(form)) {
            d.launch(MODULE, "take_" + form.type.word())
                    .over(size)
                    .at(placed)
                    .at(plain)
                    .at(bias)
                    .ints(images.sizes(form))
                    .integer(relu ? 1 : 0)
                    .add();
        } else {
            addBias(d, images.c, images.last ? 1 : (long) images.h * images.w, plain, size);
        }
    }

    /**
     * Adds the bias to each channel of {@code plain}, whose {@code inner} numbers stand together.
     */
    private void addBias(Draft d, int channels, long inner, Where plain, long size) {
        if (bias != null || relu) {
            d.launch(MODULE, "add_bias")
                    .over(size)
                    .at(plain)
                    .at(bias)
                    .integer(channels)
                    .whole(inner)
                    .integer(relu ? 1 : 0)
                    .whole(size)
                    .add();
        }
    }

    /** Multiply-adds from which on an alternative can save more than the measuring costs. */
    private static final long WORTH_TIMING = 2_000_000;

    /** Whether it is large enough for the difference between algorithms to matter. */
    boolean isWorthTiming() {
        long taps = (long) g.window().kh() * g.window().kw() * g.c() / g.group();
        return taps * g.n() * g.m() * g.oh() * g.ow() >= WORTH_TIMING;
    }
}
