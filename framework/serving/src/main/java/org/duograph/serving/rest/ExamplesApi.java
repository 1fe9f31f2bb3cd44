package org.duograph.serving.rest;

import com.google.protobuf.ByteString;
import org.duograph.serving.Refusal;
import org.duograph.serving.examples.ExampleCalls;
import org.duograph.serving.json.Elements;
import org.duograph.serving.json.JsonReader;
import org.duograph.serving.json.JsonReader.Kind;
import org.duograph.serving.json.JsonWriter;
import org.duograph.serving.proto.ClassificationResult;
import org.duograph.serving.proto.Example;
import org.duograph.serving.proto.Feature;
import org.duograph.serving.proto.Feature.KindCase;
import org.duograph.serving.proto.Input;
import org.duograph.serving.proto.RegressionResult;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ModelRef;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.tensor.TextBytes;

/** {@code :classify} and {@code :regress}: examples, features by name. */
final class ExamplesApi {
    private static final String CONTEXT = "context";
    private static final String EXAMPLES = "examples";
    private static final String RESULTS = "results";

    private final Catalog catalog;
    private final ExampleCalls calls;

    ExamplesApi(Catalog catalog, ExampleCalls calls) {
        this.catalog = catalog;
        this.calls = calls;
    }

    /** Answers {@code :classify}. */
    byte[] classify(ModelRef asked, byte[] body, long deadline) {
        Members members = new Members(body);
        Input input = input(members);
        ModelVersion version = catalog.use(asked);
        try {
            return json(calls.classify(version, signature(members), input, deadline));
        } finally {
            version.release();
        }
    }

    /** Answers {@code :regress}. */
    byte[] regress(ModelRef asked, byte[] body, long deadline) {
        Members members = new Members(body);
        Input input = input(members);
        ModelVersion version = catalog.use(asked);
        try {
            return json(calls.regress(version, signature(members), input, deadline));
        } finally {
            version.release();
        }
    }

    private static String signature(Members members) {
        String named = members.signature();
        return named == null ? "" : named;
    }

    private static byte[] json(ClassificationResult result) {
        JsonWriter json = new JsonWriter().beginObject().name(RESULTS).beginArray();
        for (var classes : result.getClassificationsList()) {
            json.listsOnOneLine(true).beginArray();
            for (var one : classes.getClassesList()) {
                json.beginArray().text(one.getLabel()).number(one.getScore()).endArray();
            }
            json.endArray().listsOnOneLine(false);
        }
        return json.endArray().endObject().bytes();
    }

    private static byte[] json(RegressionResult result) {
        JsonWriter json = new JsonWriter().beginObject().name(RESULTS);
        json.listsOnOneLine(true).beginArray();
        result.getRegressionsList().forEach(one -> json.number(one.getValue()));
        return json.endArray().endObject().bytes();
    }

    private static Input input(Members members) {
        members.signature(); // a name that is no text is refused first
        Input.Builder input = Input.newBuilder();
        JsonReader context = members.value(CONTEXT);
        if (context != null) {
            input.getExampleListWithContextBuilder().setContext(example(context));
        }
        JsonReader list = members.value(EXAMPLES);
        if (list == null) {
            throw members.formatError(
                    "When method is classify, key 'examples' is expected and was not found");
        }
        if (list.kind() != Kind.ARRAY) {
            throw members.formatError("Expecting 'examples' value to be an list/array");
        }
        if (!list.beginArray()) {
            throw members.formatError("'examples' value is an empty array");
        }
        do {
            Example example = example(list);
            if (context == null) {
                input.getExampleListBuilder().addExamples(example);
            } else {
                input.getExampleListWithContextBuilder().addExamples(example);
            }
        } while (list.nextElement());
        return input.build();
    }

    private static Example example(JsonReader json) {
        Kind kind = json.kind();
        if (kind != Kind.OBJECT) {
            throw Refusal.invalid("Example must be JSON object but got JSON " + kind.word());
        }
        Example.Builder example = Example.newBuilder();
        for (boolean more = json.beginObject(); more; more = json.nextMember()) {
            String name = json.name();
            Feature.Builder feature = Feature.newBuilder();
            if (json.kind() == Kind.ARRAY) {
                for (boolean next = json.beginArray(); next; next = json.nextElement()) {
                    add(json, name, feature);
                }
            } else {
                add(json, name, feature);
            }
            example.getFeaturesBuilder().putFeature(name, feature.build());
        }
        return example.build();
    }

    /** Adds the next value to a feature, all of whose values are of one type. */
    private static void add(JsonReader json, String name, Feature.Builder feature) {
        Kind kind = json.kind();
        switch (kind) {
            case TRUE, FALSE -> {
                require(feature, name, KindCase.INT64_LIST);
                feature.getInt64ListBuilder().addValue(json.literal() ? 1 : 0);
            }
            case STRING -> {
                require(feature, name, KindCase.BYTES_LIST);
                feature.getBytesListBuilder()
                        .addValue(ByteString.copyFrom(TextBytes.bytes(json.string())));
            }
            case NUMBER -> addNumber(json, name, feature);
            default -> {
                if (kind != Kind.OBJECT || !Elements.isBase64(json)) {
                    throw Refusal.invalid(
                            "Feature: "
                                    + name
                                    + " has element with unexpected JSON type: "
                                    + kind.word());
                }
                require(feature, name, KindCase.BYTES_LIST);
                feature.getBytesListBuilder().addValue(ByteString.copyFrom(Elements.base64(json)));
            }
        }
    }

    private static void addNumber(JsonReader json, String name, Feature.Builder feature) {
        int at = json.offset();
        double value = json.number();
        if (json.wasWhole()) {
            require(feature, name, KindCase.INT64_LIST);
            if (json.wasAboveLong()) {
                throw Refusal.invalid(
                        "Feature: " + name + " has uint64 element. Only int64 is supported.");
            }
            feature.getInt64ListBuilder().addValue(json.whole());
            return;
        }
        require(feature, name, KindCase.FLOAT_LIST);
        if (Math.abs(value) > Float.MAX_VALUE && !Double.isInfinite(value)) {
            throw Refusal.invalid(
                    "Cannot convert JSON value: "
                            + Elements.value(json, at)
                            + " to float without loss of precision.");
        }
        feature.getFloatListBuilder().addValue((float) value);
    }

    private static void require(Feature.Builder feature, String name, KindCase wanted) {
        KindCase found = feature.getKindCase();
        if (found != KindCase.KIND_NOT_SET && found != wanted) {
            String word =
                    switch (found) {
                        case BYTES_LIST -> "bytes";
                        case FLOAT_LIST -> "float";
                        default -> "int64";
                    };
            throw Refusal.invalid(
                    "Unexpected element type in feature: " + name + " expecting type: " + word);
        }
    }
}
