package org.duograph.ops.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.HostCode;
import org.duograph.graph.Node;
import org.duograph.graph.Surroundings;

/**
 * Where operators that tell about an array write: to the output, or a line per run to the file
 * {@code <root folder>/<name><suffix>}.
 *
 * @param name what they call the array
 * @param file the file's name, or null for the output
 */
record Report(String name, String file) {
    static final List<Attr> ATTRS =
            List.of(
                    Attr.ofString(
                            "name", "", "What to call the array; empty for its name in the graph."),
                    Attr.ofInt(
                            "to_file",
                            0,
                            "1: a line per run into a file in the root folder, instead of the"
                                    + " output."));

    static Report of(Node node, String suffix) {
        String given = node.attrs().s("name");
        String name = given.isEmpty() ? node.input(0).name() : given;
        boolean toFile = node.attrs().flag("to_file");
        return new Report(name, toFile ? name.replace('/', '_') + suffix : null);
    }

    /**
     * Writes one line.
     *
     * @param line for the output
     * @param bare for the file, whose name says already what it is about
     */
    void write(HostCode.Call call, String line, String bare) throws IOException {
        Surroundings around = call.around(Surroundings.class);
        if (file == null) {
            around.output().println(line);
            return;
        }
        Path path = around.rootFolder().resolve(file);
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, bare + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
