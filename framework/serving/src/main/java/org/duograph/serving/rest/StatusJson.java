package org.duograph.serving.rest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.duograph.serving.Code;
import org.duograph.serving.json.JsonWriter;
import org.duograph.serving.model.Port;
import org.duograph.serving.model.ServedSignature;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.session.op.DataTypes;

/** What is known of a model, as protobuf's JSON: the states of versions, and signatures. */
final class StatusJson {
    private StatusJson() {}

    /** The states of some versions, the highest first. */
    static byte[] status(List<ModelVersion> versions) {
        JsonWriter json = new JsonWriter(1).beginObject();
        json.name("model_version_status").beginArray();
        for (int i = versions.size() - 1; i >= 0; i--) {
            ModelVersion version = versions.get(i);
            String error = version.error();
            json.beginObject();
            json.name("version").text(Long.toString(version.number()));
            json.name("state").text(version.state().name());
            json.name("status").beginObject();
            json.name("error_code").text((error.isEmpty() ? Code.OK : Code.UNKNOWN).name());
            json.name("error_message").text(error);
            json.endObject().endObject();
        }
        return (json.endArray().endObject() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The signatures of a version in use. */
    static byte[] metadata(ModelVersion version) {
        JsonWriter spec = new JsonWriter(1).beginObject();
        spec.name("name").text(version.model());
        spec.name("signature_name").text("");
        spec.name("version").text(Long.toString(version.number())).endObject();
        JsonWriter json = new JsonWriter(1).beginObject();
        json.name("signature_def").beginObject();
        version.signatures()
                .forEach(
                        (name, signature) -> {
                            json.name(name).beginObject();
                            signature(json, signature);
                            json.endObject();
                        });
        json.endObject().endObject();
        String all =
                "{\n\"model_spec\":"
                        + spec
                        + "\n,\n\"metadata\": {\"signature_def\": "
                        + json
                        + "\n}\n}\n";
        return all.getBytes(StandardCharsets.UTF_8);
    }

    private static void signature(JsonWriter json, ServedSignature signature) {
        json.name("inputs").beginObject();
        ports(json, signature.inputs());
        json.endObject().name("outputs").beginObject();
        ports(json, signature.outputs());
        json.endObject();
        json.name("method_name").text(signature.method());
        json.name("defaults").beginObject().endObject();
    }

    private static void ports(JsonWriter json, SortedMap<String, Port> ports) {
        for (Map.Entry<String, Port> entry : ports.entrySet()) {
            Port port = entry.getValue();
            json.name(entry.getKey()).beginObject();
            json.name("dtype").text(DataTypes.of(port.dtype()).name());
            json.name("tensor_shape").beginObject().name("dim").beginArray();
            for (int extent : port.shape() == null ? List.<Integer>of() : port.shape()) {
                json.beginObject().name("size").text(Integer.toString(extent));
                json.name("name").text("").endObject();
            }
            json.endArray().name("unknown_rank").flag(port.shape() == null).endObject();
            json.name("name").text(port.tensor()).endObject();
        }
    }
}
