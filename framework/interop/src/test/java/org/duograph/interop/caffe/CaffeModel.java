package org.duograph.interop.caffe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.BlobProto;
import org.duograph.interop.caffe.proto.BlobShape;
import org.duograph.interop.caffe.proto.LayerParameter;
import org.duograph.interop.caffe.proto.NetParameter;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;

/** A model for tests: a net's text, and weights by chance in a file beside it. */
record CaffeModel(Path prototxt, Path weights) {
    static final String DATA = "input: \"data\" input_shape { dim: 2 dim: 4 dim: 7 dim: 6 }\n";

    static CaffeModel of(Path folder, String text) throws IOException {
        CaffeModel model =
                new CaffeModel(folder.resolve("net.prototxt"), folder.resolve("net.caffemodel"));
        Files.writeString(model.prototxt, text);
        Files.write(model.weights, weights(model.net()).toByteArray());
        return model;
    }

    /** One layer that reads "data", and writes "y". */
    static String layer(String type, String more) {
        return "layer { name: \"l\" type: \"%s\" bottom: \"data\" top: \"y\" %s }\n"
                .formatted(type, more);
    }

    CaffeNet net() throws IOException {
        return CaffeNet.read(prototxt, CaffeTranslator.Options.DEFAULT.state(), note -> {});
    }

    CaffeNet filled() throws IOException {
        return net().withWeights(weights, note -> {});
    }

    /** Translates it and requires that each layer agrees with its definition. */
    Translation verified(String backend, CaffeTranslator.Options options) throws IOException {
        CaffeNet net = filled();
        Translation translation = CaffeTranslator.translate(net, options);
        try (Workspace workspace = new Workspace(backend, 0)) {
            List<Verification.Row> rows =
                    Verification.run(
                            workspace,
                            net,
                            translation,
                            Verification.randomFeeds(net, translation, 7));
            assertThat(rows).isNotEmpty().allMatch(Verification.Row::agrees);
            assertThat(rows).anyMatch(row -> row.largest() > 0);
        }
        return translation;
    }

    Translation verified() throws IOException {
        return verified("java", CaffeTranslator.Options.DEFAULT);
    }

    private static NetParameter weights(CaffeNet net) {
        NetParameter.Builder file = NetParameter.newBuilder().setName("snapshot");
        Map<String, Shape> shapes = new LinkedHashMap<>(net.inputs());
        for (CaffeLayer layer : net.layers()) {
            List<Shape> bottoms = layer.bottoms().stream().map(shapes::get).toList();
            LayerParameter.Builder filled =
                    LayerParameter.newBuilder().setName(layer.name()).setType(layer.type());
            if (!bottoms.contains(null)) {
                for (Shape shape : weights(layer, bottoms)) {
                    filled.addBlobs(blob(layer, shape, filled.getBlobsCount()));
                }
            }
            file.addLayer(filled);
            LayerType type = LayerTypes.find(layer.type());
            List<Shape> tops =
                    type == null || bottoms.contains(null)
                            ? List.of()
                            : type.shapes().of(layer, bottoms);
            for (int i = 0; i < tops.size(); i++) {
                shapes.put(layer.tops().get(i), tops.get(i));
            }
        }
        return file.build();
    }

    private static List<Shape> weights(CaffeLayer layer, List<Shape> bottoms) {
        if (bottoms.isEmpty()) {
            return List.of();
        }
        LayerParameter p = layer.p();
        Shape x = bottoms.get(0);
        Shape channels = x.rank() > 1 ? Shape.of(x.dim(1)) : Shape.of(1);
        return switch (layer.type()) {
            case "Convolution", "Deconvolution" -> {
                CaffeWindow k = CaffeWindow.of(p.getConvolutionParam());
                int out = p.getConvolutionParam().getNumOutput();
                int group = p.getConvolutionParam().getGroup();
                boolean turned = layer.type().equals("Deconvolution");
                int first = turned ? x.dim(1) : out;
                int second = (turned ? out : x.dim(1)) / group;
                yield two(
                        Shape.of(first, second, k.kh(), k.kw()),
                        p.getConvolutionParam().getBiasTerm() ? Shape.of(out) : null);
            }
            case "InnerProduct" -> {
                int axis = x.axis(p.getInnerProductParam().getAxis());
                int out = p.getInnerProductParam().getNumOutput();
                yield two(
                        Shape.of(out, x.sizeOf(axis, x.rank())),
                        p.getInnerProductParam().getBiasTerm() ? Shape.of(out) : null);
            }
            case "BatchNorm" -> List.of(channels, channels, Shape.of(1));
            case "PReLU" -> List.of(p.getPreluParam().getChannelShared() ? Shape.of(1) : channels);
            case "Scale" -> {
                int axes = p.getScaleParam().getNumAxes();
                int from = x.axis(p.getScaleParam().getAxis());
                Shape own = Shape.of(x.toList().subList(from, axes < 0 ? x.rank() : from + axes));
                Shape shape = bottoms.size() == 2 ? bottoms.get(1) : own;
                List<Shape> all = new ArrayList<>();
                if (bottoms.size() == 1) {
                    all.add(shape);
                }
                if (p.getScaleParam().getBiasTerm()) {
                    all.add(shape);
                }
                yield all;
            }
            case "Bias" -> List.of(channels);
            case "Embed" -> {
                Shape table =
                        Shape.of(p.getEmbedParam().getInputDim(), p.getEmbedParam().getNumOutput());
                yield two(table, Shape.of(table.dim(1)));
            }
            default -> List.of();
        };
    }

    private static List<Shape> two(Shape w, Shape b) {
        return b == null ? List.of(w) : List.of(w, b);
    }

    /** Small for large fans, so that numbers neither grow nor vanish; variances are positive. */
    private static BlobProto blob(CaffeLayer layer, Shape shape, int index) {
        BlobProto.Builder blob = BlobProto.newBuilder();
        BlobShape.Builder dims = BlobShape.newBuilder();
        shape.forEach(dims::addDim);
        blob.setShape(dims);
        Philox numbers = Philox.of(3, layer.name(), index);
        double fan = shape.rank() < 2 ? 1 : (double) shape.size() / shape.dim(0);
        boolean positive = layer.type().equals("BatchNorm") && index > 0;
        boolean scale = layer.type().equals("Scale") && index == 0;
        for (int i = 0; i < shape.size(); i++) {
            double u = numbers.uniform(i);
            double spread = (2 * u - 1) * Math.sqrt((shape.rank() < 2 ? 0.1 : 6) / fan);
            blob.addData((float) (positive ? 0.5 + u : scale ? 0.5 + u : spread));
        }
        return blob.build();
    }
}
