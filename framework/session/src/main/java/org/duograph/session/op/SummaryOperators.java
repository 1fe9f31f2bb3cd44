package org.duograph.session.op;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.Summary;
import org.duograph.session.proto.SummaryMetadata;
import org.duograph.session.proto.TensorProto;
import org.duograph.session.summary.Values;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;

/**
 * Operators that make summaries: a text whose bytes ({@link TextBytes}) are a {@link Summary}. They
 * run on the host.
 */
final class SummaryOperators {
    private static final ArrayType MESSAGE = new ArrayType(DType.STRING, Shape.SCALAR);

    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "ScalarSummary",
                            "tags:string values:T -> summary:string",
                            "T:type",
                            site -> lower(site, SummaryOperators::scalars)),
                    Operator.of(
                            "HistogramSummary",
                            "tag:string values:T -> summary:string",
                            "T:type=float",
                            site -> lower(site, SummaryOperators::histogram)),
                    imageSummary(),
                    Operator.of(
                            "TensorSummaryV2",
                            "tag:string tensor:T serialized_summary_metadata:string ->"
                                    + " summary:string",
                            "T:type",
                            site -> lower(site, SummaryOperators::tensor)),
                    Operator.of(
                            "MergeSummary",
                            "inputs:N*string -> summary:string",
                            "N:int",
                            site -> lower(site, SummaryOperators::merged)));

    private SummaryOperators() {}

    /** Makes values of the contents of inputs. */
    @FunctionalInterface
    private interface Maker {
        List<Summary.Value> of(List<NDArray> inputs);
    }

    /** Its default is the only one that is a tensor, so no text says it. */
    private static Operator imageSummary() {
        Operator images =
                Operator.of(
                        "ImageSummary",
                        "tag:string tensor:T -> summary:string",
                        "max_images:int=3 T:type=float bad_color:tensor",
                        SummaryOperators::images);
        TensorProto.Builder red =
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_UINT8)
                        .setTensorShape(Tensors.message(Shape.of(4)))
                        .addAllIntVal(List.of(255, 0, 0, 255));
        AttrValue value = AttrValue.newBuilder().setTensor(red).build();
        Map<String, AttrDef> attrs = new LinkedHashMap<>(images.attrs());
        attrs.put("bad_color", new AttrDef("bad_color", AttrDef.Kind.TENSOR, value));
        return new Operator(
                images.type(),
                images.inputs(),
                images.outputs(),
                attrs,
                images.isStateful(),
                images.lowering());
    }

    private static void lower(LoweringSite site, Maker maker) {
        OpDef def =
                OpDef.named("Summary")
                        .summary("Makes a summary.")
                        .manyInputs("inputs", "tags, and what there is to see under them")
                        .ofType(ElementTypes.ANY)
                        .output("summary", "its bytes as a text")
                        .ofType(ElementTypes.of(DType.STRING))
                        .types(ignored -> List.of(MESSAGE))
                        .host(
                                node ->
                                        call -> {
                                            List<NDArray> inputs = new ArrayList<>();
                                            for (int i = 0; i < node.inputs().size(); i++) {
                                                inputs.add(call.input(i));
                                            }
                                            call.output(0, text(maker.of(inputs)));
                                        })
                        .build();
        List<Value> inputs = site.inputs(0, site.inputCount());
        site.give(site.append(def, Map.of(), inputs).output(0));
    }

    private static NDArray text(List<Summary.Value> values) {
        byte[] bytes = Summary.newBuilder().addAllValue(values).build().toByteArray();
        return NDArray.ofTexts(Shape.SCALAR, TextBytes.text(bytes));
    }

    private static List<Summary.Value> scalars(List<NDArray> inputs) {
        NDArray tags = inputs.get(0);
        NDArray values = inputs.get(1);
        if (!tags.shape().equals(values.shape())) {
            throw new IllegalArgumentException(
                    "tags and values are not the same shape: %s != %s"
                            .formatted(tags.shape(), values.shape()));
        }
        List<Summary.Value> all = new ArrayList<>();
        for (int i = 0; i < tags.size(); i++) {
            all.add(Values.scalar(tags.getText(i), values.get(i)));
        }
        return all;
    }

    private static List<Summary.Value> histogram(List<NDArray> inputs) {
        return List.of(Values.histogram(tag(inputs), inputs.get(1)));
    }

    private static void images(LoweringSite site) {
        int most = Math.toIntExact(site.attrs().integer("max_images"));
        NDArray color = site.attrs().array("bad_color");
        int[] bad = new int[color.size()];
        for (int i = 0; i < bad.length; i++) {
            bad[i] = (int) color.getWhole(i);
        }
        lower(site, inputs -> Values.images(tag(inputs), inputs.get(1), most, bad));
    }

    private static List<Summary.Value> tensor(List<NDArray> inputs) {
        try {
            byte[] metadata = TextBytes.bytes(inputs.get(2).getText(0));
            return List.of(
                    Summary.Value.newBuilder()
                            .setTag(tag(inputs))
                            .setTensor(Tensors.message(inputs.get(1)))
                            .setMetadata(SummaryMetadata.parseFrom(metadata))
                            .build());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "serialized_summary_metadata of \"%s\" is no SummaryMetadata"
                            .formatted(tag(inputs)),
                    e);
        }
    }

    private static List<Summary.Value> merged(List<NDArray> inputs) {
        List<Summary.Value> all = new ArrayList<>();
        Set<String> tags = new LinkedHashSet<>();
        for (NDArray input : inputs) {
            for (int i = 0; i < input.size(); i++) {
                for (Summary.Value value : parse(input.getText(i)).getValueList()) {
                    if (!tags.add(value.getTag())) {
                        throw new IllegalArgumentException(
                                "Duplicate tag %s found in summary inputs"
                                        .formatted(value.getTag()));
                    }
                    all.add(value);
                }
            }
        }
        return all;
    }

    private static Summary parse(String text) {
        try {
            return Summary.parseFrom(ByteString.copyFrom(TextBytes.bytes(text)));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "Could not parse one of the summary inputs: it is no Summary", e);
        }
    }

    private static String tag(List<NDArray> inputs) {
        NDArray tag = inputs.get(0);
        if (tag.size() != 1) {
            throw new IllegalArgumentException("tag must be a scalar, found " + tag.type());
        }
        return tag.getText(0);
    }
}
