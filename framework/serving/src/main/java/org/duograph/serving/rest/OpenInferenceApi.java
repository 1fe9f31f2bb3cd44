package org.duograph.serving.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.json.JsonReader;
import org.duograph.serving.json.JsonReader.Kind;
import org.duograph.serving.json.JsonWriter;
import org.duograph.serving.model.Port;
import org.duograph.serving.model.ServedSignature;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ModelRef;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.serving.versions.VersionedModel;
import org.duograph.tensor.NDArray;

/**
 * The Open Inference Protocol, version 2, by REST: what KServe, Triton and others have. It asks a
 * model's default signature.
 */
final class OpenInferenceApi {
    private static final String JSON = "application/json";

    /** How many bytes of a body are JSON, where others follow. */
    private static final String JSON_LENGTH = "Inference-Header-Content-Length";

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
            routes.post(model + "/infer", this::infer);
        }
    }

    private static void send(Context ctx, JsonWriter json) {
        ctx.contentType(JSON).result(json.bytes());
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
                .text("binary_tensor_data")
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
                    json.name("datatype").text(InferenceArrays.word(port.dtype()));
                    json.name("shape").listsOnOneLine(true).beginArray();
                    List<Integer> shape = port.shape() == null ? List.of(-1) : port.shape();
                    shape.forEach(json::number);
                    json.endArray().listsOnOneLine(false).endObject();
                });
        json.endArray();
    }

    private void infer(Context ctx) {
        byte[] body = ctx.bodyAsBytes();
        int length = jsonLength(ctx.header(JSON_LENGTH), body.length);
        ByteBuffer behind = ByteBuffer.wrap(body, length, body.length - length);
        byte[] json = length == body.length ? body : Arrays.copyOf(body, length);
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        byte[] answer = infer(ref(ctx), new Members(json), behind, binary).bytes();
        if (binary.size() == 0) {
            ctx.contentType(JSON).result(answer);
            return;
        }
        ctx.header(JSON_LENGTH, Integer.toString(answer.length));
        byte[] all = Arrays.copyOf(answer, answer.length + binary.size());
        System.arraycopy(binary.toByteArray(), 0, all, answer.length, binary.size());
        ctx.contentType("application/octet-stream").result(all);
    }

    /** How many bytes of a body are JSON: all, if the header does not say otherwise. */
    private static int jsonLength(String header, int all) {
        if (header == null) {
            return all;
        }
        int length = header.matches("\\d{1,9}") ? Integer.parseInt(header) : -1;
        if (length < 0 || length > all) {
            throw Refusal.invalid(
                    "The header %s must be a number of bytes, at most the %d of the body; found \"%s\""
                            .formatted(JSON_LENGTH, all, header));
        }
        return length;
    }

    private JsonWriter infer(
            ModelRef asked, Members request, ByteBuffer behind, ByteArrayOutputStream binary) {
        long deadline = System.nanoTime() + timeoutNanos;
        ModelVersion version = catalog.use(asked);
        try {
            ServedSignature signature = signature(version);
            Map<String, NDArray> inputs = inputs(request, signature, behind);
            Map<String, Boolean> wanted = wanted(request, signature);
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
            wanted.forEach(
                    (name, asBytes) ->
                            InferenceArrays.write(
                                    json, name, outputs.get(name), asBytes ? binary : null));
            return json.endArray().endObject();
        } finally {
            version.release();
        }
    }

    private static Map<String, NDArray> inputs(
            Members request, ServedSignature signature, ByteBuffer binary) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        JsonReader list = InferenceArrays.list(request, "inputs");
        if (list == null) {
            throw Refusal.invalid("The request has no \"inputs\"");
        }
        for (boolean more = list.beginArray(); more; more = list.nextElement()) {
            Members input = new Members(list);
            String name = InferenceArrays.text(input, "name");
            Port port = signature.inputs().get(name);
            if (port == null || inputs.containsKey(name)) {
                throw Refusal.invalid(
                        "Input \"%s\" is %s; the model takes %s"
                                .formatted(
                                        name,
                                        port == null ? "unknown" : "there twice",
                                        signature.inputs().keySet()));
            }
            inputs.put(name, InferenceArrays.read(input, name, port, binary));
        }
        if (!inputs.keySet().equals(signature.inputs().keySet())) {
            throw Refusal.invalid(
                    "The model takes the inputs %s, found %s"
                            .formatted(signature.inputs().keySet(), inputs.keySet()));
        }
        if (binary.hasRemaining()) {
            throw Refusal.invalid(
                    "%d bytes behind the JSON belong to no input".formatted(binary.remaining()));
        }
        return inputs;
    }

    /** The outputs that are asked for, and whether each is to be bytes behind the JSON. */
    private static Map<String, Boolean> wanted(Members request, ServedSignature signature) {
        boolean asBytes = InferenceArrays.flag(request, "binary_data_output", false);
        JsonReader list = InferenceArrays.list(request, "outputs");
        Map<String, Boolean> wanted = new LinkedHashMap<>();
        for (boolean more = list != null && list.beginArray(); more; more = list.nextElement()) {
            Members output = new Members(list);
            String name = InferenceArrays.text(output, "name");
            if (!signature.outputs().containsKey(name)) {
                throw Refusal.invalid(
                        "Output \"%s\" is unknown; the model gives %s"
                                .formatted(name, signature.outputs().keySet()));
            }
            wanted.put(name, InferenceArrays.flag(output, "binary_data", asBytes));
        }
        if (wanted.isEmpty()) {
            signature.outputs().keySet().forEach(name -> wanted.put(name, asBytes));
        }
        return wanted;
    }
}
