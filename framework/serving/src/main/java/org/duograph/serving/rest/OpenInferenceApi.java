package org.duograph.serving.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.json.Elements;
import org.duograph.serving.json.JsonReader;
import org.duograph.serving.json.JsonReader.Kind;
import org.duograph.serving.json.JsonWriter;
import org.duograph.serving.model.Port;
import org.duograph.serving.model.ServedSignature;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ModelRef;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.serving.versions.VersionedModel;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The Open Inference Protocol, version 2, by REST: what KServe, Triton and others have. It asks a
 * model's default signature.
 */
final class OpenInferenceApi {
    private static final int MOST_EXPECTED = 1 << 22;

    private final Catalog catalog;
    private final Batcher batcher;
    private final long timeoutNanos;

    OpenInferenceApi(Catalog catalog, Batcher batcher, long timeoutMillis) {
        this.catalog = catalog;
        this.batcher = batcher;
        this.timeoutNanos = timeoutMillis * 1_000_000;
    }

    void add(RoutesConfig routes) {
        routes.get("/v2", ctx -> send(ctx, server()));
        routes.get("/v2/health/live", ctx -> send(ctx, flag("live", true)));
        routes.get("/v2/health/ready", ctx -> ready(ctx, catalog.isReady()));
        for (String version : List.of("", "/versions/{version}")) {
            String model = "/v2/models/{model}" + version;
            routes.get(model, ctx -> send(ctx, metadata(ref(ctx))));
            routes.get(model + "/ready", ctx -> ready(ctx, isReady(ref(ctx))));
            routes.post(model + "/infer", ctx -> send(ctx, infer(ref(ctx), ctx.bodyAsBytes())));
        }
    }

    private static void send(Context ctx, JsonWriter json) {
        ctx.contentType("application/json").result(json.bytes());
    }

    private static void ready(Context ctx, boolean ready) {
        ctx.status(ready ? 200 : 503);
        send(ctx, flag("ready", ready));
    }

    private static JsonWriter flag(String name, boolean value) {
        return new JsonWriter().beginObject().name(name).flag(value).endObject();
    }

    private static ModelRef ref(Context ctx) {
        String version = ctx.pathParamMap().get("version");
        if (version != null && !version.matches("\\d{1,18}")) {
            throw Refusal.invalid("A version is a number, found " + version);
        }
        return new ModelRef(
                ctx.pathParam("model"), version == null ? null : Long.valueOf(version), null);
    }

    private static JsonWriter server() {
        String version = OpenInferenceApi.class.getPackage().getImplementationVersion();
        return new JsonWriter()
                .beginObject()
                .name("name")
                .text("duograph")
                .name("version")
                .text(version == null ? "" : version)
                .name("extensions")
                .beginArray()
                .endArray()
                .endObject();
    }

    private boolean isReady(ModelRef asked) {
        return catalog.versions(asked).stream()
                .anyMatch(v -> v.state() == ModelVersion.State.AVAILABLE);
    }

    private JsonWriter metadata(ModelRef asked) {
        ModelVersion version = catalog.use(asked);
        try {
            ServedSignature signature = signature(version);
            JsonWriter json = new JsonWriter().beginObject();
            json.name("name").text(version.model()).name("versions").beginArray();
            VersionedModel model = catalog.model(asked.name());
            for (ModelVersion one : model == null ? List.of(version) : model.versions()) {
                if (one.state() == ModelVersion.State.AVAILABLE) {
                    json.text(Long.toString(one.number()));
                }
            }
            json.endArray().name("platform").text("duograph");
            json.name("inputs");
            ports(json, signature.inputs());
            json.name("outputs");
            ports(json, signature.outputs());
            return json.endObject();
        } finally {
            version.release();
        }
    }

    private static ServedSignature signature(ModelVersion version) {
        ServedSignature signature = version.signatures().get(ServedSignature.DEFAULT);
        if (signature == null) {
            throw new Refusal(
                    Code.FAILED_PRECONDITION,
                    "The model has no signature \"%s\", which this protocol asks"
                            .formatted(ServedSignature.DEFAULT));
        }
        return signature;
    }

    private static void ports(JsonWriter json, SortedMap<String, Port> ports) {
        json.beginArray();
        ports.forEach(
                (name, port) -> {
                    json.beginObject().name("name").text(name);
                    json.name("datatype").text(word(port.dtype()));
                    json.name("shape").listsOnOneLine(true).beginArray();
                    List<Integer> shape = port.shape() == null ? List.of(-1) : port.shape();
                    shape.forEach(json::number);
                    json.endArray().listsOnOneLine(false).endObject();
                });
        json.endArray();
    }

    /** The protocol's word for an element type. */
    private static String word(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "FP32";
            case FLOAT64 -> "FP64";
            case FLOAT16 -> "FP16";
            case BFLOAT16 -> "BF16";
            case STRING -> "BYTES";
            default -> dtype.name();
        };
    }

    private JsonWriter infer(ModelRef asked, byte[] body) {
        long deadline = System.nanoTime() + timeoutNanos;
        Members request = new Members(body);
        ModelVersion version = catalog.use(asked);
        try {
            ServedSignature signature = signature(version);
            Map<String, NDArray> inputs = inputs(request, signature);
            Set<String> wanted = wanted(request, signature);
            Map<String, NDArray> outputs =
                    batcher.run(version, ServedSignature.DEFAULT, inputs, deadline);
            JsonWriter json = new JsonWriter().beginObject();
            json.name("model_name").text(version.model());
            json.name("model_version").text(Long.toString(version.number()));
            JsonReader id = request.value("id");
            if (id != null && id.kind() == Kind.STRING) {
                json.name("id").text(id.string());
            }
            json.name("outputs").beginArray();
            for (String name : wanted) {
                output(json, name, outputs.get(name));
            }
            return json.endArray().endObject();
        } finally {
            version.release();
        }
    }

    private static void output(JsonWriter json, String name, NDArray array) {
        json.beginObject().name("name").text(name);
        json.name("shape").listsOnOneLine(true).beginArray();
        array.shape().forEach(extent -> json.number((long) extent));
        json.endArray().name("datatype").text(word(array.dtype()));
        json.name("data").beginArray();
        for (int i = 0; i < array.size(); i++) {
            TensorWriter.element(json, false, array, i);
        }
        json.endArray().listsOnOneLine(false).endObject();
    }

    private static Map<String, NDArray> inputs(Members request, ServedSignature signature) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        JsonReader list = list(request, "inputs");
        if (list == null) {
            throw Refusal.invalid("The request has no \"inputs\"");
        }
        for (boolean more = list.beginArray(); more; more = list.nextElement()) {
            Members input = new Members(list);
            String name = text(input, "name");
            Port port = signature.inputs().get(name);
            if (port == null || inputs.containsKey(name)) {
                throw Refusal.invalid(
                        "Input \"%s\" is %s; the model takes %s"
                                .formatted(
                                        name,
                                        port == null ? "unknown" : "there twice",
                                        signature.inputs().keySet()));
            }
            inputs.put(name, array(input, name, port));
        }
        if (!inputs.keySet().equals(signature.inputs().keySet())) {
            throw Refusal.invalid(
                    "The model takes the inputs %s, found %s"
                            .formatted(signature.inputs().keySet(), inputs.keySet()));
        }
        return inputs;
    }

    private static NDArray array(Members input, String name, Port port) {
        String datatype = text(input, "datatype");
        if (!datatype.equals(word(port.dtype()))) {
            throw Refusal.invalid(
                    "Input \"%s\" is of datatype %s, found \"%s\""
                            .formatted(name, word(port.dtype()), datatype));
        }
        List<Integer> dims = new ArrayList<>();
        JsonReader shape = list(input, "shape");
        if (shape == null) {
            throw Refusal.invalid("Input \"%s\" has no \"shape\"".formatted(name));
        }
        long size = 1;
        for (boolean more = shape.beginArray(); more; more = shape.nextElement()) {
            shape.number();
            long extent = shape.wasWhole() ? shape.whole() : -1;
            if (extent < 0 || extent > Integer.MAX_VALUE || size * extent > Integer.MAX_VALUE) {
                throw Refusal.invalid("Input \"%s\" has a shape of no array".formatted(name));
            }
            size *= extent;
            dims.add((int) extent);
        }
        JsonReader data = list(input, "data");
        if (data == null) {
            throw Refusal.invalid("Input \"%s\" has no \"data\"".formatted(name));
        }
        Elements elements = new Elements(port.dtype(), (int) Math.min(size, MOST_EXPECTED));
        take(data, elements);
        if (elements.size() != size) {
            throw Refusal.invalid(
                    "Input \"%s\" has %d elements, but its shape %s asks for %d"
                            .formatted(name, elements.size(), dims, size));
        }
        return elements.array(Shape.of(dims));
    }

    /** Takes all elements of lists in lists. */
    private static void take(JsonReader from, Elements into) {
        Kind kind = from.kind();
        if (kind != Kind.ARRAY) {
            into.take(from, kind);
            return;
        }
        for (boolean more = from.beginArray(); more; more = from.nextElement()) {
            take(from, into);
        }
    }

    private static Set<String> wanted(Members request, ServedSignature signature) {
        JsonReader list = list(request, "outputs");
        Set<String> wanted = new LinkedHashSet<>();
        for (boolean more = list != null && list.beginArray(); more; more = list.nextElement()) {
            String name = text(new Members(list), "name");
            if (!signature.outputs().containsKey(name)) {
                throw Refusal.invalid(
                        "Output \"%s\" is unknown; the model gives %s"
                                .formatted(name, signature.outputs().keySet()));
            }
            wanted.add(name);
        }
        return wanted.isEmpty() ? signature.outputs().keySet() : wanted;
    }

    /** A member that is a list; null if there is none. */
    private static JsonReader list(Members members, String name) {
        JsonReader value = members.value(name);
        if (value != null && value.kind() != Kind.ARRAY) {
            throw Refusal.invalid("\"%s\" must be a list".formatted(name));
        }
        return value;
    }

    private static String text(Members members, String name) {
        JsonReader value = members.value(name);
        if (value == null || value.kind() != Kind.STRING) {
            throw Refusal.invalid("\"%s\" must be there, and a text".formatted(name));
        }
        return value.string();
    }
}
