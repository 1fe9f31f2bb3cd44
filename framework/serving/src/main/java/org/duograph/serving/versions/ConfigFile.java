package org.duograph.serving.versions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.messages.MessageFiles;
import org.duograph.serving.proto.ModelServerConfig;
import org.duograph.serving.proto.ModelSettings;
import org.duograph.serving.proto.ServableVersionPolicy;

/**
 * A file that says which models are served, TensorFlow Serving's {@code --model_config_file}:
 *
 * <pre>{@code
 * model_config_list {
 *   config {
 *     name: "digits"
 *     base_path: "models/digits"
 *     model_version_policy { specific { versions: 4 versions: 5 } }
 *     version_labels { key: "stable" value: 4 }
 *   }
 * }
 * }</pre>
 */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it can't be read or is no such file
     * @throws IllegalArgumentException if a name or label can't be one
     */
    public static List<ModelConfig> read(Path file) throws IOException {
        return configs(MessageFiles.read(file, ModelServerConfig.getDefaultInstance()));
    }

    /** What a message says. */
    public static List<ModelConfig> configs(ModelServerConfig message) {
        List<ModelConfig> configs = new ArrayList<>();
        for (ModelSettings model : message.getModelConfigList().getConfigList()) {
            configs.add(
                    new ModelConfig(
                            model.getName(),
                            model.getBasePath(),
                            policy(model.getModelVersionPolicy()),
                            model.getVersionLabelsMap()));
        }
        return configs;
    }

    private static VersionPolicy policy(ServableVersionPolicy policy) {
        return switch (policy.getPolicyChoiceCase()) {
            case ALL -> VersionPolicy.ALL;
            case SPECIFIC -> new VersionPolicy(0, policy.getSpecific().getVersionsList());
            case LATEST ->
                    new VersionPolicy(Math.max(1, policy.getLatest().getNumVersions()), List.of());
            case POLICYCHOICE_NOT_SET -> VersionPolicy.LATEST;
        };
    }
}
